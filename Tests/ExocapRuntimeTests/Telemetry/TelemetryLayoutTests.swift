import CExocap
import ExocapRuntime
import Testing

/// The contract for C and the constants of Swift are one layout.
@Suite struct TelemetryLayoutTests {
  @Test func headerFieldsAreWhereTheContractHasThem() {
    typealias Field = TelemetryLayout.Field
    #expect(Field.magic == MemoryLayout<exocap_shm_header>.offset(of: \.magic))
    #expect(Field.version == MemoryLayout<exocap_shm_header>.offset(of: \.version))
    #expect(Field.state == MemoryLayout<exocap_shm_header>.offset(of: \.state))
    #expect(Field.length == MemoryLayout<exocap_shm_header>.offset(of: \.length))
    #expect(Field.namesOffset == MemoryLayout<exocap_shm_header>.offset(of: \.names_offset))
    #expect(Field.namesLength == MemoryLayout<exocap_shm_header>.offset(of: \.names_length))
    #expect(Field.commandOffset == MemoryLayout<exocap_shm_header>.offset(of: \.command_offset))
    #expect(Field.commandStride == MemoryLayout<exocap_shm_header>.offset(of: \.command_stride))
    #expect(Field.commandCount == MemoryLayout<exocap_shm_header>.offset(of: \.command_count))
    #expect(Field.process == MemoryLayout<exocap_shm_header>.offset(of: \.pid))
    #expect(Field.ringOffset == MemoryLayout<exocap_shm_header>.offset(of: \.ring_offset))
    #expect(Field.slotStride == MemoryLayout<exocap_shm_header>.offset(of: \.slot_stride))
    #expect(Field.slotCount == MemoryLayout<exocap_shm_header>.offset(of: \.slot_count))
    #expect(Field.payloadCapacity == MemoryLayout<exocap_shm_header>.offset(of: \.payload_capacity))
    #expect(Field.startedAt == MemoryLayout<exocap_shm_header>.offset(of: \.started_at))
    #expect(Field.clock == MemoryLayout<exocap_shm_header>.offset(of: \.clock_id))
    #expect(TelemetryLayout.headOffset == MemoryLayout<exocap_shm_header>.offset(of: \.head))
  }

  @Test func sizesAreThoseOfTheContract() {
    #expect(TelemetryLayout.magic == UInt64(EXOCAP_SHM_MAGIC))
    #expect(TelemetryLayout.version == UInt32(EXOCAP_SHM_VERSION))
    #expect(TelemetryLayout.payloadCapacity == Int(EXOCAP_SHM_PAYLOAD))
    #expect(TelemetryLayout.slotStride == Int(EXOCAP_SHM_SLOT_STRIDE))
    #expect(TelemetryLayout.commandStride == MemoryLayout<exocap_shm_command>.size)
    #expect(TelemetryLayout.commandHeader == MemoryLayout<exocap_shm_command>.offset(of: \.datagram))
    #expect(TelemetryLayout.recordHeader == MemoryLayout<exocap_shm_record>.size)
    #expect(TelemetryLayout.slotHeader + TelemetryLayout.payloadCapacity <= TelemetryLayout.slotStride)
    #expect(TelemetryLayout.slotStride % 64 == 0)
    #expect(
      TelemetryKind.allCases.map { Int($0.rawValue) }
        == [
          EXOCAP_SHM_SAMPLE, EXOCAP_SHM_COMMAND, EXOCAP_SHM_EVENT, EXOCAP_SHM_STATUS,
        ].map { Int($0) })
  }

  @Test func partsFollowOneAnotherOnPages() {
    let layout = TelemetryLayout(namesLength: 4097, robots: 4, slots: 200)
    #expect(layout.namesOffset == 4096)
    #expect(layout.commandOffset == 3 * 4096)
    #expect(layout.ringOffset == 5 * 4096)
    #expect(layout.slotCount == 256)
    #expect(layout.length == 5 * 4096 + 256 * 2368)
  }
}
