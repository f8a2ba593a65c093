package import ExocapCore
package import LinuxIO

/// A rig that runs: its threads, rings and taps, from start to an orderly end.
///
/// Control plane only; the real-time threads are started here and nowhere else.
package final class Session {
  /// How it runs.
  package struct Options: Sendable {
    /// Whether FIFO scheduling and locked memory are asked for; refusals are reported and the session goes on.
    package var isRealtime = true
    /// [B] Of each tap: a second of the busiest device or loop.
    package var tapBytes = 1 << 22
    /// Samples of one device that wait for a loop.
    package var ringCapacity = 256

    package init() {}
  }

  package let rig: Rig
  /// Random at each start; in every packet, and in the recording.
  package let run: UInt64
  package let options: Options
  /// What the system did not grant, each with its repair.
  package private(set) var refusals: [IOError] = []

  /// Units that calibrations tell of, for a message when another one is plugged in. Set before the start.
  var units: [KnownUnit] = []
  /// What the control plane found at the last opening of each worn device: joints that are far from where they were left.
  var poseWarnings: [String?] = []
  /// Why a device is not believed as it stands; nil where it is.
  var poseRefusals: [ControlRefusal?] = []

  let parts: [DevicePart]
  let loops: [LoopPart]
  let drainSignals = ThreadSignals()
  private let telemetry: TelemetryBroadcast?
  private var threads: [ThreadBox] = []
  private var drainThread: ThreadBox?
  private let searchSignals = ThreadSignals()
  private var searchThreads: [ThreadBox] = []
  private let hotplugSignals = ThreadSignals()
  private var hotplugThread: ThreadBox?

  /// FIFO priorities: acquisition stamps arrivals and is short, so it goes before control.
  private static let acquirePriority: Int32 = 60
  private static let controlPriority: Int32 = 50

  /// Makes rings and links; starts nothing. Throws where a robot's address is none.
  package convenience init(rig: Rig, run: UInt64, options: Options = Options()) throws(IOError) {
    try self.init(rig: rig, run: run, options: options, telemetry: nil)
  }

  /// The same, with shared memory that outlives the session.
  init(rig: Rig, run: UInt64, options: Options, telemetry: TelemetryBroadcast?) throws(IOError) {
    self.telemetry = telemetry
    self.rig = rig
    self.run = run
    self.options = options
    var links: [LinkPort] = []
    for robot in rig.robots { links.append(try LinkPort(robot.link)) }
    parts = rig.sampleSources.indices.map { index in
      DevicePart(DeviceID(index), rig: rig, options: options, link: index < rig.devices.count ? nil : links[index - rig.devices.count])
    }
    let sources = rig.sampleSources.count
    loops = rig.robots.indices.map { LoopPart(RobotID($0), link: links[$0], sources: sources, options: options) }
  }

  /// Opens every port that is there, before any thread starts. Throws where another process holds one, and names it.
  package func openPorts() throws(IOError) {
    for part in parts where part.link == nil { try part.openPort(of: rig.role(of: part.device)) }
  }

  /// Starts the drain, then the control loops and the devices. `sinks` see every record of every tap, on the drain thread.
  package func start(sinks: [Drain.Sink], everyTurn: @escaping (Timestamp) -> Void) throws(IOError) {
    if options.isRealtime, let refusal = ProcessMemory.lock() { refusals.append(refusal) }
    try startDrain(sinks: sinks, everyTurn: everyTurn)
    for loop in loops where !rig.robots[Int(loop.robot.index)].retargeting.isEmpty { try startSearch(loop) }
    for part in parts { try startDevice(part) }
    try startHotplug()
    for loop in loops where rig.robots[Int(loop.robot.index)].control.lead == nil { try startTimer(loop) }
  }

  private func startDrain(sinks: [Drain.Sink], everyTurn: @escaping (Timestamp) -> Void) throws(IOError) {
    let rings = parts.map { (TapSource.device($0.device), $0.tap) } + loops.map { (TapSource.robot($0.robot), $0.tap) }
    let signals = drainSignals
    let start = Handover((rings, sinks, everyTurn))
    let settings = ThreadSettings(name: "drain", policy: .normal, stackSize: 1 << 20)
    drainThread = ThreadBox(
      try RealtimeThread(settings) {
        ThreadNice.favour()
        let (rings, sinks, everyTurn) = start.take()
        Drain(rings: rings.map { (source: $0.0, ring: $0.1) }, signals: signals, sinks: sinks, everyTurn: everyTurn).run()
      })
  }

  private func startSearch(_ part: LoopPart) throws(IOError) {
    let (rig, signals) = (rig, searchSignals)
    let robot = rig.robots[Int(part.robot.index)]
    let start = Handover(part)
    let settings = ThreadSettings(name: "search-\(robot.id)", policy: .normal, stackSize: 1 << 20)
    searchThreads.append(
      ThreadBox(
        try RealtimeThread(settings) {
          // A rig that was read from a file has been checked for this.
          guard let searcher = try? BranchSearcher(rig: rig, robot: robot, search: start.take().search) else { return }
          var thread = SearchThread(searcher: searcher, signals: signals)
          thread.run()
        }))
  }

  /// Without it devices are found again all the same, up to a second later.
  private func startHotplug() throws(IOError) {
    let (own, devices) = (hotplugSignals, parts.filter { $0.link == nil }.map(\.signals))
    let start: Handover<MonitorBox>
    do throws(IOError) { start = Handover(MonitorBox(try HotplugMonitor())) } catch { return refusals.append(error) }
    hotplugThread = ThreadBox(
      try RealtimeThread(ThreadSettings(name: "hotplug", policy: .normal)) {
        guard let monitor = start.take().take() else { return }
        var thread = HotplugThread(monitor, signals: own, devices: devices)
        thread.run()
      })
  }

  private func startDevice(_ part: DevicePart) throws(IOError) {
    let rig = rig
    let run = run
    let telemetry = telemetry
    let rings = loops.map { $0.rings[Int(part.device.index)] }
    let lead = loops.first { rig.robots[Int($0.robot.index)].control.lead == part.device }
    let settings = ThreadSettings(name: part.threadName, policy: policy(Session.acquirePriority), stackSize: 1 << 20)
    let index = Int(part.device.index)
    let feels = index < rig.devices.count ? rig.devices[index].feels : nil
    let hand = feels.map { FeltFeedback(group: $0.group, feedback: loops[Int($0.robot.index)].feedback) }
    let start = Handover((part, lead))
    let thread = try RealtimeThread(settings) {
      let (part, lead) = start.take()
      let acquisition = Acquisition(rig: rig, device: part.device, outputs: rings, tap: part.tap.makeProducer())
      let port = part.takePort()
      let turn = lead.map { Session.makeTurn($0, rig: rig, run: run, telemetry: telemetry, isOnArrival: true) }
      var loop = AcquireThread(
        acquisition: acquisition, port: port, turn: turn, signals: part.signals, status: part.status, problem: part.problem,
        requests: part.requests, hand: hand)
      loop.run()
    }
    refusals += thread.refusals
    threads.append(ThreadBox(thread))
  }

  private func startTimer(_ part: LoopPart) throws(IOError) {
    let rig = rig
    let run = run
    let telemetry = telemetry
    let robot = rig.robots[Int(part.robot.index)]
    let settings = ThreadSettings(name: "control-\(robot.id)", policy: policy(Session.controlPriority), stackSize: 1 << 20)
    let start = Handover(part)
    let thread = try RealtimeThread(settings) {
      let part = start.take()
      let turn = Session.makeTurn(part, rig: rig, run: run, telemetry: telemetry, isOnArrival: false)
      var loop = ControlThread(turn: turn, period: robot.control.period, signals: part.signals)
      loop.run()
    }
    refusals += thread.refusals
    threads.append(ThreadBox(thread))
  }

  private static func makeTurn(
    _ part: LoopPart, rig: Rig, run: UInt64, telemetry: TelemetryBroadcast?, isOnArrival: Bool
  ) -> ControlTurn {
    let loop = ControlLoop(
      rig: rig, robot: part.robot, rings: part.rings, requests: part.requests, search: part.search, tap: part.tap.makeProducer(),
      run: run)
    return ControlTurn(
      loop: loop, link: part.link, slot: telemetry?.makeSlot(of: part.robot), signals: part.signals, status: part.status,
      feedback: part.feedback, period: rig.robots[Int(part.robot.index)].control.period, isOnArrival: isOnArrival)
  }

  private func policy(_ priority: Int32) -> ThreadPolicy { options.isRealtime ? .fifo(priority: priority) : .normal }

  /// Lets go of the robots, ends the threads in order, and empties the taps a last time. Takes as long as the weights need to come down.
  package func stop() {
    for loop in loops { loop.ask(OperatorRequest(kind: .leave, groups: .all)) }
    for loop in loops { loop.signals.stop() }
    // A lead's thread ends its loop's work before its own: it must still read the robot's state, so devices stop after the loops.
    for part in parts where isLead(part.device) { part.signals.stop() }
    for (index, thread) in threads.enumerated() where isControl(index) { thread.join() }
    for part in parts { part.signals.stop() }
    hotplugSignals.stop()
    hotplugThread?.join()
    for thread in threads { thread.join() }
    threads = []
    searchSignals.stop()
    for thread in searchThreads { thread.join() }
    drainSignals.stop()
    drainThread?.join()
  }

  private func isLead(_ device: DeviceID) -> Bool { rig.robots.contains { $0.control.lead == device } }

  /// Whether thread `index` turns a control loop: threads are the devices' in order, then the timers.
  private func isControl(_ index: Int) -> Bool { index >= parts.count || isLead(parts[index].device) }

  // MARK: The control plane

  /// Asks something of a robot's loop; taken at its next tick. False where too much is asked at once.
  @discardableResult
  package func ask(_ request: OperatorRequest, of robot: RobotID) -> Bool { loops[Int(robot.index)].ask(request) }

  /// Asks something of a device; taken at its thread's next turn.
  @discardableResult
  package func ask(_ request: DeviceRequest, of device: DeviceID) -> Bool { parts[Int(device.index)].ask(request) }

  /// What a device says of itself; nil before its thread has turned.
  package func status(of device: DeviceID) -> DeviceStatus? { parts[Int(device.index)].status.load() }

  /// Why a device's port is not open; nil while it is.
  package func problem(of device: DeviceID) -> IOError? { parts[Int(device.index)].problem.current }

  /// What a loop says of itself; nil before its first tick.
  package func status(of robot: RobotID) -> LoopStatus? { loops[Int(robot.index)].status.load() }
}
