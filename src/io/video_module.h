/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_VIDEO_MODULE_H
#define LEAT_IO_VIDEO_MODULE_H

/**
 * What a module that writes video files offers: a shared object with one table, which
 * nothing links.  It knows nothing of leat but this header, and leat nothing of the
 * libraries behind it.
 *
 * Thread:  any, one at a time for each writer.
 */

#include <stdint.h>

enum {
    VIDEO_MODULE_VERSION = 2, /* goes up with every change of this header */
    VIDEO_MODULE_MESSAGE = 200,
};

struct video_module_wish {
    const char *path;      /* its ending says which container */
    int width, height;     /* even; pictures are 4:2:0, BT.709, limited range */
    int64_t fps[2];        /* numerator and denominator */
    int rate_hz, channels; /* of the sound; no channels: there is none */
    const char *codec;     /* of the pictures, "h264"; "": what suits the container */
    int (*write)(void *user, const uint8_t *bytes, int size); /* size, or below 0 */
    int64_t (*seek)(void *user, int64_t position);            /* the same, or below 0 */
    int64_t (*length)(void *user);
    void *user;
};

struct video_module_writer;

/** Functions return 0, or below 0 with the reason in `message`. */
struct video_module {
    uint32_t version;
    int (*open)(const struct video_module_wish *wish, struct video_module_writer **out,
                char message[VIDEO_MODULE_MESSAGE]);
    /** Picture k, above that of the last one: rows of Y, of U and of V. */
    int (*picture)(struct video_module_writer *writer, int64_t k,
                   const uint8_t *const plane[3], const uint32_t stride[3],
                   char message[VIDEO_MODULE_MESSAGE]);
    /** The next samples, lane fastest. */
    int (*sound)(struct video_module_writer *writer, const float *samples,
                 uint32_t nframes, char message[VIDEO_MODULE_MESSAGE]);
    /** Finish the file and free the writer, whatever happens. */
    int (*close)(struct video_module_writer **writer,
                 char message[VIDEO_MODULE_MESSAGE]);
};

/** The one function that a module exports, by the name VIDEO_MODULE_ENTRY. */
typedef const struct video_module *video_module_entry(void);
#define VIDEO_MODULE_ENTRY "leat_video_module"

#endif
