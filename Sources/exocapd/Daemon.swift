// exocapd/ is the daemon's command line: options in, an exit status out. What runs is ExocapRuntime's RigDaemon.

internal import ExocapCore
internal import ExocapRuntime
internal import Glibc
internal import LinuxIO

/// The daemon.
@main
enum Daemon {
  static func main() {
    let status = run(Array(CommandLine.arguments.dropFirst()))
    exit(status.rawValue)
  }

  private static func run(_ words: [String]) -> ExitStatus {
    let options: Options
    do throws(Options.Problem) {
      options = try Options(words)
    } catch {
      complain("exocapd: \(error.text)\nexocapd --help tells more.")
      return .usage
    }
    if options.isHelp {
      print(Options.usage)
      return .asked
    }
    if options.isVersion {
      print("exocapd \(ExocapVersion.current)")
      return .asked
    }
    let rig: LoadedRig
    do throws(ProfileErrors) {
      rig = try Profiles.load(options.rig, searchPath: ProfileSearchPath.folders(given: options.profiles))
    } catch {
      complain(error.text)
      return .configuration
    }
    for warning in rig.warnings { complain(warning.text) }
    if options.checksOnly {
      print("\(options.rig): the rig and the \(rig.files.count) files that it is made of are right")
      return .asked
    }
    return serve(rig, options)
  }

  private static func serve(_ rig: LoadedRig, _ options: Options) -> ExitStatus {
    var settings = RigDaemon.Settings(rig: rig, socketPath: options.socket ?? Places.socket(rig: rig.rig.name))
    settings.recordings = options.recordings
    settings.stateFolder = Places.state(rig: rig.rig.name)
    settings.session.isRealtime = options.isRealtime
    if let bytes = options.tapBytes { settings.session.tapBytes = bytes }
    if let samples = options.ringSamples { settings.session.ringCapacity = samples }
    settings.requiresRealtime = options.requiresRealtime
    do throws(IOError) {
      return try serve(RigDaemon(settings))
    } catch {
      complain("exocapd: \(error)")
      return .unavailable
    }
  }

  /// Ports and socket are ours.
  private static func serve(_ daemon: RigDaemon) -> ExitStatus {
    do throws(IOError) {
      guard try daemon.start(ServiceNotifier.fromEnvironment()) else { return .refused }
    } catch {
      complain("exocapd: \(error)")
      return .system
    }
    daemon.run()
    return .asked
  }

  private static func complain(_ text: String) {
    var line = text + "\n"
    line.withUTF8 { bytes in
      // SAFETY: the kernel reads at most the buffer's length, during the call.
      _ = unsafe write(2, bytes.baseAddress, bytes.count)
    }
  }
}
