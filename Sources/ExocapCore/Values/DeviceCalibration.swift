/// The numbers of one unit of a device.
package struct DeviceCalibration: Sendable, Equatable {
  /// The profile that these numbers belong to.
  package var profile: String
  /// What is written on the unit.
  package var label: String
  /// The unit's USB serial; nil where it has none.
  package var serial: String?
  /// Who the unit said it was when it was calibrated; nil where it cannot, or was not asked.
  package var fingerprint: DeviceIdentity?
  /// By value name. A value of the profile without an entry is not calibrated.
  package var values: [String: ValueCalibration]
  /// [m] By the names of the profile's measured lengths; only those that were measured.
  package var lengths: [String: Double]
  /// The person who wore it; nil where no straight-arm swing was made.
  package var wearer: WearerFit?

  package init(
    profile: String, label: String, serial: String?, values: [String: ValueCalibration], lengths: [String: Double] = [:],
    wearer: WearerFit? = nil, fingerprint: DeviceIdentity? = nil
  ) {
    self.profile = profile
    self.label = label
    self.serial = serial
    self.values = values
    self.lengths = lengths
    self.wearer = wearer
    self.fingerprint = fingerprint
  }
}

/// What one swing of a straight arm tells of the person who wears a device.
package struct WearerFit: Sendable, Equatable, BitwiseCopyable {
  /// [m] The shoulder's centre in the device's root frame.
  package var shoulder: Vec3
  /// [m] From the shoulder to the hand.
  package var armLength: Double

  package init(shoulder: Vec3, armLength: Double) {
    self.shoulder = shoulder
    self.armLength = armLength
  }
}

/// The numbers of one value of one unit.
package struct ValueCalibration: Sendable, Equatable, BitwiseCopyable {
  /// [rad | m | N] What the uncorrected value reads at the value's zero.
  package var zero: Double
  /// [-] +1 or -1.
  package var sign: Double
  /// [N/count] Replaces the profile's scale where the unit was measured (load cells); nil: the profile's.
  package var scale: Double?
  /// Only for Hall pairs.
  package var ellipse: HallEllipse?
  /// [rad | m] The middle of the joint's travel, before the zero: an encoder that begins anew after a turn is read about it, so that the
  /// place where it begins anew lies opposite, where the joint cannot be. nil: it is read as it comes.
  package var centre: Double?
  /// Only for forces: replaces the scale.
  package var curve: ForceCurve?

  package init(
    zero: Double, sign: Double, scale: Double? = nil, ellipse: HallEllipse? = nil, centre: Double? = nil, curve: ForceCurve? = nil
  ) {
    self.zero = zero
    self.sign = sign
    self.scale = scale
    self.ellipse = ellipse
    self.centre = centre
    self.curve = curve
  }
}

/// The ellipse on which a pair of Hall sensors moves: centre [counts] and the 2×2 matrix [1/counts] that makes it a unit circle.
package struct HallEllipse: Sendable, Equatable, BitwiseCopyable {
  package var centreCosine: Double
  package var centreSine: Double
  package var t00: Double
  package var t01: Double
  package var t10: Double
  package var t11: Double

  package init(centreCosine: Double, centreSine: Double, t00: Double, t01: Double, t10: Double, t11: Double) {
    self.centreCosine = centreCosine
    self.centreSine = centreSine
    self.t00 = t00
    self.t01 = t01
    self.t10 = t10
    self.t11 = t11
  }
}
