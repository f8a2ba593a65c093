import ExocapCore
import ExocapSimulation
import Testing

struct SeededRandomTests {
  @Test func givesThePublishedNumbersOfXoshiro() {
    // Output of Vigna's xoshiro256starstar.c from state 1, 2, 3, 4, as printed in the tests of the Rust crate rand_xoshiro.
    let expected: [UInt64] = [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
      16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
    ]
    var random = SeededRandom(state: (1, 2, 3, 4))
    for value in expected { #expect(random.next() == value) }
  }

  @Test func givesThePublishedNumbersOfSplitMix() {
    // Output of Vigna's splitmix64.c from 1234567, as printed at Rosetta Code, Pseudo-random numbers/Splitmix64.
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    var mixer = SplitMix64(state: 1_234_567)
    for value in expected { #expect(mixer.next() == value) }
  }

  @Test func isSeededByFourNumbersOfSplitMix() {
    // By the C reference programs, SplitMix64 from 0 into xoshiro256**: the value of seed_from_u64(0) in rand_xoshiro.
    var random = SeededRandom(seed: 0)
    #expect(random.next() == 0x99ec_5f36_cb75_f2b4)
    #expect(random.next() == 0xbf6e_1f78_4956_452a)
    #expect(random.next() == 0x1a5f_849d_4933_e6e0)
  }

  @Test func takesTheHighWordOfTheProductForABoundedNumber() {
    // The draws are 11520, 0, 1509978240 … as above. By hand: 2^64 mod 3 = 1, so for 3 only a product whose low word
    // is 0 is refused, which the second draw has.
    var random = SeededRandom(state: (1, 2, 3, 4))
    #expect(random.below(3) == 0)  // 11520 · 3 / 2^64
    #expect(random.below(3) == 0)  // 0 is refused; 1509978240 · 3 / 2^64
    #expect(random.below(1 << 10) == 67)  // 1215971899390074240 · 2^10 / 2^64 = 67.5
    #expect(random.below(1) == 0)
  }

  @Test func drawsEachNumberOfARangeEquallyOften() {
    var random = SeededRandom(seed: 7)
    var seen = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { seen[random.integer(in: -3...3) + 3] += 1 }
    // Standard deviation √(70000 · 1/7 · 6/7) = 92.6: five of them.
    for count in seen { #expect(abs(count - 10_000) < 463) }
    #expect(random.integer(in: 5...5) == 5)
    let wide = random.integer(in: Int.min...Int.max)
    #expect(wide != random.integer(in: Int.min...Int.max))
  }

  @Test func drawsUnitsFromTheTop53Bits() {
    var random = SeededRandom(state: (1, 2, 3, 4))
    #expect(random.unit() == 5 * 0x1p-53)  // 11520 / 2048 = 5.625
    #expect(random.unit() == 0)
    #expect(random.unit() == 737_294 * 0x1p-53)  // 1509978240 / 2048 = 737294.06
    var other = SeededRandom(seed: 1)
    for _ in 0..<1000 {
      let value = other.unit()
      #expect(value >= 0 && value < 1)
      let wide = other.uniform(in: -2...3)
      #expect(wide >= -2 && wide <= 3)
    }
  }

  @Test func drawsNormalValuesWithTheMomentsOfTheBellCurve() {
    var random = SeededRandom(seed: 42)
    let count = 100_000
    var sums = (0.0, 0.0, 0.0, 0.0)
    var within = 0
    for _ in 0..<count {
      let x = random.normal()
      sums = (sums.0 + x, sums.1 + x * x, sums.2 + x * x * x, sums.3 + x * x * x * x)
      if abs(x) < 1.959964 { within += 1 }
    }
    let n = Double(count)
    // Standard errors by hand: mean 1/√n, square √(2/n), cube √(15/n), fourth √(96/n), share √(0.05·0.95/n); five of each.
    #expect(abs(sums.0 / n) < 0.0158)
    #expect(abs(sums.1 / n - 1) < 0.0224)
    #expect(abs(sums.2 / n) < 0.0612)
    #expect(abs(sums.3 / n - 3) < 0.155)
    #expect(abs(Double(within) / n - 0.95) < 0.00345)
  }

  @Test func drawsWaitingTimesAboutTheirMean() {
    var random = SeededRandom(seed: 3)
    var sum: Int64 = 0
    var longer = 0
    var longest = Interval.zero
    for _ in 0..<100_000 {
      let span = random.exponential(mean: .milliseconds(10))
      longest = max(longest, span)
      sum += span.nanoseconds
      if span > .milliseconds(10) { longer += 1 }
    }
    // Standard error of the mean: 10 ms / √100000 = 31.6 µs; e^-1 = 0.3679 are longer than the mean, ± 0.0015.
    #expect(abs(sum / 100_000 - 10_000_000) < 158_000)
    #expect(abs(Double(longer) / 100_000 - 0.36788) < 0.0077)
    #expect(longest <= .milliseconds(200))
    #expect(random.exponential(mean: .zero) == .zero)
  }

  @Test func splitsIntoStreamsThatDoNotMoveEachOther() {
    var first = SeededRandom(seed: 11)
    var second = SeededRandom(seed: 11)
    var a = first.split()
    var b = second.split()
    for _ in 0..<100 { _ = b.normal() }
    #expect(first.next() == second.next())
    var c = first.split()
    #expect(a.next() != c.next())
  }
}
