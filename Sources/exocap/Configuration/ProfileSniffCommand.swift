internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

extension ProfileCommand {
  /// `exocap profile sniff`.
  struct Sniff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sniff",
      abstract: "Listens on a serial port and says what speed and packets it seems to have.",
      discussion: """
        Each likely speed is listened to; what looks most like lines or packets is shown, with one of them. Where nothing comes at any \
        speed, servos are asked who is there: pings, which change nothing.

          exocap profile sniff /dev/ttyUSB0
          exocap profile sniff /dev/ttyACM0 --baud 115200 --seconds 5

        It guesses: a person decides. 'exocap profile new NAME --port PORT' makes a profile of it. Exit status: 1 nothing was recognised.
        """)
    @Argument(help: "The port, as a path or a USB serial number.")
    var port: String
    @OptionGroup var listening: ListeningOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
      let found = try listening.listen(port)
      if format.format == .json {
        Screen.standard.put(found.json.line)
      } else {
        for line in found.lines { Screen.standard.put(line) }
      }
      if found.guess.score == 0 { throw ExitStatus.negative }
    }
  }

  /// `exocap profile new`.
  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new",
      abstract: "Prints a device profile to fill in, with what a port says of itself.",
      discussion: """
        Lines with CHECK are guesses, and names of values are yours to give: docs/adding-a-device.md goes on from there.

          exocap profile new my-arm --port /dev/ttyUSB0 > my-arm.yaml
          exocap profile new my-arm > my-arm.yaml       without a port: nothing is known
        """)
    @Argument(help: "The profile's name: small letters, digits and hyphens.")
    var name: String
    @Option(help: "The port to listen on, as a path or a USB serial number.")
    var port: String?
    @OptionGroup var listening: ListeningOptions

    func run() throws {
      guard !name.isEmpty, name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }) else {
        throw ToolFailure(.usage, "'\(name)' is no name for a profile", advice: ["use small letters, digits and hyphens: my-arm"])
      }
      let found = try port.map { try listening.listen($0) }
      let text = ProfileSkeleton.text(
        name: name, guess: found?.guess ?? .silent, baud: found?.baud ?? 115_200, usb: found?.usb.map { ($0.vendor, $0.product) })
      Screen.standard.put(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
  }
}

/// How a port is listened to.
struct ListeningOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only this speed; without it, every likely one.", valueName: "bit/s"))
  var baud: Int?
  @Option(help: ArgumentHelp("How long each speed is listened to.", valueName: "s"))
  var seconds = 1.0

  func validate() throws {
    if let baud, !(300...12_000_000).contains(baud) { throw ValidationError("--baud is 300 … 12000000") }
    if !(0.1...60).contains(seconds) { throw ValidationError("--seconds is 0.1 … 60") }
  }

  /// Listens at each speed and keeps the best guess; asks servos where nothing comes.
  func listen(_ port: String) throws -> SniffedPort {
    let speeds = baud.map { [$0] } ?? WireSniffer.speeds
    var best: SniffedPort?
    var heard: [(baud: Int, bytes: Int)] = []
    for speed in speeds {
      let line = try SniffedLine(port, speed)
      let bytes = try line.listen(for: .seconds(rounding: seconds))
      heard.append((speed, bytes.count))
      let guess = WireSniffer.guess(bytes, over: .seconds(rounding: seconds))
      let found = SniffedPort(port: port, baud: speed, guess: guess, bytes: bytes.count, usb: line.usb, heard: heard)
      if best.map({ guess.score > $0.guess.score || ($0.guess == .silent && guess != .silent) }) ?? true { best = found }
      // As good as it gets: other speeds would show garbage.
      if guess.score > 0.95 { break }
    }
    if heard.allSatisfy({ $0.bytes == 0 }), let asked = try ask(port, speeds) { best = asked }
    guard var result = best else { throw ToolFailure(.usage, "no speed to listen at") }
    result.heard = heard
    return result
  }

  private func ask(_ port: String, _ speeds: [Int]) throws -> SniffedPort? {
    for speed in speeds {
      let line = try SniffedLine(port, speed)
      for ping in [ServoPing.dynamixel, ServoPing.feetech] {
        line.write(ping)
        let bytes = try line.listen(for: .milliseconds(120))
        if let guess = ServoPing.replies(in: bytes) {
          return SniffedPort(port: port, baud: speed, guess: guess, bytes: bytes.count, usb: line.usb, heard: [])
        }
      }
    }
    return nil
  }
}

/// A port that is open at one speed.
struct SniffedLine: ~Copyable {
  private let port: SerialPort

  init(_ address: String, _ baud: Int) throws {
    do throws(IOError) {
      port = try SerialPort(SerialAddress(address), speed: UInt32(baud))
    } catch {
      throw ToolFailure(error, status: .unreachable)
    }
  }

  /// The USB device behind it; nil where there is none.
  var usb: USBSerialPort? { USBSerialPort(tty: Files.name(of: port.path)) }

  /// What comes within `time`. At most a megabyte.
  func listen(for time: Interval) throws -> [UInt8] {
    var memory = [UInt8](repeating: 0, count: 4096)
    var bytes: [UInt8] = []
    var polls = PollSet()
    let slot = polls.add(port.pollDescriptor)
    let end = MonotonicClock.now() + time
    while MonotonicClock.now() < end, bytes.count < 1 << 20 {
      _ = polls.wait(until: end)
      if polls.readiness(of: slot) == .none { continue }
      var span = memory.mutableSpan
      switch port.read(into: &span) {
      case .bytes(let count): bytes += memory[..<count]
      case .wouldBlock: continue
      case .endOfFile, .gone: throw ToolFailure(.unreachable, "the device at \(port.path) is gone", advice: ["plug it in again"])
      }
    }
    return bytes
  }

  func write(_ bytes: [UInt8]) { _ = port.write(bytes.span) }
}

/// What was heard on a port.
struct SniffedPort {
  var port: String
  /// [bit/s] The speed that the guess belongs to.
  var baud: Int
  var guess: WireGuess
  /// [B] What came at that speed.
  var bytes: Int
  var usb: USBSerialPort?
  /// What came at each speed that was tried.
  var heard: [(baud: Int, bytes: Int)]
}
