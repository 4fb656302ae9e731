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
