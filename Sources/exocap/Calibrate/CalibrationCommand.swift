internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import Foundation
internal import LinuxIO

/// `exocap calibration`.
struct CalibrationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibration",
    abstract: "Shows, exports and imports the calibration of a device, and lists its older ones.",
    discussion: """
      A calibration is one file of one unit. It is made with 'exocap calibrate'.

        exocap calibration show left_arm --rig lab
        exocap calibration history left_arm --rig lab
        exocap calibration export left_arm --rig lab -o left-03.yaml
        exocap calibration import left_arm left-03.yaml --rig lab
      """,
    subcommands: [Show.self, History.self, Export.self, Import.self])

  /// The device whose calibration it is.
  struct Unit: ParsableArguments {
    @Argument(help: ArgumentHelp("The device's role in the rig.", valueName: "role"))
    var role: String
    @Option(help: "The rig, by name or path.")
    var rig: String
    @OptionGroup var profiles: ProfileOptions

    func load() throws -> UncalibratedUnit {
      do throws(ProfileErrors) {
        return try Profiles.loadUncalibrated(role, of: rig, searchPath: profiles.searchPath)
      } catch {
        throw ToolFailure(error)
      }
    }

    /// The newest file, which must be right.
    func record() throws -> (UncalibratedUnit, CalibrationRecord) {
      let unit = try load()
      return (unit, try Unit.record(unit.path, unit.device.profile))
    }

    /// A file that must be a calibration of that profile.
    static func record(_ path: String, _ profile: DeviceProfile) throws -> CalibrationRecord {
      let diagnostics = Diagnostics()
      if let record = CalibrationRecord(path: path, profile: profile, diagnostics: diagnostics) { return record }
      var failure = ToolFailure(.configuration, diagnostics.text)
      failure.isReport = true
      throw failure
    }
  }

  /// `exocap calibration show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Prints what a device's calibration says.")
    @OptionGroup var unit: Unit
    @OptionGroup var format: FormatOptions

    func run() throws {
      let (loaded, record) = try unit.record()
      let report = CalibrationReport(
        role: unit.role, path: loaded.path, profile: loaded.device.profile, old: nil, new: record.calibration, notes: [:])
      if format.format == .json { return Screen.standard.put(report.json.line) }
      Screen.standard.put("\(unit.role): '\(record.calibration.label)', \(loaded.path)")
      if let made = CalibrationCommand.made(record) { Screen.standard.put(made) }
      for line in report.table.lines { Screen.standard.put(line) }
    }
  }

  /// `exocap calibration history`.
  struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "history", abstract: "Lists a device's calibrations, newest first, with what changed from one to the next.")
    @OptionGroup var unit: Unit
    @OptionGroup var format: FormatOptions

    func run() throws {
      let (loaded, newest) = try unit.record()
      let older = CalibrationStore(path: loaded.path).older.reversed().compactMap {
        CalibrationRecord(path: $0, profile: loaded.device.profile, diagnostics: Diagnostics())
      }
      let all = [newest] + older
      let values = loaded.device.profile.streams.flatMap(\.values)
      var table = Table(["made", "by", "unit", "largest change of a zero", "file"], [.left, .left, .left, .left, .left])
      var objects: [JSON] = []
      for (index, record) in all.enumerated() {
        let change = index + 1 < all.count ? record.largestChange(since: all[index + 1]) : nil
        let isLength = change.map { change in values.first { $0.name == change.value }?.isLength ?? false } ?? false
        let isForce = change.map { change in values.first { $0.name == change.value }.map(CalibrationCommand.isForce) ?? false } ?? false
        let text = change.map { "\($0.value) \(isForce ? $0.amount.text(3) + " N" : ValueText(isLength).short($0.amount))" } ?? "-"
        table.add([record.at ?? "-", record.by ?? "-", record.calibration.label, text, record.path])
        objects.append(
          .members([
            ("file", .string(record.path)), ("label", .string(record.calibration.label)), ("at", .text(record.at)),
            ("by", .text(record.by)), ("changed", .text(change?.value)), ("change", change.map { .number($0.amount) } ?? .null),
          ]))
      }
      if format.format == .json { return Screen.standard.put(JSON.array(objects).line) }
      for line in table.lines { Screen.standard.put(line) }
    }
  }

  /// `exocap calibration export`.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Writes a device's calibration to a file of its own, or to standard output.")
    @OptionGroup var unit: Unit
    @Option(name: .shortAndLong, help: "The file; without it, standard output.")
    var output: String?

    func run() throws {
      let (_, record) = try unit.record()
      guard let output else {
        return Screen.standard.put(String(decoding: record.source.bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
      }
      do throws(IOError) {
        try Files.writeAtomically(record.source.bytes.span, to: output)
      } catch {
        throw ToolFailure(error)
      }
      Screen.standard.put("written: \(output), '\(record.calibration.label)'")
    }
  }

  /// `exocap calibration import`.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Takes a file as a device's calibration; the one before goes to its history.",
      discussion: "Refused where it is of another profile, where values are missing, and, without --other-unit, where it is another unit's."
    )
    @OptionGroup var unit: Unit
    @Argument(help: "The file.")
    var file: String
    @Flag(help: "The device is another unit from now on.")
    var otherUnit = false

    func run() throws {
      let loaded = try unit.load()
      let record = try Unit.record(file, loaded.device.profile)
      if let old = loaded.calibration, old.label != record.calibration.label, !otherUnit {
        throw ToolFailure(
          .negative, "\(file) is of '\(record.calibration.label)', and \(unit.role) is '\(old.label)'; nothing was written",
          advice: ["where the arm was exchanged, say so: --other-unit"])
      }
      do throws(IOError) {
        let moment = Date().formatted(.iso8601).split(separator: ":").joined()
        try CalibrationStore(path: loaded.path).replace(by: String(decoding: record.source.bytes, as: UTF8.self), moment: moment)
      } catch {
        throw ToolFailure(error)
      }
      Screen.standard.put("\(unit.role): '\(record.calibration.label)' written: \(loaded.path); the daemon reads it when it starts next")
    }
  }

  /// When and by whom, in one line; nil where the file does not say.
  private static func made(_ record: CalibrationRecord) -> String? {
    let parts = [record.at, record.by.map { "by \($0)" }, record.tool.map { "with \($0)" }].compactMap { $0 }
    return parts.isEmpty ? nil : "made \(parts.joined(separator: " "))"
  }

  private static func isForce(_ value: ValueProfile) -> Bool {
    if case .force = value.source { return true }
    return false
  }
}
