import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapCatalog

@Suite struct SHA256Tests {
  /// NIST, examples with intermediate values for FIPS 180-4, and the empty message.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func publishedSums(text: String, sum: String) {
    let bytes = Array(text.utf8)
    #expect(ExocapCatalog.SHA256.hex(bytes.span) == sum)
  }

  /// NIST: a million times "a".
  @Test func aMillionBytes() throws {
    let folder = try TestFolder()
    let bytes = [UInt8](repeating: 0x61, count: 1_000_000)
    try Files.writeAtomically(bytes.span, to: folder.path + "/a")
    #expect(
      try ExocapCatalog.SHA256.hex(ofFile: folder.path + "/a") == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// The test's own implementation was written apart from this one.
  @Test func everyLengthAroundABlock() {
    for count in 0...130 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
      #expect(ExocapCatalog.SHA256.hex(bytes.span) == ExocapTestSupport.SHA256.hex(bytes), "\(count)")
    }
  }
}
