/// Texts of joints, forces and commands.
enum JointTexts {
  static var time: String { RecordingSchema.part("builtin_interfaces/Time", "int32 sec\nuint32 nanosec\n") }
  static var header: String { RecordingSchema.part("std_msgs/Header", "builtin_interfaces/Time stamp\nstring frame_id\n") }

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
