import ExocapCore
import ExocapTestSupport

@testable import ExocapRuntime

/// Records of every kind with random contents, in the layouts that the core's doc comments give.
struct RandomRecords {
  var random: SeededGenerator
  let rig: Rig

  init(_ random: SeededGenerator, rig: Rig = SmallRig.rig) {
    self.random = random
    self.rig = rig
  }

  mutating func bytes(_ most: Int) -> [UInt8] {
    (0..<Int.random(in: 0...most, using: &random)).map { _ in .random(in: 0 ... .max, using: &random) }
  }

  /// Any bits, NaNs with payloads among them; often the one NaN that is absence.
  mutating func number() -> UInt64 { Bool.random(using: &random) ? Double.nan.bitPattern : .random(in: 0 ... .max, using: &random) }

  mutating func lost() -> UInt32 { Int.random(in: 0..<4, using: &random) == 0 ? .random(in: 0...9, using: &random) : 0 }

  mutating func record(of kind: RecordKind) -> (source: TapSource, record: TapRecord) {
    var bytes = RecordBytes(capacity: 256)
    let device = DeviceID(Int.random(in: 0..<rig.sampleSources.count, using: &random))
    var source = TapSource.device(device)
    switch kind {
    case .opened, .closed: head(&bytes)
    case .wrote, .request:
      head(&bytes)
      bytes.append(UInt8.random(in: 0...5, using: &random))
    case .felt:
      head(&bytes)
      bytes.append([number()])
    case .receive, .poll:
      head(&bytes)
      bytes.append(self.bytes(600))
    case .sample: sample(of: device, &bytes)
    case .deviceEvent:
      bytes.append(Int64.random(in: 0 ... .max, using: &random))
      bytes.append([
        device.index, .random(in: 0...6, using: &random), .random(in: 0...4, using: &random), .random(in: 0...40, using: &random),
      ])
      bytes.append([number()])
    case .checkpoint:
      if Bool.random(using: &random) { source = .robot(RobotID(0)) }
      head(&bytes)
      bytes.append(self.bytes(9_000))
    case .tick:
      source = .robot(RobotID(0))
      tick(&bytes)
    case .sent:
      source = .robot(RobotID(0))
      bytes.append((0..<5).map { _ in UInt64.random(in: 0 ... .max, using: &random) })
      bytes.append(UInt8.random(in: 0...2, using: &random))
    case .change:
      source = .robot(RobotID(0))
      bytes.append(Int64.random(in: 0 ... .max, using: &random))
      bytes.append((0..<4).map { _ in UInt8.random(in: 0...6, using: &random) })
      bytes.append(Int32.random(in: -1...5, using: &random))
      bytes.append([number()])
    }
    return (source, TapRecord(kind: kind, lostBefore: lost(), bytes: bytes.bytes))
  }

  private mutating func head(_ bytes: inout RecordBytes) {
    bytes.append(Int64.random(in: .min ... .max, using: &random))
    bytes.append(UInt64.random(in: 0 ... .max, using: &random))
  }

  private mutating func sample(of device: DeviceID, _ bytes: inout RecordBytes) {
    let streams = rig.sampleSources[Int(device.index)].streams
    let stream = Int.random(in: 0..<streams.count, using: &random)
    let count = streams[stream].values.count
    bytes.append([device.index, UInt8(stream), streams[stream].kind.rawValue, UInt8(count), 0, 0, 0, 0])
    bytes.append((0..<6).map { _ in UInt64.random(in: 0 ... .max, using: &random) })
    for _ in 0..<3 {
      let isAbsent = Bool.random(using: &random)
      bytes.append((0..<count).map { _ in isAbsent ? Double.nan.bitPattern : number() })
    }
  }

  private mutating func tick(_ bytes: inout RecordBytes) {
    let joints = Int.random(in: 0...64, using: &random)
    let runs = Int.random(in: 0...48, using: &random)
    let requests = Int.random(in: 0...8, using: &random)
    let packet = self.bytes(1_464)
    head(&bytes)
    bytes.append(UInt64.random(in: 0 ... .max, using: &random))
    bytes.append(UInt32.random(in: 0..<1024, using: &random))
    bytes.append(UInt16(joints))
    bytes.append([UInt8(runs), UInt8(requests)])
    bytes.append(UInt16(packet.count))
    bytes.append((0..<21).map { _ in UInt8.random(in: 0 ... .max, using: &random) } + [0])
    bytes.append([number()])
    for _ in 0..<runs {
      bytes.append([UInt8.random(in: 0..<3, using: &random), 0])
      bytes.append(UInt16.random(in: 1 ... .max, using: &random))
      bytes.append(UInt32(0))
      bytes.append(UInt64.random(in: 0...1_000_000, using: &random))
    }
    for _ in 0..<requests { bytes.append([UInt8.random(in: 0...6, using: &random), UInt8.random(in: 0 ... .max, using: &random)]) }
    bytes.append((0..<3 * joints).map { _ in number() })
    bytes.append((0..<joints).map { _ in UInt8.random(in: 0 ... .max, using: &random) })
    bytes.append((0..<28).map { _ in number() })
    bytes.append(packet)
  }
}

extension RecordBytes {
  mutating func append(_ numbers: [UInt64]) {
    for number in numbers { append(number) }
  }
}
