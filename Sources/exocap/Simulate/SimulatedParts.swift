internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import Foundation
internal import LinuxIO
internal import Synchronization

/// Says to threads that all is over.
final class EndSign: Sendable {
  private let isRaised = Atomic(false)

  /// Ends the threads' loops.
  func raise() {
    // SYNC: pairs with the acquiring loads of the threads' loops.
    isRaised.store(true, ordering: .releasing)
  }

  /// Whether all is over.
  var isUp: Bool {
    // SYNC: pairs with the releasing store in `raise`.
    isRaised.load(ordering: .acquiring)
  }
}

/// A thread that is waited for at the end.
final class ThreadJoin {
  private var thread: RealtimeThread?

  init(_ thread: consuming RealtimeThread) { self.thread = consume thread }

  /// Waits until it has ended; at once where it was joined before.
  func join() {
    guard let thread = thread.take() else { return }
    thread.join()
  }
}

/// Lines of standard input, as they come.
struct LineInput {
  private var pending: [UInt8] = []

  /// The whole lines that have come; nil at the end of the input.
  mutating func read() -> [String]? {
    var block = [UInt8](repeating: 0, count: 4096)
    let count = unsafe Foundation.read(0, &block, block.count)
    guard count > 0 else { return nil }
    pending += block[..<count]
    var lines: [String] = []
    while let end = pending.firstIndex(of: 0x0A) {
      lines.append(String(decoding: pending[..<end], as: UTF8.self))
      pending.removeSubrange(...end)
    }
    return lines
  }
}

extension RecordedMotion {
  /// Reads a motion file.
  static func load(_ path: String, speed: Double = 1) throws -> RecordedMotion {
    do {
      return try RecordedMotion(csv: try Files.contents(of: path, atMost: 1 << 28), speed: speed)
    } catch let error as MotionError {
      throw ToolFailure(.badFile, "\(path):\(error.description)")
    } catch let error as IOError {
      throw ToolFailure(error, status: .badFile)
    }
  }
}

extension MicrowavePlan {
  /// The ways for a robot.
  static func solved(for robot: RobotProfile) throws -> MicrowavePlan {
    do {
      return try MicrowavePlan(try KinematicModel(robot.kinematics))
    } catch {
      throw ToolFailure(.configuration, "'\(robot.name)' cannot open the microwave: \(error)")
    }
  }
}

extension SignalDescriptor {
  /// Ctrl-C and SIGTERM as something to wait on. Before any thread starts.
  static func forTool() throws -> SignalDescriptor {
    do throws(IOError) {
      return try SignalDescriptor()
    } catch {
      throw ToolFailure(error)
    }
  }
}
