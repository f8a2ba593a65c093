internal import ExocapCore
internal import ExocapRuntime

extension Recording {
  /// Opens a recording, or fails with what is wrong with it.
  static func open(_ path: String) throws -> Recording {
    do throws(RecordingError) {
      return try Recording(path: path)
    } catch {
      if case .system(let reason) = error { throw ToolFailure(reason, status: .badFile) }
      throw ToolFailure(.badFile, error.description)
    }
  }

  /// The rig that it carries.
  func ownRig() throws -> Rig {
    do throws(ProfileErrors) {
      return try loadRig()
    } catch {
      throw ToolFailure(error, status: .badFile)
    }
  }
}
