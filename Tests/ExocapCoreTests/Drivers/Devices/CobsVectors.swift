/// Packets and their encodings, as they stand in Wikipedia's article "Consistent Overhead Byte Stuffing".
enum CobsVectors {
  static let all: [(plain: [UInt8], encoded: [UInt8])] = [
    ([0], [1, 1, 0]),
    ([0, 0], [1, 1, 1, 0]),
    ([0, 0x11, 0], [1, 2, 0x11, 1, 0]),
    ([0x11, 0x22, 0, 0x33], [3, 0x11, 0x22, 2, 0x33, 0]),
    ([0x11, 0x22, 0x33, 0x44], [5, 0x11, 0x22, 0x33, 0x44, 0]),
    ([0x11, 0, 0, 0], [2, 0x11, 1, 1, 1, 0]),
    (Array(1...254), [255] + Array(1...254) + [0]),
    ([0] + Array(1...254), [1, 255] + Array(1...254) + [0]),
    (Array(1...255), [255] + Array(1...254) + [2, 255, 0]),
    (Array(2...255) + [0], [255] + Array(2...255) + [1, 1, 0]),
    (Array(3...255) + [0, 1], [254] + Array(3...255) + [2, 1, 0]),
  ]
}
