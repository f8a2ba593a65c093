import LinuxIO
import Testing

@Suite struct UnixAddressTests {
  @Test func anEmptyOrTooLongPathIsRefused() {
    // sun_path has 108 bytes with the zero at its end (unix(7)).
    for path in ["", "/" + String(repeating: "x", count: 107)] {
      let failure = error { () throws(IOError) in _ = try UnixStream(connectedTo: path) }
      #expect(failure?.cause == .malformed(expected: "a path of 1 to 107 bytes"))
    }
  }

  @Test func theLongestPathIsTaken() {
    let path = "/" + String(repeating: "x", count: 106)
    let failure = error { () throws(IOError) in _ = try UnixStream(connectedTo: path) }
    #expect(failure?.code == .noSuchFile)
  }
}
