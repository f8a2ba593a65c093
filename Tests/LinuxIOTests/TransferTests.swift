import Glibc
import LinuxIO
import Testing

@Suite struct TransferTests {
  @Test func sortsWhatReadsAndWritesComeBackWith() throws {
    let pipe = try Pipe()
    let reader = pipe.reader
    let writer = pipe.writer
    _ = fcntl(reader.number, F_SETFL, O_NONBLOCK)
    _ = fcntl(writer.number, F_SETFL, O_NONBLOCK)
    var block = [UInt8](repeating: 0, count: 65_536)

    var span = block.mutableSpan
    let empty = reader.read(into: &span)
    #expect(empty == .wouldBlock)

    // A pipe holds 64 KiB (pipe(7)).
    let filled = writer.write(block.span)
    #expect(filled == .bytes(65_536))
    let overfilled = writer.write(block.span)
    #expect(overfilled == .wouldBlock)

    _ = consume writer
    span = block.mutableSpan
    let rest = reader.read(into: &span)
    #expect(rest == .bytes(65_536))
    span = block.mutableSpan
    let end = reader.read(into: &span)
    #expect(end == .endOfFile)
  }

  @Test func tellsWhyADescriptorIsGone() throws {
    let folder = try FileDescriptor.open("/", .readOnly)
    var block = [UInt8](repeating: 0, count: 8)
    var span = block.mutableSpan
    let read = folder.read(into: &span)
    #expect(read == .gone(ErrorCode(rawValue: EISDIR)))
    let write = folder.write(block.span)
    #expect(write == .gone(ErrorCode(rawValue: EBADF)))
  }
}
