package import ExocapCore

/// A unit that some calibration tells of: what it is called, and who it says it is.
package struct KnownUnit: Sendable, Equatable {
  package var label: String
  package var fingerprint: DeviceIdentity

  package init(label: String, fingerprint: DeviceIdentity) {
    self.label = label
    self.fingerprint = fingerprint
  }
}

extension ProfileCatalog {
  /// A lab has fewer units.
  private static let unitCapacity = 500

  /// Every unit that a calibration of this catalog has a fingerprint of; files that cannot be read are passed over.
  var units: [KnownUnit] {
    names(of: .calibration).prefix(ProfileCatalog.unitCapacity).compactMap { name in
      let diagnostics = Diagnostics()
      guard let source = source(of: .calibration, named: name, diagnostics: diagnostics, report: { _, _ in }),
        let root = ProfileFile.calibration.open(source, diagnostics: diagnostics), let device = root["device"]?.mapping(),
        let label = device["label"]?.text(),
        let fingerprint = device["fingerprint"]?.mapping().flatMap(CalibrationReader.fingerprint)
      else { return nil }
      return KnownUnit(label: label, fingerprint: fingerprint)
    }
  }
}
