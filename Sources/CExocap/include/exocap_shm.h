// What exocapd shows in shared memory: the latest command of each robot, and a broadcast of everything else.
//
// For C11, C++11 and, with the offsets given here, Python. Map the file /dev/shm/NAME read-only; nobody but the daemon writes.
// One writer that never waits, any number of readers that never hold it up: a reader that is too slow loses records and
// is told how many. All numbers are little-endian. docs/link.md tells more; examples/tap.c and tap.py are whole readers.
//
//   0                   exocap_shm_header; its magic is written last
//   names_offset        text, see below
//   command_offset      command_count slots of command_stride bytes: exocap_shm_command
//   ring_offset         slot_count slots of slot_stride bytes: u64 sequence, u32 length, u32 reserved, then the record
//
// Record n lies in slot n modulo slot_count (a power of 2). Its sequence is 2n+1 while it is written and 2n+2 when it is
// whole; `head` is how many were written. Read the sequence, copy, read it again: equal means whole.
//
// A record is exocap_shm_record and then `columns` columns of `count` doubles; an event has `count` bytes of UTF-8 text.
//
// Names are lines of cells with a tab between them:
//   columns NUMBER KIND NAME…       what the columns of a record of that kind are
//   stream SOURCE STREAM ROLE KIND NAME VALUE…   samples: whose stream it is, and its values
//   robot SOURCE ID JOINT…          commands: whose joints they are
//   groups NAME…                    status: the joint groups
//   words COLUMN WORD…              the words for a column's numbers 0, 1, 2 …
//
// Python (struct module): header "<QIIQIIIIIiIIIIqII", head "<Q" at 128, slot "<QII", record "<HHHHIIqqQQQQ" (64 bytes).
#ifndef EXOCAP_SHM_H
#define EXOCAP_SHM_H

#include "exocap_link.h"

#define EXOCAP_SHM_MAGIC 0x00314D48534F5845ull  // the bytes "EXOSHM1\0"
#define EXOCAP_SHM_VERSION 1u
#define EXOCAP_SHM_PAYLOAD 2304u
#define EXOCAP_SHM_SLOT_STRIDE 2368u
#define EXOCAP_SHM_COMMAND_STRIDE 1536u
#define EXOCAP_SHM_CLOCK_MONOTONIC 1u

/// What a record is.
enum {
  EXOCAP_SHM_SAMPLE = 1,
  EXOCAP_SHM_COMMAND = 2,
  EXOCAP_SHM_EVENT = 3,
  EXOCAP_SHM_STATUS = 4,
};

/// State of the writer.
enum { EXOCAP_SHM_LIVE = 1, EXOCAP_SHM_ENDED = 2 };

typedef struct {
  uint64_t magic;             // EXOCAP_SHM_MAGIC once all else stands there; read it first, acquiring
  uint32_t version;
  uint32_t state;             // live or ended; a writer that was killed stays live: ask for its pid
  uint64_t length;            // of all of the memory
  uint32_t names_offset;
  uint32_t names_length;
  uint32_t command_offset;
  uint32_t command_stride;
  uint32_t command_count;     // one for each robot of the rig
  int32_t pid;
  uint32_t ring_offset;
  uint32_t slot_stride;
  uint32_t slot_count;
  uint32_t payload_capacity;
  int64_t started_at;         // [ns] when the writer started
  uint32_t clock_id;          // of every time here; 1: CLOCK_MONOTONIC
  uint32_t reserved[13];
  uint64_t head;              // at 128: records written so far
} exocap_shm_header;

/// The latest datagram to one robot, as it went out.
typedef struct {
  uint64_t sequence;      // 0: none yet; odd: being written
  int64_t published_at;   // [ns]
  uint32_t length;        // of the datagram
  uint32_t reserved[11];
  uint8_t datagram[1472];
} exocap_shm_command;

/// First in every record.
typedef struct {
  uint16_t kind;
  uint16_t source;     // sample: device; command, status: robot
  uint16_t stream;     // sample: stream of the device
  uint16_t count;      // values in a column; event: bytes of text
  uint32_t columns;
  uint32_t flags;      // sample: kind of values (0 joints, 1 forces, 2 inputs, 3 poses, 4 lease); command: faults
  int64_t time;        // [ns] sample: captured; else the tick or the event
  int64_t arrived;     // [ns] sample: arrived; else as time
  uint64_t sequence;   // sample: its number; command, status: the tick
  uint64_t valid;      // bit i: value i was measured; command: joint i has a set-point
  uint64_t marks;      // bit i: sample: value i is at its end; command: the limiter changed joint i
  uint64_t reserved;
} exocap_shm_record;

EXOCAP_LINK_ASSERT(sizeof(exocap_shm_header) == 136);
EXOCAP_LINK_ASSERT(offsetof(exocap_shm_header, names_offset) == 24);
EXOCAP_LINK_ASSERT(offsetof(exocap_shm_header, ring_offset) == 48);
EXOCAP_LINK_ASSERT(offsetof(exocap_shm_header, started_at) == 64);
EXOCAP_LINK_ASSERT(offsetof(exocap_shm_header, head) == 128);
EXOCAP_LINK_ASSERT(sizeof(exocap_shm_command) == EXOCAP_SHM_COMMAND_STRIDE);
EXOCAP_LINK_ASSERT(offsetof(exocap_shm_command, datagram) == 64);
EXOCAP_LINK_ASSERT(sizeof(exocap_shm_record) == 64);
EXOCAP_LINK_ASSERT(offsetof(exocap_shm_record, time) == 16);

/// A reader's place in the broadcast.
typedef struct {
  const uint8_t *base;
  uint64_t next;  // the record that it reads next
  uint64_t lost;  // records that it was too slow for
} exocap_shm_reader;

/// Whether `base` is `length` bytes of memory that this header describes. Call until true: the writer may just be starting.
static inline int exocap_shm_is_ready(const void *base, size_t length) {
  const exocap_shm_header *header = (const exocap_shm_header *)base;
  return length >= 4096 && __atomic_load_n(&header->magic, __ATOMIC_ACQUIRE) == EXOCAP_SHM_MAGIC &&
         header->version == EXOCAP_SHM_VERSION && header->length <= length;
}

/// A reader of what comes from now on.
static inline exocap_shm_reader exocap_shm_open(const void *base) {
  exocap_shm_reader reader;
  reader.base = (const uint8_t *)base;
  reader.next = __atomic_load_n(&((const exocap_shm_header *)base)->head, __ATOMIC_ACQUIRE);
  reader.lost = 0;
  return reader;
}

/// Copies words that another process may be writing; a torn copy is found out by the sequence.
static inline void exocap_shm_copy(void *to, const void *from, size_t length) {
  for (size_t offset = 0; offset < length; offset += 8) {
    uint64_t word = __atomic_load_n((const uint64_t *)((const uint8_t *)from + offset), __ATOMIC_RELAXED);
    memcpy((uint8_t *)to + offset, &word, length - offset < 8 ? length - offset : 8);
  }
}

/// Copies the next record into `record`, EXOCAP_SHM_PAYLOAD bytes. Its length, or 0 where there is none yet.
static inline size_t exocap_shm_next(exocap_shm_reader *reader, void *record) {
  const exocap_shm_header *header = (const exocap_shm_header *)reader->base;
  for (int attempt = 0; attempt < 8; attempt += 1) {
    uint64_t head = __atomic_load_n(&header->head, __ATOMIC_ACQUIRE);
    if (reader->next == head) return 0;
    if (head - reader->next > header->slot_count) {
      uint64_t oldest = head - header->slot_count + 1;  // the writer may be in the oldest one by now
      reader->lost += oldest - reader->next;
      reader->next = oldest;
    }
    size_t index = (size_t)(reader->next & (header->slot_count - 1));
    const uint8_t *slot = reader->base + header->ring_offset + index * header->slot_stride;
    const uint64_t *sequence = (const uint64_t *)slot;
    uint64_t whole = 2 * reader->next + 2;
    if (__atomic_load_n(sequence, __ATOMIC_ACQUIRE) == whole) {
      uint64_t length = __atomic_load_n((const uint64_t *)(slot + 8), __ATOMIC_RELAXED) & 0xFFFFFFFFu;
      if (length <= EXOCAP_SHM_PAYLOAD) exocap_shm_copy(record, slot + 16, (size_t)length);
      __atomic_thread_fence(__ATOMIC_ACQUIRE);
      if (__atomic_load_n(sequence, __ATOMIC_RELAXED) == whole && length <= EXOCAP_SHM_PAYLOAD) {
        reader->next += 1;
        return (size_t)length;
      }
    }
    reader->lost += 1;  // overtaken while reading
    reader->next += 1;
  }
  return 0;
}

/// Copies the latest datagram to robot `robot` into `datagram`, EXOCAP_LINK_LENGTH_MAX bytes. Its length, or 0: none, or
/// the writer overtook every attempt. `sequence` gets its number: the same number, the same datagram.
static inline size_t exocap_shm_latest(const void *base, uint32_t robot, void *datagram, uint64_t *sequence) {
  const exocap_shm_header *header = (const exocap_shm_header *)base;
  if (robot >= header->command_count) return 0;
  const uint8_t *slot = (const uint8_t *)base + header->command_offset + (size_t)robot * header->command_stride;
  for (int attempt = 0; attempt < 64; attempt += 1) {
    uint64_t before = __atomic_load_n((const uint64_t *)slot, __ATOMIC_ACQUIRE);
    if (before == 0) return 0;
    if (before & 1) continue;
    uint64_t length = __atomic_load_n((const uint64_t *)(slot + 16), __ATOMIC_RELAXED) & 0xFFFFFFFFu;
    if (length > EXOCAP_LINK_LENGTH_MAX) continue;
    exocap_shm_copy(datagram, slot + 64, (size_t)length);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (__atomic_load_n((const uint64_t *)slot, __ATOMIC_RELAXED) == before) {
      *sequence = before / 2;
      return (size_t)length;
    }
  }
  return 0;
}

#endif
