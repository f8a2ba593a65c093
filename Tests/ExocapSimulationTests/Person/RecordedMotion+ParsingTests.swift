import ExocapCore
import ExocapSimulation
import Testing

struct RecordedMotionParsingTests {
  private let zeros = String(repeating: ",0", count: 14)

  private func problem(_ text: String) -> String {
    do {
      _ = try RecordedMotion(csv: Array(text.utf8))
      return "none"
    } catch { return error.description }
  }

  @Test func takesColumnsInAnyOrderAndBothLineEnds() throws {
    // Turned around, the first column is the right wrist's yaw and the last the time.
    let names = MotionText.header.split(separator: ",").reversed().joined(separator: ",")
    let zeros = String(repeating: ",0", count: 13)
    let text = names + "\r\n0.25" + zeros + ",0.5\r\n0.75" + zeros + ",1.5\r\n"
    let motion = try RecordedMotion(csv: Array(text.utf8))
    #expect(motion.count == 2 && motion.duration == .seconds(1))
    #expect(motion.pose(at: .milliseconds(500)).right.angles[.wristYaw] == 0.5)
  }

  @Test func namesTheLineAndColumnOfABadNumber() {
    let start = MotionText.header + "\n0" + zeros + "\n"
    #expect(problem(start + "1,0,abc" + String(repeating: ",0", count: 12)) == "3:5: \"abc\" is not a finite number")
    #expect(problem(start + "1,nan" + String(repeating: ",0", count: 13)) == "3:3: \"nan\" is not a finite number")
    #expect(problem(start + "1,inf" + String(repeating: ",0", count: 13)).hasPrefix("3:3:"))
    #expect(problem(start + "1,," + String(repeating: "0,", count: 12) + "0").hasPrefix("3:3: \"\" is not"))
    #expect(problem(start + "1,45.5" + String(repeating: ",0", count: 13)) == "3:3: 45.5 is beyond a full turn; angles are in rad")
  }

  @Test func wantsAsManyValuesAsColumns() {
    let start = MotionText.header + "\n0" + zeros + "\n"
    #expect(problem(start + "1,0,0") == "3:5: 3 values for 15 columns")
    #expect(problem(start + "1" + zeros + ",0") == "3:29: 16 values for 15 columns")
    #expect(problem(start + "\n") == "3:1: 1 values for 15 columns")
  }

  @Test func wantsTimesThatIncrease() {
    let start = MotionText.header + "\n0.5" + zeros + "\n"
    #expect(problem(start + "0.5" + zeros) == "3:1: time 0.5 s does not come after 0.5 s")
    #expect(problem(start + "-1" + zeros) == "3:1: time -1.0 s does not come after 0.5 s")
  }

  @Test func wantsEveryColumnOnce() {
    #expect(problem("t_s,left_elbow\n").hasPrefix("1:5: unknown column \"left_elbow\""))
    #expect(problem("t_s,left_elbow_joint,left_elbow_joint\n") == "1:22: column \"left_elbow_joint\" stands twice")
    let short = MotionText.header.split(separator: ",").dropLast().joined(separator: ",")
    #expect(problem(short + "\n") == "1:\(short.utf8.count + 1): column \"right_wrist_yaw_joint\" is missing")
  }

  @Test func wantsTwoSamplesAndText() throws {
    #expect(problem("") == "1:1: a motion needs a header and at least two samples")
    #expect(problem(MotionText.header + "\n0" + zeros + "\n") == "3:1: a motion needs a header and at least two samples")
    #expect(throws: MotionError.text(line: 1, column: 5, problem: "this is not UTF-8 text")) {
      _ = try RecordedMotion(csv: Array("t_s,".utf8) + [0xFF, 0xFE])
    }
    #expect(throws: MotionError.self) {
      _ = try RecordedMotion(csv: MotionText.leftElbow([(0, 0), (1, 1)]), speed: 0)
    }
  }

  @Test(arguments: 1...200)
  func survivesSpoiledText(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    var options = BadLinkOptions()
    options.byteLoss = 0.005
    options.byteCorruption = 0.005
    var line = BadLink(options: options, random: random.split())
    line.send(MotionText.leftElbow([(0, 0), (1, 1), (2, 0.5)]), at: Timestamp(nanoseconds: 0))
    let spoiled = line.receive(at: Timestamp(nanoseconds: 0)).flatMap(\.bytes)
    // Whatever is taken has finite angles; what is not has a place.
    do {
      let motion = try RecordedMotion(csv: spoiled)
      #expect(motion.pose(at: .milliseconds(700)).left.angles[.elbow].isFinite, "seed \(seed)")
    } catch {
      guard case .text(let line, let column, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(line >= 1 && column >= 1, "seed \(seed)")
    }
  }
}
