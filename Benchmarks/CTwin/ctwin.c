// Decodes, calibrates, maps, encodes.
#include "ctwin_internal.h"

#include <exocap_math.h>

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>

/// Reads the columns of a line: whole numbers of 0 ... 4095 between blanks, exactly so many.
static bool parse_line(const uint8_t *line, size_t length, int fields[CTWIN_COLUMNS]) {
  const uint8_t *at = line, *end = line + length;
  if (end > at && end[-1] == '\r') end--;
  for (int column = 0;; column++) {
    while (at < end && (*at == ' ' || *at == '\t')) at++;
    if (at == end) return column == CTWIN_COLUMNS;
    if (column == CTWIN_COLUMNS) return false;
    bool is_negative = *at == '-';
    if (*at == '-' || *at == '+') at++;
    const uint8_t *first = at;
    int64_t value = 0;
    while (at < end && (unsigned)(*at - '0') < 10) value = value * 10 + (*at++ - '0');
    if (at == first || at - first > 15) return false;
    if (at < end && *at != ' ' && *at != '\t') return false;
    if (is_negative) value = -value;
    if (value < 0 || value > 4095) return false;
    fields[column] = (int)value;
  }
}

static double wrap(double angle) { return fabs(angle) <= M_PI ? angle : remainder(angle, 2 * M_PI); }

/// [rad] NaN where the point lies too far from the ellipse.
static double hall_angle(const struct ctwin_joint *joint, double sine, double cosine) {
  double x = cosine - joint->middle - joint->centre_cosine;
  double y = sine - joint->middle - joint->centre_sine;
  double z0 = joint->t00 * x + joint->t01 * y;
  double z1 = joint->t10 * x + joint->t11 * y;
  double square = z0 * z0 + z1 * z1;
  if (!(square >= 0.25 && square <= 2.25)) return NAN;
  return joint->sign * wrap(atan2(z1, z0) - joint->zero);
}

static double longer(int64_t elapsed, int64_t period) { return (double)(elapsed > period ? elapsed : period) * 1e-9; }

/// Whether a jump has lasted and agreed with itself for long enough to be the truth.
static bool settles(struct track *track, const struct ctwin_joint *joint, double angle, int64_t at, int64_t period) {
  bool agrees = track->refused_at != INT64_MIN
      && fabs(wrap(angle - track->refused)) <= joint->fastest * longer(at - track->refused_at, period);
  track->agreeing = agrees ? track->agreeing + 1 : 0;
  track->refused = angle;
  track->refused_at = at;
  return track->agreeing >= 3;
}

/// Whether an angle lies in its range and did not jump.
static bool believes(struct track *track, const struct ctwin_joint *joint, double angle, int64_t at, int64_t period) {
  if (!(angle >= joint->lower && angle <= joint->upper)) return false;
  if (track->at != INT64_MIN && fabs(wrap(angle - track->value)) > joint->fastest * longer(at - track->at, period)
      && !settles(track, joint, angle, at, period))
    return false;
  track->value = angle;
  track->at = at;
  track->agreeing = 0;
  track->refused_at = INT64_MIN;
  return true;
}

/// Whether a converter around `middle` is at an end: 0 or twice the middle.
static bool is_at_end(double counts, double middle) { return counts <= 0 || counts >= 2 * middle; }

bool ctwin_decode(ctwin *twin, const uint8_t *line, size_t length, int64_t arrived) {
  int fields[CTWIN_COLUMNS];
  if (length > CTWIN_LONGEST_LINE || !parse_line(line, length, fields)) {
    twin->bad_lines++;
    return false;
  }
  struct sample *sample = &twin->sample;
  sample->arrived = arrived;
  sample->valid = 0;
  sample->saturated = 0;
  for (int i = 0; i < CTWIN_JOINTS; i++) {
    const struct ctwin_joint *joint = &twin->settings.joints[i];
    double sine = fields[joint->sine], cosine = fields[joint->cosine];
    double angle = hall_angle(joint, sine, cosine);
    if (is_at_end(sine, joint->middle) || is_at_end(cosine, joint->middle)) sample->saturated |= 1u << i;
    if (believes(&twin->tracks[i], joint, angle, arrived, twin->settings.period)) sample->valid |= 1u << i;
    sample->angle[i] = twin->tracks[i].value;
    sample->age[i] = twin->tracks[i].at == INT64_MIN ? INT64_MAX : arrived - twin->tracks[i].at;
  }
  return true;
}

void ctwin_observe(ctwin *twin, const struct sample *sample) {
  for (int i = 0; i < CTWIN_JOINTS; i++)
    if (sample->valid & 1u << i) {
      twin->newest[i] = sample->angle[i];
      twin->measured[i] = sample->arrived - sample->age[i];
    }
  twin->captured = sample->arrived;
}

void ctwin_prepare(ctwin *twin) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t remainder = i;
    for (int bit = 0; bit < 8; bit++) remainder = remainder & 1 ? remainder >> 1 ^ 0x82F63B78u : remainder >> 1;
    twin->crc_table[i] = remainder;
  }
  const struct ctwin_settings *settings = &twin->settings;
  twin->has_instruction = !settings->uses_table && exocap_has_crc32c();
  exocap_link_command_datagram *datagram = &twin->datagram;
  datagram->header = (exocap_link_header){
      .magic = EXOCAP_LINK_MAGIC, .version = EXOCAP_LINK_VERSION, .header_length = sizeof datagram->header,
      .length = (uint16_t)exocap_link_length(EXOCAP_LINK_COMMAND, CTWIN_JOINTS), .kind = EXOCAP_LINK_COMMAND,
      .source = EXOCAP_LINK_SOURCE_OPERATOR, .robot = settings->robot, .run = settings->run, .epoch = settings->epoch,
      .joint_map_hash = settings->joint_map_hash, .time_to_live = settings->time_to_live, .joint_count = CTWIN_JOINTS,
      .group_count = EXOCAP_LINK_GROUPS};
  struct command *command = &twin->command;
  command->authority = command->engaged = 1 << EXOCAP_LINK_LEFT_ARM;
  for (unsigned group = 0; group < EXOCAP_LINK_GROUPS; group++) {
    command->weight[group] = group == EXOCAP_LINK_LEFT_ARM;
    command->grip_force[group] = NAN;
  }
  for (int i = 0; i < CTWIN_JOINTS; i++) {
    command->dq[i] = command->tau[i] = NAN;
    command->kp[i] = settings->joints[i].kp;
    command->kd[i] = settings->joints[i].kd;
  }
}

static uint32_t crc32c(const uint32_t table[256], const uint8_t *bytes, size_t length) {
  uint32_t remainder = UINT32_MAX;
  for (size_t i = 0; i < length; i++) remainder = table[(remainder ^ bytes[i]) & 0xFF] ^ remainder >> 8;
  return ~remainder;
}

static void encode(ctwin *twin, const struct command *command, int64_t now) {
  exocap_link_command_datagram *datagram = &twin->datagram;
  datagram->header.sequence = ++twin->sequence;
  datagram->header.captured = twin->captured;
  datagram->header.sent = now;
  for (unsigned group = 0; group < EXOCAP_LINK_GROUPS; group++)
    datagram->groups[group] = (exocap_link_group_command){
        .weight = (float)command->weight[group], .grip_force = (float)command->grip_force[group],
        .authority = command->authority >> group & 1, .engaged = command->engaged >> group & 1};
  for (int i = 0; i < CTWIN_JOINTS; i++)
    datagram->joints[i] = (exocap_link_joint_command){
        .q = (float)command->q[i], .dq = (float)command->dq[i], .tau = (float)command->tau[i], .kp = (float)command->kp[i],
        .kd = (float)command->kd[i]};
  uint8_t *bytes = (uint8_t *)datagram;
  size_t length = datagram->header.length;
  memset(bytes + length - sizeof(exocap_link_trailer), 0, 16);
  uint32_t checksum = twin->has_instruction ? ~exocap_crc32c(UINT32_MAX, bytes, length - 4) : crc32c(twin->crc_table, bytes, length - 4);
  memcpy(bytes + length - 4, &checksum, 4);
}

void ctwin_command(ctwin *twin, int64_t now) {
  for (int i = 0; i < CTWIN_JOINTS; i++) {
    const struct ctwin_joint *joint = &twin->settings.joints[i];
    twin->command.q[i] = twin->measured[i] == INT64_MIN ? NAN : joint->gain * twin->newest[i] + joint->offset;
  }
  encode(twin, &twin->command, now);
  ssize_t sent;
  do sent = send(twin->settings.socket, &twin->datagram, twin->datagram.header.length, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
}
