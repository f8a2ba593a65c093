#if canImport(Glibc)
  internal import Glibc
#endif

/// A folder for one test, gone with all that is in it when its owner is.
public final class TestFolder: Sendable {
  /// Why there is none.
  public enum Failure: Error { case cannotMake }

  public let path: String

  public init() throws {
    var template = Array("/tmp/exocap-test-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw Failure.cannotMake }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { if var program = Program(["rm", "-rf", path]) { _ = program.status() } }
}
