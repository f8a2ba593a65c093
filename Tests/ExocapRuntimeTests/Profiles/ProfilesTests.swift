internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

@Suite struct ProfilesTests {
  private let root = Requirement.repositoryRoot + "/hw-profiles"

  @Test func aRigIsFoundByNameOrByPath() throws {
    let byName = try Profiles.load("demo", searchPath: [root])
    let byPath = try Profiles.load(root + "/rigs/demo.yaml", searchPath: [])
    #expect(byName.rig == byPath.rig)
    #expect(byName.files == byPath.files)
  }

  @Test func saysThatThereIsNoSuchRig() {
    #expect {
      try Profiles.load("dmeo", searchPath: [root])
    } throws: { error in
      let text = (error as? ProfileErrors)?.text ?? ""
      return text.hasPrefix("dmeo: error: there is no rig 'dmeo'\n   = did you mean 'demo'?") && text.hasSuffix("1 error, 0 warnings")
    }
    #expect(throws: ProfileErrors.self) { try Profiles.load("no/such.yaml", searchPath: [root]) }
  }

  @Test func errorsAreTextAndJSON() {
    do throws(ProfileErrors) {
      _ = try Profiles.load("x", searchPath: [])
      Issue.record("loaded")
    } catch {
      #expect(error.text == "x: error: there is no rig 'x'\n1 error, 0 warnings")
      #expect(
        error.json == #"[{"file":"x","line":null,"column":null,"severity":"error","message":"there is no rig 'x'","notes":[]}]"#)
    }
  }

  @Test func checksOneFileOfAnyKind() {
    for path in ["devices/hmc-exo", "robots/unitree-g1", "rigs/demo", "calibrations/demo/left-arm"] {
      #expect(Profiles.check(path: "\(root)/\(path).yaml", searchPath: []).sorted.isEmpty)
    }
    let other = Profiles.check(path: Requirement.repositoryRoot + "/LICENSE", searchPath: [])
    #expect(!other.isClean)
    #expect(Profiles.check(path: root + "/none.yaml", searchPath: []).errorCount == 1)
  }

  @Test func everyByteFlipIsReadOrRefusedWithoutHarm() {
    // Any damage to a rig's text ends in a value or in reports, never in a trap.
    let seed: UInt64 = 0x5EED_0003
    var generator = SplitMix(state: seed)
    let fixture = RigFixture()
    let fields: [WritableKeyPath<RigFixture, String>] = [\.rig, \.exo, \.cell, \.bot, \.unit1, \.unit2]
    for round in 0..<300 {
      var damaged = fixture
      let field = fields[Int(generator.next() % UInt64(fields.count))]
      var bytes = Array(damaged[keyPath: field].utf8)
      for _ in 0...Int(generator.next() % 3) {
        let place = Int(generator.next() % UInt64(bytes.count))
        switch generator.next() % 3 {
        case 0: bytes[place] = UInt8(0x20 + generator.next() % 0x5F)
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: place)
        }
      }
      damaged[keyPath: field] = String(decoding: bytes, as: UTF8.self)
      let (loaded, said) = damaged.load()
      #expect(loaded != nil || !said.isEmpty, "seed \(seed) round \(round)")
    }
  }
}
