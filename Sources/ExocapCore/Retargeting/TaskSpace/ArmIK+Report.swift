extension ArmIK {
  /// What one step came to.
  package struct Report: BitwiseCopyable, Sendable {
    /// [m] From each tool to its target before the step; 0 without target.
    package var positionError: InlineArray<2, Double> = InlineArray(repeating: 0)
    /// [rad] The same for its orientation.
    package var rotationError: InlineArray<2, Double> = InlineArray(repeating: 0)
    /// Bit j: joint j stood on a bound of its box.
    package var bounded: UInt32 = 0
    /// Bit j: a rule of joint j's box gave way to one before it.
    package var conflicts: UInt32 = 0
    /// Of all joints together.
    package var conflict = StepLimits.Conflict.none
    /// How many rows of self-collision there were.
    package var collisionRows = 0
    /// Near pairs for which there was no room.
    package var collisionOverflow = 0
    /// [m] What the worst of them was short of.
    package var collisionShortfall: Double = 0
    /// Whether the step is the exact minimum.
    package var isExact = true
    /// How often a matrix was factorized.
    package var factorizations = 0

    package init() {}
  }
}
