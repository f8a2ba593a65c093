extension DynamixelDriver {
  /// Saves or restores everything that changes, the half packet too. Belongs to a bus of the same ids and registers.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x324C_5844, version: 1)  // "DXL2"
    archive.field(&isOpen)
    archive.field(&exchange)
    archive.field(&exchangeEndsAt)
    archive.field(&allowance)
    archive.field(&nextTurn)
    archive.field(&lastCall)
    archive.field(&attempt)
    archive.field(&askedFast)
    archive.field(&asked)
    archive.field(&answered)
    archive.field(&missedByFast)
    archive.field(&order)
    archive.field(&lastReply)
    archive.field(&reading)
    archive.field(&misses)
    archive.field(&alerting)
    archive.field(&nodeCounters)
    archive.field(&counters)
    archive.field(&usesFast)
    archive.field(&fastIsProven)
    archive.field(&fastStrikes)
    archive.field(&hasFallenBack)
    setUp.checkpoint(&archive)
    parser.checkpoint(&archive)
  }
}
