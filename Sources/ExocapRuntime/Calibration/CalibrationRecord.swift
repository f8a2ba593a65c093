package import ExocapCore

/// One calibration's file as people list it: what it says, when and by whom it was made.
package struct CalibrationRecord: Sendable {
  /// The file's path.
  package let path: String
  /// The file.
  package let source: SourceText
  package let calibration: DeviceCalibration
  /// As it is written there; nil where it says nothing.
  package let at: String?
  package let by: String?
  package let tool: String?

  /// Reads a file against the profile that it belongs to; nil after reports of what is wrong with it.
  package init?(path: String, profile: DeviceProfile, diagnostics: Diagnostics) {
    guard let source = SourceText.read(path: path, diagnostics: diagnostics),
      let calibration = CalibrationReader.read(source, profile: profile, diagnostics: diagnostics)
    else { return nil }
    (self.path, self.source, self.calibration) = (path, source, calibration)
    let made = ProfileFile.calibration.open(source, diagnostics: Diagnostics())?["made"]?.mapping()
    (at, by, tool) = (made?["at"]?.text(), made?["by"]?.text(), made?["tool"]?.text())
  }

  /// The value whose zero moved most from `older` to this one, and by how much [rad | m | N]; nil where none did or nothing can be compared.
  package func largestChange(since older: CalibrationRecord) -> (value: String, amount: Double)? {
    var largest: (value: String, amount: Double)?
    for (name, numbers) in calibration.values.sorted(by: { $0.key < $1.key }) {
      guard let before = older.calibration.values[name], numbers.curve == before.curve else { continue }
      let amount = numbers.zero - before.zero
      if amount.magnitude > (largest?.amount.magnitude ?? 1e-9) { largest = (name, amount) }
    }
    return largest
  }
}
