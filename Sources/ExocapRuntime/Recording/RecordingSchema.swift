internal import MCAP

/// The kinds of message in a recording, each with its ros2msg text and the texts of what it is made of.
///
/// Units stand in the texts, which travel in every file. docs/recordings.md explains them.
enum RecordingSchema: UInt16, CaseIterable {
  case jointState = 1
  case rawCall
  case tick
  case checkpoint
  case forces
  case values
  case command
  case datagram
  case latency
  case clockSync
  case session
  case event
  case recorder

  /// The name in the file: package, `msg`, type.
  var name: String {
    switch self {
    case .jointState: "sensor_msgs/msg/JointState"
    case .rawCall: "exocap_msgs/msg/RawCall"
    case .tick: "exocap_msgs/msg/Tick"
    case .checkpoint: "exocap_msgs/msg/Checkpoint"
    case .forces: "exocap_msgs/msg/Forces"
    case .values: "exocap_msgs/msg/Values"
    case .command: "exocap_msgs/msg/Command"
    case .datagram: "exocap_msgs/msg/Datagram"
    case .latency: "exocap_msgs/msg/Latency"
    case .clockSync: "exocap_msgs/msg/ClockSync"
    case .session: "exocap_msgs/msg/Session"
    case .event: "exocap_msgs/msg/Event"
    case .recorder: "exocap_msgs/msg/Recorder"
    }
  }

  /// The record that defines it in a file.
  var record: Schema {
    Schema(id: rawValue, name: name, encoding: "ros2msg", definition: Array(definition.utf8))
  }

  private var definition: String {
    switch self {
    case .jointState: JointTexts.jointState + JointTexts.header + JointTexts.time
    case .rawCall: CallTexts.rawCall
    case .tick: CallTexts.tick + CallTexts.sampleRun + CallTexts.operatorRequest
    case .checkpoint: CallTexts.checkpoint
    case .forces: JointTexts.forces + JointTexts.header + JointTexts.time
    case .values: JointTexts.values + JointTexts.header + JointTexts.time
    case .command: JointTexts.command + JointTexts.header + JointTexts.time
    case .datagram: CallTexts.datagram
    case .latency: SessionTexts.latency + JointTexts.time
    case .clockSync: SessionTexts.clockSync + JointTexts.time
    case .session: SessionTexts.session + JointTexts.time
    case .event: SessionTexts.event + JointTexts.time
    case .recorder: SessionTexts.recorder + JointTexts.time
    }
  }
}

/// What stands before the text of a type that another one is made of.
private func part(_ name: String, _ text: String) -> String {
  String(repeating: "=", count: 80) + "\nMSG: \(name)\n" + text
}

/// Texts of joints, forces and commands.
private enum JointTexts {
  static var time: String { part("builtin_interfaces/Time", "int32 sec\nuint32 nanosec\n") }
  static var header: String { part("std_msgs/Header", "builtin_interfaces/Time stamp\nstring frame_id\n") }

  static var jointState: String {
    """
    std_msgs/Header header
    string[] name
    float64[] position
    float64[] velocity
    float64[] effort

    """
  }

  static var forces: String {
    """
    # Forces of one stream of a device. An array is empty where the device measures no such thing; NaN: not known.
    std_msgs/Header header  # when they were measured
    uint64 valid            # bit i: force[i] was measured for this sample
    uint64 saturated        # bit i: the sensor is at the end of its range
    float64[] force         # [N]
    float64[] rate          # [N/s]
    float64[] effort
    string[] name

    """
  }

  static var values: String {
    """
    # Values of one stream of a device: buttons (0 or 1), axes (-1 to 1), poses, what a gate says of a lease.
    # An array is empty where the device measures no such thing; NaN: not known.
    std_msgs/Header header  # when they were measured
    uint64 valid            # bit i: value[i] was measured for this sample
    uint64 saturated        # bit i: the sensor is at the end of its range
    float64[] value
    float64[] rate
    float64[] effort
    string[] name

    """
  }

  static var command: String {
    """
    # One set-point of a robot at one stage: requested (by the operator), limited, or sent (as the robot reads it).
    # Joints are in the order of the channel's metadata "joints". NaN: this stage says nothing of it.
    std_msgs/Header header  # the tick
    uint64 tick
    float64[] q             # [rad | m]
    float64[] dq            # [rad/s | m/s]
    float64[] tau           # [Nm | N]
    float64[] kp            # [Nm/rad | N/m]
    float64[] kd            # [Nms/rad | Ns/m]
    # By joint group: left_arm, right_arm, left_hand, right_hand, waist, head, legs.
    float64[7] grip_force   # [N]
    float64[7] weight       # 0 to 1: how much of the group is ours
    uint8 engaged           # bit i: group i follows the operator
    # What the limiter changed in each joint; empty where the stage is not limited.
    uint8 POSITION=1
    uint8 VELOCITY=2
    uint8 ACCELERATION=4
    uint8 JERK=8
    uint8 FORCE=16
    uint8 NOT_FINITE=32
    uint8 GLITCH=64
    uint8[] clipping

    """
  }
}

/// Texts of what replay is made from.
private enum CallTexts {
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
    uint16 SAMPLE=16
    uint16 kind
    # RECEIVE: ends_packet (1 byte), then the bytes of one read. POLL: the request. WROTE: 0 taken, 1 busy, 2 failed.
    # REQUEST: 0 tare, 1 ping, 2 set up. SAMPLE: 56 bytes; its values follow in the next message of the stream's own channel.
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
    part(
      "exocap_msgs/SampleRun",
      """
      # Samples that a tick took: `count` of them, numbered without a gap from `first`.
      uint8 device
      uint16 count
      uint64 first

      """)
  }

  static var operatorRequest: String {
    part(
      "exocap_msgs/OperatorRequest",
      """
      uint8 kind    # 0 engage, 1 disengage, 2 freeze, 3 unfreeze, 4 stop, 5 reset, 6 leave
      uint8 groups  # bit i: joint group i

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

/// Texts of what people look at.
private enum SessionTexts {
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
}
