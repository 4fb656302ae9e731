/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NODES_VIDEO_TEXT_PARAMS_H
#define LEAT_NODES_VIDEO_TEXT_PARAMS_H

/** text_params: sizes and colours given to video nodes, refused in words. */

#include <leat/diag.h>
#include <leat/err.h>
#include <leat/format.h>

#include "pix/notation.h"

static inline int text_params_size(const char *text, struct leat_video_format *out,
                                   struct leat_diag *diag)
{
    if (pix_read_size(text, &out->width, &out->height))
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 401, "`%s` is no size of a picture.", text);
    leat_diag_hint(diag, "Write width x height such as 640x480, at most 16384x16384.");
    return LEAT_ERR_FORMAT;
}

static inline int text_params_color(const char *text, struct leat_diag *diag)
{
    uint32_t rgb;

    if (pix_read_color(text, &rgb))
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 401, "`%s` is no colour.", text);
    leat_diag_hint(diag, "Write #rrggbb, such as #ff8000, or a name such as red.");
    return LEAT_ERR_FORMAT;
}

#endif
