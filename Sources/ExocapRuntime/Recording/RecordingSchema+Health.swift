/// Texts of how devices are doing.
enum HealthTexts {
  static var health: String {
    """
    # How a source of samples is doing: at the beginning, once a second and at the end, as of at most 0.1 s before.
    # Counters count since the daemon's start and go up only: differences of two messages are what happened between them.
    # NaN: not known, or there is no such thing.
    builtin_interfaces/Time stamp
    uint8 open                  # 1: its port is
    uint32 openings             # of its port
    uint64 packets              # whole and believed
    uint64 skipped_bytes        # that belong to no packet
    uint64 resyncs              # reads in which bytes were skipped until a packet was found again
    uint64 bad_checksums
    uint64 truncated
    uint64 overlong
    uint64 malformed
    uint64 timeouts
    uint64 retries
    uint64 device_errors
    uint64 hardware_alerts
    uint64 write_failures
    uint64 sequence_gaps        # packets that the device numbered and that never came
    uint64 error_frames         # of a CAN bus, since it was opened: alone begins anew with each opening
    uint64 lost_samples         # a loop's ring was full
    uint64 lost_records         # the tap was full
    float64 occupancy           # 0 to 1, of the serial line in its last whole second
    # The device's own clock; all 0 and NaN where it has none.
    uint8 clock_settled         # 1: samples say when they were measured by it
    uint8 clock_two_way         # 1: pings bound the shortest way
    float64 clock_drift         # [s/s] by how much it is slow against ours
    float64 clock_shortest_way  # [s] of a packet, taken off
    float64 clock_residual      # [s] rms of how much later than the clock's line the quickest packet of each 100 ms came, over 10 s
    # By stream of the device.
    string[] stream
    uint64[] samples
    uint64[] gaps               # more than 2.5 nominal periods between two samples
    float64[] longest_gap       # [s]
    uint64[] invalid            # samples with a value that is not valid
    uint64[] saturated          # samples with a value at the end of its range
    uint64[] saturations        # times that a value reached the end of its range
    uint64[] jumps              # values that were refused because they jumped
    float64[] tick_age_p50      # [s] from the newest sample's measurement to the tick, over the ticks of the last whole second
    float64[] tick_age_p99      # [s]
    # By servo, motor or slave of a bus.
    uint8 OK=0
    uint8 CLOSED=1
    uint8 SILENT=2
    uint8 REFUSED=3
    uint8 ALERTING=4
    uint8 NOT_SET_UP=5
    string[] node
    uint8[] node_state
    uint32[] node_replies
    uint32[] node_retries
    uint32[] node_timeouts
    uint32[] node_errors
    uint32[] node_alerts

    """
  }
}
