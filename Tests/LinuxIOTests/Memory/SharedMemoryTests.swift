import Glibc
import LinuxIO
import Testing

@Suite struct SharedMemoryTests {
  private func name(_ topic: String) -> String { "/exocap-test-\(topic)-\(getpid())" }

  @Test func twoMappingsSeeTheSameBytes() throws {
    let name = name("same")
    let ours = try SharedMemory(creating: name, count: 10_000)
    let theirs = try SharedMemory(opening: name, isWritable: true)
    #expect(theirs.count == 10_000)
    unsafe ours.base.storeBytes(of: 0x0123_4567_89AB_CDEF, toByteOffset: 9_992, as: UInt64.self)
    #expect(unsafe theirs.base.load(fromByteOffset: 9_992, as: UInt64.self) == 0x0123_4567_89AB_CDEF)
    unsafe theirs.base.storeBytes(of: 7, as: UInt8.self)
    #expect(unsafe ours.base.load(as: UInt8.self) == 7)
    #expect(unsafe theirs.base != ours.base)
  }

  @Test func beginsAsZerosOnAPage() throws {
    let memory = try SharedMemory(anonymous: "zeros", count: 4097)
    #expect(unsafe UInt(bitPattern: memory.base) % 4096 == 0)
    let sum = unsafe UnsafeRawBufferPointer(start: memory.base, count: memory.count).reduce(0) { $0 + Int($1) }
    #expect(sum == 0)
    #expect(memory.name == nil)
  }

  @Test func theNameGoesWithItsCreator() throws {
    let name = name("gone")
    let creator = try SharedMemory(creating: name, count: 100)
    let reader = try SharedMemory(opening: name, isWritable: false)
    unsafe creator.base.storeBytes(of: 42, as: UInt8.self)
    _ = consume creator
    #expect(unsafe reader.base.load(as: UInt8.self) == 42)
    let failure = error { () throws(IOError) in _ = try SharedMemory(opening: name, isWritable: false) }
    #expect(failure?.code == .noSuchFile)
    #expect(failure?.subject == name)
  }

  @Test func aSuccessorsNameIsNotTakenAway() throws {
    let name = name("successor")
    let first = try SharedMemory(creating: name, count: 100)
    let second = try SharedMemory(creating: name, count: 200)
    _ = consume first
    let reader = try SharedMemory(opening: name, isWritable: false)
    #expect(reader.count == 200)
    _ = consume second
  }

  @Test func whoMayOpenItIsSaidExactly() throws {
    let name = name("mode")
    let memory = try SharedMemory(creating: name, count: 100, mode: 0o666)
    var status = stat()
    #expect(unsafe stat("/dev/shm\(name)", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o666)
    _ = consume memory
  }

  @Test func moreThanThereIsIsAnErrorAndNotACrash() throws {
    let name = name("huge")
    let free = try Files.freeSpace(at: "/dev/shm")
    let failure = error { () throws(IOError) in _ = try SharedMemory(creating: name, count: free + (1 << 40)) }
    #expect(failure?.code == .noSpace)
    #expect(failure?.remedy == "sudo mount -o remount,size=50% /dev/shm")
    #expect(!Files.exists("/dev/shm\(name)"))
  }
}
