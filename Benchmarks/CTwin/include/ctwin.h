// A C twin of exocap's path from a tty to a datagram, for benchmarks only: a text line of Hall pairs is read, calibrated, mapped to
// seven joints of a robot and sent as a command of the native link. Written as one would write it in C for this machine alone.
#ifndef EXOCAP_CTWIN_H
#define EXOCAP_CTWIN_H
#include <stdbool.h>
#include <stdint.h>

#define CTWIN_JOINTS 7
#define CTWIN_COLUMNS 16

/// One value of the device and the robot joint that follows it.
struct ctwin_joint {
  /// Columns of the line, and the middle of the converter [counts].
  int sine, cosine;
  double middle;
  /// Centre [counts] and matrix [1/counts] of the ellipse.
  double centre_cosine, centre_sine, t00, t01, t10, t11;
  /// [rad], [-]
  double zero, sign;
  /// [rad] Plausible range, [rad/s] plausible speed.
  double lower, upper, fastest;
  /// position = gain * angle + offset
  double gain, offset;
  double kp, kd;
};

struct ctwin_settings {
  /// Not blocking, both; the socket is connected.
  int tty, socket;
  /// [ns]
  int64_t period, time_to_live;
  uint32_t robot, epoch, joint_map_hash;
  uint64_t run;
  struct ctwin_joint joints[CTWIN_JOINTS];
  /// CRC-32C by the usual table of bytes, although the processor has an instruction for it.
  bool uses_table;
};

typedef struct ctwin ctwin;

ctwin *ctwin_make(const struct ctwin_settings *settings);
void ctwin_free(ctwin *twin);

/// On arrival: waits for bytes until `deadline` [ns, CLOCK_MONOTONIC] at most, reads, and sends a command for each whole line.
/// Returns the number of commands sent.
int ctwin_turn(ctwin *twin, int64_t deadline);

/// Timer mode, device's thread: waits for bytes until `deadline` at most, reads, and queues a sample for each whole line.
void ctwin_acquire(ctwin *twin, int64_t deadline);
/// Timer mode, control thread: sleeps until `due`, takes what was queued, and sends a command.
void ctwin_control(ctwin *twin, int64_t due);

#endif
