@testable import ExocapCore
import Testing

@Suite struct BusExchangeTests {
  private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  @Test func theWaitCountsFromWhenThePortTookTheRequest() {
    var exchange = BusExchange()
    #expect(exchange.kind == .none && exchange.endsAt == .distantFuture)
    exchange.begin(.turn, at: at(10), allowing: .milliseconds(5))
    #expect(exchange.kind == .turn && exchange.endsAt == at(15))
    exchange.taken(at: at(12))
    #expect(exchange.endsAt == at(17))
    exchange.giveUp(at: at(13))
    #expect(exchange.kind == .turn && exchange.endsAt == at(13))
    exchange.end()
    #expect(exchange.kind == .none && exchange.endsAt == .distantFuture)
  }

  @Test func goesOnFromACheckpoint() {
    var exchange = BusExchange()
    exchange.begin(.setUp, at: at(10), allowing: .milliseconds(5))
    var archive = CheckpointArchive()
    archive.beginWriting()
    exchange.checkpoint(&archive)
    let saved = unsafe Array(archive.contents)
    var other = BusExchange()
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    other.checkpoint(&archive)
    other.taken(at: at(20))
    #expect(other.kind == .setUp && other.endsAt == at(25))
  }
}
