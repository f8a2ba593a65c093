import ExocapTestSupport
import Testing

@testable import ExocapExport
@testable import ExocapRuntime

struct EpisodeJudgementTests {
  @Test func isWhatTheRecordingSaysAndElseUnknown() throws {
    let folder = try TestFolder()
    func verdict(_ entries: [String: String]?) throws -> EpisodeJudgement {
      var recording = MadeRecording.simple()
      recording.verdict = entries
      return EpisodeJudgement(try Recording(path: recording.write(to: folder.path + "/a.mcap")))
    }
    #expect(try verdict(nil) == EpisodeJudgement(.unknown))
    #expect(try verdict(["verdict": "bad", "reasons": "stuck encoder"]) == EpisodeJudgement(.bad, reasons: "stuck encoder"))
    #expect(try verdict(["verdict": "GOOD"]) == EpisodeJudgement(.good))
    #expect(try verdict(["verdict": "wonderful"]).word == .unknown)
  }

  @Test func choicesTakeWhatTheyPromise() {
    func taken(_ choice: EpisodeChoice, bad: Bool = false) -> [EpisodeJudgement.Word] {
      EpisodeJudgement.Word.allCases.filter { choice.takes($0, includeBad: bad) }
    }
    #expect(taken(.good) == [.good])
    #expect(taken(.check) == [.good, .check])
    #expect(taken(.all) == [.good, .check, .unknown])
    #expect(taken(.all, bad: true) == [.good, .check, .bad, .unknown])
  }
}
