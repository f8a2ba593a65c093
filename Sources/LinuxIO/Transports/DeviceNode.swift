internal import CExocap
internal import Glibc

/// Opens nodes of devices that are no ttys, and says what is wrong where that fails.
enum DeviceNode {
  /// Opens and locks `path`; what is here instead is told by `kind`.
  static func open(_ path: String, _ access: FileAccess, kind: PluggedDevice.Kind) throws(IOError) -> FileDescriptor {
    switch FileDescriptor.openOrCode(path, access, options: .nonBlocking) {
    case .success(let number):
      let descriptor = FileDescriptor(adopting: number)
      let result = exocap_lock_exclusively(number)
      if result == -EWOULDBLOCK { throw held(path) }
      guard result == 0 else { throw IOError("lock", path, ErrorCode(negated: result)) }
      return descriptor
    case .failure(.busy): throw held(path)
    case .failure(.noSuchFile): throw IOError("open", path, .notFound(found: Enumeration.all(kind).map(\.description)))
    case .failure(.accessDenied): throw IOError("open", path, .accessDenied, remedy: PortAccess.remedy(for: path))
    case .failure(let code): throw IOError("open", path, code)
    }
  }

  /// Who has `path`, and how to make that process let go.
  static func held(_ path: String) -> IOError {
    let holders = Holder.all(ofDeviceAt: path)
    let others = holders.filter { $0.process != getpid() }
    return IOError("open", path, .held(by: others.isEmpty ? holders : others), remedy: others.first?.remedy)
  }
}
