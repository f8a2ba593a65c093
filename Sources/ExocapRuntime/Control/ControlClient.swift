internal import ExocapCore
internal import LinuxIO

/// One connection to the control socket: lines in, lines out, both bounded. Control thread only.
final class ControlClient {
  private let stream: UnixStream
  private var input: [UInt8] = []
  private var output: [UInt8] = []
  private var pending: [(id: JSONValue?, answer: PendingAnswer)] = []
  private var lostEvents: UInt64 = 0
  private var isAtEnd = false
  private var isRefused = false
  var isSubscribed = false
  /// Whether nothing more can be said to it.
  private(set) var isGone = false

  /// [B] What may wait for a client that does not read: some seconds of events, or several statuses.
  static var longestOutput: Int { 262_144 }
  /// Answers that may wait at once.
  private static var mostPending: Int { 16 }
  /// [B] Of one read.
  private static var readLength: Int { 4096 }

  init(_ stream: consuming UnixStream) { self.stream = stream }

  var pollDescriptor: PollDescriptor { stream.pollDescriptor }
  /// Whether more requests may come.
  var isListening: Bool { !isAtEnd && !isRefused && !isGone }
  var hasOutput: Bool { !output.isEmpty }
  var isWaiting: Bool { !pending.isEmpty }
  /// Whether it can be let go.
  var isDone: Bool { isGone || (isAtEnd || isRefused) && output.isEmpty && pending.isEmpty }

  /// Takes what came and hands each whole line to `handle`.
  func read(_ handle: ([UInt8]) -> Void) {
    guard isListening else { return }
    var memory = [UInt8](repeating: 0, count: ControlClient.readLength)
    var span = memory.mutableSpan
    switch stream.read(into: &span) {
    case .bytes(let count): take(memory[..<count], handle)
    case .wouldBlock: return
    case .endOfFile: isAtEnd = true
    case .gone: isGone = true
    }
  }

  private func take(_ bytes: ArraySlice<UInt8>, _ handle: ([UInt8]) -> Void) {
    for byte in bytes {
      if byte == 0x0A {
        let line = input.last == 0x0D ? Array(input.dropLast()) : input
        input.removeAll(keepingCapacity: true)
        if !line.isEmpty { handle(line) }
        if !isListening { return }
      } else if input.count < ControlRequest.longestLine {
        input.append(byte)
      } else {
        refuse(ControlRefusal("a request has at most \(ControlRequest.longestLine) bytes"))
        return
      }
    }
  }

  /// Says why and takes nothing more; the connection ends when that is read.
  func refuse(_ refusal: ControlRefusal) {
    reply(nil, .refused(refusal), now: .never)
    isRefused = true
  }

  /// Answers a request now, or notes that its answer follows.
  func reply(_ id: JSONValue?, _ outcome: ControlOutcome, now: Timestamp) {
    var members = id.map { [JSONMember("id", $0)] } ?? []
    switch outcome {
    case .done(let more): members += [JSONMember("ok", true)] + more
    case .refused(let refusal):
      members += [JSONMember("ok", false), JSONMember("error", .string(refusal.error))]
      if let remedy = refusal.remedy { members.append(JSONMember("do", .string(remedy))) }
    case .subscribed(let isSubscribed):
      self.isSubscribed = isSubscribed
      members += [JSONMember("ok", true), JSONMember("subscribed", .bool(isSubscribed))]
    case .waits(let answer):
      guard pending.count < ControlClient.mostPending else {
        return reply(id, .refused(ControlRefusal("too many answers are awaited")), now: now)
      }
      pending.append((id, answer))
      return
    }
    let line = JSONValue.object(members).bytes
    guard output.count + line.count < ControlClient.longestOutput else {
      isGone = true
      return
    }
    put(line)
  }

  /// Says an event, or counts it as lost where too much waits. False where it is lost.
  func tell(_ event: [JSONMember]) -> Bool {
    guard isSubscribed, !isGone else { return true }
    let line = JSONValue.object(lostEvents == 0 ? event : event + [JSONMember("lost", .count(lostEvents))]).bytes
    guard output.count + line.count < ControlClient.longestOutput else {
      lostEvents += 1
      return false
    }
    lostEvents = 0
    put(line)
    return true
  }

  /// Gives the answers that are there now.
  func answer(now: Timestamp) {
    var open: [(id: JSONValue?, answer: PendingAnswer)] = []
    let waiting = pending
    pending = []
    for item in waiting {
      if let outcome = item.answer.poll(now: now) { reply(item.id, outcome, now: now) } else { open.append(item) }
    }
    pending = open + pending
  }

  /// Writes what fits.
  func flush() {
    guard !output.isEmpty, !isGone else { return }
    switch stream.write(output.span) {
    case .bytes(let count): output.removeFirst(count)
    case .wouldBlock: return
    case .gone: isGone = true
    }
  }

  private func put(_ line: [UInt8]) {
    output += line
    output.append(0x0A)
    flush()
  }
}
