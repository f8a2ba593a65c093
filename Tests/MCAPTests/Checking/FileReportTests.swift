import Testing

@testable import MCAP

struct FileReportTests {
  @Test func keepsTheFirstFindingsAndCountsAll() {
    var report = FileReport()
    for number in 0..<300 { report.note(FileFinding(kind: number % 3 == 0 ? .unknown : .record, offset: number, text: "")) }
    #expect(report.findings.count == FileReport.findingLimit)
    #expect(report.findings.last?.offset == FileReport.findingLimit - 1)
    #expect(report.warnings == 100 && report.errors == 200)
  }
}
