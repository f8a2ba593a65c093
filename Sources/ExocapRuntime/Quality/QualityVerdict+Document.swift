extension QualityVerdict {
  /// The name of the metadata in a recording.
  package static var metadataName: String { RecordingFormat.verdictName }

  /// What the control socket, the tool and the sidecars of exports say.
  package var document: JSONValue {
    [
      "verdict": .string(grade.rawValue), "thresholds": .string(thresholds), "first": .text(first?.gate.rawValue),
      "reasons": .array(reasons.map(\.document)),
    ]
  }

  /// Every measured number.
  package var figuresDocument: JSONValue {
    .array(
      figures.map {
        ["name": .string($0.name), "source": .string($0.source), "value": .number($0.value), "class": .string($0.owner.rawValue)]
      })
  }

  /// As metadata in a recording has it.
  var entries: [String: String] {
    [
      "verdict": grade.rawValue, "thresholds": thresholds, "first": first?.gate.rawValue ?? "",
      "reasons": JSONValue.array(reasons.map(\.document)).line, "figures": figuresDocument.line, "print": String(print, radix: 16),
    ]
  }
}

extension QualityReason {
  /// As an object of the verdict.
  package var document: JSONValue {
    [
      "gate": .string(gate.rawValue), "verdict": .string(grade.rawValue), "class": .string(owner.rawValue), "source": .string(source),
      "value": .number(value), "limit": .number(limit), "unit": .string(gate.unit), "text": .string(text),
    ]
  }

  /// Nil where it is no such object.
  init?(_ document: JSONValue) {
    guard let gate = document["gate"]?.text.flatMap({ QualityGate(rawValue: $0) }),
      let grade = document["verdict"]?.text.flatMap({ QualityGrade(rawValue: $0) }),
      let owner = document["class"]?.text.flatMap({ QualityOwner(rawValue: $0) }), let source = document["source"]?.text,
      let value = document["value"]?.double, let limit = document["limit"]?.double
    else { return nil }
    self.init(gate: gate, grade: grade, owner: owner, source: source, value: value, limit: limit)
  }
}

/// A verdict that was written into a recording: what its daemon said when the episode ended.
package struct RecordedVerdict: Sendable, Equatable {
  package var grade: QualityGrade
  package var thresholds: String
  /// As in `QualityVerdict`.
  package var reasons: [QualityReason]
  /// Stands for the motion; 0: none.
  package var print: UInt64

  /// Nil where the metadata is none of ours.
  init?(_ entries: [String: String]) {
    guard let grade = entries["verdict"].flatMap({ QualityGrade(rawValue: $0) }) else { return nil }
    self.grade = grade
    thresholds = entries["thresholds"] ?? ""
    print = UInt64(entries["print"] ?? "", radix: 16) ?? 0
    do throws(JSONError) {
      reasons = try JSONParser.parse(Array((entries["reasons"] ?? "[]").utf8)).elements?.compactMap { QualityReason($0) } ?? []
    } catch {
      return nil
    }
  }

  /// As one line: the grade, and why.
  package var line: String { grade.rawValue + (reasons.first.map { ": " + $0.text } ?? "") }
}
