import ExocapCore
import ExocapRuntime
import Testing

@Suite struct TravelSweepTests {
  static let count = 2 * Double.pi / 4096

  static func encoder(_ name: String, field: Int, lower: Double = -.infinity, upper: Double = .infinity, turn: Double = 2 * .pi)
    -> ValueProfile
  {
    ValueProfile(name: name, source: .linear(field: field, scale: count, rate: nil, effort: nil), lower: lower, upper: upper, turn: turn)
  }

  static func profile(_ values: [ValueProfile], kind: DeviceKind = .arm) -> DeviceProfile {
    DeviceProfile(
      name: "d", title: "d", kind: kind, usbMatches: [], line: SerialLine(baud: 9600), wire: .ft300,
      streams: [StreamProfile(name: "s", kind: .joints, rate: 100, staleAfter: .seconds(1), values: values)], provenAgainst: "test")
  }

  /// One packet with these fields; nil: not read.
  static func raw(_ counts: [Double?]) -> RawSample {
    var raw = RawSample()
    raw.count = counts.count
    for (field, counts) in counts.enumerated() {
      guard let counts else { continue }
      raw.fields[field] = counts
      raw.valid |= 1 << UInt64(field)
    }
    return raw
  }

  /// A sweep that saw each packet three times, 10 ms apart.
  static func sweep(_ profile: DeviceProfile, _ packets: [[Double?]]) -> TravelSweep {
    var sweep = TravelSweep(profile)
    for (index, packet) in packets.enumerated() {
      for step in 0..<3 { sweep.take(raw(packet), at: Timestamp(nanoseconds: Int64(index * 30 + step * 10) * 1_000_000)) }
    }
    return sweep
  }

  /// 3800 … 4095, 0 … 300: 596 counts, the middle is count 2, and from there the ends are -298 and 298 away.
  @Test func theSeamFallsOppositeTheTravel() throws {
    let path = (stride(from: 3800, to: 4096, by: 8).map { $0 } + stride(from: 0, through: 300, by: 4).map { $0 }).map { [Double($0)] }
    let sweep = Self.sweep(Self.profile([Self.encoder("j", field: 0)]), path)
    #expect(sweep.isDone)
    let row = try #require(sweep.rows.first)
    #expect(row.counts == 300)
    #expect(abs(row.lower + 298 * Self.count) < 1e-9 && abs(row.upper - 298 * Self.count) < 1e-9)
    let (values, refusals) = sweep.finish()
    #expect(refusals.isEmpty)
    let value = try #require(values.first)
    #expect(abs((value.centre ?? .nan) - 2 * Self.count) < 1e-9)
    #expect(abs(value.lower + 296 * Self.count) < 1e-9 && abs(value.upper - 300 * Self.count) < 1e-9)
    // Everything in the travel is read without a jump, whole turns or not.
    #expect(abs((value.reading(Self.raw([4095])) ?? .nan) + Self.count) < 1e-9)
    #expect(abs((value.reading(Self.raw([0])) ?? .nan)) < 1e-9)
    #expect(abs((value.reading(Self.raw([3800 - 3 * 4096])) ?? .nan) + 296 * Self.count) < 1e-9)
    #expect(value.reading(Self.raw([nil])) == nil)
  }

  @Test func oneWrongReadingMovesNoEnd() {
    var packets: [[Double?]] = stride(from: 1000.0, through: 2000, by: 10).map { [$0] }
    packets += packets.reversed()
    var sweep = Self.sweep(Self.profile([Self.encoder("j", field: 0)]), packets)
    for (index, counts) in [1000.0, 2900, 1000, 1000].enumerated() {
      sweep.take(Self.raw([counts]), at: Timestamp(nanoseconds: Int64(10_000 + index * 10) * 1_000_000))
    }
    let travel = sweep.rows.first.map { $0.upper - $0.lower } ?? .nan
    #expect(abs(travel - 1000 * Self.count) < 1e-9)
  }

  @Test func whatWasNotReadOrHardlyMovedIsNamed() {
    let values = [Self.encoder("dead", field: 0), Self.encoder("lazy", field: 1, lower: -1, upper: 1), Self.encoder("good", field: 2)]
    let packets: [[Double?]] = stride(from: 0.0, through: 600, by: 10).map { [nil, ($0 / 3).rounded(), $0] }
    let refusals = Self.sweep(Self.profile(values), packets).finish().refusals
    #expect(refusals.map(\.value) == ["dead", "lazy"])
    // 200 counts are 17.6°; half of ±1 rad is 57.3°.
    #expect(refusals.map(\.message) == ["'dead' was never read", "'lazy' moved over 17.6° only, and 57.3° is the least"])
    #expect(refusals.filter(\.isMendedByMoving).count == 2)
  }

  @Test func aJointThatTurnsRoundHasNoPlaceForItsSeam() {
    let packets: [[Double?]] = stride(from: 0.0, through: 4040, by: 20).map { [$0] }
    let refusals = Self.sweep(Self.profile([Self.encoder("wrist", field: 0)]), packets).finish().refusals
    #expect(refusals.count == 1)
    #expect(refusals.first?.message.hasPrefix("'wrist' moved over 355.1°") == true)
    #expect(refusals.first?.isMendedByMoving == false)
    // Where the profile says that its counts go on, there is no seam, and nothing to refuse.
    let many = Self.sweep(Self.profile([Self.encoder("wrist", field: 0, turn: .infinity)]), packets).finish()
    #expect(many.refusals.isEmpty)
    #expect(many.values.first?.centre == nil)
  }

  /// Two columns of one sensor: what a cable in the wrong socket makes.
  @Test func twoJointsThatMoveAsOneAreRefused() {
    let values = [Self.encoder("a", field: 0), Self.encoder("b", field: 1)]
    let together: [[Double?]] = (0..<200).map { index in
      let angle = 800 * Math.sin(Double(index) * 0.1)
      let other = (angle * 0.9).rounded()
      return [2000 + angle.rounded(), 1000 - other]
    }
    let sweep = Self.sweep(Self.profile(values), together)
    #expect(sweep.finish().refusals == [.movedTogether("a", "b")])
    // A person who moves both at once, each its own way: no defect.
    let both: [[Double?]] = (0..<200).map { index in
      let first = 800 * Math.sin(Double(index) * 0.1)
      let second = 800 * Math.sin(Double(index) * 0.13 + 0.4)
      return [2000 + first.rounded(), 1000 + second.rounded()]
    }
    #expect(Self.sweep(Self.profile(values), both).finish().refusals.isEmpty)
    // Fingers do move together.
    #expect(Self.sweep(Self.profile(values, kind: .hand), together).finish().refusals.isEmpty)
  }

  /// 150° … 330° of a circle of 1000 counts about (50, -20): across half a turn, where atan2 begins anew.
  @Test func aHallPairIsFittedAndItsSeamPutOpposite() throws {
    let value = ValueProfile(name: "h", source: .hallPair(sine: 0, cosine: 1, mid: 2047.5), lower: -3.2, upper: 3.2, turn: 2 * .pi)
    let degree = Double.pi / 180
    func packet(_ angle: Double) -> [Double?] {
      let sine = 2027.5 + 1000 * Math.sin(angle * degree)
      let cosine = 2097.5 + 1000 * Math.cos(angle * degree)
      return [sine.rounded(), cosine.rounded()]
    }
    let path = stride(from: 150.0, through: 330, by: 1).map { $0 }
    let sweep = Self.sweep(Self.profile([value]), (path + path.reversed()).map(packet))
    #expect(sweep.isDone)
    let (values, refusals) = sweep.finish()
    #expect(refusals.isEmpty)
    let swept = try #require(values.first)
    // A place is kept after a hundredth of the converter's half, 20.5 counts or 1.2° here, and an end is the last but one.
    #expect(abs((swept.centre ?? .nan) - 240 * degree) < 1.5 * degree)
    #expect(abs(swept.lower - 150 * degree) < 2.5 * degree && abs(swept.upper - 330 * degree) < 2.5 * degree)
    #expect((swept.residual ?? 1) < 0.001)
    for angle in [150.0, 179, 181, 329] {
      #expect(abs((swept.reading(Self.raw(packet(angle))) ?? .nan) - angle * degree) < 0.2 * degree)
    }
    // An arc of 100° says too little.
    let short = stride(from: 150.0, through: 250, by: 0.5).map { $0 }
    let refused = Self.sweep(Self.profile([value]), (short + short.reversed()).map(packet)).finish().refusals
    #expect(refused.count == 1)
    #expect(refused.first?.message.hasPrefix("'h' moved over 9") == true)
    #expect(refused.first?.message.hasSuffix("and its Hall sensors need 120.0°") == true)
  }

  @Test func aLooseMagnetIsNoEllipse() {
    let value = ValueProfile(name: "h", source: .hallPair(sine: 0, cosine: 1, mid: 2047.5), lower: -3.2, upper: 3.2, turn: 2 * .pi)
    let packets: [[Double?]] = (0..<400).map { index in
      let angle = Double(index % 200) / 200 * 5
      let radius = index < 200 ? 1000.0 : 800
      let sine = 2047.5 + radius * Math.sin(angle)
      let cosine = 2047.5 + radius * Math.cos(angle)
      return [sine.rounded(), cosine.rounded()]
    }
    let refusals = Self.sweep(Self.profile([value]), packets).finish().refusals
    guard case .notAnEllipse("h", let residual)? = refusals.first else {
      Issue.record("\(refusals)")
      return
    }
    #expect(residual > 0.05)
  }
}
