// Takes/ lets a person record takes in a world: clean ones, and ones with one known defect each. It does not know how takes are judged.

package import ExocapCore

/// What is wrong with a simulated take; nothing else is.
package enum TakeDefect: String, Sendable, CaseIterable {
  /// The computer is so slow that taps overflow.
  case ringOverflow = "ring_overflow"
  /// A sensor that was not plugged in.
  case silentDevice = "silent_device"
  /// Ended right after it began.
  case shortTake = "short_take"
  /// The very same motion a second time.
  case duplicateTake = "duplicate_take"
  /// A cable that loses its contact for half a second.
  case looseContact = "loose_contact"
  /// A cable that loses bytes.
  case droppedPackets = "dropped_packets"
  /// A network that loses the robot's reports.
  case lostReports = "lost_reports"
  /// A load cell's converter that is strapped to a tenth of its rate.
  case slowSensor = "slow_sensor"
  /// An encoder whose reading jumps.
  case jumpingEncoder = "jumping_encoder"
  /// An encoder that stands still.
  case stuckEncoder = "stuck_encoder"
  /// A squeeze beyond the sensor's range.
  case saturatedSensor = "saturated_sensor"
  /// A servo without power.
  case deadServo = "dead_servo"
  /// A force sensor that warms up.
  case forceDrift = "force_drift"
  /// A control loop that is kept from turning.
  case lateTicks = "late_ticks"
  /// A computer that is slow to send.
  case slowSend = "slow_send"
  /// A network that refuses commands.
  case refusedSends = "refused_sends"
  /// A robot that follows slowly.
  case slowRobot = "slow_robot"
  /// The operator hits the emergency stop.
  case emergencyStop = "emergency_stop"
  /// The operator freezes the arms and goes on.
  case freeze
  /// Nobody confirms: nothing follows the operator.
  case neverEngaged = "never_engaged"
  /// The operator waits before the first motion.
  case idleHead = "idle_head"
  /// The operator forgets to end the take.
  case idleTail = "idle_tail"
  /// The operator reaches where the robot cannot.
  case atLimit = "at_limit"
  /// The operator leads the robot's hands into each other: it stops before they touch.
  case crossedArms = "crossed_arms"
  /// The operator moves faster than the robot may.
  case tooFast = "too_fast"
  /// The operator squeezes harder than the robot may.
  case tooStrong = "too_strong"
  /// The grip flutters.
  case chatter
  /// The arms shake.
  case shaking
}

/// What a simulated take is like.
package struct TakeOptions: Sendable {
  /// Nil: a clean take.
  package var defect: TakeDefect?
  /// From the moment at which the recording begins.
  package var length = Interval.seconds(7)

  package init(defect: TakeDefect? = nil) { self.defect = defect }

  /// When the recording begins: the operator has engaged and has both arms at rest.
  package static var start: Interval { .seconds(3) }
  /// How long the world lasts.
  package var duration: Interval { TakeOptions.start + (defect == .shortTake ? .milliseconds(600) : length) }
  /// When the defect sets in, where it does not last for all of the take.
  package static var onset: Interval { .seconds(4) }
}
