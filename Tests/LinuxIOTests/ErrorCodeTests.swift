import Glibc
import LinuxIO
import Testing

@Suite struct ErrorCodeTests {
  @Test func namesTheNumberAsPeopleKnowIt() {
    #expect(ErrorCode.accessDenied.description == "Permission denied (EACCES)")
    #expect(ErrorCode(rawValue: EIO).description == "Input/output error (EIO)")
  }

  @Test func keepsAnUnknownNumber() {
    #expect(ErrorCode(rawValue: 9999).description == "error 9999")
  }
}
