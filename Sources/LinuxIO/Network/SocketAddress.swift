// Network/ holds sockets: UDP for the link, Unix sockets for control. It knows no message.

internal import Glibc

/// An IPv4 or IPv6 address with a port.
package struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
  private enum Family: Hashable { case v4, v6 }

  private let family: Family
  /// The address in network order; the first 4 bytes for IPv4, the rest zero.
  private let high: UInt64
  private let low: UInt64
  private let scope: UInt32
  /// 0 lets the kernel choose one when it is bound.
  package let port: UInt16

  /// 127.0.0.1.
  package static func loopback(port: UInt16) -> SocketAddress {
    SocketAddress(v4: in_addr(s_addr: in_addr_t(0x7F00_0001).bigEndian), port: port)
  }

  /// 0.0.0.0: every IPv4 address of this machine.
  package static func any(port: UInt16) -> SocketAddress { SocketAddress(v4: in_addr(s_addr: 0), port: port) }

  /// Finds the address of `host`: numbers ("192.168.123.161", "::1") at once, a name by asking the resolver, which may block.
  package init(host: String, port: UInt16) throws(IOError) {
    // SAFETY: zero is a value of every field.
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    // SAFETY: the list is freed once, after its first address was copied.
    let result = unsafe getaddrinfo(host, nil, &hints, &list)
    guard result == 0, let first = unsafe list else {
      let reason = unsafe gai_strerror(result).map { unsafe String(cString: $0) } ?? "error \(result)"
      throw IOError("find the address of", host, .malformed(expected: "a known host or an IP address (\(reason))"))
    }
    defer { unsafe freeaddrinfo(first) }
    guard let raw = unsafe first.pointee.ai_addr, let found = unsafe SocketAddress(raw) else {
      throw IOError("find the address of", host, .notFound(found: []))
    }
    self = found.withPort(port)
  }

  /// The same host, another port.
  package func withPort(_ port: UInt16) -> SocketAddress {
    SocketAddress(family: family, high: high, low: low, scope: scope, port: port)
  }

  /// "192.168.123.161:7447" or "[fe80::1%2]:7447".
  package var description: String {
    let text = unsafe withSocketAddress { raw, length in
      var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      // SAFETY: the call reads `length` bytes and writes at most the array's length.
      let result = unsafe getnameinfo(raw, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
      return result == 0 ? String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "?"
    }
    return family == .v4 ? "\(text):\(port)" : "[\(text)]:\(port)"
  }

  private init(family: Family, high: UInt64, low: UInt64, scope: UInt32, port: UInt16) {
    self.family = family
    self.high = high
    self.low = low
    self.scope = scope
    self.port = port
  }
}

extension SocketAddress {
  /// AF_INET or AF_INET6.
  var domain: Int32 { family == .v4 ? AF_INET : AF_INET6 }

  private init(v4 address: in_addr, port: UInt16) {
    self.init(family: .v4, high: UInt64(address.s_addr), low: 0, scope: 0, port: port)
  }

  /// Copies the kernel's form; nil for other families.
  ///
  /// SAFETY: `raw` points to as many bytes as its family has.
  @unsafe init?(_ raw: UnsafePointer<sockaddr>) {
    switch Int32(unsafe raw.pointee.sa_family) {
    case AF_INET:
      let address = unsafe UnsafeRawPointer(raw).loadUnaligned(as: sockaddr_in.self)
      self.init(v4: address.sin_addr, port: UInt16(bigEndian: address.sin_port))
    case AF_INET6:
      let address = unsafe UnsafeRawPointer(raw).loadUnaligned(as: sockaddr_in6.self)
      let halves = unsafe unsafeBitCast(address.sin6_addr, to: (UInt64, UInt64).self)
      self.init(
        family: .v6, high: halves.0, low: halves.1, scope: address.sin6_scope_id, port: UInt16(bigEndian: address.sin6_port))
    default: return nil
    }
  }

  /// Lends the kernel's form to `body`.
  func withSocketAddress<Result>(_ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result) -> Result {
    switch family {
    case .v4:
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr = in_addr(s_addr: UInt32(truncatingIfNeeded: high))
      return unsafe lend(&address, body)
    case .v6:
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      // SAFETY: both are 16 bytes without padding.
      address.sin6_addr = unsafe unsafeBitCast((high, low), to: in6_addr.self)
      address.sin6_scope_id = scope
      return unsafe lend(&address, body)
    }
  }
}

/// Lends any of the kernel's address structures in its general form.
func lend<Address, Result>(_ address: inout Address, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result) -> Result {
  // SAFETY: every address structure begins as sockaddr does, and the length says how far it goes.
  unsafe withUnsafeMutablePointer(to: &address) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
      unsafe body(raw, socklen_t(MemoryLayout<Address>.size))
    }
  }
}
