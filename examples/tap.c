// Prints what a running exocapd broadcasts: the smallest reader of its shared memory.
//
//   cc -std=c11 -I Sources/CExocap/include examples/tap.c -o tap
//   ./tap NAME [COUNT]          NAME as in /dev/shm
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#include "exocap_shm.h"

static void print(const void *bytes) {
  exocap_shm_record record;
  memcpy(&record, bytes, sizeof record);
  const uint8_t *body = (const uint8_t *)bytes + sizeof record;
  printf("%u %u/%u #%" PRIu64, record.kind, record.source, record.stream, record.sequence);
  if (record.kind == EXOCAP_SHM_EVENT) printf(" %.*s", (int)record.count, (const char *)body);
  for (size_t index = 0; record.kind != EXOCAP_SHM_EVENT && index < record.count; index += 1) {
    double value;
    memcpy(&value, body + 8 * index, 8);  // the first column
    printf(" %.17g", value);
  }
  printf("\n");
}

int main(int count, char **words) {
  if (count < 2) return fprintf(stderr, "usage: tap NAME [COUNT]\n"), 2;
  int file = shm_open(words[1], O_RDONLY, 0);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) return perror(words[1]), 1;
  void *base = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
  if (base == MAP_FAILED) return perror("mmap"), 1;
  if (!exocap_shm_is_ready(base, (size_t)status.st_size)) return fprintf(stderr, "%s is no telemetry\n", words[1]), 1;

  const exocap_shm_header *header = base;
  setvbuf(stdout, NULL, _IOLBF, 0);
  printf("%.*s", (int)header->names_length, (const char *)base + header->names_offset);
  exocap_shm_reader reader = exocap_shm_open(base);
  printf("ready\n");
  _Alignas(8) static uint8_t record[EXOCAP_SHM_PAYLOAD];
  for (long left = count > 2 ? atol(words[2]) : -1; left != 0;) {
    if (exocap_shm_next(&reader, record) > 0) {
      print(record);
      left -= left > 0;
    } else if (__atomic_load_n(&header->state, __ATOMIC_RELAXED) == EXOCAP_SHM_ENDED) {
      break;
    } else {
      nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
  }
  printf("lost %" PRIu64 "\n", reader.lost);
  static uint8_t datagram[EXOCAP_LINK_LENGTH_MAX];
  uint64_t sequence;
  size_t length = exocap_shm_latest(base, 0, datagram, &sequence);
  if (length > 0) printf("latest command %" PRIu64 ": %zu bytes\n", sequence, length);
  return 0;
}
