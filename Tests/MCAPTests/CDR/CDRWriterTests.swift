import MCAP
import Testing

/// The bytes that `body` lays out in `capacity` bytes, or nil where they do not fit.
private func laidOut(capacity: Int = 1000, _ body: (inout CDRWriter) -> Void) -> [UInt8]? {
  var memory = [UInt8](repeating: 0xEE, count: capacity)
  return unsafe memory.withUnsafeMutableBytes { space in
    var writer = unsafe CDRWriter(space)
    body(&writer)
    return writer.hasOverflowed ? nil : unsafe [UInt8](space[..<writer.count])
  }
}

struct CDRWriterTests {
  private func jointState(
    _ cdr: inout CDRWriter, seconds: Int32, nanoseconds: UInt32, frame: String, names: [String], position: [Double],
    velocity: [Double], effort: [Double]
  ) {
    cdr.write(seconds)
    cdr.write(nanoseconds)
    cdr.write(frame)
    cdr.writeSequenceCount(names.count)
    for name in names { cdr.write(name) }
    cdr.write(sequence: position)
    cdr.write(sequence: velocity)
    cdr.write(sequence: effort)
  }

  @Test func jointStatesEqualThoseOfRosbags() {
    let full = laidOut { cdr in
      jointState(
        &cdr, seconds: 1_700_000_000, nanoseconds: 123_456_789, frame: "left_arm", names: ["shoulder", "elbow_pitch", "wrist"],
        position: [0.5, -1.25, 3], velocity: [0, 1e-3, -2.5], effort: [10, -0.0, 7.75])
    }
    #expect(full == bytes(RosbagsVectors.full))
    let empty = laidOut { cdr in
      jointState(&cdr, seconds: 0, nanoseconds: 1, frame: "", names: [], position: [], velocity: [], effort: [])
    }
    #expect(empty == bytes(RosbagsVectors.empty))
    let positionOnly = laidOut { cdr in
      jointState(&cdr, seconds: 12, nanoseconds: 34, frame: "a", names: ["j"], position: [1], velocity: [], effort: [])
    }
    #expect(positionOnly == bytes(RosbagsVectors.positionOnly))
  }

  @Test func smallNumbersAndTextEqualThoseOfRosbags() {
    let battery = laidOut { cdr in
      cdr.write(Int32(-1))
      cdr.write(UInt32(999_999_999))
      cdr.write("é")
      for value: Float in [12.5, 25, -1.5, 0.5, 2, 4, 0.75] { cdr.write(value) }
      for value: UInt8 in [1, 2, 3] { cdr.write(value) }
      cdr.write(true)
      cdr.write(sequence: [4, 4.25] as [Float])
      cdr.write(sequence: [] as [Float])
      cdr.write("slot")
      cdr.write("SN1")
    }
    #expect(battery == bytes(RosbagsVectors.battery))
  }

  @Test func arraysOfFixedLengthEqualThoseOfRosbags() {
    let imu = laidOut { cdr in
      cdr.write(time: 5_000_000_006)
      cdr.write("imu")
      for value: Double in [0, 0, 0, 1] { cdr.write(value) }
      cdr.write(array: (0..<9).map(Double.init))
      for value: Double in [1, 2, 3] { cdr.write(value) }
      cdr.write(array: [Double](repeating: 0, count: 9))
      for value: Double in [4, 5, 6] { cdr.write(value) }
      cdr.write(array: [Double](repeating: -1, count: 9))
    }
    #expect(imu == bytes(RosbagsVectors.imu))
  }

  @Test func alignsEachNumberToItsSizeAfterTheHeader() {
    let mixed = laidOut { cdr in
      cdr.write(UInt8(1))
      cdr.write(Int16(-2))
      cdr.write(Int8(3))
      cdr.write(UInt64(4))
      cdr.write(UInt16(5))
      cdr.write(Int64(-6))
    }
    #expect(mixed == bytes("00010000 01 00 FEFF 03 000000 0400000000000000 0500 000000000000 FAFFFFFFFFFFFFFF"))
  }

  @Test func neverWritesBehindItsMemory() {
    for capacity in 0...50 {
      var memory = [UInt8](repeating: 0xEE, count: capacity + 16)
      let (count, hasOverflowed) = unsafe memory.withUnsafeMutableBytes { all in
        var cdr = unsafe CDRWriter(UnsafeMutableRawBufferPointer(rebasing: all[..<capacity]))
        cdr.write(UInt8(1))
        cdr.write("four")
        cdr.write(sequence: [1.0, 2.0])
        cdr.write(UInt8(2))
        return (cdr.count, cdr.hasOverflowed)
      }
      // Header 4, byte 1 and padding 3, length 4 and text 5, padding 3, count 4 and padding 4, doubles 16, byte 1: 45.
      #expect(hasOverflowed == (capacity < 45), "\(capacity)")
      #expect(count <= capacity)
      #expect(memory[capacity...].allSatisfy { $0 == 0xEE })
    }
  }
}
