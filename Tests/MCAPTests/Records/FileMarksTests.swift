import MCAP
import Testing

struct FileMarksTests {
  @Test func headerHasProfileAndLibrary() throws {
    try prove(Header(profile: "ros2", library: "x"), "04000000 726F7332 01000000 78")
  }

  @Test func dataEndHasAChecksum() throws {
    try prove(DataEnd(dataSectionCRC: 0x1234_5678), "78563412")
  }

  @Test func footerHasTwoOffsetsAndAChecksum() throws {
    try prove(
      Footer(summaryStart: 0x0102, summaryOffsetStart: 0x0304, summaryCRC: 0x0506_0708), "0201000000000000 0403000000000000 08070605")
  }

  @Test func summaryOffsetHasOpcodeStartAndLength() throws {
    try prove(SummaryOffset(groupOpcode: 8, groupStart: 258, groupLength: 3), "08 0201000000000000 0300000000000000")
  }
}
