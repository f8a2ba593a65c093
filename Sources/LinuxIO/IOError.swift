/// A failed call to the system, with what a person needs: what was tried, on what, why it failed, and the command that repairs it.
package struct IOError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried, as a phrase: "open", "set 250000 bit/s on".
  package let operation: String
  /// The path, port, address or thread that it was tried on.
  package let subject: String
  /// Why it failed.
  package let cause: Cause
  /// The one command that repairs it, nil where there is none.
  package let remedy: String?

  /// The reasons that a call fails.
  package enum Cause: Hashable, Sendable {
    /// The system says why.
    case system(ErrorCode)
    /// Another process has it; empty where we may not see whose it is.
    case held(by: [Holder])
    /// Nothing of that name is here; these are.
    case notFound(found: [String])
    /// Several things answer to that name.
    case ambiguous(among: [String])
    /// The driver did something else than asked.
    case notAccepted(asked: String, got: String)
    /// The text given cannot name such a thing.
    case malformed(expected: String)
  }

  /// Tells of a failure.
  package init(_ operation: String, _ subject: String, _ cause: Cause, remedy: String? = nil) {
    self.operation = operation
    self.subject = subject
    self.cause = cause
    self.remedy = remedy
  }

  /// Tells of a failed system call.
  init(_ operation: String, _ subject: String, _ code: ErrorCode, remedy: String? = nil) {
    self.init(operation, subject, .system(code), remedy: remedy)
  }

  /// The system's number, nil where the failure has none.
  package var code: ErrorCode? {
    if case .system(let code) = cause { return code }
    return nil
  }

  /// A sentence, and the repair where there is one.
  package var description: String {
    let sentence = "cannot \(operation) \(subject): \(cause)."
    guard let remedy else { return sentence }
    return "\(sentence) To repair: \(remedy)"
  }
}

extension IOError.Cause: CustomStringConvertible {
  /// The reason as the end of a sentence.
  package var description: String {
    switch self {
    case .system(let code): code.description
    case .held(let holders): Self.sentence(of: holders)
    case .notFound(let found): found.isEmpty ? "there is none" : "there is none; here are \(found.joined(separator: ", "))"
    case .ambiguous(let among): "several match: \(among.joined(separator: ", "))"
    case .notAccepted(let asked, let got): "asked for \(asked), the driver accepted \(got)"
    case .malformed(let expected): "it is not \(expected)"
    }
  }

  private static func sentence(of holders: [Holder]) -> String {
    guard !holders.isEmpty else { return "another process has it (not visible to this user)" }
    return "it is held by \(holders.map(\.description).joined(separator: " and "))"
  }
}
