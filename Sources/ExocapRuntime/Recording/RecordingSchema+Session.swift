/// Texts of what people look at.
enum SessionTexts {
  static var latency: String {
    """
    # Where the time of one tick went. [s] NaN: not known.
    builtin_interfaces/Time stamp  # the tick
    uint64 tick
    float64 arrival_to_tick        # from the arrival of the bytes that started it; NaN: a timer did
    float64 step
    float64 send
    float64 arrival_to_sent
    float64 capture_to_sent        # from the newest measurement behind the command
    # The newest command that the robot said it accepted.
    uint64 accepted_sequence       # 0: none
    float64 accepted_delay         # its way to the robot, over the least of 10 s, as the robot measured it
    float64 accepted_round_trip    # from its send to the robot's word of it, less the time that the robot kept it
    string robot

    """
  }

  static var clockSync: String {
    """
    # One reading of both clocks.
    builtin_interfaces/Time stamp  # in the file's time: monotonic + constant
    int64 monotonic                # [ns] CLOCK_MONOTONIC
    int64 realtime                 # [ns] UTC since 1970, as the machine believed it
    int64 uncertainty              # [ns] the pair is right to this
    uint8 synchronised             # 0 no, 1 yes, 2 not known
    int64 estimated_error          # [ns] of UTC; -1 not known
    int64 maximum_error            # [ns] of UTC; -1 not known

    """
  }

  static var session: String {
    """
    builtin_interfaces/Time stamp
    string episode       # UUID
    string run           # of the daemon, 16 hexadecimal digits
    string rig
    string operator_name  # pseudonym; empty: none given
    string label
    string version       # of exocap
    int64 clock_offset   # [ns] log_time = CLOCK_MONOTONIC + this, in all of the file

    """
  }

  static var event: String {
    """
    # Something that a person wants to know.
    builtin_interfaces/Time stamp
    int64 time          # [ns] CLOCK_MONOTONIC
    uint8 severity      # 1 information, 2 warning, 3 error
    uint8 device        # its place in the rig; 255: none
    uint8 robot         # its place in the rig; 255: none
    uint16 record_kind  # 17 device event, 34 change of state; 0: no record of the core is behind it
    uint32 lost_before  # records of that thread that were lost before this one
    float64 value       # [SI] what it is about; NaN: nothing
    uint8[] record      # as the core wrote it
    string source       # role of the device, or id of the robot
    string kind
    string text

    """
  }

  static var recorder: String {
    """
    # How the recorder is doing, since the episode began.
    builtin_interfaces/Time stamp
    uint64 messages
    uint64 chunks
    uint64 bytes            # written to the file
    uint64 queued_bytes     # on the way to the disk
    uint64 lost_records     # by full rings and dropped chunks
    uint64 dropped_chunks   # found no room on the way to the disk
    float64 longest_write   # [s]
    float64 longest_sync    # [s]

    """
  }

  static var quality: String {
    """
    # What is wrong with the samples of one stream, or with the ticks of a robot, from this one on, until the next message says otherwise.
    builtin_interfaces/Time stamp  # of that sample or tick
    uint64 sequence                # of the device's samples; of the robot's ticks
    uint32 quality_flags           # bits, named in the channel's metadata `flags`; 0: nothing
    uint8 stream                   # of the device; 255: the robot's ticks

    """
  }
}
