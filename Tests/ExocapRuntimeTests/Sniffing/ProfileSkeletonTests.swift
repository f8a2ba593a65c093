internal import ExocapCore
@testable internal import ExocapRuntime
internal import Testing

/// Whatever was guessed, the skeleton is a profile that the reader takes.
@Suite struct ProfileSkeletonTests {
  private static let guesses: [WireGuess] = [
    .silent, .unknown,
    .text(
      TextGuess(
        columns: 4, separator: 0x2C, hasDecimals: true, labels: [0], lowest: -3, highest: 12.5, longestLine: 30, rate: 99.6, share: 1,
        example: "q,1.5,-3,12.5")),
    .packets(
      PacketGuess(
        length: 16, sync: [0xAA, 7, 8, 10], checksum: FoundChecksum(kind: .sum16, from: 0, isBigEndian: true), counters: [5], rate: 100,
        share: 1, example: [0xAA, 7, 8, 10, 0x2D, 0x6A, 0, 0, 0xFF, 0xF7, 0xFF, 0xFB, 0, 7, 5, 0x51])),
    .packets(PacketGuess(length: 9, sync: [0x55, 0xAA], checksum: nil, counters: [], rate: 50, share: 1, example: [0x55, 0xAA])),
    .stuffed(StuffedGuess(lengths: [13, 10], rate: 500, share: 1, example: [1, 2, 3])),
    .servos(protocol: "dynamixel2", ids: [1, 2, 7]), .servos(protocol: "feetech", ids: [1, 6]),
  ]

  @Test(arguments: guesses.indices) func isAProfile(_ index: Int) {
    let text = ProfileSkeleton.text(name: "my-arm", guess: Self.guesses[index], baud: 115_200, usb: (0x0403, 0x6014))
    let diagnostics = Diagnostics()
    let profile = DeviceProfileReader.read(SourceText(name: "my-arm.yaml", text: text), diagnostics: diagnostics)
    #expect(profile?.name == "my-arm", "\(diagnostics.text)\n\(text)")
    #expect(profile?.usbMatches == [USBMatch(vendor: 0x0403, product: 0x6014)])
    #expect(text.contains("CHECK"))
  }
}
