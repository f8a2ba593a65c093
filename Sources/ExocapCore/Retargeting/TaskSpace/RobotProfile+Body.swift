extension RobotProfile {
  /// The body's rods with their links in `model`, and which of them must stay apart.
  package func resolvedBody(_ model: KinematicModel) throws(RetargetingError) -> (capsules: [Capsule], pairs: [SelfCollision.Pair]) {
    var capsules: [Capsule] = []
    for part in body {
      let link = try RetargetingError.link(part.link, of: model)
      capsules.append(Capsule(link: link, start: part.from, end: part.to, radius: part.radius))
    }
    var pairs: [SelfCollision.Pair] = []
    for pair in apart {
      guard let first = body.firstIndex(where: { $0.name == pair.first }) else { throw .link(pair.first) }
      guard let second = body.firstIndex(where: { $0.name == pair.second }) else { throw .link(pair.second) }
      pairs.append(SelfCollision.Pair(first, second))
    }
    return (capsules, pairs)
  }
}
