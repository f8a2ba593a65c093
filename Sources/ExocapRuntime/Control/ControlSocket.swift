package import ExocapCore
internal import Glibc
package import LinuxIO

/// The daemon's Unix socket: JSON lines in and out, as docs/control-socket.md says. It knows no request; one thread turns it.
package final class ControlSocket {
  /// What answers a request.
  package typealias Handler = (ControlRequest) -> ControlOutcome

  /// What the socket says of itself.
  package struct Figures: Sendable, Equatable {
    /// Clients now.
    package var connected = 0
    /// Clients that were sent away: too many, or not allowed.
    package var refused: UInt64 = 0
    /// Events that slow clients did not take.
    package var lostEvents: UInt64 = 0
  }

  /// The most clients at once: people, a gateway, some scripts.
  package static let mostClients = 16

  private let listener: UnixListener
  private let rule: ControlPeer
  private var clients: [ControlClient] = []
  private var refused: UInt64 = 0
  private var lostEvents: UInt64 = 0

  /// Listens at `path`. Its folder is made where it is missing.
  package init(path: String, rule: ControlPeer = .ofThisProcess) throws(IOError) {
    let folder = Files.folder(of: path)
    if !Files.isFolder(folder) { try Files.makeFolders(folder, mode: 0o750) }
    listener = try UnixListener(boundTo: path)
    self.rule = rule
  }

  /// Where it listens.
  package var path: String { listener.path }

  package var figures: Figures { Figures(connected: clients.count, refused: refused, lostEvents: lostEvents) }

  /// Waits until a client or one of `others` has something, or until `deadline`.
  package func wait(for others: [PollDescriptor], until deadline: Timestamp) {
    var entries = [pollfd(fd: listener.pollDescriptor.number, events: Int16(POLLIN), revents: 0)]
    for other in others { entries.append(pollfd(fd: other.number, events: Int16(POLLIN), revents: 0)) }
    for client in clients {
      let events = (client.isListening ? POLLIN : 0) | (client.hasOutput ? POLLOUT : 0)
      // One that only waits for an answer would be ready all the time once it has closed its end.
      let number = events == 0 ? -1 : client.pollDescriptor.number
      entries.append(pollfd(fd: number, events: Int16(events), revents: 0))
    }
    let left = max(.zero, deadline - MonotonicClock.now())
    let milliseconds = Int32(clamping: (left.nanoseconds + 999_999) / 1_000_000)
    // SAFETY: the kernel writes into the array's entries, during the call.
    _ = unsafe poll(&entries, nfds_t(entries.count), milliseconds)
  }

  /// Accepts, reads, answers, writes: what is there, without waiting.
  package func turn(now: Timestamp, handler: Handler) {
    accept()
    for client in clients {
      client.read { line in
        let (id, request) = ControlRequest.read(line)
        switch request {
        case .success(let request): client.reply(id, handler(request), now: now)
        case .failure(let refusal): client.reply(id, .refused(refusal), now: now)
        }
      }
      client.answer(now: now)
      client.flush()
    }
    clients.removeAll { $0.isDone }
  }

  /// Whether somebody waits for an answer that another thread works on: then `turn` shall come soon.
  package var isWaiting: Bool { clients.contains { $0.isWaiting } }

  /// Tells every subscriber.
  package func broadcast(_ event: [JSONMember]) {
    for client in clients where !client.tell(event) { lostEvents += 1 }
  }

  private func accept() {
    for _ in 0..<ControlSocket.mostClients {
      let stream: UnixStream
      do throws(IOError) {
        guard let next = try listener.accept() else { return }
        stream = next
      } catch {
        // Out of descriptors, say: who waits is accepted when there is room again.
        return
      }
      take(stream)
    }
  }

  private func take(_ stream: consuming UnixStream) {
    var refusal: ControlRefusal?
    do throws(IOError) {
      let peer = try stream.readPeer()
      if !rule.allows(peer, groups: peer.user == rule.user ? [] : ControlPeer.groups(ofProcess: peer.process)) {
        refusal = ControlRefusal(
          "user \(peer.user) may not command this daemon", remedy: "sudo usermod -aG exocap USER, then log in again")
      }
    } catch {
      refusal = ControlRefusal("it is not known who you are: \(error)")
    }
    if refusal == nil, clients.count >= ControlSocket.mostClients {
      refusal = ControlRefusal("\(ControlSocket.mostClients) clients are connected already", remedy: "close one")
    }
    let client = ControlClient(stream)
    if let refusal {
      refused += 1
      client.refuse(refusal)
      return
    }
    clients.append(client)
  }
}
