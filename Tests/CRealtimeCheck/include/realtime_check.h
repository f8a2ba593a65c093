// Counts heap allocations of the calling thread, for tests that promise none.
// Compiled out under AddressSanitizer and ThreadSanitizer, which bring their own malloc.
#ifndef EXOCAP_REALTIME_CHECK_H
#define EXOCAP_REALTIME_CHECK_H
#include <stdint.h>
#include <stdbool.h>

/// Whether allocations are counted in this build.
bool exocap_counts_allocations(void);
/// Allocations of this thread since it started.
uint64_t exocap_allocation_count(void);

/// Marks the calling thread as real-time: under RealtimeSanitizer every allocation, lock and
/// blocking call until the matching exit aborts. Does nothing where the sanitizer is not linked.
void exocap_realtime_enter(void);
void exocap_realtime_exit(void);
/// Whether RealtimeSanitizer is linked.
bool exocap_realtime_sanitized(void);
#endif
