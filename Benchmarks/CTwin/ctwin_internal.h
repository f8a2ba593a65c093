#ifndef EXOCAP_CTWIN_INTERNAL_H
#define EXOCAP_CTWIN_INTERNAL_H
#include "ctwin.h"
#include "exocap_link.h"

#include <stdatomic.h>
#include <stddef.h>

#define CTWIN_LONGEST_LINE 96
/// A power of two.
#define CTWIN_QUEUE 256

/// What came of one line.
struct sample {
  double angle[CTWIN_JOINTS];
  /// [ns] How old each angle is, INT64_MAX before the first.
  int64_t age[CTWIN_JOINTS];
  uint32_t valid;
  /// The measurement sits at the end of the converter.
  uint32_t saturated;
  int64_t arrived;
};

/// What is known of one angle: the last believed one, and the last refused one while it jumps.
struct track {
  double value, refused;
  int64_t at, refused_at;
  int agreeing;
};

/// One set-point for all joints of a robot.
struct command {
  double q[CTWIN_JOINTS], dq[CTWIN_JOINTS], tau[CTWIN_JOINTS], kp[CTWIN_JOINTS], kd[CTWIN_JOINTS];
  double weight[EXOCAP_LINK_GROUPS], grip_force[EXOCAP_LINK_GROUPS];
  /// Bit i: group i.
  uint8_t authority, engaged;
};

struct ctwin {
  struct ctwin_settings settings;
  // Line.
  uint8_t line[CTWIN_LONGEST_LINE];
  size_t line_length;
  bool is_discarding;
  uint64_t bad_lines;
  // Calibration.
  struct track tracks[CTWIN_JOINTS];
  struct sample sample;
  // Map.
  double newest[CTWIN_JOINTS];
  int64_t measured[CTWIN_JOINTS];
  int64_t captured;
  struct command command;
  // Controller.
  uint32_t crc_table[256];
  bool has_instruction;
  exocap_link_command_datagram datagram;
  uint64_t sequence;
  // Single producer, single consumer, for the timer mode.
  _Alignas(64) _Atomic uint64_t head;
  _Alignas(64) _Atomic uint64_t tail;
  _Alignas(64) struct sample queue[CTWIN_QUEUE];
};

/// Takes one line without its LF. Returns whether it was good; then `twin->sample` is new.
bool ctwin_decode(ctwin *twin, const uint8_t *line, size_t length, int64_t arrived);
/// Takes a sample for the next command.
void ctwin_observe(ctwin *twin, const struct sample *sample);
/// Maps, encodes and sends.
void ctwin_command(ctwin *twin, int64_t now);
/// Sets what never changes in the datagram.
void ctwin_prepare(ctwin *twin);

#endif
