internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// The demo's rig with ports of its own, on disk for a daemon.
final class KillRig: Sendable {
  let rig: Rig
  let rigFile: String
  let folder: String
  let program: String
  let profiles: [String]
  /// Where its robot listens.
  let port: UInt16

  var socketPath: String { folder + "/control.sock" }
  var recordings: String { folder + "/recordings" }
  var log: String { folder + "/log" }

  /// Writes the rig's file below `folder`, for the daemon `program`.
  init(folder: String, program: String, compression: RecordingCompression, profiles: ProfileOptions) throws {
    let demo = try profiles.loadRig("demo")
    guard let file = demo.files.first(where: { $0.path.hasPrefix("rigs/") }) else {
      throw ToolFailure(.configuration, "the rig 'demo' has no file")
    }
    do throws(IOError) {
      try Files.makeFolders(folder + "/rigs")
      // Free now, and taken again by the witness in a moment.
      port = try DatagramSocket(boundTo: .loopback(port: 0)).localAddress.port
      let text = String(decoding: file.bytes, as: UTF8.self)
      let own = text.replacing(".build/demo/", with: folder + "/").replacing("port: 7411", with: "port: \(port)")
        .replacing("compression: zstd", with: "compression: \(compression)")
      rigFile = folder + "/rigs/demo.yaml"
      try Files.writeAtomically(own, to: rigFile)
    } catch {
      throw ToolFailure(error)
    }
    self.folder = folder
    self.program = program
    self.profiles = profiles.searchPath
    rig = try profiles.loadRig(rigFile).rig
  }
}
