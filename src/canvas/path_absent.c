/* SPDX-License-Identifier: MIT */
/* path_absent: a build without Cairo has no outlines, letters and picture files. */
#include <leat/err.h>

#include "canvas/path.h"

static int refuse(struct leat_canvas *canvas)
{
    leat_diag_add(canvas->diag, LEAT_ERROR, 0, "this build cannot draw `%s`",
                  canvas->draw->name);
    leat_diag_hint(canvas->diag, "Install the headers of Cairo (on Debian "
                                 "libcairo2-dev) and build again.");
    return LEAT_ERR_UNSUPPORTED;
}

int path_fill(struct leat_canvas *canvas, const struct leat_draw_point *points,
              size_t n, const uint8_t rgba[4])
{
    (void)points;
    (void)n;
    (void)rgba;
    return refuse(canvas);
}

int path_stroke(struct leat_canvas *canvas, const struct leat_draw_point *points,
                size_t n, bool closed, double thickness, const uint8_t rgba[4])
{
    (void)points;
    (void)n;
    (void)closed;
    (void)thickness;
    (void)rgba;
    return refuse(canvas);
}

int path_text(struct leat_canvas *canvas, const struct path_text *text,
              const uint8_t rgba[4])
{
    (void)text;
    (void)rgba;
    return refuse(canvas);
}

int path_read_png(struct leat_canvas *canvas, const char *path, struct leat_frame **out)
{
    (void)path;
    *out = NULL;
    return refuse(canvas);
}
