import ExocapCore
import Testing

@Suite struct RetargetingErrorTests {
  @Test func saysWhatIsWrongInWords() {
    #expect(RetargetingError.link("elbwo").description == "there is no link 'elbwo'")
    #expect(RetargetingError.unmeasured("hmc-exo").description == "the calibration of 'hmc-exo' lacks a length")
  }
}
