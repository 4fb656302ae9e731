/* SPDX-License-Identifier: MIT */
/* window: of a build without the headers of SDL 2. */
#include "io/window.h"

#include <stddef.h>

#include <leat/err.h>

int window_open(const struct window_config *config, struct window **out)
{
    *out = NULL;
    config->failed(config->user, "this leat was built without SDL 2");
    return LEAT_ERR_UNSUPPORTED;
}

void window_show(struct window *window, const struct leat_frame *picture)
{
    (void)window;
    (void)picture;
}

void window_mouse(struct window *window, double at[2])
{
    (void)window;
    at[0] = at[1] = 0.5;
}

void window_close(struct window **window)
{
    *window = NULL;
}
