// Static inline arithmetic that the real-time core may call: each compiles to one instruction
// and carries the attribute that lets it pass Swift's `@_noLocks` check.
#ifndef EXOCAP_MATH_H
#define EXOCAP_MATH_H

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

#endif
