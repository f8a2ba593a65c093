/// How a device's packets are laid out: all that `protocol: packets` says in a profile.
///
/// A packet is header, payload, checksum. The header holds the sync bytes and any of length, id, sequence and clock; the message that
/// the id names says what the payload holds. Places are bytes from the packet's first.
package struct PacketFormat: Sendable, Equatable {
  /// [B] The longest packet, before it is encoded.
  package static let longest = 512
  /// The most messages of a device.
  package static let mostMessages = 16

  package var ending: PacketEnding = .length
  /// What every packet begins with, 0 … 4 bytes.
  package var sync: [UInt8] = []
  package var length: PacketLength?
  /// nil: there is one message.
  package var id: PacketPlace?
  /// Goes up by one with each packet of the device, whatever its message; nil: it has none, or messages count their own.
  package var sequence: PacketPlace?
  /// The device's clock; nil: it has none, or it stands in messages.
  package var clock: PacketPlace?
  /// [B] Length of the header.
  package var payloadAt: Int = 0
  package var checksum: ChecksumKind = .none
  /// [B] The first byte that the checksum covers; the last is the payload's last.
  package var checksumFrom: Int = 0
  package var checksumIsBigEndian = false
  package var messages: [PacketMessage]
  /// Tells the device to send; sent when the port opens, and again where it is silent. nil: it sends by itself.
  package var start: PacketCommand?
  /// nil: it cannot be asked for its clock.
  package var ping: PacketPing?
  /// The clock in the header or in messages; nil: it has none.
  package var deviceClock: DeviceClock?

  package init(messages: [PacketMessage]) { self.messages = messages }

  /// How many fields its raw samples have.
  package var placeCount: Int { messages.reduce(0) { $0 + $1.placeCount } }

  /// [B] How long a packet of message `index` is on the wire: encoded, with the zero that ends it.
  package func wireLength(of index: Int) -> Int {
    let plain = payloadAt + messages[index].length + checksum.length
    switch ending {
    case .length, .report: return plain
    // One code byte for each 254 bytes begun, and the zero (Cheshire and Baker 1999).
    case .cobs: return plain + (plain + 253) / 254 + 1
    }
  }
}

/// How a receiver knows where a packet ends.
package enum PacketEnding: String, BitwiseCopyable, Sendable, CaseIterable {
  /// By its length, which stands in it or follows from its id.
  case length
  /// By a zero byte, which COBS keeps out of the packet (Cheshire and Baker, Consistent Overhead Byte Stuffing, 1999).
  case cobs
  /// By the transport, which keeps one packet apart from the next: HID reports, datagrams. What follows the packet is padding.
  case report
}

/// A number in the header.
package struct PacketPlace: Sendable, Equatable {
  /// [B] From the packet's first byte.
  package var at: Int
  package var number: PacketNumber
  package var isBigEndian: Bool

  package init(at: Int, number: PacketNumber, isBigEndian: Bool = false) {
    self.at = at
    self.number = number
    self.isBigEndian = isBigEndian
  }
}

/// The number that says how long a packet is.
package struct PacketLength: Sendable, Equatable {
  package var place: PacketPlace
  package var counts: PacketLengthCount
  /// The number is so much larger than what it counts.
  package var plus: Int

  package init(place: PacketPlace, counts: PacketLengthCount, plus: Int = 0) {
    self.place = place
    self.counts = counts
    self.plus = plus
  }
}

/// What a length counts.
package enum PacketLengthCount: String, BitwiseCopyable, Sendable, CaseIterable {
  case payload
  /// Everything behind the length itself.
  case rest
  /// The whole packet.
  case whole
}

/// A message of a device: what the payload of its packets holds.
package struct PacketMessage: Sendable, Equatable {
  package var name: String
  /// nil: the format has no id, and this is its only message.
  package var id: UInt32?
  /// [Hz] 0 where it comes on change, once or as an answer.
  package var rate: Double
  /// In order, without gaps. Empty: its payload is not read.
  package var fields: [PacketField]
  /// [B] The longest payload of a message that is not read.
  package var longest: Int
  /// Bit i: values of stream i stand in it.
  package var streams: UInt8

  package init(name: String, id: UInt32?, rate: Double, fields: [PacketField], longest: Int = 0, streams: UInt8 = .max) {
    self.name = name
    self.id = id
    self.rate = rate
    self.fields = fields
    self.longest = longest
    self.streams = streams
  }

  /// [B] Length of the payload; the longest where it is not read.
  package var length: Int { fields.isEmpty ? longest : fields.reduce(0) { $0 + $1.length } }
  /// How many fields of a raw sample it fills.
  package var placeCount: Int { fields.reduce(0) { $0 + $1.placeCount } }
}

/// What is sent to the device.
package enum PacketCommand: Sendable, Equatable {
  /// These bytes as they are, with their own checksum.
  case bytes([UInt8])
  /// A packet of this id and payload, laid out as the device's own.
  case packet(id: UInt32, payload: [UInt8])
}

/// A request for the device's clock.
package struct PacketPing: Sendable, Equatable {
  package var command: PacketCommand
  /// Place of the answer among the messages. Where it has a field with the role `echo`, the ping's payload ends with the same number.
  package var reply: Int

  package init(command: PacketCommand, reply: Int) {
    self.command = command
    self.reply = reply
  }
}
