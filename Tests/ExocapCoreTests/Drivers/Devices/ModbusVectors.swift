// Packets of Modbus RTU. Published: comments of a load-cell reader (Oct19/s-bot-stm32), which quote the DY094 transmitter's manual.
// Computed by an independent implementation: the requests and replies of AirExo's encoders, whose layout its encoder.py has.

enum ModbusVectors {
  static let readLong = "01 03 03 00 00 02 C4 4F"
  static let long935 = "01 03 04 00 00 03 A7 BB 79"
  static let readFloat = "01 03 01 00 00 02 C5 F7"
  static let float93 = "01 03 04 42 BB 00 00 9E 6E"
  static let readNineLongs = "01 03 03 00 00 12 C5 83"
  /// Requests to encoders 1 … 8: one register from 0x41 on.
  static let encoders = [
    "01 03 00 41 00 01 D4 1E", "02 03 00 41 00 01 D4 2D", "03 03 00 41 00 01 D5 FC", "04 03 00 41 00 01 D4 4B",
    "05 03 00 41 00 01 D5 9A", "06 03 00 41 00 01 D5 A9", "07 03 00 41 00 01 D4 78", "08 03 00 41 00 01 D4 87",
  ]
  static let encoder1At2048 = "01 03 02 08 00 BF 84"
  static let encoder8At4095 = "08 03 02 0F FF 21 F5"
}
