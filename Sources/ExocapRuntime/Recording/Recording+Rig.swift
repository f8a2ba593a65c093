package import ExocapCore

extension Recording {
  /// The rig as it was recorded, read from the attachments: nothing else is needed.
  package func loadRig() throws(ProfileErrors) -> Rig {
    let files = attachments.compactMap { CatalogFile(path: $0.name, bytes: $0.bytes) }
    let name = files.first { $0.kind == .rig }?.name ?? rigName
    return try Profiles.load(name, catalog: ProfileCatalog(files: files)).rig
  }
}
