@testable import ExocapRuntime
import Testing

@Suite struct KeyCatalogTests {
  /// Some numbers of linux/input-event-codes.h, read there by a person.
  @Test(arguments: [
    ("KEY_ESC", 1), ("KEY_A", 30), ("KEY_SPACE", 57), ("KEY_F12", 88), ("KEY_UP", 103), ("BTN_0", 0x100), ("BTN_SOUTH", 0x130),
  ])
  func knowsTheKernelsNumbers(name: String, code: UInt16) {
    #expect(KeyCatalog.code(of: name) == code)
  }

  @Test func everyNameLeadsBack() {
    for name in KeyCatalog.names {
      let code = KeyCatalog.code(of: name)
      #expect(code.map { KeyCatalog.name(of: $0) } == name)
    }
    #expect(Set(KeyCatalog.names).count == KeyCatalog.names.count)
    #expect(KeyCatalog.code(of: "KEY_PEDAL") == nil)
  }
}
