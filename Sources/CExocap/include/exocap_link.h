// The native link between exocap and the controller of a humanoid: the layout of every datagram.
//
// For C11, C++11 and, with the struct formats given below, Python. docs/link.md tells what to do with them.
// One datagram is one packet: header, body by kind, trailer. All numbers are little-endian and naturally aligned, so the
// structs below are the wire: copy a datagram into one and read it. Reserved bytes are sent as 0 and not looked at.
//
//   kind     direction          body                                       bytes in all
//   claim    operator → robot   exocap_link_claim                          108
//   grant    robot → operator   exocap_link_grant                          124
//   return   operator → robot   none                                       100
//   command  operator → robot   7 group commands, joint commands           184 + 20 · joints
//   state    robot → operator   exocap_link_echo, 7 group states, joints   276 + 12 · joints
//   event    robot → operator   exocap_link_event                          132
//
// The longest, a command of 64 joints, has 1464 bytes and fits one Ethernet frame.
//
// Python (struct module; sizes 80, 12, 20, 120, 8, 12):
//   header         "<IHHHBBIQIIQqqqIHHQ"
//   group command  "<ffBBH"        joint command  "<5f"
//   echo           "<QQqq16IBBHII3f"
//   group state    "<2f"           joint state    "<3f"
//   claim "<II"    grant "<QQII"   event "<qQQBBBBI"   trailer "<16sI"
#ifndef EXOCAP_LINK_H
#define EXOCAP_LINK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the link is little-endian; swap the numbers yourself on this machine"
#endif

#ifdef __cplusplus
#define EXOCAP_LINK_ASSERT(condition) static_assert(condition, #condition)
#else
#define EXOCAP_LINK_ASSERT(condition) _Static_assert(condition, #condition)
#endif

#define EXOCAP_LINK_MAGIC 0x4C4F5845u  // the bytes "EXOL"
#define EXOCAP_LINK_VERSION 1u
#define EXOCAP_LINK_GROUPS 7u
#define EXOCAP_LINK_JOINTS_MAX 64u
#define EXOCAP_LINK_LENGTH_MAX 1464u
#define EXOCAP_LINK_REASONS 16u
/// A time that is not known.
#define EXOCAP_LINK_NEVER INT64_MIN

/// What a datagram is.
enum {
  EXOCAP_LINK_CLAIM = 1,
  EXOCAP_LINK_GRANT = 2,
  EXOCAP_LINK_RETURN = 3,
  EXOCAP_LINK_COMMAND = 4,
  EXOCAP_LINK_STATE = 5,
  EXOCAP_LINK_EVENT = 6,
};

/// Who decides where the robot goes. Only an operator may take a lease from another.
enum {
  EXOCAP_LINK_SOURCE_NONE = 0,  // datagrams of the robot
  EXOCAP_LINK_SOURCE_OPERATOR = 1,
  EXOCAP_LINK_SOURCE_POLICY = 2,
  EXOCAP_LINK_SOURCE_REPLAY = 3,
  EXOCAP_LINK_SOURCE_SAFETY = 4,
};

/// Joint groups, in the order of every table over groups.
enum {
  EXOCAP_LINK_LEFT_ARM = 0,
  EXOCAP_LINK_RIGHT_ARM = 1,
  EXOCAP_LINK_LEFT_HAND = 2,
  EXOCAP_LINK_RIGHT_HAND = 3,
  EXOCAP_LINK_WAIST = 4,
  EXOCAP_LINK_HEAD = 5,
  EXOCAP_LINK_LEGS = 6,
};

/// States of the gate; see docs/gate-transitions.tsv.
enum {
  EXOCAP_GATE_FREE = 0,       // no owner, nothing is followed
  EXOCAP_GATE_GRANTED = 1,    // an owner who has not commanded yet
  EXOCAP_GATE_FOLLOWING = 2,  // commands come and are followed
  EXOCAP_GATE_HOLDING = 3,    // 50 ms without an accepted command: stand, the owner may go on
  EXOCAP_GATE_LOST = 4,       // 250 ms: weights sink; up to 1 s only the same run or a person may claim
  EXOCAP_GATE_RELEASING = 5,  // nobody owns it, weights still sink
};

/// Why a datagram was not taken; index of exocap_link_echo.rejects. 0 is "taken".
enum {
  EXOCAP_REJECT_NONE = 0,
  EXOCAP_REJECT_MALFORMED = 1,     // too short, wrong magic, lengths or counts that do not fit
  EXOCAP_REJECT_VERSION = 2,
  EXOCAP_REJECT_CHECKSUM = 3,
  EXOCAP_REJECT_ROBOT = 4,         // for another robot
  EXOCAP_REJECT_JOINT_MAP = 5,     // other joints, or in another order
  EXOCAP_REJECT_KIND = 6,          // not a kind that this end takes
  EXOCAP_REJECT_NOT_OWNER = 7,     // a run that does not hold the lease
  EXOCAP_REJECT_EPOCH = 8,
  EXOCAP_REJECT_SEQUENCE = 9,      // a copy, or overtaken
  EXOCAP_REJECT_LATE = 10,         // older than its time to live
  EXOCAP_REJECT_NOT_FINITE = 11,   // infinite, or out of its range
  EXOCAP_REJECT_HELD = 12,         // claim: another holds the lease
  EXOCAP_REJECT_NOT_HUMAN = 13,    // claim with take: not from an operator
  EXOCAP_REJECT_NO_LEASE = 14,     // the lease was lost; claim again
};

/// First in every datagram.
typedef struct {
  uint32_t magic;           // EXOCAP_LINK_MAGIC
  uint16_t version;         // EXOCAP_LINK_VERSION; another one is refused
  uint16_t header_length;   // 80
  uint16_t length;          // of the whole datagram, trailer too
  uint8_t kind;
  uint8_t source;
  uint32_t robot;           // as the rig names it
  uint64_t run;             // random at each start of the sender; never 0
  uint32_t epoch;           // the lease: issued by the gate in grant, larger each time; 0 in claim
  uint32_t joint_map_hash;  // CRC-32C of the joint names, each followed by '\n', in the order of the wire
  uint64_t sequence;        // from 1, one more for each datagram of the run, of any kind; compare differences: it wraps
  int64_t captured;         // [ns, sender's monotonic clock] when the newest reading behind this was measured
  int64_t sent;             // [ns, sender's monotonic clock] the tick that made this
  int64_t time_to_live;     // [ns] do not follow it when it is older
  uint32_t operator_id;     // a pseudonym; 0: none
  uint16_t joint_count;     // joint records in the body; 0 in claim, grant, return and event
  uint16_t group_count;     // group records in the body: 7 in command and state, else 0
  uint64_t reserved;
} exocap_link_header;

/// One joint group of a command.
typedef struct {
  float weight;       // 0 … 1 how much of the group is the sender's: 0 leaves it to the robot's own controller
  float grip_force;   // [N] of the group's hand; NaN: no set-point
  uint8_t authority;  // 1: the sender commands this group at all; where 0, its weight counts as 0
  uint8_t engaged;    // 1: the group follows the operator now
  uint16_t reserved;
} exocap_link_group_command;

/// One joint of a command. effort = tau + kp (q - measured q) + kd (dq - measured dq). NaN: no set-point.
typedef struct {
  float q;    // [rad | m]
  float dq;   // [rad/s | m/s]
  float tau;  // [N·m | N]
  float kp;   // [N·m/rad | N/m] never NaN
  float kd;   // [N·m·s/rad | N·s/m] never NaN
} exocap_link_joint_command;

/// First in the body of a state: what the gate says of the lease. The header's epoch is the newest that was issued.
typedef struct {
  uint64_t owner_run;                      // who holds the lease; 0: nobody
  uint64_t accepted_sequence;              // of the last accepted command of this epoch; 0: none
  int64_t accepted_age;                    // [ns] since it was accepted; -1: none
  int64_t accepted_delay;                  // [ns] its delay over the least of 10 s; -1: none
  uint32_t rejects[EXOCAP_LINK_REASONS];   // datagrams not taken since the gate started, by reason; each wraps
  uint8_t gate_state;
  uint8_t owner_source;
  uint16_t reserved;
  uint32_t owner_operator;
  uint32_t extra_kind;                     // 0: none, 1: a door
  float extra[3];                          // door: angle [rad], rate [rad/s], NaN. All NaN where extra_kind is 0
} exocap_link_echo;

/// One joint group of a state.
typedef struct {
  float weight;      // 0 … 1 as followed now: it never jumps
  float grip_force;  // [N] measured; NaN: no sensor
} exocap_link_group_state;

/// One joint of a state. NaN: not measured.
typedef struct {
  float q;    // [rad | m]
  float dq;   // [rad/s | m/s]
  float tau;  // [N·m | N]
} exocap_link_joint_state;

/// Body of a claim: asks for the lease.
typedef struct {
  uint32_t take;  // 1: also from another who holds it; needs source operator
  uint32_t reserved;
} exocap_link_claim;

/// Body of a grant: answers a claim. The header's epoch is the one that was granted, or the newest where it was refused.
typedef struct {
  uint64_t claimant_run;
  uint64_t claim_sequence;
  uint32_t result;  // 0: granted, else a reason
  uint32_t reserved;
} exocap_link_grant;

/// Body of an event: one transition of the gate.
typedef struct {
  int64_t at;            // [ns, robot's monotonic clock]
  uint64_t owner_run;    // after it
  uint64_t cause_run;    // whose datagram caused it; 0: time
  uint8_t input;         // row and column of docs/gate-transitions.tsv
  uint8_t action;
  uint8_t state_before;
  uint8_t state_after;
  uint32_t reserved;
} exocap_link_event;

/// Last in every datagram.
typedef struct {
  uint8_t mac[16];    // all 0: none
  uint32_t checksum;  // CRC-32C of all bytes before it
} exocap_link_trailer;

/// A whole command or state of the most joints. A datagram has `joint_count` of them and then the trailer.
typedef struct {
  exocap_link_header header;
  exocap_link_group_command groups[EXOCAP_LINK_GROUPS];
  exocap_link_joint_command joints[EXOCAP_LINK_JOINTS_MAX];
  exocap_link_trailer room_for_trailer;
} exocap_link_command_datagram;

typedef struct {
  exocap_link_header header;
  exocap_link_echo echo;
  exocap_link_group_state groups[EXOCAP_LINK_GROUPS];
  exocap_link_joint_state joints[EXOCAP_LINK_JOINTS_MAX];
  exocap_link_trailer room_for_trailer;
} exocap_link_state_datagram;

typedef struct {
  exocap_link_header header;
  exocap_link_claim claim;
  exocap_link_trailer trailer;
} exocap_link_claim_datagram;

typedef struct {
  exocap_link_header header;
  exocap_link_grant grant;
  exocap_link_trailer trailer;
} exocap_link_grant_datagram;

EXOCAP_LINK_ASSERT(sizeof(exocap_link_header) == 80);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_header, kind) == 10);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_header, robot) == 12);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_header, run) == 16);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_header, epoch) == 24);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_header, sequence) == 32);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_header, sent) == 48);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_header, operator_id) == 64);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_header, joint_count) == 68);
EXOCAP_LINK_ASSERT(sizeof(exocap_link_group_command) == 12);
EXOCAP_LINK_ASSERT(sizeof(exocap_link_joint_command) == 20);
EXOCAP_LINK_ASSERT(sizeof(exocap_link_echo) == 120);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_echo, rejects) == 32);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_echo, gate_state) == 96);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_echo, extra) == 108);
EXOCAP_LINK_ASSERT(sizeof(exocap_link_group_state) == 8);
EXOCAP_LINK_ASSERT(sizeof(exocap_link_joint_state) == 12);
EXOCAP_LINK_ASSERT(sizeof(exocap_link_claim) == 8);
EXOCAP_LINK_ASSERT(sizeof(exocap_link_grant) == 24);
EXOCAP_LINK_ASSERT(sizeof(exocap_link_event) == 32);
EXOCAP_LINK_ASSERT(sizeof(exocap_link_trailer) == 20);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_command_datagram, groups) == 80);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_command_datagram, joints) == 164);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_command_datagram, room_for_trailer) + 20 == EXOCAP_LINK_LENGTH_MAX);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_state_datagram, groups) == 200);
EXOCAP_LINK_ASSERT(offsetof(exocap_link_state_datagram, joints) == 256);

/// CRC-32C (RFC 3720 §12.1): reflected polynomial 0x82F63B78. Of "123456789": 0xE3069283.
static inline uint32_t exocap_link_crc32c(const void *bytes, size_t length) {
  const uint8_t *byte = (const uint8_t *)bytes;
  uint32_t remainder = 0xFFFFFFFFu;
  for (size_t index = 0; index < length; index += 1) {
    remainder ^= byte[index];
    for (int bit = 0; bit < 8; bit += 1) remainder = (remainder >> 1) ^ (0x82F63B78u & (0u - (remainder & 1u)));
  }
  return ~remainder;
}

/// How long a datagram of `kind` with `joint_count` joints is; 0: no such kind.
static inline size_t exocap_link_length(uint8_t kind, size_t joint_count) {
  switch (kind) {
    case EXOCAP_LINK_CLAIM: return 108;
    case EXOCAP_LINK_GRANT: return 124;
    case EXOCAP_LINK_RETURN: return 100;
    case EXOCAP_LINK_COMMAND: return 184 + 20 * joint_count;
    case EXOCAP_LINK_STATE: return 276 + 12 * joint_count;
    case EXOCAP_LINK_EVENT: return 132;
    default: return 0;
  }
}

/// Checks all of a datagram that needs no memory of earlier ones. EXOCAP_REJECT_NONE: `header` holds its header.
static inline int exocap_link_validate(
    const void *datagram, size_t length, uint32_t robot, uint32_t joint_map_hash, exocap_link_header *header) {
  if (length < sizeof *header + sizeof(exocap_link_trailer) || length > EXOCAP_LINK_LENGTH_MAX) return EXOCAP_REJECT_MALFORMED;
  memcpy(header, datagram, sizeof *header);
  if (header->magic != EXOCAP_LINK_MAGIC) return EXOCAP_REJECT_MALFORMED;
  if (header->version != EXOCAP_LINK_VERSION) return EXOCAP_REJECT_VERSION;
  if (header->header_length != sizeof *header || header->length != length) return EXOCAP_REJECT_MALFORMED;
  uint32_t checksum;
  memcpy(&checksum, (const uint8_t *)datagram + length - 4, 4);
  if (checksum != exocap_link_crc32c(datagram, length - 4)) return EXOCAP_REJECT_CHECKSUM;
  int has_joints = header->kind == EXOCAP_LINK_COMMAND || header->kind == EXOCAP_LINK_STATE;
  if (header->joint_count > (has_joints ? EXOCAP_LINK_JOINTS_MAX : 0u)) return EXOCAP_REJECT_MALFORMED;
  if (header->group_count != (has_joints ? EXOCAP_LINK_GROUPS : 0u)) return EXOCAP_REJECT_MALFORMED;
  size_t expected = exocap_link_length(header->kind, header->joint_count);
  if (expected == 0) return EXOCAP_REJECT_KIND;
  if (expected != length || header->run == 0) return EXOCAP_REJECT_MALFORMED;
  if (header->robot != robot) return EXOCAP_REJECT_ROBOT;
  if (header->joint_map_hash != joint_map_hash) return EXOCAP_REJECT_JOINT_MAP;
  return EXOCAP_REJECT_NONE;
}

/// Fills in magic, version and lengths of a datagram of `header->kind`, and its trailer. Gives its length, 0: no such kind.
/// Everything else stands there already; `header` is the start of memory for the whole datagram.
static inline size_t exocap_link_finish(exocap_link_header *header) {
  size_t length = exocap_link_length(header->kind, header->joint_count);
  if (length == 0 || length > EXOCAP_LINK_LENGTH_MAX) return 0;
  header->magic = EXOCAP_LINK_MAGIC;
  header->version = EXOCAP_LINK_VERSION;
  header->header_length = (uint16_t)sizeof *header;
  header->length = (uint16_t)length;
  header->group_count = header->kind == EXOCAP_LINK_COMMAND || header->kind == EXOCAP_LINK_STATE ? EXOCAP_LINK_GROUPS : 0;
  header->reserved = 0;
  uint8_t *bytes = (uint8_t *)header;
  memset(bytes + length - 20, 0, 16);
  uint32_t checksum = exocap_link_crc32c(bytes, length - 4);
  memcpy(bytes + length - 4, &checksum, 4);
  return length;
}

/// Whether `sequence` comes after `last`, also where the counter has wrapped.
static inline int exocap_link_is_newer(uint64_t sequence, uint64_t last) { return (int64_t)(sequence - last) > 0; }

/// Tells how late datagrams are without comparing the clocks of two hosts: (arrival - sent) less its minimum over the last
/// 10 s of the same run. Ten whole seconds and the one under way, each with its minimum. Start with all zero.
typedef struct {
  uint64_t run;
  int64_t second;
  int64_t minima[11];
} exocap_link_delay;

/// [ns] The delay of a datagram of `run` over the least one, never negative. `arrival` and `sent` are of different clocks.
static inline int64_t exocap_link_delay_of(exocap_link_delay *filter, uint64_t run, int64_t sent, int64_t arrival) {
  int64_t second = arrival >= 0 ? arrival / 1000000000 : (arrival + 1) / 1000000000 - 1;
  if (filter->run != run || second - filter->second > 11) {
    for (int index = 0; index < 11; index += 1) filter->minima[index] = INT64_MAX;
    filter->run = run;
    filter->second = second;
  }
  while (filter->second < second) {
    filter->second += 1;
    filter->minima[((filter->second % 11) + 11) % 11] = INT64_MAX;
  }
  int64_t difference = (int64_t)((uint64_t)arrival - (uint64_t)sent);
  int64_t *newest = &filter->minima[((filter->second % 11) + 11) % 11];
  if (difference < *newest) *newest = difference;
  int64_t least = difference;
  for (int index = 0; index < 11; index += 1) {
    if (filter->minima[index] < least) least = filter->minima[index];
  }
  return (int64_t)((uint64_t)difference - (uint64_t)least);
}

#endif
