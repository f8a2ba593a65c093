import ExocapTestSupport
import Glibc
@testable import LinuxIO
import Testing

@Suite struct ProgramRunTests {
  /// What a program says with these words, and how it ended.
  private static func run(_ words: [String]) throws -> (status: Int32, output: String) {
    let folder = try TestFolder()
    let status = try ProgramRun.run(words, output: folder.path + "/output")
    return (status, TextFile(path: folder.path + "/output")?.text ?? "")
  }

  @Test func takesWordsAsTheyAreAndKeepsWhatIsSaid() throws {
    let run = try Self.run(["sh", "-c", "echo \"$1\"; echo oh >&2; exit 3", "sh", "$HOME * a  b"])
    #expect(run.status == 3)
    #expect(run.output == "$HOME * a  b\noh\n")
  }

  @Test func hasNothingToRead() throws {
    #expect(try Self.run(["cat"]).status == 0)
  }

  @Test func aProgramThatIsKilledSaysByWhat() throws {
    #expect(try Self.run(["sh", "-c", "kill -9 $$"]).status == -SIGKILL)
  }

  @Test func aProgramThatIsNotThereIsAnError() throws {
    let failure = error { () throws(IOError) in _ = try ProgramRun.run(["exocap-no-such-program"], output: "/dev/null") }
    #expect(failure?.description == "cannot start exocap-no-such-program: No such file or directory (ENOENT).")
  }
}
