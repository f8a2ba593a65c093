// swift-tools-version: 6.2
import PackageDescription

// Every driver under libFuzzer, which comes with the Swift toolchain: scripts/soak.sh puts this beside links to the core and Fuzz/, and
// links the library with libFuzzer's own main, which an executable of SwiftPM would replace.
let fuzzer: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"]), .strictMemorySafety()]

let package = Package(
  name: "exocap",
  products: [.library(name: "fuzz-drivers", type: .static, targets: ["FuzzDrivers"])],
  targets: [
    .target(name: "CExocapMath"),
    .target(
      name: "ExocapCore", dependencies: ["CExocapMath"], swiftSettings: fuzzer + [.enableUpcomingFeature("InternalImportsByDefault")]),
    .target(name: "FuzzDrivers", dependencies: ["ExocapCore"], swiftSettings: fuzzer),
  ]
)
