/// How the daemon ends. Source: sysexits.h; the unit does not restart after 64 and 78.
enum ExitStatus: Int32 {
  case asked = 0
  case usage = 64
  case unavailable = 69
  case system = 70
  case refused = 77
  case configuration = 78
}
