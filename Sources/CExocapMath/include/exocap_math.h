// Static inline arithmetic that the real-time core may call: each compiles to one instruction
// and carries the attribute that lets it pass Swift's `@_noLocks` check.
#ifndef EXOCAP_MATH_H
#define EXOCAP_MATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#pragma STDC FP_CONTRACT OFF

#define EXOCAP_REALTIME __attribute__((swift_attr("@_noLocks")))

/// Square root, correctly rounded (IEEE 754). The elementwise form is one instruction in every build;
/// `__builtin_sqrt` calls libm, for errno, where nothing is optimized.
EXOCAP_REALTIME static inline double exocap_sqrt(double x) { return __builtin_elementwise_sqrt(x); }

/// Nearest integer, ties to even, without raising inexact to the caller.
/// Adding and subtracting 1.5 * 2^52 rounds in the current mode, which is to-nearest in every thread of ours.
/// Range: |x| <= 2^51; larger values come back unchanged.
EXOCAP_REALTIME static inline double exocap_rint(double x) {
  const double magic = 6755399441055744.0;
  if (!(x > -2251799813685248.0 && x < 2251799813685248.0)) return x;
  volatile double sum = x + magic;
  return sum - magic;
}

/// Magnitude.
EXOCAP_REALTIME static inline double exocap_fabs(double x) { return __builtin_fabs(x); }

#if defined(__x86_64__)

/// Whether this processor has the instruction of `exocap_crc32c`.
static inline bool exocap_has_crc32c(void) {
  unsigned a, b, c, d;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_2);
}

/// Goes on with the inverted CRC-32C `state` over `count` bytes. Only where `exocap_has_crc32c`.
EXOCAP_REALTIME __attribute__((target("sse4.2"))) static inline uint32_t exocap_crc32c(
    uint32_t state, const uint8_t *bytes, size_t count) {
  uint64_t wide = state;
  for (; count >= 32; count -= 32, bytes += 32) {
    uint64_t words[4];
    __builtin_memcpy(words, bytes, 32);
    wide = __builtin_ia32_crc32di(wide, words[0]);
    wide = __builtin_ia32_crc32di(wide, words[1]);
    wide = __builtin_ia32_crc32di(wide, words[2]);
    wide = __builtin_ia32_crc32di(wide, words[3]);
  }
  for (; count >= 8; count -= 8, bytes += 8) {
    uint64_t word;
    __builtin_memcpy(&word, bytes, 8);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  state = (uint32_t)wide;
  for (; count > 0; count--, bytes++) state = __builtin_ia32_crc32qi(state, *bytes);
  return state;
}

#else

static inline bool exocap_has_crc32c(void) { return false; }

EXOCAP_REALTIME static inline uint32_t exocap_crc32c(uint32_t state, const uint8_t *bytes, size_t count) {
  (void)bytes;
  (void)count;
  return state;
}

#endif

#endif
