// C++ twins of ExocapCore's Ring, for benchmarks only: single producer, single consumer, cached indices.
#ifndef EXOCAP_CXX_RING_H
#define EXOCAP_CXX_RING_H
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Runs the calling thread on one CPU, under SCHED_FIFO where that is permitted. Returns whether it is.
bool bench_pin(int cpu);
/// [ns] CLOCK_MONOTONIC.
int64_t bench_now(void);

/// Which of the two C++ rings.
enum cxx_ring {
  /// exocap's design: each end keeps its indices on its own thread's stack.
  CXX_RING_ENDS = 0,
  /// The usual design: all indices in the ring, each on cache lines of its own.
  CXX_RING_SHARED = 1,
};

/// [ns] Time of `count` round trips of elements of `size` bytes (8 or 256) through two rings between CPU 0 and CPU 1;
/// -1 where an element came back wrong.
int64_t cxx_ring_round_trips(enum cxx_ring ring, int size, int64_t count);
/// `count` pairs of push and pop on one thread. Returns the sum of the first words, so that nothing is left out.
uint64_t cxx_ring_pairs(enum cxx_ring ring, int size, int64_t count);

#ifdef __cplusplus
}
#endif
#endif
