/// Which values of the operator's devices each robot joint and each group's grip force depend on, and whether they are fresh.
@safe
package struct JointSources: ~Copyable {
  private let references: UnsafeMutablePointer<ValueReference>
  /// Each joint's place in `references`; count 0: no source.
  private var rows = InlineArray<64, Row>(repeating: Row())
  private let jointCount: Int
  private var force = InlineArray<7, ValueReference?>(repeating: nil)
  /// Bit j: joint j has a source, and whether all of it was fresh at the last look.
  private var mapped: UInt64 = 0
  private var fresh: UInt64 = 0
  private var freshForces: UInt8 = 0

  private struct Row: BitwiseCopyable, Equatable {
    var first = 0
    var count = 0
  }

  /// - Parameter solved: joints that a solver moves, whatever the map says, each with its values.
  package init(
    profile: RobotProfile, map: [JointMapping], grips: [GripMapping], solved: [(joint: Int, values: [ValueReference])] = []
  ) {
    var values = map.map(\.sources)
    for index in profile.grippers.indices where index < grips.count {
      let gripper = profile.grippers[index]
      if let aperture = grips[index].aperture, let place = profile.joints.firstIndex(where: { $0.name == gripper.joint }) {
        values[place] = [aperture.source]
      }
      force[Int(gripper.group.rawValue)] = grips[index].force?.source
    }
    for entry in solved { values[entry.joint] = entry.values }
    jointCount = values.count
    unsafe references = .allocate(capacity: max(1, values.reduce(0) { $0 + $1.count }))
    var next = 0
    for (joint, sources) in values.enumerated() where !sources.isEmpty {
      mapped |= 1 &<< UInt64(joint)
      // Joints of one arm share the arm's values: they are looked at once.
      if joint > 0, values[joint - 1] == sources {
        rows[joint] = rows[joint - 1]
        continue
      }
      rows[joint] = Row(first: next, count: sources.count)
      for source in sources {
        unsafe (references + next).initialize(to: source)
        next += 1
      }
    }
  }

  deinit { unsafe references.deallocate() }

  /// Looks which joints and forces are fresh now.
  package mutating func look(_ streams: inout StreamTable, now: Timestamp) {
    fresh = 0
    freshForces = 0
    var last = Row()
    var isLastFresh = false
    for joint in 0..<jointCount where isMapped(joint) {
      let row = rows[joint]
      if row != last {
        isLastFresh = true
        for index in row.first..<row.first &+ row.count where unsafe !streams.isFresh(references[index], at: now) {
          isLastFresh = false
          break
        }
        last = row
      }
      if isLastFresh { fresh |= 1 &<< UInt64(truncatingIfNeeded: joint) }
    }
    for group in 0..<JointGroup.count {
      if let source = force[group], streams.isFresh(source, at: now) { freshForces |= 1 &<< UInt8(truncatingIfNeeded: group) }
    }
  }

  /// Whether a joint follows any value.
  @inline(__always)
  package func isMapped(_ joint: Int) -> Bool { mapped & (1 &<< UInt64(truncatingIfNeeded: joint)) != 0 }

  /// Whether every value that a joint follows was fresh at the last look; false where it follows none.
  @inline(__always)
  package func isFresh(_ joint: Int) -> Bool { fresh & (1 &<< UInt64(truncatingIfNeeded: joint)) != 0 }

  /// Whether a group's grip force follows a value.
  @inline(__always)
  package mutating func hasForce(_ group: Int) -> Bool { force[group] != nil }

  /// Whether that value was fresh at the last look.
  @inline(__always)
  package func isForceFresh(_ group: Int) -> Bool { freshForces & (1 &<< UInt8(truncatingIfNeeded: group)) != 0 }
}
