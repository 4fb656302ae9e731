/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_WAV_HEADER_H
#define LEAT_IO_WAV_HEADER_H

/**
 * The header of a WAV file: everything before the samples.
 *
 * Its size does not depend on the length, and room is kept for 64-bit sizes.  So it can
 * be written first with the length unknown (-1), which readers take as "until the end",
 * and once more when the length is known; from 4 GB on it then says RF64.
 *
 * Source: Microsoft, "Multiple channel audio data and WAVE files"; EBU Tech 3306.
 */

#include <stddef.h>
#include <stdint.h>

enum { WAV_HEADER_MAX = 128 };

struct wav_format {
    uint32_t channels, mask; /* mask 0: unlabelled */
    uint32_t rate_hz;
    uint32_t bits; /* 16 or 24 integer, 32 float */
};

/**
 * Write the header for `nframes` (-1: unknown), behind which, and the pad byte of an
 * odd number of bytes, chunks of `more` bytes follow; returns its bytes.  Thread: any.
 */
size_t wav_header(uint8_t bytes[WAV_HEADER_MAX], const struct wav_format *format,
                  int64_t nframes, uint64_t more);

#endif
