import ExocapCore
import ExocapRuntime
import Testing

@Suite struct ControlRequestTests {
  static func read(_ text: String) -> (id: JSONValue?, request: Result<ControlRequest, ControlRefusal>) {
    ControlRequest.read(Array(text.utf8))
  }

  static func refusal(_ text: String) -> ControlRefusal? {
    if case .failure(let refusal) = read(text).request { return refusal }
    return nil
  }

  @Test func readsAVerbWithItsKeys() throws {
    let (id, result) = Self.read(#"{"id":"a","do":"latency","reset":true}"#)
    let request = try result.get()
    #expect(id == "a")
    #expect(request.verb == .latency)
    #expect(try request.flag("reset"))
  }

  @Test func everyVerbIsTaken() {
    for verb in ControlVerb.allCases { #expect(Self.refusal(#"{"do":"\#(verb.rawValue)"}"#) == nil) }
  }

  @Test func aSlipIsNamedAndTheIdComesBack() {
    let (id, _) = Self.read(#"{"id":7,"do":"engge"}"#)
    #expect(id == 7)
    let verb = Self.refusal(#"{"id":7,"do":"engge"}"#)
    #expect(verb?.error == "there is no request 'engge'")
    #expect(verb?.remedy?.hasPrefix("did you mean 'engage'? Known: status, ") == true)
    let key = Self.refusal(#"{"do":"engage","group":["left_arm"]}"#)
    #expect(key?.error == "there is no key of 'engage' 'group'")
    #expect(key?.remedy?.hasPrefix("did you mean 'groups'?") == true)
  }

  @Test(arguments: [
    ("", "this is no JSON: a value is missing at byte 1"), ("[]", "a request is an object"), ("{}", "'do' is missing"),
    (#"{"do":1}"#, "'do' is a string"), (#"{"id":1.5,"do":"status"}"#, "'id' is a whole number or a string"),
  ])
  func whatIsNoRequestIsSaid(text: String, error: String) { #expect(Self.refusal(text)?.error == error) }

  @Test func namesAreLookedUpInTheRig() throws {
    let rig = SmallRig.rig
    func request(_ text: String) throws -> ControlRequest { try Self.read(text).request.get() }
    #expect(try request(#"{"do":"engage"}"#).robots(of: rig) == [RobotID(0)])
    #expect(try request(#"{"do":"engage"}"#).groups() == nil)
    #expect(try request(#"{"do":"engage","robot":"r1","groups":["left_arm","head"]}"#).groups()?.rawValue == 0b10_0001)
    #expect(try request(#"{"do":"tare","device":"left_grip"}"#).device(of: rig) == SmallRig.grip)
    #expect(throws: ControlRefusal("there is no robot 'r2'", remedy: "did you mean 'r1'? Known: r1")) {
      try request(#"{"do":"engage","robot":"r2"}"#).robots(of: rig)
    }
    #expect(throws: ControlRefusal("'groups' names nothing", remedy: "leave it out for all groups of the rig")) {
      try request(#"{"do":"engage","groups":[]}"#).groups()
    }
    #expect(throws: ControlRefusal("'device' is missing", remedy: "name one of left_arm, left_grip")) {
      try request(#"{"do":"tare"}"#).device(of: rig)
    }
    let arm = #expect(throws: ControlRefusal.self) { try request(#"{"do":"engage","groups":["leftarm"]}"#).groups() }
    #expect(arm?.remedy?.hasPrefix("did you mean 'left_arm'?") == true)
  }
}
