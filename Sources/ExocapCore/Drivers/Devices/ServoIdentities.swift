/// Who the servos of a bus said they are since its port was opened, one part each.
///
/// A servo tells it in two replies: model, firmware and id, and then its homing offset.
struct ServoIdentities: BitwiseCopyable, Sendable {
  /// Without parts where the bus does not ask.
  private(set) var identity: DeviceIdentity
  /// Counts what was learnt or forgotten.
  private(set) var changes: UInt32 = 0
  // Of the servo that is being asked, between its two replies.
  private var model: UInt16 = 0
  private var firmware: UInt8 = 0
  private var id: UInt8 = 0

  /// Nothing read yet of `count` servos.
  init(count: Int) { identity = DeviceIdentity(count: count) }

  /// Forgets what was read: other servos may hang on the port now.
  mutating func forget() {
    identity.forget()
    changes &+= 1
  }

  /// Takes a servo's first reply.
  mutating func take(model: UInt16, firmware: UInt8, id: UInt8) { (self.model, self.firmware, self.id) = (model, firmware, id) }

  /// Takes its second reply [counts]: then servo `index` of the profile is known.
  mutating func take(homing: Int32, of index: Int) {
    identity.set(index, DeviceIdentity.servo(id: id, model: model, firmware: firmware, homing: homing))
    changes &+= 1
  }

  /// Saves or restores all of it, as fields of the driver's section.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&identity)
    archive.field(&changes)
    archive.field(&model)
    archive.field(&firmware)
    archive.field(&id)
  }
}
