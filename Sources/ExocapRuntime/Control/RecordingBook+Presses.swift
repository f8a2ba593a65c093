internal import ExocapCore
internal import LinuxIO

/// What a press asked for and what has not been answered yet.
struct AskedByPress {
  var press: PressQueue.Entry
  var answer: PendingAnswer
}

extension RecordingBook {
  /// Does what a press asks for. The person hears of it by the events that recordings have, and by a refusal.
  func take(_ press: PressQueue.Entry, isStopping: Bool, now: Timestamp) {
    events.put(DaemonEvent("pressed", .information, source: press.name, press.act.rawValue, at: now))
    for action in actions(of: press.act) {
      let outcome: ControlOutcome
      do throws(ControlRefusal) {
        outcome = try answer(ControlRequest(recording: action, members(of: action)), isStopping: isStopping, now: now)
      } catch {
        refuse(press, error, now: now)
        return
      }
      settle(press, outcome, now: now)
    }
  }

  /// Looks what became of presses. Control thread, as often as it looks around.
  func lookAtPresses(now: Timestamp) {
    let waiting = asked
    asked = []
    for entry in waiting {
      guard let outcome = entry.answer.poll(now: now) else {
        asked.append(entry)
        continue
      }
      settle(entry.press, outcome, now: now)
    }
  }

  private func settle(_ press: PressQueue.Entry, _ outcome: ControlOutcome, now: Timestamp) {
    switch outcome {
    case .waits(let answer): asked.append(AskedByPress(press: press, answer: answer))
    case .refused(let refusal): refuse(press, refusal, now: now)
    case .done, .subscribed: break
    }
  }

  private func refuse(_ press: PressQueue.Entry, _ refusal: ControlRefusal, now: Timestamp) {
    let event = DaemonEvent("press_refused", .warning, source: press.name, "\(press.act.rawValue): \(refusal.error)", at: now)
    events.put(event.with(remedy: refusal.remedy))
  }

  /// The actions of `record` that an act comes to.
  private func actions(of act: ControlAct) -> [String] {
    switch act {
    case .record: [current == nil ? "start" : "stop"]
    case .start: ["start"]
    // Decided first: the decision is of the take that runs.
    case .keep: current == nil ? ["keep"] : ["keep", "stop"]
    case .discard: ["discard"]
    case .undo: ["undo"]
    case .engage, .disengage, .freeze, .stop, .reset: []
    }
  }

  /// A take that a press begins is another of the one before: the same task, person and scene.
  private func members(of action: String) -> [JSONMember] {
    guard action == "start", let plan = entries.last?.plan else { return [] }
    return [
      JSONMember("task", .string(plan.label)), JSONMember("operator", .string(plan.operatorName)),
      JSONMember("consent", .string(plan.consent)), JSONMember("scene", .string(plan.scene)),
      JSONMember("objects", .array(plan.objects.map { .string($0) })),
    ]
  }
}
