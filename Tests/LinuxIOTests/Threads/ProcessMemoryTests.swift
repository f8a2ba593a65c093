import LinuxIO
import Testing

@Suite struct ProcessMemoryTests {
  @Test func isLockedOrSaysHowToAllowIt() throws {
    let refusal = ProcessMemory.lock()
    defer { ProcessMemory.unlock() }
    if let refusal {
      #expect(refusal.remedy?.contains("LimitMEMLOCK=512M") == true)
      #expect(refusal.description.hasPrefix("cannot lock the process's memory:"))
      return
    }
    let status = String(decoding: try Files.contents(of: "/proc/self/status", atMost: 65_536), as: UTF8.self)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmLck:") })
    let kilobytes = try #require(line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) })
    #expect(kilobytes > 1000)
  }
}
