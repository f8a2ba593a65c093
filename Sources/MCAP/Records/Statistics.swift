/// What the file holds, counted.
package struct Statistics: RecordBody, Sendable {
  package static let opcode = Opcode.statistics
  package var messageCount: UInt64 = 0
  package var schemaCount: UInt16 = 0
  package var channelCount: UInt32 = 0
  package var attachmentCount: UInt32 = 0
  package var metadataCount: UInt32 = 0
  package var chunkCount: UInt32 = 0
  /// [ns] The earliest log time; 0 = no messages.
  package var startTime: UInt64 = 0
  /// [ns] The latest log time; 0 = no messages.
  package var endTime: UInt64 = 0
  /// Messages by channel id; a channel without messages may be missing.
  ///
  /// Written sorted by id.
  package var channelMessageCounts: [UInt16: UInt64] = [:]

  package init() {}

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    messageCount = try cursor.read()
    schemaCount = try cursor.read()
    channelCount = try cursor.read()
    attachmentCount = try cursor.read()
    metadataCount = try cursor.read()
    chunkCount = try cursor.read()
    startTime = try cursor.read()
    endTime = try cursor.read()
    var counts: [UInt16: UInt64] = [:]
    try cursor.readElements { (cursor) throws(MCAPError) in
      let id = try cursor.read(UInt16.self)
      let count = try cursor.read(UInt64.self)
      guard counts.updateValue(count, forKey: id) == nil else { throw cursor.malformed }
    }
    channelMessageCounts = counts
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(messageCount)
    buffer.append(schemaCount)
    buffer.append(channelCount)
    buffer.append(attachmentCount)
    buffer.append(metadataCount)
    buffer.append(chunkCount)
    buffer.append(startTime)
    buffer.append(endTime)
    let start = buffer.beginElements()
    for (id, count) in channelMessageCounts.sorted(by: { $0.key < $1.key }) {
      buffer.append(id)
      buffer.append(count)
    }
    buffer.endElements(start)
  }
}
