/* SPDX-License-Identifier: MIT */
/* window_place: where a picture lies in a window, and a screen is asked for. */
#include <stdint.h>
#include <stdlib.h>

#include "base/math_d.h"
#include "io/window.h"

bool window_has_screen(void)
{
    static const char *const names[] = {"DISPLAY", "WAYLAND_DISPLAY",
                                        "SDL_VIDEODRIVER"};

    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return true;
    }
    return false;
}

/* The nearest whole number to a * b / c, at least 1. */
static int scaled(int a, int b, int c)
{
    const int64_t n = ((int64_t)a * b + c / 2) / c;

    return n > 1 ? (int)n : 1;
}

struct window_place window_fit(int width, int height, int window_width,
                               int window_height)
{
    struct window_place p = {0, 0, window_width, window_height};

    if (width < 1 || height < 1 || window_width < 1 || window_height < 1)
        return p;
    if ((int64_t)window_width * height > (int64_t)window_height * width)
        p.width = scaled(width, window_height, height);
    else
        p.height = scaled(height, window_width, width);
    p.x = (window_width - p.width) / 2;
    p.y = (window_height - p.height) / 2;
    return p;
}

void window_point(const struct window_place *place, int x, int y, double at[2])
{
    const int by[2] = {x - place->x, y - place->y};
    const int side[2] = {place->width, place->height};

    for (int i = 0; i < 2; i++)
        at[i] = side[i] > 1
                    ? math_clamp_d((double)by[i] / (double)(side[i] - 1), 0.0, 1.0)
                    : 0.5;
}
