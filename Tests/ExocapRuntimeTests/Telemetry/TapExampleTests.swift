import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// examples/tap.c and examples/tap.py read what Swift writes, each as a process of its own.
@Suite struct TapExampleTests {
  private func tap(_ words: [String], name: String) throws {
    let names = Array("columns\t1\tsample\tvalue\n".utf8)
    let layout = TelemetryLayout(namesLength: names.count, robots: 1, slots: 256)
    let memory = try SharedMemory(creating: name, count: layout.length)
    var writer = unsafe TelemetryWriter(
      memory: memory.base, layout: layout, names: names, process: getpid(), startedAt: MonotonicClock.now())
    var slot = unsafe CommandSlotWriter(memory: memory.base, layout: layout, robot: RobotID(0))
    let datagram = [UInt8](repeating: 9, count: 244)
    unsafe datagram.withUnsafeBytes { unsafe slot.store($0, at: MonotonicClock.now()) }
    var old = TelemetryMemory.record(1)
    writer.publish(&old)

    guard var program = Program(words + [name, "201"]) else {
      Issue.record("\(words) does not start")
      return
    }
    var greeting: [String] = []
    while let line = program.line(), line != "ready" { greeting.append(line) }
    #expect(greeting == ["columns\t1\tsample\tvalue"])
    var expected: [String] = []
    for number in 2...201 as ClosedRange<UInt64> {
      var record = TelemetryRecord(.sample, source: 3, stream: 1, count: 2, columns: 3)
      record.sequence = number
      record[0, 0] = Double(number)
      record[0, 1] = 0.1
      writer.publish(&record)
      expected.append("1 3/1 #\(number) \(number) 0.10000000000000001")
    }
    var event = TelemetryRecord(event: "left: unplugged", source: 0, code: 1, at: .never)
    event.sequence = 5
    writer.publish(&event)
    expected.append("3 0/0 #5 left: unplugged")
    let lines = program.rest()
    #expect(Array(lines.prefix(201)) == expected)
    #expect(lines.count > 201 && lines[201] == "lost 0")
    if lines.count > 202 { #expect(lines[202] == "latest command 1: 244 bytes") }
    let status = program.status()
    #expect(status == 0)
  }

  @Test func theReaderInCSeesEveryRecord() throws {
    guard Program.exists("cc") else {
      Requirement.skip("no C compiler")
      return
    }
    let folder = try TestFolder()
    let program = try #require(Program.compileC("examples/tap.c", into: folder))
    defer { extendLifetime(folder) }
    try tap([program], name: "/exocap-test-c-\(getpid())")
  }

  @Test func theReaderInPythonSeesEveryRecord() throws {
    guard Program.exists("python3") else {
      Requirement.skip("no Python")
      return
    }
    try tap(["python3", Requirement.repositoryRoot + "/examples/tap.py"], name: "/exocap-test-python-\(getpid())")
  }
}
