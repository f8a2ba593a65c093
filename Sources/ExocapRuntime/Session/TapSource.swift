package import ExocapCore

/// Whose tap a record comes from.
package enum TapSource: Hashable, Sendable {
  case device(DeviceID)
  case robot(RobotID)
}
