/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_VIDEO_FILE_H
#define LEAT_IO_VIDEO_FILE_H

/**
 * Video files, with sound or without: .mkv, .mp4, .mov, .webm, by the module
 * leat-mod-av.
 *
 * Picture k stands at k / fps and sample n at n / rate: both begin at 0.
 *
 * Thread:  control or worker, one at a time.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/buffer.h>
#include <leat/diag.h>

struct video_file;

struct video_wish {
    uint32_t width, height; /* at least 2; an odd last column or row is left out */
    struct leat_rational fps;
    uint32_t rate_hz, channels; /* no channels: no sound */
    const char *codec;          /* "h264", "vp9", "ffv1"; NULL: what suits the ending */
    bool force;                 /* replace a file that is there */
};

/** Whether an ending is that of such a file. */
bool video_file_is_path(const char *path);

/** Look for the module, before there is a file to begin.  Errors: LEAT_ERR_UNSUPPORTED.
 */
int video_file_find_module(struct leat_diag *diag);

/**
 * Begin a file.
 *
 * Owns:    the caller closes it.
 * Errors:  as out_file_create(); LEAT_ERR_UNSUPPORTED: there is no module, or it cannot
 *          write such a file; LEAT_ERR_NOMEM.
 */
int video_file_open(const char *path, const struct video_wish *wish,
                    struct video_file **out, struct leat_diag *diag);

/** Append picture k, above that of the last one, of i420, as large as was wished.
 * Errors: LEAT_ERR_IO, LEAT_ERR_NO_SPACE; it grows no more then. */
int video_file_picture(struct video_file *file, int64_t k,
                       const struct leat_frame *picture);

/** Append samples, lane fastest.  Errors: the same. */
int video_file_sound(struct video_file *file, const float *samples, uint32_t nframes);

/** Finish it; sound that is shorter than the pictures goes on in silence.  Errors: the
 * first failure, which `diag` explains. */
int video_file_close(struct video_file **file, struct leat_diag *diag);

#endif
