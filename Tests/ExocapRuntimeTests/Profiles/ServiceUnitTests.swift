internal import ExocapRuntime
internal import ExocapTestSupport
internal import Glibc
internal import Testing

/// systemd/exocapd@.service, read by systemd itself.
@Suite struct ServiceUnitTests {
  private func unit() throws -> [String] {
    let source = try readText(Requirement.repositoryRoot + "/systemd/exocapd@.service")
    return String(decoding: source.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func saysWhatTheDaemonDoes() throws {
    let lines = try unit()
    for line in [
      "Type=notify", "WatchdogSec=2s", "ExecStart=/usr/sbin/exocapd --rig %i", "LimitRTPRIO=60", "User=exocap",
      "Environment=SWIFT_BACKTRACE=enable=no", "TimeoutStopSec=30s", "LimitNICE=-10",
    ] {
      #expect(lines.contains(line))
    }
    // Whole-process FIFO would put the writer and the control socket there too.
    #expect(!lines.contains { $0.hasPrefix("CPUSchedulingPolicy") })
  }

  @Test func systemdVerifiesIt() throws {
    guard unsafe access("/usr/bin/systemd-analyze", X_OK) == 0 else {
      Requirement.skip("systemd-analyze is not installed")
      return
    }
    // The daemon is not installed here: a program that surely exists stands in its place.
    let text = try unit().map { $0.hasPrefix("ExecStart=") ? "ExecStart=/bin/true" : $0 }.joined(separator: "\n") + "\n"
    let place = try TestFolder()
    let folder = place.path
    let path = folder + "/exocapd@.service"
    let file = unsafe try #require(fopen(path, "w"))
    unsafe fputs(text, file)
    unsafe fclose(file)
    let (output, status) = run("systemd-analyze verify --man=no '\(path)' 2>&1")
    #expect(status == 0, "\(output)")
    #expect(output == "")
  }

  private func run(_ command: String) -> (output: String, status: Int32) {
    guard let pipe = unsafe popen(command, "r") else { return ("popen failed", -1) }
    var output = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe fread(&buffer, 1, buffer.count, pipe)
      if count == 0 { break }
      output += String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    return (output, unsafe pclose(pipe))
  }
}
