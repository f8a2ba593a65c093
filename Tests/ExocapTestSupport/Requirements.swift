// ExocapTestSupport/ is what several test targets share. It knows nothing of the product.
public import Testing

#if canImport(Glibc)
  internal import Glibc
#endif

/// Something outside the checkout that a test needs.
public enum Requirement {
  /// The path of a file or folder in the shared data beside the checkout, or nil where it is absent.
  public static func sharedData(_ path: String) -> String? {
    let full = repositoryRoot + "/../shared/data/" + path
    return unsafe access(full, R_OK) == 0 ? full : nil
  }

  /// The root of the checkout, found from this file's own place.
  public static let repositoryRoot: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// Whether a missing requirement is an error (CI) or a skip.
  public static var areAllRequired: Bool {
    guard let value = unsafe getenv("EXOCAP_REQUIRE") else { return false }
    return unsafe String(cString: value) == "all"
  }

  /// Prints why a test cannot run here.
  ///
  /// In CI (`EXOCAP_REQUIRE=all`) that is a failure, unless the reason stands in Tests/allowed-skips.
  public static func skip(_ reason: String, location: SourceLocation = #_sourceLocation) {
    print("skipped: \(reason)")
    if areAllRequired && !allowedSkips.contains(reason) {
      Issue.record("required but absent: \(reason)", sourceLocation: location)
    }
  }

  /// The reasons before the bar of each line.
  private static let allowedSkips: Set<String> = {
    guard let file = unsafe fopen(repositoryRoot + "/Tests/allowed-skips", "r") else { return [] }
    defer { unsafe fclose(file) }
    var reasons: Set<String> = []
    var line = [CChar](repeating: 0, count: 1024)
    while unsafe fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard !text.hasPrefix("#"), let bar = text.firstIndex(of: "|") else { continue }
      reasons.insert(String(text[..<bar].reversed().drop { $0 == " " }.reversed()))
    }
    return reasons
  }()
}
