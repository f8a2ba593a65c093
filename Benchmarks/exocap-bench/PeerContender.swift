internal import ExocapCore
internal import ExocapRuntime
internal import Glibc

/// exocap's side of Benchmarks/peers.py: each line of standard input names a work, the answer is a line of numbers.
///
/// The first number of a timed work is the thread's processor time of one operation [ns].
enum PeerContender {
  /// Answers until standard input ends. `folder` has the inputs and the robots' models.
  static func serve(_ folder: String) throws {
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      let answer = try answer(words, folder)
      print(answer.map { "\($0)" }.joined(separator: " "))
      fflush(nil)
    }
  }

  private static func answer(_ words: [String], _ folder: String) throws -> [Double] {
    let count = Int(words.last ?? "") ?? 0
    switch words.first {
    case "fk": return try PeerArms(folder).forward(count)
    case "fk-values": return try PeerArms(folder).forwardValues(count)
    case "gravity": return try PeerArms(folder).gravity(count)
    case "gravity-values": return try PeerArms(folder).gravityValues(count)
    case "step": return try PeerStream(folder, words[1]).steps(count, isApart: false)
    case "step-apart": return try PeerStream(folder, words[1]).steps(count, isApart: true)
    case "warm": return try PeerArms(folder).warm(count)
    case "cold": return try PeerArms(folder).cold(count)
    case "track": return try PeerStream(folder, words[1]).track()
    case "limit": return try PeerLimiter(folder, words[1]).run(count)
    case "limit-values": return try PeerLimiter(folder, words[1]).values()
    case "hand": return try PeerHand(folder).run(words[1], count)
    case "hand-values": return try PeerHand(folder).values(words[1])
    default: throw NumberTable.Unreadable(path: words.joined(separator: " "))
    }
  }

  /// Reads a robot's tree of links out of a URDF.
  static func kinematics(_ path: String) throws -> RobotKinematics {
    let text = try NumberTable(path).words.map { $0.joined(separator: " ") }.joined(separator: "\n")
    guard let robot = URDFReader.read(SourceText(name: path, text: text), diagnostics: Diagnostics()) else {
      throw NumberTable.Unreadable(path: path)
    }
    return robot.kinematics
  }
}
