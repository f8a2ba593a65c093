internal import ExocapCore
internal import LinuxIO
internal import Synchronization

/// What one device's thread and its supervisor share.
final class DevicePart: Sendable {
  let device: DeviceID
  let address: TransportAddress
  let link: LinkPort?
  let threadName: String
  let tap: RecordRing
  let signals = ThreadSignals()
  let status = Latest<DeviceStatus>()
  let problem = PortProblem()
  let requests = Ring<DeviceRequest>(minimumCapacity: 16)
  private let asking: Mutex<Sender<DeviceRequest>>
  /// Opened before the thread starts, so that a held port is told in time; nil once the thread has it.
  private let transport: Mutex<Transport?>

  init(_ device: DeviceID, rig: Rig, options: Session.Options, link: LinkPort?) {
    self.device = device
    self.link = link
    threadName = "acquire-" + rig.role(of: device)
    tap = RecordRing(minimumBytes: options.tapBytes)
    let index = Int(device.index)
    address = index < rig.devices.count ? rig.devices[index].transportAddress : .none
    asking = Mutex(Sender(requests.makeProducer()))
    transport = Mutex(Transport(address))
  }

  /// Opens the port ahead of the thread. One that another process holds is an error; one that is absent is a state.
  func openPort(of role: String) throws(IOError) {
    let failure: IOError? = transport.withLock { transport in
      guard var opening = transport.take() else { return nil }
      var failure: IOError?
      do throws(IOError) { try opening.open() } catch { failure = error }
      transport = consume opening
      return failure
    }
    problem.current = failure
    guard let failure, case .held = failure.cause else { return }
    throw IOError("open the port of \(role),", failure.subject, failure.cause, remedy: failure.remedy)
  }

  /// Hands the port to the thread, once.
  func takePort() -> DevicePort {
    if let link { return DevicePort(link) }
    let taken = transport.withLock { $0.take() }
    guard let taken else { preconditionFailure("a port has one thread") }
    return DevicePort(taken)
  }

  /// Asks something of the device's thread. False where too much is asked at once.
  func ask(_ request: DeviceRequest) -> Bool { asking.withLock { $0.push(request) } }
}

/// What one control loop's thread and its supervisor share.
final class LoopPart: Sendable {
  let robot: RobotID
  let link: LinkPort
  let tap: RecordRing
  let signals = ThreadSignals()
  let status = Latest<LoopStatus>()
  /// What the robot's hands feel.
  let feedback = Latest<Feedback>()
  let requests = Ring<OperatorRequest>(minimumCapacity: 64)
  let search = BranchSearch()
  /// One for each sample source of the rig.
  let rings: [Ring<Sample>]
  private let asking: Mutex<Sender<OperatorRequest>>

  init(_ robot: RobotID, link: LinkPort, sources: Int, options: Session.Options) {
    self.robot = robot
    self.link = link
    tap = RecordRing(minimumBytes: options.tapBytes)
    rings = (0..<sources).map { _ in Ring<Sample>(minimumCapacity: options.ringCapacity) }
    asking = Mutex(Sender(requests.makeProducer()))
  }

  /// Asks something of the loop. False where too much is asked at once.
  @discardableResult
  func ask(_ request: OperatorRequest) -> Bool { asking.withLock { $0.push(request) } }
}

/// The hand that a device's operator feels, and where its force is found.
struct FeltFeedback: Sendable {
  let group: JointGroup
  let feedback: Latest<Feedback>
}

/// The producing end of a request ring; one sender at a time holds it.
struct Sender<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  // SAFETY: it lives in a Mutex, so one thread at a time pushes; the mutex orders one push before the next.
  private var producer: RingProducer<Element>

  init(_ producer: consuming RingProducer<Element>) { self.producer = producer }

  mutating func push(_ element: Element) -> Bool { producer.push(element) }
}

/// Hands a value to a thread that is about to start; taken once, there.
final class Handover<Value>: @unchecked Sendable {
  // SAFETY: written before the thread starts and read once by it; the start orders the two.
  private var value: Value?

  init(_ value: Value) { self.value = value }

  func take() -> Value {
    guard let taken = value else { preconditionFailure("a handover is taken once") }
    value = nil
    return taken
  }
}

/// A place for a running thread.
final class ThreadBox {
  private var thread: RealtimeThread?

  init(_ thread: consuming RealtimeThread) { self.thread = consume thread }

  /// Waits until the thread has ended; at once where it was joined before.
  func join() {
    guard let thread = thread.take() else { return }
    thread.join()
  }
}

/// Carries a monitor of hotplug into its thread.
final class MonitorBox {
  private var monitor: HotplugMonitor?

  init(_ monitor: consuming HotplugMonitor) { self.monitor = consume monitor }

  func take() -> HotplugMonitor? { monitor.take() }
}
