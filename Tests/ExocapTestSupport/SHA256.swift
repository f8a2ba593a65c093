/// SHA-256 (FIPS 180-4), to compare files with published hashes.
///
/// Short and slow: for tests only.
public struct SHA256 {
  private static let constants: [UInt32] = fractions(ofRootsOf: primes(64), cubic: true)
  private static let start: [UInt32] = fractions(ofRootsOf: primes(8), cubic: false)

  /// The hash of `bytes` in lower-case hexadecimal digits.
  public static func hex(_ bytes: [UInt8]) -> String {
    var state = start
    var message = bytes
    message.append(0x80)
    message.append(contentsOf: repeatElement(0, count: (120 - message.count % 64) % 64))
    let bitCount = UInt64(bytes.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) { message.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift))) }
    for block in stride(from: 0, to: message.count, by: 64) { compress(message[block..<block + 64], into: &state) }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func compress(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var w = [UInt32](repeating: 0, count: 64)
    for (index, byte) in block.enumerated() { w[index / 4] = w[index / 4] << 8 | UInt32(byte) }
    for t in 16..<64 {
      let small0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >> 3)
      let small1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >> 10)
      w[t] = small1 &+ w[t - 7] &+ small0 &+ w[t - 16]
    }
    var v = state
    for t in 0..<64 {
      let big1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
      let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
      let first = v[7] &+ big1 &+ choice &+ constants[t] &+ w[t]
      let big0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
      let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
      v = [first &+ big0 &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
    }
    for index in state.indices { state[index] = state[index] &+ v[index] }
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

  /// The first 32 bits of the fractions of square or cube roots (§4.2.2, §5.3.3), in integers: floor(root · 2^32) without its whole part.
  private static func fractions(ofRootsOf primes: [UInt32], cubic: Bool) -> [UInt32] {
    primes.map { prime in
      var root: UInt64 = 0
      for bit in stride(from: UInt64(36), through: 0, by: -1) {
        let trial = root | 1 << bit
        if power(trial, cubic: cubic, isAtMost: prime) { root = trial }
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }

  /// Whether trial² ≤ prime · 2^64, or trial³ ≤ prime · 2^96.
  private static func power(_ trial: UInt64, cubic: Bool, isAtMost prime: UInt32) -> Bool {
    let square = UInt128(trial) * UInt128(trial)
    return cubic ? square * UInt128(trial) <= UInt128(prime) << 96 : square <= UInt128(prime) << 64
  }

  private static func primes(_ count: Int) -> [UInt32] {
    var found: [UInt32] = []
    var candidate: UInt32 = 2
    while found.count < count {
      if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
      candidate += 1
    }
    return found
  }
}
