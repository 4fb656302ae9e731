/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_WAV_CUE_H
#define LEAT_IO_WAV_CUE_H

/**
 * Marks of a WAV file: frames with a text, as chunks `cue ` and `LIST` of `adtl`, which
 * stand behind the samples.
 *
 * Source:  IBM and Microsoft, "Multimedia Programming Interface and Data
 *          Specifications 1.0", chapter 3.
 * Thread:  any, one at a time.
 */

#include <stddef.h>
#include <stdint.h>

enum { WAV_CUE_TEXT = 255 }; /* bytes of a text */

struct wav_mark {
    int64_t frame;
    char text[WAV_CUE_TEXT + 1];
};

/** Marks; all zero is none. */
struct wav_cue {
    struct wav_mark *mark;
    size_t n, room;
};

/**
 * Add a mark; its text is cut.
 *
 * Errors:  LEAT_ERR_LIMIT from frame 2^32 on, LEAT_ERR_INVALID below 0, _NOMEM.
 */
int wav_cue_add(struct wav_cue *cue, int64_t frame, const char *text);

/** Make the chunks, an even number of bytes.  Owns: the caller frees them.  NULL when
 * there are no marks, or no memory. */
uint8_t *wav_cue_chunks(const struct wav_cue *cue, size_t *size);

void wav_cue_finish(struct wav_cue *cue);

#endif
