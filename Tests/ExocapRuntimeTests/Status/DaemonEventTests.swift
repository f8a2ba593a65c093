import ExocapCore
import ExocapRuntime
import Testing

@Suite struct DaemonEventTests {
  @Test func readsAsTheProtocolSays() {
    var event = DaemonEvent("engagement", .warning, source: "g1", "left_arm: engaged → holding", at: Timestamp(nanoseconds: 5))
    event.members = [JSONMember("group", "left_arm")]
    let line = JSONValue.object(event.members(wallOffset: 1_000)).line
    #expect(
      line
        == #"{"event":"engagement","time_ns":5,"utc_ns":1005,"severity":"warning","source":"g1","text":"left_arm: engaged → holding","#
        + #""value":null,"group":"left_arm"}"#)
  }

  @Test func aFullQueueCountsWhatItLoses() {
    let queue = EventQueue()
    for index in 0..<600 { queue.put(DaemonEvent("\(index)", .information, "", at: .never)) }
    let (events, lost) = queue.takeAll()
    #expect(events.map(\.kind) == (0..<512).map { "\($0)" })
    #expect(lost == 88)
    let after = queue.takeAll()
    #expect(after.events.isEmpty && after.lost == 0)
  }
}
