internal import ExocapCore

extension RigReader {
  /// `controls:` pedals and buttons, and what a press of each does.
  func readControls(robots: [RigRobot]) -> [OperatorControl] {
    guard let items = root["controls"]?.items(count: 1...32) else { return [] }
    var controls: [OperatorControl] = []
    for item in items {
      guard let map = item.mapping() else { continue }
      if let control = readControl(map, robots: robots) {
        checkTogether(control, with: controls, at: map)
        controls.append(control)
      }
    }
    tellShortFromLong(&controls)
    return controls
  }

  private func readControl(_ map: MappingReader, robots: [RigRobot]) -> OperatorControl? {
    let reader = map.require("from")
    let value = reader.flatMap { find($0, kinds: [.inputs, .forces]) }
    let act = map.require("do")?.choice(of: ControlAct.self, aliases: ["estop": "stop", "e_stop": "stop", "unfreeze": "freeze"])
    let isForce = value?.kind == .forces
    if isForce && !map.has("over") {
      map.reader.error("\(map.path) needs 'over': how hard the force must be", notes: ["write it like 'over: 5N'"])
    }
    let over = map["over"]?.quantity(oneOf: value.map { RigReader.dimensions(of: $0.kind) } ?? [.ratio, .force])?.value
    let hold = map["hold"]?.interval(in: 0.1...10)
    let chosen = map["robot"].flatMap { readRobot($0, among: robots) }
    let groups = map["groups"].flatMap { readControlGroups($0, robots: chosen.map { [robots[$0]] } ?? robots) }
    if let act, act.request == nil {
      for key in ["robot", "groups"] where map.has(key) {
        map.error("'\(act.rawValue)' is about takes, not about a robot", at: key, notes: ["leave '\(key)' out"])
      }
    }
    if act == .stop {
      for key in ["hold", "groups"] where map.has(key) {
        map.error("an emergency stop stops everything at once", at: key, notes: ["leave '\(key)' out"])
      }
    }
    map.finish()
    guard let value, let act, let name = reader?.text() else { return nil }
    let meant = act.request == nil ? [] : chosen.map { [RobotID($0)] } ?? robots.indices.map { RobotID($0) }
    return OperatorControl(
      source: value.reference, name: name, press: Press(over: over ?? 0.5, hold: hold ?? .zero), act: act, robots: meant, groups: groups)
  }

  func readRobot(_ reader: ValueReader, among robots: [RigRobot]) -> Int? {
    guard let id = reader.text() else { return nil }
    if let index = robots.firstIndex(where: { $0.id == id }) { return index }
    reader.error("no robot has the id '\(YAMLNode.shortened(id))'", notes: Suggestion.notes(for: id, among: robots.map(\.id)))
    return nil
  }

  private func readControlGroups(_ reader: ValueReader, robots: [RigRobot]) -> JointGroups? {
    guard let items = reader.items(count: 1...JointGroup.count) else { return nil }
    var groups = JointGroups.none
    for item in items {
      guard let group = item.choice(JointGroup.byName) else { continue }
      if !robots.contains(where: { $0.engagement.groups.has(group) }) {
        item.error("no robot here engages group \(group.name)")
      }
      groups.insert(JointGroups(group))
    }
    return groups
  }

  /// One press must not mean two things, unless they are told apart by how long it is held.
  private func checkTogether(_ control: OperatorControl, with others: [OperatorControl], at map: MappingReader) {
    guard let same = others.first(where: { $0.source == control.source && !$0.isAboutOthers(than: control) }) else { return }
    if same.act == .stop || control.act == .stop {
      map.error(
        "'\(control.name)' is the emergency stop and does nothing else", at: "from", notes: ["bind '\(control.act.rawValue)' elsewhere"])
    } else if same.press.hold == control.press.hold {
      map.error(
        "one press of '\(control.name)' would do '\(same.act.rawValue)' and '\(control.act.rawValue)'", at: "from",
        notes: ["tell them apart: give one of them 'hold: 1s'"])
    }
  }

  /// A control with a long press, too, does the short one's act at its release.
  private func tellShortFromLong(_ controls: inout [OperatorControl]) {
    for index in controls.indices where controls[index].press.hold == .zero {
      let longer = controls.filter { $0.source == controls[index].source && $0.press.hold > .zero }.map(\.press.hold).min()
      controls[index].press.releasedBefore = longer
    }
  }

  /// Hands each robot's loop the controls that ask something of it, and checks that each robot can be engaged.
  func bind(_ controls: [OperatorControl], to robots: [RigRobot]) -> [RigRobot] {
    var bound = robots
    for index in bound.indices {
      let own = bound[index].engagement.groups
      for control in controls where control.robots.contains(RobotID(index)) {
        guard let kind = control.act.request else { continue }
        bound[index].engagement.controls.append(
          BoundControl(source: control.source, press: control.press, kind: kind, groups: (control.groups ?? own).intersection(own)))
      }
      let settings = bound[index].engagement
      if settings.controls.count > Engagement.controlCapacity {
        root.error("robot '\(bound[index].id)' has \(settings.controls.count) controls", at: "controls", notes: ["at most 16"])
      }
      let canEngage = settings.isRemoteEngageAllowed || !settings.confirm.isEmpty || settings.controls.contains { $0.kind == .engage }
      if root.has("controls"), !canEngage {
        root.error(
          "nothing engages robot '\(bound[index].id)'", at: "controls",
          notes: ["bind a pedal or a button: '{from: pedal.left, do: engage}'", "or give the robot's engagement a 'confirm'"])
      }
    }
    return bound
  }
}

extension OperatorControl {
  /// Whether two controls are about different robots, so that one press may do both.
  fileprivate func isAboutOthers(than other: OperatorControl) -> Bool {
    !robots.isEmpty && !other.robots.isEmpty && Set(robots.map(\.index)).isDisjoint(with: other.robots.map(\.index))
  }

  /// "pedal.right held 1 s: discard", for people.
  package var sentence: String {
    var text = name
    if press.hold > .zero { text += " held \(Quantity.shortText(press.hold.seconds)) s" }
    return "\(text): \(act.rawValue)"
  }
}
