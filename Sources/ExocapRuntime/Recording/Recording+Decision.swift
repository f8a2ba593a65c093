internal import LinuxIO

extension Recording {
  /// What an operator said of the episode, from the file beside the recording.
  package struct Decision: Sendable, Equatable {
    /// `kept`, `discarded` or `undecided`.
    package var verdict: String
    /// Why; empty: none given.
    package var reason: String
    package var label: String
  }

  /// Nil where there is no decision beside it, or none that can be read: then the episode is undecided.
  package var decision: Decision? {
    do {
      let bytes = try Files.contents(of: EpisodeKeeper.sidecar(of: path), atMost: 1 << 16)
      let document = try JSONParser.parse(bytes)
      guard let verdict = document["decision"]?.text else { return nil }
      return Decision(verdict: verdict, reason: document["reason"]?.text ?? "", label: document["label"]?.text ?? "")
    } catch {
      return nil
    }
  }
}
