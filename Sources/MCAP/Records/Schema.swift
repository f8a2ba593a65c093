/// What the payloads of a channel look like.
package struct Schema: RecordBody, Sendable {
  package static let opcode = Opcode.schema
  /// Never 0: that means "no schema" in a channel.
  package var id: UInt16
  /// For example `sensor_msgs/msg/JointState`.
  package var name: String
  /// The language of `definition`: `ros2msg` for ours.
  package var encoding: String
  package var definition: [UInt8]

  package init(id: UInt16, name: String, encoding: String, definition: [UInt8]) {
    self.id = id
    self.name = name
    self.encoding = encoding
    self.definition = definition
  }

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    id = try cursor.read()
    name = try cursor.readString()
    encoding = try cursor.readString()
    definition = try cursor.readArray(UInt64(try cursor.read(UInt32.self)))
    guard id != 0 else { throw cursor.malformed }
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(id)
    buffer.append(name)
    buffer.append(encoding)
    buffer.append(UInt32(definition.count))
    buffer.append(definition)
  }
}
