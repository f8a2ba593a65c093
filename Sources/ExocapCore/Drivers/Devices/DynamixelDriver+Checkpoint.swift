extension DynamixelDriver {
  /// Saves or restores everything that changes, the half packet too. Belongs to a bus of the same ids and registers.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x324C_5844, version: 3)  // "DXL2"
    archive.field(&isOpen)
    exchange.checkpoint(&archive)
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
    servos.checkpoint(&archive)
    archive.field(&isLit)
    archive.field(&isLightDue)
    archive.field(&felt)
    archive.field(&feltAt)
    archive.field(&pulling)
    if !pulling.isFinite { pulling = 0 }
    archive.field(&pulled)
    archive.field(&pulledAt)
    parser.checkpoint(&archive)
  }
}
