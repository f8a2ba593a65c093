import ExocapCore
import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import Testing

@testable import exocap

@Suite struct WornValuesTests {
  /// What the driver and the calibration of the real daemon make of a simulated arm's lines is what the operator's elbow does.
  @Test func theDaemonsOwnCodeReadsTheOperatorsPoseBack() throws {
    let rig = try Profiles.load("demo", searchPath: [Requirement.repositoryRoot + "/hw-profiles"]).rig
    let start = Timestamp(nanoseconds: 5_000_000_000)
    let plan = try MicrowavePlan(try KinematicModel(rig.robots[0].profile.kinematics))
    var random = SeededRandom(seed: 3)
    let person = Person(takes: [.microwave(MicrowaveTask(plan: plan, random: &random))], tremor: nil)
    let script = OperatorScript(
      person: person, tremor: Tremor(random: &random), takes: 1, unplugs: [], waitsForWord: false, now: start)
    let worn = WornValues(rig: rig, device: DeviceID(0), glitches: [])
    let own = rig.devices[0]
    var device = SimulatedDevice(profile: own.profile, calibration: own.calibration, start: start)
    let ring = Ring<Sample>(minimumCapacity: 1024)
    var samples = ring.makeConsumer()
    let tap = RecordRing(minimumBytes: 1 << 20)
    var acquisition = Acquisition(rig: rig, device: DeviceID(0), outputs: [ring], tap: tap.makeProducer())
    acquisition.opened(at: start)
    let elbow = try #require(own.profile.streams[0].values.firstIndex { $0.name == "elbow_flex" })
    var compared = 0
    for step in 0..<600 {
      let now = start + .milliseconds(4500 + Int64(step))
      worn.wear(on: &device, script: script, now: now)
      let bytes = device.poll(now: now)
      if !bytes.isEmpty { acquisition.receive(bytes.span, endsPacket: false, at: now) }
      while let sample = samples.pop() {
        guard sample.kind == .joints, sample.valid & (1 << UInt64(elbow)) != 0 else { continue }
        let wanted = script.pose(at: now).pose.left.angles[.elbow]
        // A line takes 7 ms on the wire, in which an arm that moves at 1.5 rad/s turns 0.011 rad; the converter's grid adds 0.001.
        #expect(abs(sample.values[elbow] - wanted) < 0.02)
        compared += 1
      }
    }
    #expect(compared > 60)
  }
}
