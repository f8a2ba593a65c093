/// Texts of what replay is made from.
enum CallTexts {
  static var rawCall: String {
    """
    # One call into the core of a device's thread, in order; or the head of a sample that came of one.
    int64 time          # [ns] CLOCK_MONOTONIC: arrival of the bytes, or time of the call
    uint64 call         # numbered from 0 without a gap; 0 in samples
    uint32 lost_before  # records of this thread that were lost before this one
    uint16 OPENED=1
    uint16 RECEIVE=2
    uint16 POLL=3
    uint16 WROTE=4
    uint16 REQUEST=5
    uint16 CLOSED=6
    uint16 FELT=7
    uint16 SAMPLE=16
    uint16 kind
    # RECEIVE: ends_packet (1 byte), then the bytes of one read. POLL: the request. WROTE: 0 taken, 1 busy, 2 failed.
    # REQUEST: 0 tare, 1 ping, 2 set up, 3 distrust, 4 trust, 5 blink. FELT: the force [N] that the robot's hand feels, a float64. SAMPLE: 56 bytes; its values follow in the next message of the stream's own channel.
    uint8[] bytes

    """
  }

  static var tick: String {
    """
    # One turn of a robot's control loop: what went in, what was wanted, what came out.
    # By joint group: left_arm, right_arm, left_hand, right_hand, waist, head, legs.
    int64 time              # [ns] CLOCK_MONOTONIC
    uint64 call             # numbered from 0 without a gap
    uint64 tick
    uint32 lost_before      # records of this thread that were lost before this one
    uint32 faults           # bits: stale, limited, not_finite, late, tracking, no_lease, robot_stale, emergency_stop, glitch, samples_lost
    uint8[7] states         # 0 disarmed, 1 aligning, 2 blending, 3 engaged, 4 holding, 5 releasing, 6 faulted
    uint8[7] reasons
    uint8[7] obstacles
    float64 step_time       # [s] what the limiter took a step to be
    exocap_msgs/SampleRun[] samples
    exocap_msgs/OperatorRequest[] requests
    exocap_msgs/BranchAnswer[] answers
    float64[] wanted        # [rad | m] NaN: nothing known
    float64[] limited       # [rad | m]
    float64[] rates         # [rad/s | m/s]
    uint8[] clipping        # bits as in exocap_msgs/Command
    float64[7] weights      # 0 to 1
    float64[7] mismatches   # [rad | m]
    float64[7] wanted_forces  # [N]
    float64[7] forces       # [N]
    uint8[] packet          # the datagram for the robot; empty where there was nothing to say

    """
  }

  static var sampleRun: String {
    RecordingSchema.part(
      "exocap_msgs/SampleRun",
      """
      # Samples that a tick took: `count` of them, numbered without a gap from `first`.
      uint8 device
      uint16 count
      uint64 first

      """)
  }

  static var operatorRequest: String {
    RecordingSchema.part(
      "exocap_msgs/OperatorRequest",
      """
      uint8 kind    # 0 engage, 1 disengage, 2 freeze, 3 unfreeze, 4 stop, 5 reset, 6 leave
      uint8 groups  # bit i: joint group i

      """)
  }

  static var branchAnswer: String {
    RecordingSchema.part(
      "exocap_msgs/BranchAnswer",
      """
      # What a search for a better branch of an arm found. It was asked for in an earlier tick, and may be taken 20 ticks after that.
      uint64 tick          # of the request
      uint8 arm            # 0 or 1, in the order of the rig's retargeting
      float64 cost         # [-] weighted square of what is missing
      float64[10] joints   # [rad | m] from the arm's base on; 0 behind its last

      """)
  }

  static var checkpoint: String {
    """
    # The state of one thread's part of the core between two of its calls.
    int64 time          # [ns] CLOCK_MONOTONIC
    uint64 call         # the number of the call that follows
    uint32 lost_before  # records of this thread that were lost before this one
    uint8 device        # its place in the rig; 255: the state of a robot's loop
    uint8 robot         # its place in the rig; 255: the state of a device
    uint8[] state

    """
  }

  static var datagram: String {
    """
    # What became of a tick's datagram, and when its thread passed its borders. [ns] CLOCK_MONOTONIC
    uint64 tick
    int64 began         # right before the step
    int64 stepped       # right after it
    int64 sent          # right after the send returned
    int64 arrived       # when the bytes arrived that started the tick; -2^63: a timer did
    uint32 lost_before  # records of this thread that were lost before this one
    uint8 outcome       # 0 taken, 1 busy, 2 failed
    uint8[] bytes       # the datagram; empty where there was nothing to say, or its tick was lost

    """
  }
}
