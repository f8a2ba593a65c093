/// A device of the rig: its place in the rig file's list, from 0.
@frozen
package struct DeviceID: BitwiseCopyable, Sendable, Hashable {
  package var index: UInt8
  @inlinable @inline(__always) package init(_ index: Int) { self.index = UInt8(index) }
  /// The most devices that one rig may have.
  @inlinable @inline(__always) package static var capacity: Int { 16 }
}

/// A stream of a device: its place in the profile's list, from 0. Streams differ in kind, rate or deadline.
@frozen
package struct StreamIndex: BitwiseCopyable, Sendable, Hashable {
  package var index: UInt8
  @inlinable @inline(__always) package init(_ index: Int) { self.index = UInt8(index) }
  /// The most streams that one device may have.
  @inlinable @inline(__always) package static var capacity: Int { 4 }
}

/// A robot of the rig: its place in the rig file's list, from 0.
@frozen
package struct RobotID: BitwiseCopyable, Sendable, Hashable {
  package var index: UInt8
  @inlinable @inline(__always) package init(_ index: Int) { self.index = UInt8(index) }
  /// The most robots that one rig may drive.
  @inlinable @inline(__always) package static var capacity: Int { 4 }
}

/// A part of a robot that engages, freezes and loses freshness on its own.
package enum JointGroup: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case leftArm = 0
  case rightArm = 1
  case leftHand = 2
  case rightHand = 3
  case waist = 4
  case head = 5
  case legs = 6

  /// How many groups there are; the size of every table over groups.
  @inlinable @inline(__always) package static var count: Int { 7 }

  /// The name in profiles, rigs and events.
  package var name: String {
    switch self {
    case .leftArm: "left_arm"
    case .rightArm: "right_arm"
    case .leftHand: "left_hand"
    case .rightHand: "right_hand"
    case .waist: "waist"
    case .head: "head"
    case .legs: "legs"
    }
  }
}

/// A set of joint groups.
@frozen
package struct JointGroups: OptionSet, BitwiseCopyable, Sendable, Hashable {
  package var rawValue: UInt8
  @inlinable @inline(__always) package init(rawValue: UInt8) { self.rawValue = rawValue }
  @inlinable @inline(__always) package static var none: JointGroups { JointGroups(rawValue: 0) }
  @inlinable @inline(__always) package static var all: JointGroups { JointGroups(rawValue: 0x7F) }
  @inlinable @inline(__always)
  package init(_ group: JointGroup) { rawValue = 1 &<< group.rawValue }
  /// Whether the group is in the set.
  @inlinable @inline(__always)
  package func has(_ group: JointGroup) -> Bool { rawValue & (1 &<< group.rawValue) != 0 }
}
