import Testing

@testable import ExocapExport

struct CSVTablesTests {
  @Test func aRowIsALineAndAbsenceIsNothing() {
    let columns = [
      TableColumn(name: "time_s", cells: .numbers([0, 0.1])), TableColumn(name: "a,b", cells: .numbers([.nan, -1e-7])),
      TableColumn(name: "n", cells: .integers([-1, 5])), TableColumn(name: "valid", cells: .booleans([true, false])),
    ]
    #expect(String(decoding: CSVTables.bytes(columns, rows: 2), as: UTF8.self) == "time_s,\"a,b\",n,valid\n0.0,,-1,1\n0.1,-1e-07,5,0\n")
  }

  /// RFC 4180, 2.6 and 2.7.
  @Test func textsAreQuotedWhereTheyMust() {
    #expect(CSVTables.quoted("plain text") == "plain text")
    #expect(CSVTables.quoted("say \"no\", please") == "\"say \"\"no\"\", please\"")
    #expect(CSVTables.quoted("two\nlines") == "\"two\nlines\"")
  }
}
