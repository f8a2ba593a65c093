/// Which module a target may import: the arrows of docs/architecture.md, and what each target may know of the system.
enum ImportRules {
  static let allowed: [String: Set<String>] = [
    "ExocapCore": ["Synchronization", "CExocapMath"],
    "MCAP": ["Synchronization", "CExocapChecksum", "CZstd", "CLZ4"],
    "LinuxIO": ["Synchronization", "Glibc", "CExocap", "ExocapCore", "CUSB", "CUdev"],
    "ExocapSimulation": ["Synchronization", "ExocapCore", "CExocapMath"],
    "ExocapRuntime": [
      "Synchronization", "Glibc", "FoundationEssentials", "CYAML", "CExpat", "Logging", "Histogram", "ExocapCore", "LinuxIO", "MCAP",
    ],
    "ExocapCatalog": ["Synchronization", "Glibc", "Foundation", "GRDB", "ExocapRuntime", "LinuxIO", "ExocapCore"],
    "ExocapExport": ["Synchronization", "CZstd", "ExocapCore", "LinuxIO", "MCAP", "ExocapRuntime"],
    "exocapd": [
      "Synchronization", "Glibc", "FoundationEssentials", "ArgumentParser", "Logging", "ExocapRuntime", "LinuxIO", "ExocapCore",
    ],
    "exocap": [
      "Synchronization", "Glibc", "Foundation", "FoundationEssentials", "ArgumentParser", "Logging", "Histogram", "ExocapCatalog",
      "ExocapExport",
      "ExocapRuntime", "ExocapSimulation", "LinuxIO", "ExocapCore",
    ],
  ]

  /// What tests may know besides the targets of the package. FoundationEssentials reads JSON vectors; all of Foundation does more.
  static let allowedInTests: Set<String> = allowedInTestSupport.union([
    "ExocapTestSupport", "ExocapTestCaptures", "CRealtimeCheck", "CExocapMath", "CExocap", "CMockedDevices",
  ])

  /// What all tests share is built without the product too: for the queues alone, under ThreadSanitizer.
  static let allowedInTestSupport: Set<String> = ["Testing", "Glibc", "Synchronization", "FoundationEssentials"]

  static func findings(in file: SourceFile) -> [Finding] {
    imports(of: file).compactMap { token in
      isAllowed(token.text, in: file) ? nil : file.finding(token, "\(file.target) must not import \(token.text)")
    }
  }

  private static func isAllowed(_ module: String, in file: SourceFile) -> Bool {
    if file.area == "Sources" { return allowed[file.target]?.contains(module) ?? false }
    if file.area == "Benchmarks" { return true }
    if file.target == "ExocapTestSupport" { return allowedInTestSupport.contains(module) }
    return allowedInTests.contains(module) || allowed.keys.contains(module)
  }

  /// The first name after each `import`, without kinds as in `import func Glibc.sin`.
  private static func imports(of file: SourceFile) -> [Token] {
    let kinds: Set<String> = ["func", "struct", "class", "enum", "protocol", "typealias", "let", "var"]
    return file.tokens.indices.filter { file.tokens[$0].text == "import" }.compactMap { index in
      var next = index + 1
      if next < file.tokens.count, kinds.contains(file.tokens[next].text) { next += 1 }
      return next < file.tokens.count ? file.tokens[next] : nil
    }
  }
}
