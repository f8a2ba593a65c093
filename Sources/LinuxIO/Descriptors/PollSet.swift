internal import CExocap
package import ExocapCore
internal import Glibc

/// A descriptor's number, only for waiting on.
///
/// It does not keep the descriptor open.
package struct PollDescriptor: Hashable, BitwiseCopyable, Sendable {
  /// As the kernel counts them; negative where there is nothing to wait on.
  package let number: Int32

  /// Names a descriptor by its number.
  package init(number: Int32) { self.number = number }

  /// Nothing: never ready.
  package static var none: PollDescriptor { PollDescriptor(number: -1) }
}

/// What is waited for, and what happened.
package struct Readiness: OptionSet, Hashable, BitwiseCopyable, Sendable {
  /// As in poll(2).
  package let rawValue: Int16

  /// Takes flags of poll(2).
  package init(rawValue: Int16) { self.rawValue = rawValue }

  /// Nothing.
  package static var none: Readiness { Readiness(rawValue: 0) }
  /// There is something to read, or the end of file.
  package static var readable: Readiness { Readiness(rawValue: Int16(POLLIN)) }
  /// There is room to write.
  package static var writable: Readiness { Readiness(rawValue: Int16(POLLOUT)) }
  /// The other end is gone.
  ///
  /// Reported unasked.
  package static var hungUp: Readiness { Readiness(rawValue: Int16(POLLHUP)) }
  /// The descriptor failed or is not open.
  ///
  /// Reported unasked.
  package static var failed: Readiness { Readiness(rawValue: Int16(POLLERR)) }
}

/// A place in a `PollSet`.
package struct PollSlot: Hashable, BitwiseCopyable, Sendable {
  fileprivate let index: Int
}

/// A few descriptors that one thread waits on together, until an absolute deadline.
///
/// A wait allocates nothing.
package struct PollSet: ~Copyable {
  /// The most descriptors: a thread of the daemon waits for three, a tool for every device of a rig and for signals.
  package static var capacity: Int { 24 }

  private var entries = InlineArray<24, pollfd>(repeating: pollfd(fd: -1, events: 0, revents: 0))
  private var count = 0

  /// Makes an empty set.
  package init() {}

  /// Adds a descriptor.
  ///
  /// More than `capacity` is our own bug.
  package mutating func add(_ descriptor: PollDescriptor, for interest: Readiness = .readable) -> PollSlot {
    precondition(count < Self.capacity, "a poll set has room for 24 descriptors")
    entries[count] = pollfd(fd: descriptor.number, events: interest.rawValue, revents: 0)
    count += 1
    return PollSlot(index: count - 1)
  }

  /// Waits on another descriptor from now on, as after a device was reopened; `.none` waits on nothing.
  package mutating func replace(_ slot: PollSlot, with descriptor: PollDescriptor) {
    entries[slot.index].fd = descriptor.number
    entries[slot.index].revents = 0
  }

  /// Waits for something else from now on.
  package mutating func setInterest(_ interest: Readiness, of slot: PollSlot) {
    entries[slot.index].events = interest.rawValue
  }

  /// Waits until one is ready and returns true, or until `deadline` and returns false.
  ///
  /// A deadline in the past only looks.
  @discardableResult
  package mutating func wait(until deadline: Timestamp) -> Bool {
    while true {
      let ready = waitOnce(until: deadline)
      if ready >= 0 { return ready > 0 }
      let code = ErrorCode(negated: ready)
      // ENOMEM passes; everything else is a wrong argument of ours.
      precondition(code == .interrupted || code.rawValue == ENOMEM, "ppoll refused its arguments")
    }
  }

  private mutating func waitOnce(until deadline: Timestamp) -> Int32 {
    let count = UInt32(self.count)
    var entries = entries.mutableSpan
    // SAFETY: ppoll reads and writes the first `count` entries only, during the call.
    return unsafe entries.withUnsafeMutableBufferPointer { buffer in
      if deadline == .distantFuture { return unsafe exocap_ppoll(buffer.baseAddress, count, nil) }
      var left = timespec(max(.zero, deadline - MonotonicClock.now()))
      return unsafe exocap_ppoll(buffer.baseAddress, count, &left)
    }
  }

  /// What the last wait found of one descriptor.
  package mutating func readiness(of slot: PollSlot) -> Readiness {
    let found = entries[slot.index].revents
    // A descriptor that is not open is of no more use than one that failed.
    return Readiness(rawValue: found & Int16(POLLNVAL) == 0 ? found : found | Int16(POLLERR))
  }
}

extension PollDescriptor {
  /// Waits for this one alone, until `deadline` at most.
  ///
  /// `.none` where the deadline came first.
  package func wait(for interest: Readiness, until deadline: Timestamp) -> Readiness {
    var set = PollSet()
    let slot = set.add(self, for: interest)
    set.wait(until: deadline)
    return set.readiness(of: slot)
  }
}
