#include "exocap_crc32.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

bool exocap_crc32_can_fold(void) {
  unsigned a, b, c, d;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_PCLMUL) && (c & bit_SSE4_1);
}

#define EXOCAP_FOLD __attribute__((target("pclmul,sse4.1")))

/// Moves `x` by the distance of `keys` and adds `next`.
EXOCAP_FOLD static inline __m128i exocap_move(__m128i x, __m128i keys, __m128i next) {
  __m128i low = _mm_clmulepi64_si128(x, keys, 0x00);
  __m128i high = _mm_clmulepi64_si128(x, keys, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

EXOCAP_FOLD static inline __m128i exocap_load(const uint8_t *bytes) { return _mm_loadu_si128((const __m128i *)bytes); }

// Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009: figures 7 to 9
// and the constants of its appendix for the bit-reflected polynomial 0x04C11DB7.
EXOCAP_FOLD uint32_t exocap_crc32_fold(uint32_t state, const uint8_t *bytes, size_t count) {
  const __m128i by64 = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
  const __m128i by16 = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
  const __m128i by8 = _mm_set_epi64x(0, 0x163cd6124);
  const __m128i barrett = _mm_set_epi64x(0x1f7011641, 0x1db710641);
  const __m128i word = _mm_set_epi32(0, -1, 0, -1);
  const uint8_t *end = bytes + count;

  __m128i a = _mm_xor_si128(exocap_load(bytes), _mm_cvtsi32_si128((int)state));
  __m128i b = exocap_load(bytes + 16), c = exocap_load(bytes + 32), d = exocap_load(bytes + 48);
  for (bytes += 64; end - bytes >= 64; bytes += 64) {
    a = exocap_move(a, by64, exocap_load(bytes));
    b = exocap_move(b, by64, exocap_load(bytes + 16));
    c = exocap_move(c, by64, exocap_load(bytes + 32));
    d = exocap_move(d, by64, exocap_load(bytes + 48));
  }
  a = exocap_move(a, by16, b);
  a = exocap_move(a, by16, c);
  a = exocap_move(a, by16, d);
  for (; end - bytes >= 16; bytes += 16) a = exocap_move(a, by16, exocap_load(bytes));

  // 128 bits to 64, 64 to 32, and Barrett's reduction.
  a = _mm_xor_si128(_mm_srli_si128(a, 8), _mm_clmulepi64_si128(a, by16, 0x10));
  a = _mm_xor_si128(_mm_srli_si128(a, 4), _mm_clmulepi64_si128(_mm_and_si128(a, word), by8, 0x00));
  b = _mm_clmulepi64_si128(_mm_and_si128(a, word), barrett, 0x10);
  b = _mm_clmulepi64_si128(_mm_and_si128(b, word), barrett, 0x00);
  return (uint32_t)_mm_extract_epi32(_mm_xor_si128(a, b), 1);
}

#else

bool exocap_crc32_can_fold(void) { return false; }

uint32_t exocap_crc32_fold(uint32_t state, const uint8_t *bytes, size_t count) {
  (void)bytes;
  (void)count;
  return state;
}

#endif
