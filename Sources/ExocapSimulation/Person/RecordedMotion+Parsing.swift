extension RecordedMotion {
  /// The most samples of a motion: nine hours at 30 Hz.
  package static var sampleLimit: Int { 1_000_000 }
  /// [rad] No arm turns further; a file in degrees does.
  package static var angleLimit: Double { 2 * .pi }

  /// Reads a capture from comma-separated text.
  ///
  /// One header line names the columns, in any order: `t_s` [s] and the 14 arm joints [rad], named as the Unitree G1's
  /// (`left_shoulder_pitch_joint` …). Times increase strictly. Lines end in LF or CRLF. Anything else is an error with its line and column.
  package init(csv bytes: [UInt8], speed: Double = 1, isLooping: Bool = false) throws(MotionError) {
    guard speed > 0, speed < .infinity else {
      throw .text(line: 1, column: 1, problem: "a motion plays at a speed over 0, not \(speed)")
    }
    var samples: [Sample] = []
    var columns: [Column] = []
    var start = 0
    var number = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      var stop = end
      if stop > start, bytes[stop - 1] == UInt8(ascii: "\r") { stop -= 1 }
      number += 1
      let fields = try RecordedMotion.fields(of: bytes[start..<stop], line: number)
      if number == 1 {
        columns = try RecordedMotion.header(fields)
      } else {
        let sample = try RecordedMotion.sample(fields, columns, line: number)
        if let last = samples.last, !(sample.time > last.time) {
          throw .text(line: number, column: 1, problem: "time \(sample.time) s does not come after \(last.time) s")
        }
        guard samples.count < RecordedMotion.sampleLimit else {
          throw .text(line: number, column: 1, problem: "a motion has at most \(RecordedMotion.sampleLimit) samples")
        }
        samples.append(sample)
      }
      start = end + 1
    }
    guard samples.count >= 2 else {
      throw .text(line: number + 1, column: 1, problem: "a motion needs a header and at least two samples")
    }
    self.init(samples: samples, speed: speed, isLooping: isLooping)
  }

  /// What a column holds.
  private enum Column: Equatable {
    case time
    case angle(ArmSide, ArmJoint)
  }

  /// A piece of a line, and the column at which it begins, from 1, in bytes.
  private struct Field {
    var text: String
    var column: Int
  }

  private static func fields(of line: ArraySlice<UInt8>, line number: Int) throws(MotionError) -> [Field] {
    var fields: [Field] = []
    var column = 1
    for part in line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard let text = String(validating: part, as: UTF8.self) else {
        throw .text(line: number, column: column, problem: "this is not UTF-8 text")
      }
      fields.append(Field(text: text, column: column))
      column += part.count + 1
    }
    return fields
  }

  private static func header(_ fields: [Field]) throws(MotionError) -> [Column] {
    var known: [String: Column] = ["t_s": .time]
    for side in ArmSide.allCases {
      for joint in ArmJoint.allCases { known[joint.robotName(side)] = .angle(side, joint) }
    }
    var columns: [Column] = []
    for field in fields {
      guard let column = known[field.text] else {
        throw .text(
          line: 1, column: field.column, problem: "unknown column \"\(field.text)\"; expected t_s and joints such as left_elbow_joint")
      }
      guard !columns.contains(column) else {
        throw .text(line: 1, column: field.column, problem: "column \"\(field.text)\" stands twice")
      }
      columns.append(column)
    }
    for (name, column) in known.sorted(by: { $0.key < $1.key }) where !columns.contains(column) {
      let end = (fields.last.map { $0.column + $0.text.utf8.count }) ?? 1
      throw .text(line: 1, column: end, problem: "column \"\(name)\" is missing")
    }
    return columns
  }

  private static func sample(_ fields: [Field], _ columns: [Column], line: Int) throws(MotionError) -> Sample {
    guard fields.count == columns.count else {
      let place = fields[min(fields.count, columns.count) - 1].column
      throw .text(line: line, column: place, problem: "\(fields.count) values for \(columns.count) columns")
    }
    var sample = Sample(time: 0, left: ArmAngles(), right: ArmAngles())
    for (field, column) in zip(fields, columns) {
      guard let value = Double(field.text), value.isFinite else {
        throw .text(line: line, column: field.column, problem: "\"\(field.text)\" is not a finite number")
      }
      switch column {
      case .time: sample.time = value
      case .angle(let side, let joint):
        guard abs(value) <= angleLimit else {
          throw .text(line: line, column: field.column, problem: "\(value) is beyond a full turn; angles are in rad")
        }
        sample[side][joint] = value
      }
    }
    return sample
  }
}
