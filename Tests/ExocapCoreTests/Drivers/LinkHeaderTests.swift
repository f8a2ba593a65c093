import CExocap
import ExocapCore
import Testing

/// The checks of the contract's C function, on the same datagrams that the gate's and the driver's tests use.
@Suite struct LinkHeaderTests {
  private func validate(_ bytes: [UInt8], robot: UInt32 = 7, hash: UInt32 = 0x9A65_A324) -> (Int32, exocap_link_header) {
    var header = exocap_link_header()
    let reason = unsafe bytes.withUnsafeBytes { unsafe exocap_link_validate($0.baseAddress, bytes.count, robot, hash, &header) }
    return (reason, header)
  }

  @Test func theContractReadsWhatPythonPacked() {
    let (reason, header) = validate(LinkFixtures.bytes(LinkFixtures.commandHex))
    #expect(reason == EXOCAP_REJECT_NONE)
    #expect(header.run == LinkFixtures.run)
    #expect(header.epoch == 5)
    #expect(header.sequence == 2)
    #expect(header.captured == 900)
    #expect(header.sent == 2000)
    #expect(header.time_to_live == 20_000_000)
    #expect(header.operator_id == 42)
    #expect(header.joint_count == 3)
  }

  @Test func everyFlippedBitIsRefused() {
    let good = LinkFixtures.bytes(LinkFixtures.commandHex)
    for bit in 0..<(good.count * 8) {
      var bad = good
      bad[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(validate(bad).0 != EXOCAP_REJECT_NONE)
    }
  }

  @Test func everyTruncationIsRefused() {
    let good = LinkFixtures.bytes(LinkFixtures.stateHex)
    for count in 0..<good.count { #expect(validate(Array(good.prefix(count))).0 == EXOCAP_REJECT_MALFORMED) }
    #expect(validate(good + [0]).0 == EXOCAP_REJECT_MALFORMED)
  }

  @Test func namesWhatDoesNotFit() {
    let good = LinkFixtures.bytes(LinkFixtures.commandHex)
    #expect(validate(good, robot: 8).0 == EXOCAP_REJECT_ROBOT)
    #expect(validate(good, hash: 1).0 == EXOCAP_REJECT_JOINT_MAP)
    var version = good
    version[4] = 2
    #expect(validate(version).0 == EXOCAP_REJECT_VERSION)
    var checksum = good
    checksum[100] ^= 1
    #expect(validate(checksum).0 == EXOCAP_REJECT_CHECKSUM)
  }

  @Test func checksumHasThePublishedCheckValue() {
    let text = Array("123456789".utf8)
    #expect(unsafe text.withUnsafeBytes { unsafe exocap_link_crc32c($0.baseAddress, 9) } == 0xE306_9283)
  }
}
