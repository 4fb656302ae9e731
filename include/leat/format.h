/* SPDX-License-Identifier: MIT */
#ifndef LEAT_FORMAT_H
#define LEAT_FORMAT_H

/**
 * What flows through a link: the type of the stream and its format.
 */

#include <stdint.h>

#include <leat/time.h>

enum leat_stream { LEAT_AUDIO, LEAT_VIDEO, LEAT_EVENTS, LEAT_DATA };

/* Pixel formats.  RGB is sRGB, full range, premultiplied alpha; Y'CbCr is BT.709,
 * limited range, chroma sited left.  Columns: name, planes, bytes per pixel of plane 0,
 * chroma shift across and down. */
#define LEAT_PIXEL_LIST(X)                                                             \
    X(RGBA8, "rgba8", 1, 4, 0, 0)                                                      \
    X(RGB24, "rgb24", 1, 3, 0, 0)                                                      \
    X(BGRA8, "bgra8", 1, 4, 0, 0)                                                      \
    X(GRAY8, "gray8", 1, 1, 0, 0)                                                      \
    X(I420, "i420", 3, 1, 1, 1)                                                        \
    X(I422, "i422", 3, 1, 1, 0)                                                        \
    X(I444, "i444", 3, 1, 0, 0)

enum leat_pixel {
    LEAT_PIXEL_NONE,
#define X(name, text, planes, bytes, sx, sy) LEAT_PIXEL_##name,
    LEAT_PIXEL_LIST(X)
#undef X
        LEAT_N_PIXELS
};

struct leat_video_format {
    enum leat_pixel pixel;
    uint32_t width, height; /* at least 1, any parity; chroma planes round up */
    struct leat_rational rate;
};

/** What a pixel format is made of, one row of LEAT_PIXEL_LIST. */
struct leat_pixel_layout {
    const char *name;
    uint32_t planes, bytes; /* bytes of one pixel in plane 0; 1 in the others */
    uint32_t across, down;  /* chroma sides are shifted right by these */
};

/** The row of a format in the list; that of NONE is empty.  Thread: any, also rt. */
static inline struct leat_pixel_layout leat_pixel_layout(enum leat_pixel pixel)
{
    static const struct leat_pixel_layout layouts[LEAT_N_PIXELS] = {
        {"none", 0, 0, 0, 0},
#define X(name, text, planes, bytes, sx, sy) {text, planes, bytes, sx, sy},
        LEAT_PIXEL_LIST(X)
#undef X
    };
    return layouts[(unsigned)pixel < LEAT_N_PIXELS ? pixel : LEAT_PIXEL_NONE];
}

/** Bytes of one row of a plane that are pixels; 0 past the last plane. */
static inline uint32_t leat_plane_bytes(const struct leat_video_format *format,
                                        uint32_t plane)
{
    const struct leat_pixel_layout l = leat_pixel_layout(format->pixel);

    if (plane >= l.planes)
        return 0;
    return plane == 0 ? format->width * l.bytes
                      : (format->width + (1u << l.across) - 1) >> l.across;
}

/** Rows of a plane; 0 past the last one. */
static inline uint32_t leat_plane_rows(const struct leat_video_format *format,
                                       uint32_t plane)
{
    const struct leat_pixel_layout l = leat_pixel_layout(format->pixel);

    if (plane >= l.planes)
        return 0;
    return plane == 0 ? format->height
                      : (format->height + (1u << l.down) - 1) >> l.down;
}

enum { LEAT_MAX_LANES = 4096, LEAT_MAX_CHANNELS = 64 };

/* Channel masks as WAVE_FORMAT_EXTENSIBLE numbers them; 0 when unlabelled. */
enum {
    LEAT_CH_FL = 1,
    LEAT_CH_FR = 2,
    LEAT_CH_FC = 4,
    LEAT_CH_LFE = 8,
    LEAT_CH_BL = 16,
    LEAT_CH_BR = 32,
    LEAT_CH_BC = 256,
    LEAT_CH_SL = 512,
    LEAT_CH_SR = 1024,
};

#endif
