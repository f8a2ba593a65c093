import ExocapCore
import ExocapRuntime
import LinuxIO
import Testing

/// A socket and its clients in one thread: the test turns the one and reads the others.
@Suite struct ControlSocketTests {
  static func socket(_ rule: ControlPeer = .ofThisProcess) throws -> ControlSocket {
    try ControlSocket(path: "@exocap-test-\(UInt64.random(in: 0 ... .max))", rule: rule)
  }

  static func turn(_ socket: ControlSocket) {
    socket.wait(for: [], until: MonotonicClock.now() + .milliseconds(20))
    socket.turn(now: MonotonicClock.now()) { request in
      switch request.verb {
      case .subscribe: .subscribed(true)
      case .version: .done([JSONMember("answer", 42)])
      case .status: .waits(PendingAnswer(until: .never, late: ControlRefusal("too late")) { _ in nil })
      default: .refused(ControlRefusal("no", remedy: "ask for the version"))
      }
    }
  }

  /// Turns the socket until the client has a line, or its connection ends.
  static func line(_ client: inout ControlConnection, _ socket: ControlSocket) -> String? {
    let end = MonotonicClock.now() + .seconds(10)
    while MonotonicClock.now() < end {
      if let line = client.line(until: .never) { return String(decoding: line, as: UTF8.self) }
      turn(socket)
      if socket.figures.connected == 0 { break }
    }
    // What was written before a connection's end is still there after it.
    return client.line(until: .never).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func answersInOrderWithTheRequestsIds() throws {
    let socket = try Self.socket()
    var client = try ControlConnection(to: socket.path)
    try client.send(Array("{\"id\":1,\"do\":\"version\"}\r\n\n{\"do\":\"tare\"}\n{\"id\":\"x\",\"do\":\"status\"}\n{\"id\":3,".utf8))
    #expect(Self.line(&client, socket) == #"{"id":1,"ok":true,"answer":42}"#)
    #expect(Self.line(&client, socket) == #"{"ok":false,"error":"no","do":"ask for the version"}"#)
    #expect(Self.line(&client, socket) == #"{"id":"x","ok":false,"error":"too late"}"#)
    try client.send(Array("\"do\":\"version\"}\n".utf8))
    #expect(Self.line(&client, socket) == #"{"id":3,"ok":true,"answer":42}"#)
  }

  @Test func aLineWithoutEndIsRefusedAndTheConnectionClosed() throws {
    let socket = try Self.socket()
    var client = try ControlConnection(to: socket.path)
    try client.send([UInt8](repeating: 0x20, count: 10_000))
    Self.turn(socket)
    try client.send([UInt8](repeating: 0x20, count: 10_000))
    #expect(Self.line(&client, socket) == #"{"ok":false,"error":"a request has at most 16384 bytes"}"#)
    #expect(
      eventually {
        Self.turn(socket); return socket.figures.connected == 0
      })
  }

  @Test func clientsBeyondTheBoundAreSentAway() throws {
    let socket = try Self.socket()
    var clients: [Box] = []
    for _ in 0..<ControlSocket.mostClients { clients.append(Box(try ControlConnection(to: socket.path))) }
    var last = try ControlConnection(to: socket.path)
    let line = Self.line(&last, socket)
    #expect(line == #"{"ok":false,"error":"16 clients are connected already","do":"close one"}"#)
    #expect(socket.figures.connected == 16)
    #expect(socket.figures.refused == 1)
    clients.removeAll()
    #expect(
      eventually {
        Self.turn(socket); return socket.figures.connected == 0
      })
  }

  @Test func aSlowReaderLosesEventsAndIsToldHowMany() throws {
    let socket = try Self.socket()
    var client = try ControlConnection(to: socket.path)
    try client.send(Array("{\"do\":\"subscribe\"}\n".utf8))
    #expect(Self.line(&client, socket) == #"{"ok":true,"subscribed":true}"#)
    let event = [JSONMember("event", "x"), JSONMember("text", .string(String(repeating: "y", count: 1000)))]
    // The kernel holds some 200 KiB and the queue 256 KiB.
    for _ in 0..<2000 { socket.broadcast(event) }
    let lost = socket.figures.lostEvents
    #expect(lost > 0 && lost < 2000)
    var heard: UInt64 = 0
    while heard < 2000 - lost, Self.line(&client, socket) != nil { heard += 1 }
    #expect(heard == 2000 - lost)
    socket.broadcast([JSONMember("event", "z")])
    #expect(Self.line(&client, socket) == #"{"event":"z","lost":\#(lost)}"#)
  }

  @Test func strangersAreToldSo() throws {
    let socket = try Self.socket(ControlPeer(user: 4_000_000, group: 4_000_000))
    var client = try ControlConnection(to: socket.path)
    // Root, who runs tests in containers, may speak to everybody's daemon.
    let isRoot = ControlPeer.ofThisProcess.user == 0
    if isRoot { try client.send(Array("{\"do\":\"version\"}\n".utf8)) }
    let line = Self.line(&client, socket)
    #expect(line?.contains(isRoot ? "42" : "may not command this daemon") == true)
  }

  @Test func aClientThatLeftIsForgotten() throws {
    let socket = try Self.socket()
    do {
      let client = try ControlConnection(to: socket.path)
      try client.send(Array("{\"do\":\"version\"}\n".utf8))
    }
    #expect(
      eventually {
        Self.turn(socket); return socket.figures.connected == 0
      })
  }

  private final class Box {
    private let connection: ControlConnection
    init(_ connection: consuming ControlConnection) { self.connection = connection }
  }
}
