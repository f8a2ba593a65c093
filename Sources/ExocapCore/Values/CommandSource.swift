/// Who decides where a robot goes.
///
/// The numbers are those of the link.
package enum CommandSource: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// A person, now. Only a person may take a lease from another.
  case `operator` = 1
  /// A learned or written program.
  case policy = 2
  /// A recording.
  case replay = 3
  /// Something that stops the robot.
  case safety = 4
}
