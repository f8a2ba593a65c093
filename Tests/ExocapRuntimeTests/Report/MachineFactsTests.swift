import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

struct MachineFactsTests {
  /// Files as a machine for real-time work has them.
  private static let files = [
    "etc/os-release": "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
    "proc/sys/kernel/osrelease": "6.1.0-18-rt-amd64\n",
    "proc/sys/kernel/version": "#1 SMP PREEMPT_RT Debian 6.1.76-1 (2024-02-01)\n",
    "proc/cmdline": "BOOT_IMAGE=/vmlinuz root=UUID=1234 ro quiet isolcpus=2,3 nohz_full=2,3 threadirqs preemptive=x\n",
    "proc/cpuinfo": "processor\t: 0\nmodel name\t: A Processor @ 3.00GHz\nprocessor\t: 1\nmodel name\t: A Processor @ 3.00GHz\n",
    "sys/devices/system/cpu/online": "0-3\n", "sys/devices/system/cpu/isolated": "\n",
    "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
    "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor": "performance\n",
    "sys/devices/system/cpu/cpu2/cpufreq/scaling_governor": "performance\n",
    "sys/devices/system/cpu/cpufreq/scaling_governor": "of no processor\n",
    "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
    "proc/meminfo": "MemTotal:       16384 kB\nMemFree:         1 kB\nMemAvailable:    8192 kB\n",
    "proc/loadavg": "0.50 0.40 0.30 1/200 999\n",
  ]

  @Test func aMachineIsRead() throws {
    let folder = try TestFolder()
    for (path, text) in Self.files {
      try Files.makeFolders(Files.folder(of: folder.path + "/" + path))
      try Files.writeAtomically(text, to: folder.path + "/" + path)
    }
    let facts = MachineFacts(root: folder.path, recordings: folder.path + "/not/there/yet")
    #expect(facts["distribution"] == "Debian GNU/Linux 12 (bookworm)")
    #expect(facts["kernel"] == "6.1.0-18-rt-amd64")
    #expect(facts["PREEMPT_RT"] == "yes")
    #expect(facts["kernel command line, words about real time"] == "isolcpus=2,3 nohz_full=2,3 threadirqs")
    #expect(facts["processor"] == "A Processor @ 3.00GHz")
    #expect(facts["processors online"] == "0-3")
    #expect(facts["processors isolated"] == "none")
    #expect(facts["scaling governors"] == "performance: 2, powersave: 1")
    #expect(facts["clocksource"] == "tsc")
    #expect(facts["MemTotal [kB]"] == "16384" && facts["MemAvailable [kB]"] == "8192")
    #expect(facts["load"] == "0.50 0.40 0.30 1/200 999")
    #expect(facts["free disk of the recordings [B]"]?.hasSuffix(" at \(folder.path)") == true)
    // What this machine does not show is said.
    #expect(facts["SwapTotal [kB]"] == nil && facts["up [s]"] == nil)
    #expect(facts.text.contains("\nup [s]: missing\n"))
  }

  @Test func aKernelWithoutTheWordIsNotRealTime() throws {
    let folder = try TestFolder()
    try Files.makeFolders(folder.path + "/proc/sys/kernel")
    try Files.writeAtomically("#1 SMP PREEMPT_DYNAMIC Debian\n", to: folder.path + "/proc/sys/kernel/version")
    #expect(MachineFacts(root: folder.path, recordings: nil)["PREEMPT_RT"] == "no")
    #expect(MachineFacts(root: folder.path + "/none", recordings: nil)["PREEMPT_RT"] == nil)
  }

  /// The shell's own words for the same limits.
  @Test func limitsAreThoseOfTheShell() {
    guard var shell = Program(["bash", "-c", "ulimit -r; ulimit -l"]) else { return Requirement.skip("bash is absent") }
    let facts = MachineFacts(recordings: nil)
    #expect(facts["rtprio limit of this user"] == shell.line())
    let memlock = shell.line() ?? ""
    #expect(facts["memlock limit of this user [B]"] == (Int(memlock).map { "\($0 * 1024)" } ?? memlock))
  }
}
