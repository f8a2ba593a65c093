extension PacketDriver {
  /// Saves or restores everything that changes, the half packet too. Belongs to a device of the same format.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5445_4B50, version: 1)  // "PKET"
    archive.field(&count)
    archive.field(&need)
    if archive.isReading {
      count = min(max(count, 0), PacketFormat.longest - 1)
      need = min(max(need, 1), PacketFormat.longest)
    }
    for index in 0..<count { unsafe archive.field(&bytes[index]) }
    cobs.checkpoint(&archive)
    archive.field(&isOverlong)
    archive.field(&isFirst)
    archive.field(&isOpen)
    archive.field(&heardAt)
    archive.field(&flushAt)
    archive.field(&startAt)
    archive.field(&hasAsked)
    archive.field(&pingAt)
    archive.field(&pingSentAt)
    archive.field(&isPingUnderWay)
    archive.field(&token)
    archive.field(&exchange)
    archive.field(&hasExchange)
    ticks.checkpoint(&archive)
    deviceGaps.checkpoint(&archive)
    for index in 0..<plan.messageCount { unsafe messageGaps[index].checkpoint(&archive) }
    archive.field(&identity)
    archive.field(&counters)
  }
}
