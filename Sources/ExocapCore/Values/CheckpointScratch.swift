/// An archive with a place of its own, so that its owner can hand itself to it: made once, never moved.
@safe
struct CheckpointScratch: ~Copyable {
  /// Valid as long as the scratch.
  let archive: UnsafeMutablePointer<CheckpointArchive>

  init() {
    unsafe archive = UnsafeMutablePointer<CheckpointArchive>.allocate(capacity: 1)
    unsafe archive.initialize(to: CheckpointArchive())
  }

  deinit {
    unsafe archive.deinitialize(count: 1)
    unsafe archive.deallocate()
  }
}
