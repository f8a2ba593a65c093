internal import Glibc
internal import LinuxIO

/// What of a machine decides how a rig runs on it. What cannot be read is said as missing.
package struct MachineFacts: Sendable, Equatable {
  /// A fact's name, with its unit, and its value; nil: missing.
  package struct Fact: Sendable, Equatable {
    package var name: String
    package var value: String?
  }

  package private(set) var facts: [Fact] = []
  /// What stands before /proc, /sys and /etc: nothing, but in tests.
  private let root: String

  /// Reads this machine, and the disk that the folder `recordings` is on.
  package init(root: String = "", recordings: String?) {
    self.root = root
    addSystem()
    addProcessors()
    addClocks()
    addLimits()
    addMemory()
    add("free disk of the recordings [B]", recordings.flatMap(MachineFacts.freeSpace))
  }

  /// The value of a fact; nil where it is missing.
  package subscript(_ name: String) -> String? { facts.first { $0.name == name }?.value }

  /// One line a fact.
  package var text: String { facts.map { "\($0.name): \($0.value ?? "missing")\n" }.joined() }

  private mutating func add(_ name: String, _ value: String?) { facts.append(Fact(name: name, value: value)) }

  // MARK: What is read

  private mutating func addSystem() {
    add("exocap", ExocapVersion.current)
    let distribution = lines("/etc/os-release").first { $0.hasPrefix("PRETTY_NAME=") }
    add("distribution", distribution.map { String($0.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" }) })
    add("kernel", line("/proc/sys/kernel/osrelease"))
    let build = line("/proc/sys/kernel/version")
    add("kernel build", build)
    add("PREEMPT_RT", build.map { $0.contains("PREEMPT_RT") || line("/sys/kernel/realtime") == "1" ? "yes" : "no" })
    let words = lines("/proc/cmdline").first?.split(separator: " ").map(String.init)
    let ours = words?.filter { word in MachineFacts.realtimeWords.contains { word == $0 || word.hasPrefix($0 + "=") } }
    add("kernel command line, words about real time", ours.map { $0.isEmpty ? "none" : $0.joined(separator: " ") })
    add("groups", MachineFacts.groups)
  }

  private mutating func addProcessors() {
    // What x86 calls a model name stands in the device tree elsewhere.
    let model = lines("/proc/cpuinfo").first { $0.hasPrefix("model name") }.flatMap { $0.split(separator: ":").last }
    add("processor", model.map { String($0.drop { $0 == " " }) } ?? line("/proc/device-tree/model"))
    add("processors online", line("/sys/devices/system/cpu/online"))
    add("processors isolated", line("/sys/devices/system/cpu/isolated").map { $0.isEmpty ? "none" : $0 })
    let folder = "/sys/devices/system/cpu"
    let processors = ((try? Files.list(root + folder)) ?? []).filter { $0.hasPrefix("cpu") && $0.dropFirst(3).allSatisfy(\.isNumber) }
    let governors = processors.compactMap { line("\(folder)/\($0)/cpufreq/scaling_governor") }
    let counts = Set(governors).sorted().map { word in "\(word): \(governors.count { $0 == word })" }
    add("scaling governors", counts.isEmpty ? nil : counts.joined(separator: ", "))
    add("load", line("/proc/loadavg"))
  }

  private mutating func addClocks() {
    add("clocksource", line("/sys/devices/system/clocksource/clocksource0/current_clocksource"))
    add("up [s]", line("/proc/uptime")?.split(separator: " ").first.map(String.init))
  }

  private mutating func addLimits() {
    add("rtprio limit of this user", MachineFacts.limit(__RLIMIT_RTPRIO))
    add("memlock limit of this user [B]", MachineFacts.limit(__RLIMIT_MEMLOCK))
    add("real-time share [us of 1 s]", line("/proc/sys/kernel/sched_rt_runtime_us"))
  }

  private mutating func addMemory() {
    let memory = lines("/proc/meminfo")
    for name in ["MemTotal", "MemAvailable", "SwapTotal", "SwapFree"] {
      let words = memory.first { $0.hasPrefix(name + ":") }?.split(separator: " ")
      add("\(name) [kB]", words.flatMap { $0.count > 1 ? String($0[1]) : nil })
    }
  }

  /// Of the kernel's documentation, admin-guide/kernel-parameters: what moves latencies.
  private static let realtimeWords = [
    "clocksource", "cpuidle.off", "idle", "intel_idle.max_cstate", "intel_pstate", "irqaffinity", "isolcpus", "kthread_cpus", "mitigations",
    "nmi_watchdog", "nohz", "nohz_full", "nosmt", "nosoftlockup", "preempt", "processor.max_cstate", "rcu_nocb_poll", "rcu_nocbs",
    "skew_tick", "threadirqs", "tsc", "usbcore.autosuspend",
  ]

  // MARK: How it is read

  private func lines(_ path: String) -> [String] {
    guard let bytes = try? Files.contents(of: root + path, atMost: 1 << 20) else { return [] }
    return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The first line; nil where the file cannot be read, "" where it is empty.
  private func line(_ path: String) -> String? {
    guard Files.exists(root + path) else { return nil }
    return lines(path).first ?? ""
  }

  private static func limit(_ kind: __rlimit_resource) -> String? {
    var limit = rlimit()
    // SAFETY: the call writes one structure.
    guard unsafe getrlimit(Int32(kind.rawValue), &limit) == 0 else { return nil }
    return limit.rlim_cur == rlim_t.max ? "unlimited" : "\(limit.rlim_cur)"
  }

  private static var groups: String? {
    var ids = [gid_t](repeating: 0, count: 128)
    let count = unsafe getgroups(Int32(ids.count), &ids)
    guard count >= 0 else { return nil }
    let names = Set(ids.prefix(Int(count)) + [getegid()]).sorted().map { id in
      // SAFETY: one thread asks, and the name is copied before the next is asked for.
      unsafe getgrgid(id).map { unsafe String(cString: $0.pointee.gr_name) } ?? "\(id)"
    }
    return names.joined(separator: " ")
  }

  /// Of the folder, or of what it will be made in.
  private static func freeSpace(_ folder: String) -> String? {
    var place = folder
    while !Files.exists(place), place != "/", place != "." { place = Files.folder(of: place) }
    return (try? Files.freeSpace(at: place)).map { "\($0) at \(place)" }
  }
}
