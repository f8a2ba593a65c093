// swift-tools-version: 6.2
import PackageDescription

// The queues and their tests alone, for ThreadSanitizer: scripts/test.sh puts this beside links to them. A build of
// everything would take minutes, and the compiler of Swift 6.3.1 fails on the rest of the core under this sanitizer.
let package = Package(
  name: "queues",
  targets: [
    .target(name: "ExocapCore"),
    .target(name: "CRealtimeCheck"),
    .target(name: "ExocapTestSupport"),
    .testTarget(name: "ExocapCoreTests", dependencies: ["ExocapCore", "ExocapTestSupport", "CRealtimeCheck"]),
  ]
)
