/// What one camera's file is worth beside its recording.
package struct CameraHealth: Sendable, Equatable {
  /// As in its file's name.
  package var name: String
  package var images: Int
  /// [-] Of the images that there should be; 1 where none is this episode's.
  package var missingShare: Double
  /// [s] The longest time without an image, also before the first and after the last; NaN where there is none at all.
  package var longestGap: Double
  /// [s] Of its clock from the recording's: the median and the largest; NaN where it does not say.
  package var residual: Double
  package var worstResidual: Double

  package init(name: String, images: Int, missingShare: Double, longestGap: Double, residual: Double, worstResidual: Double) {
    self.name = name
    self.images = images
    self.missingShare = missingShare
    self.longestGap = longestGap
    self.residual = residual
    self.worstResidual = worstResidual
  }

  /// Adds what was measured.
  func report(into figures: inout [QualityFigure]) {
    let source = "camera.\(name)"
    figures += [
      QualityFigure("images", source, Double(images)), QualityFigure(.cameraImages, source, missingShare),
      QualityFigure(.cameraGap, source, longestGap), QualityFigure(.cameraClock, source, residual),
      QualityFigure("camera_clock_worst_s", source, worstResidual),
    ]
  }
}
