internal import Glibc

/// A UDP socket that never blocks.
package struct DatagramSocket: ~Copyable, Sendable {
  /// What became of a datagram handed to the kernel.
  package enum SendResult: Hashable, BitwiseCopyable, Sendable {
    /// The kernel took all of it.
    case sent
    /// Its queue is full; this datagram is lost.
    case wouldBlock
    /// It was not sent. On a connected socket `connectionRefused` tells that nobody listened to an earlier one.
    case failed(ErrorCode)
  }

  /// What a receive came back with.
  package enum ReceiveResult: Hashable, Sendable {
    /// A whole datagram, which may be empty, and where it came from.
    case datagram(count: Int, from: SocketAddress)
    /// A datagram of `count` bytes that did not fit; its beginning is in the span.
    case tooLong(count: Int, from: SocketAddress)
    /// None is waiting.
    case wouldBlock
    /// On a connected socket `connectionRefused` tells that nobody listened.
    case failed(ErrorCode)
  }

  /// Where it is bound, with the port that the kernel chose.
  package let localAddress: SocketAddress
  /// The only peer, nil where the socket is not connected.
  package let remoteAddress: SocketAddress?

  private let descriptor: FileDescriptor

  /// Opens a socket that receives at `local` from anybody.
  package init(boundTo local: SocketAddress) throws(IOError) {
    let descriptor = try Self.makeSocket(local.domain, local)
    try Self.bind(descriptor, local)
    localAddress = try Self.ownAddress(descriptor)
    remoteAddress = nil
    self.descriptor = descriptor
  }

  /// Opens a socket that sends to and receives from `remote` only.
  ///
  /// `local` nil lets the kernel choose.
  package init(connectedTo remote: SocketAddress, from local: SocketAddress? = nil) throws(IOError) {
    let descriptor = try Self.makeSocket(remote.domain, remote)
    if let local { try Self.bind(descriptor, local) }
    let number = descriptor.number
    guard unsafe remote.withSocketAddress({ raw, length in unsafe connect(number, raw, length) }) == 0 else {
      throw IOError("connect to", remote.description, ErrorCode.last)
    }
    localAddress = try Self.ownAddress(descriptor)
    remoteAddress = remote
    self.descriptor = descriptor
  }

  /// For a `PollSet`.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// Sends one datagram to the connected peer.
  package borrowing func send(_ bytes: Span<UInt8>) -> SendResult {
    let number = descriptor.number
    // SAFETY: the kernel reads at most the span's length, during the call.
    return unsafe bytes.withUnsafeBytes { buffer in
      SendResult(uninterrupted { unsafe Glibc.send(number, buffer.baseAddress, buffer.count, Self.sendFlags) })
    }
  }

  /// Sends one datagram to `remote`.
  package borrowing func send(_ bytes: Span<UInt8>, to remote: SocketAddress) -> SendResult {
    let number = descriptor.number
    // SAFETY: the kernel reads at most the span's length and the address's, during the call.
    return unsafe bytes.withUnsafeBytes { buffer in
      unsafe remote.withSocketAddress { raw, length in
        SendResult(uninterrupted { unsafe sendto(number, buffer.baseAddress, buffer.count, Self.sendFlags, raw, length) })
      }
    }
  }

  /// Takes the next datagram.
  package borrowing func receive(into bytes: inout MutableSpan<UInt8>) -> ReceiveResult {
    let number = descriptor.number
    let room = bytes.count
    var storage = sockaddr_in6()
    // SAFETY: the kernel writes at most the span's length and the address structure's, which has room for both families.
    let (count, sender) = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe lend(&storage) { raw, length in
        var length = length
        let count = uninterrupted {
          unsafe recvfrom(
            number, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT) | Int32(MSG_TRUNC),
            raw, &length)
        }
        return (count, count < 0 ? nil : unsafe SocketAddress(raw))
      }
    }
    guard count >= 0 else {
      let code = ErrorCode.last
      return code == .wouldBlock ? .wouldBlock : .failed(code)
    }
    guard let sender else { return .failed(.invalidArgument) }
    return count <= room ? .datagram(count: count, from: sender) : .tooLong(count: count, from: sender)
  }
}

extension DatagramSocket.SendResult {
  fileprivate init(_ count: Int) {
    if count >= 0 { self = .sent; return }
    let code = ErrorCode.last
    self = code == .wouldBlock ? .wouldBlock : .failed(code)
  }
}

extension DatagramSocket {
  private static var sendFlags: Int32 { Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL) }

  private static func makeSocket(_ domain: Int32, _ address: SocketAddress) throws(IOError) -> FileDescriptor {
    let kind = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    let number = socket(domain, Int32(kind), 0)
    guard number >= 0 else { throw IOError("open a UDP socket for", address.description, ErrorCode.last) }
    return FileDescriptor(adopting: number)
  }

  private static func bind(_ descriptor: borrowing FileDescriptor, _ address: SocketAddress) throws(IOError) {
    let number = descriptor.number
    guard unsafe address.withSocketAddress({ raw, length in unsafe Glibc.bind(number, raw, length) }) == 0 else {
      let code = ErrorCode.last
      let remedy = code == .addressInUse ? "sudo ss --udp --listening --processes 'sport = :\(address.port)' shows who has it" : nil
      throw IOError("listen at UDP", address.description, code, remedy: remedy)
    }
  }

  private static func ownAddress(_ descriptor: borrowing FileDescriptor) throws(IOError) -> SocketAddress {
    let number = descriptor.number
    var storage = sockaddr_in6()
    let address: SocketAddress? = unsafe lend(&storage) { raw, length in
      var length = length
      // SAFETY: the kernel writes at most `length` bytes.
      let result = unsafe getsockname(number, raw, &length)
      return result == 0 ? unsafe SocketAddress(raw) : nil
    }
    guard let address else { throw IOError("find the port of", "a UDP socket", ErrorCode.last) }
    return address
  }
}
