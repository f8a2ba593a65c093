// The checksum of zlib, Ethernet and MCAP by carry-less multiplication, an instruction that Swift cannot name.
#ifndef EXOCAP_CRC32_H
#define EXOCAP_CRC32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor has the instructions of `exocap_crc32_fold`.
bool exocap_crc32_can_fold(void);

/// Goes on with the inverted checksum `state` over `count` bytes, a multiple of 16 and at least 64.
///
/// Only where `exocap_crc32_can_fold`.
uint32_t exocap_crc32_fold(uint32_t state, const uint8_t *bytes, size_t count);

#endif
