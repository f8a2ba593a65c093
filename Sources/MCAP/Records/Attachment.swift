/// A file inside the recording.
package struct Attachment: RecordBody, Sendable {
  package static let opcode = Opcode.attachment
  /// [ns] When it was recorded, in the file's epoch.
  package var logTime: UInt64
  /// [ns] When it was made; 0 = not known.
  package var createTime: UInt64
  package var name: String
  package var mediaType: String
  package var content: [UInt8]

  package init(logTime: UInt64, createTime: UInt64, name: String, mediaType: String, content: [UInt8]) {
    self.logTime = logTime
    self.createTime = createTime
    self.name = name
    self.mediaType = mediaType
    self.content = content
  }

  /// Reads the fields and leaves the cursor at the checksum, which the reader compares.
  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    logTime = try cursor.read()
    createTime = try cursor.read()
    name = try cursor.readString()
    mediaType = try cursor.readString()
    content = try cursor.readArray(try cursor.read(UInt64.self))
  }

  package func encode(into buffer: inout RecordBuffer) {
    let start = buffer.count
    buffer.append(logTime)
    buffer.append(createTime)
    buffer.append(name)
    buffer.append(mediaType)
    buffer.append(UInt64(content.count))
    buffer.append(content)
    let crc = buffer.withBytes { bytes in CRC32.of(bytes.extracting(droppingFirst: start)) }
    buffer.append(crc)
  }
}

/// The summary's entry of one attachment.
package struct AttachmentIndex: RecordBody, Sendable {
  package static let opcode = Opcode.attachmentIndex
  package var offset: UInt64
  /// The whole Attachment record, opcode and length included.
  package var length: UInt64
  /// [ns] The attachment's log time.
  package var logTime: UInt64
  /// [ns] When the attachment was made; 0 = not known.
  package var createTime: UInt64
  package var contentSize: UInt64
  package var name: String
  package var mediaType: String

  package init(offset: UInt64, length: UInt64, describing attachment: Attachment) {
    self.offset = offset
    self.length = length
    logTime = attachment.logTime
    createTime = attachment.createTime
    contentSize = UInt64(attachment.content.count)
    name = attachment.name
    mediaType = attachment.mediaType
  }

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    offset = try cursor.read()
    length = try cursor.read()
    logTime = try cursor.read()
    createTime = try cursor.read()
    contentSize = try cursor.read()
    name = try cursor.readString()
    mediaType = try cursor.readString()
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(offset)
    buffer.append(length)
    buffer.append(logTime)
    buffer.append(createTime)
    buffer.append(contentSize)
    buffer.append(name)
    buffer.append(mediaType)
  }
}
