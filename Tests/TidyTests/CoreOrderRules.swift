/// The order inside ExocapCore: Loop ▸ {Safety, Link} ▸ Retargeting ▸ {Drivers, Kinematics} ▸ Values ▸ {Queues, Time, Math}.
/// Safety stands over Retargeting because engagement compares, and the limiter bounds, what retargeting made.
enum CoreOrderRules {
  private static let ground: Set<String> = ["Queues", "Time", "Math"]
  private static let values: Set<String> = ground.union(["Values"])

  /// The folders whose types each folder may use, besides its own.
  static let below: [String: Set<String>] = [
    "Math": [], "Time": [], "Queues": [],
    "Values": ground,
    "Drivers": values, "Kinematics": values,
    "Retargeting": values.union(["Drivers", "Kinematics"]),
    "Link": values.union(["Drivers"]),
    "Safety": values.union(["Drivers", "Kinematics", "Retargeting"]),
    "Loop": values.union(["Drivers", "Kinematics", "Safety", "Retargeting", "Link"]),
  ]

  /// Types that every folder may use: each stateful part writes its own checkpoint.
  static let everywhere: Set<String> = ["CheckpointArchive"]

  static func findings(in files: [SourceFile]) -> [Finding] {
    let core = files.filter { $0.area == "Sources" && $0.target == "ExocapCore" }
    var homes: [String: String] = [:]
    for file in core {
      for name in declaredTypes(of: file) { homes[name] = file.folder }
    }
    return core.flatMap { findings(in: $0, homes: homes) }
  }

  private static func findings(in file: SourceFile, homes: [String: String]) -> [Finding] {
    guard let folder = file.folder, let allowed = below[folder] else {
      return [Finding(path: file.path, line: 1, message: "this folder has no place in the order of ExocapCore")]
    }
    var reported: Set<String> = []
    return file.tokens.enumerated().compactMap { index, token in
      guard let home = homes[token.text], home != folder, !allowed.contains(home), !everywhere.contains(token.text) else { return nil }
      // A member of the same name is none of ours: `.never`, `RobotKinematics.Joint`.
      if index > 0, file.tokens[index - 1].text == "." { return nil }
      guard reported.insert(token.text).inserted else { return nil }
      return file.finding(token, "\(folder) must not use \(token.text) of \(home)")
    }
  }

  /// Types at the top of a file: their declarations are not indented.
  static func declaredTypes(of file: SourceFile) -> [String] {
    let kinds: Set<String> = ["struct", "class", "enum", "protocol", "typealias", "actor"]
    return file.tokens.indices.filter { kinds.contains(file.tokens[$0].text) }.compactMap { index in
      guard index + 1 < file.tokens.count, file.tokens[index + 1].isWord else { return nil }
      let line = file.lines[file.tokens[index].line - 1]
      return line.hasPrefix(" ") ? nil : file.tokens[index + 1].text
    }
  }
}
