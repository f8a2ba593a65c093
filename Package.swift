// swift-tools-version: 6.2
import PackageDescription

/// The rules of docs/architecture.md, kept by the compiler in every target.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// `@_noLocks` needs the whole module at once, so the real-time check runs in every release build.
let realtime = strict + [.define("REALTIME_CHECKS", .when(configuration: .release))]

let package = Package(
  name: "exocap",
  products: [
    .executable(name: "exocapd", targets: ["exocapd"]),
    .executable(name: "exocap", targets: ["exocap"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
    // The tool's alone: the daemon only writes files.
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    // C: what Swift cannot import, and the contracts that C and C++ include.
    .target(name: "CExocap"),
    .target(name: "CExocapMath"),
    .target(name: "CExocapChecksum"),
    .systemLibrary(name: "CYAML", path: "Sources/System/CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CExpat", path: "Sources/System/CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CZstd", path: "Sources/System/CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CLZ4", path: "Sources/System/CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(name: "CUdev", path: "Sources/System/CUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
    .systemLibrary(name: "CUSB", path: "Sources/System/CUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),

    // Swift, from the real-time core outwards.
    .target(name: "ExocapCore", dependencies: ["CExocapMath"], swiftSettings: realtime),
    .target(name: "MCAP", dependencies: ["CExocapChecksum", "CZstd", "CLZ4"], swiftSettings: strict),
    .target(name: "LinuxIO", dependencies: ["ExocapCore", "CExocap", "CUdev", "CUSB"], swiftSettings: strict),
    .target(name: "ExocapSimulation", dependencies: ["ExocapCore"], swiftSettings: strict),
    .target(
      name: "ExocapRuntime",
      dependencies: [
        "ExocapCore", "LinuxIO", "MCAP", "CYAML", "CExpat", .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "ExocapCatalog",
      dependencies: ["ExocapRuntime", "LinuxIO", "ExocapCore", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .target(
      name: "ExocapExport", dependencies: ["ExocapRuntime", "LinuxIO", "MCAP", "ExocapCore", "CZstd"], swiftSettings: strict),
    .executableTarget(name: "exocapd", dependencies: ["ExocapRuntime", "LinuxIO", "ExocapCore"], swiftSettings: strict),
    .executableTarget(
      name: "exocap",
      dependencies: [
        "ExocapCatalog", "ExocapExport", "ExocapRuntime", "ExocapSimulation", "LinuxIO", "ExocapCore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      swiftSettings: strict),

    // Benchmarks stand beside a C or C++ twin; no product, so that nobody's build depends on them.
    .target(name: "CxxRing", path: "Benchmarks/CxxRing", cxxSettings: [.unsafeFlags(["-O3"])]),
    .target(
      name: "CTwin", dependencies: ["CExocap", "CExocapMath"], path: "Benchmarks/CTwin", cSettings: [.unsafeFlags(["-O3"])],
      linkerSettings: [.linkedLibrary("m")]),
    .executableTarget(
      name: "exocap-bench",
      dependencies: ["ExocapCore", "ExocapExport", "ExocapRuntime", "ExocapSimulation", "LinuxIO", "MCAP", "CxxRing", "CTwin"],
      path: "Benchmarks/exocap-bench", swiftSettings: strict),

    // Tests mirror the sources.
    .target(name: "CRealtimeCheck", path: "Tests/CRealtimeCheck"),
    .target(name: "ExocapTestSupport", path: "Tests/ExocapTestSupport", swiftSettings: strict),
    .target(
      name: "ExocapTestCaptures", dependencies: ["ExocapCore", "ExocapTestSupport"], path: "Tests/ExocapTestCaptures",
      swiftSettings: strict),
    .systemLibrary(
      name: "CUmockdev", path: "Tests/System/CUmockdev", pkgConfig: "umockdev-1.0", providers: [.apt(["libumockdev-dev"])]),
    .target(name: "CMockedDevices", dependencies: ["CUmockdev"], path: "Tests/CMockedDevices"),
    .testTarget(
      name: "ExocapCoreTests",
      dependencies: ["ExocapCore", "ExocapTestSupport", "ExocapTestCaptures", "CRealtimeCheck", "CExocap"], swiftSettings: strict),
    .testTarget(name: "MCAPTests", dependencies: ["MCAP", "ExocapTestSupport", "CRealtimeCheck"], swiftSettings: strict),
    .testTarget(
      name: "LinuxIOTests", dependencies: ["LinuxIO", "ExocapCore", "ExocapTestSupport", "CExocap", "CMockedDevices"],
      swiftSettings: strict),
    .testTarget(
      name: "ExocapSimulationTests", dependencies: ["ExocapSimulation", "ExocapCore", "ExocapTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ExocapRuntimeTests",
      dependencies: [
        "ExocapRuntime", "ExocapSimulation", "MCAP", "LinuxIO", "ExocapCore", "ExocapTestSupport", "ExocapTestCaptures",
        "CExocap", "CRealtimeCheck",
      ],
      exclude: [
        "Peers/compare_received.py", "Peers/read_recording.py", "Profiles/devices.umockdev", "Profiles/try-rules.sh",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ExocapCatalogTests",
      dependencies: ["ExocapCatalog", "ExocapRuntime", "MCAP", "LinuxIO", "ExocapCore", "ExocapTestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ExocapExportTests",
      dependencies: [
        "ExocapExport", "ExocapRuntime", "ExocapSimulation", "MCAP", "LinuxIO", "ExocapCore", "ExocapTestSupport",
      ],
      exclude: ["Peers"], swiftSettings: strict),
    .testTarget(
      name: "ExocapToolTests",
      dependencies: [
        "exocap", "exocapd", "ExocapExport", "ExocapRuntime", "ExocapSimulation", "LinuxIO", "ExocapCore", "ExocapTestSupport",
        "ExocapTestCaptures",
      ],
      exclude: ["Help", "Recordings/read_played.py"], swiftSettings: strict),
    .testTarget(name: "TidyTests", dependencies: ["ExocapTestSupport"], swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx20
)
