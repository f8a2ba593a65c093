/// Finds the presses of one control in its values.
///
/// What was not seen released counts as pressed already, and what is not fresh as not seen: neither a jammed button, nor one that comes
/// back pressed, nor a value that jumps while a plug is pulled is a press.
package struct PressDetector: BitwiseCopyable, Sendable {
  private var isPressed = true
  /// This press counted already, or its beginning was not seen.
  private var isSpent = true
  private var pressedAt: Timestamp = .never

  package init() {}

  /// Takes the newest value. True where a press counts now.
  package mutating func take(_ value: Double, isFresh: Bool, _ press: Press, at now: Timestamp) -> Bool {
    guard isFresh, value == value else {
      isPressed = true
      isSpent = true
      return false
    }
    guard value > press.over else {
      var wasShort = false
      if let before = press.releasedBefore { wasShort = isPressed && !isSpent && now - pressedAt < before }
      isPressed = false
      isSpent = true
      return wasShort
    }
    if !isPressed {
      isPressed = true
      isSpent = false
      pressedAt = now
    }
    guard press.releasedBefore == nil, !isSpent, now - pressedAt >= press.hold else { return false }
    isSpent = true
    return true
  }

  /// Saves or restores everything that the next value is judged by.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&isPressed)
    archive.field(&isSpent)
    archive.field(&pressedAt)
  }
}
