import ExocapCore
import ExocapTestSupport
import Glibc
@testable import LinuxIO
import Testing

@Suite struct USBExchangeTests {
  private func take(_ exchange: USBExchange) -> (ReadResult, [UInt8]) {
    var block = [UInt8](repeating: 0, count: 64)
    var span = block.mutableSpan
    let result = exchange.read(into: &span)
    guard case .bytes(let count) = result else { return (result, []) }
    return (result, Array(block[..<count]))
  }

  private func arrive(_ bytes: [UInt8], at exchange: USBExchange) { unsafe bytes.withUnsafeBytes { unsafe exchange.arrived($0) } }

  @Test func eachReadIsOneTransfer() throws {
    let exchange = try USBExchange()
    #expect(take(exchange).0 == .wouldBlock)
    #expect(exchange.arrivedBell.pollDescriptor.wait(for: .readable, until: .never) == .none)
    arrive([1, 2, 3], at: exchange)
    arrive([4], at: exchange)
    #expect(exchange.arrivedBell.pollDescriptor.wait(for: .readable, until: .never) == .readable)
    #expect(take(exchange).1 == [1, 2, 3])
    // The second one is still told by the descriptor.
    #expect(exchange.arrivedBell.pollDescriptor.wait(for: .readable, until: .never) == .readable)
    #expect(take(exchange).1 == [4])
    #expect(take(exchange).0 == .wouldBlock)
    #expect(exchange.arrivedBell.pollDescriptor.wait(for: .readable, until: .never) == .none)
  }

  @Test func whatCameBeforeTheEndIsReadBeforeIt() throws {
    let exchange = try USBExchange()
    arrive([1], at: exchange)
    exchange.fail(ErrorCode(rawValue: ENODEV))
    #expect(take(exchange).1 == [1])
    #expect(take(exchange).0 == .gone(ErrorCode(rawValue: ENODEV)))
    #expect(exchange.shouldStop)
    let written = exchange.write([1].span)
    #expect(written == .gone(ErrorCode(rawValue: ENODEV)))
  }

  @Test func whatDoesNotFitIsCounted() throws {
    let exchange = try USBExchange()
    let block = [UInt8](repeating: 7, count: 4000)
    for _ in 0..<40 { arrive(block, at: exchange) }
    var count = 0
    while case .bytes = take(exchange).0 { count += 1 }
    #expect(count < 40 && count > 20)
    #expect(UInt64(count) + exchange.lostTransfers == 40)
  }

  @Test func requestsWaitInOrderForTheDevice() throws {
    let exchange = try USBExchange()
    let first = exchange.write([1, 2].span)
    let second = exchange.write([3].span)
    #expect([first, second] == [.bytes(2), .bytes(1)])
    var memory = [UInt8](repeating: 0, count: 8)
    var taken: [[UInt8]] = []
    while let count = unsafe memory.withUnsafeMutableBytes({ unsafe exchange.nextDeparture(into: $0) }) {
      taken.append(Array(memory[..<count]))
    }
    #expect(taken == [[1, 2], [3]])
    let long = [UInt8](repeating: 0, count: 4096)
    var results: [WriteResult] = []
    for _ in 0..<8 { results.append(exchange.write(long.span)) }
    #expect(results.last == .wouldBlock)
  }
}
