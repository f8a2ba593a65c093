/// One message of a recording.
///
/// Its payload stays where the reader found it.
@safe
package struct Message {
  package var channelID: UInt16
  package var sequence: UInt32
  /// [ns] When it was recorded, in the file's epoch.
  package var logTime: UInt64
  /// [ns] When it was made: for a sample, its estimated capture.
  package var publishTime: UInt64
  /// Valid until the next call of the reader that handed it out, and no longer than that reader's own bytes.
  @unsafe package var payload: UnsafeRawBufferPointer

  /// The fields in front of the payload.
  package static let prefixSize = 22

  @unsafe
  package init(channelID: UInt16, sequence: UInt32, logTime: UInt64, publishTime: UInt64, payload: UnsafeRawBufferPointer) {
    self.channelID = channelID
    self.sequence = sequence
    self.logTime = logTime
    self.publishTime = publishTime
    unsafe self.payload = payload
  }

  /// Reads the body of a Message record, whose payload is all that follows its fields.
  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    channelID = try cursor.read()
    sequence = try cursor.read()
    logTime = try cursor.read()
    publishTime = try cursor.read()
    // SAFETY: the payload points into the reader's bytes; Message's contract bounds its life by theirs.
    unsafe payload = try cursor.readBytes(UInt64(cursor.remaining))
  }

  /// A copy of the payload, for whoever keeps it.
  package var payloadCopy: [UInt8] { unsafe [UInt8](payload) }
}
