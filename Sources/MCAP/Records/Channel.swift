/// A stream of messages of one kind.
package struct Channel: RecordBody, Sendable {
  package static let opcode = Opcode.channel
  package var id: UInt16
  /// 0 = no schema.
  package var schemaID: UInt16
  /// For example `/joint_states/left_arm`.
  package var topic: String
  /// How payloads are laid out: `cdr` for ours.
  package var messageEncoding: String
  /// Written sorted by key.
  package var metadata: [String: String]

  package init(id: UInt16, schemaID: UInt16, topic: String, messageEncoding: String, metadata: [String: String] = [:]) {
    self.id = id
    self.schemaID = schemaID
    self.topic = topic
    self.messageEncoding = messageEncoding
    self.metadata = metadata
  }

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    id = try cursor.read()
    schemaID = try cursor.read()
    topic = try cursor.readString()
    messageEncoding = try cursor.readString()
    metadata = try cursor.readStringMap()
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(id)
    buffer.append(schemaID)
    buffer.append(topic)
    buffer.append(messageEncoding)
    buffer.append(metadata)
  }
}
