/* SPDX-License-Identifier: MIT */
/* position: places in a picture. */
#include "creative/position.h"

#include <leat/err.h>

#include "creative/name.h"

static const char *const names[] = {
    "top_left", "top",         "top_right", "left",         "center",
    "right",    "bottom_left", "bottom",    "bottom_right",
};

enum { N_NAMES = sizeof(names) / sizeof(names[0]), ROW = 3 };

int position_find(const char *text, size_t size, double *x, double *y)
{
    const int index = name_find(text, size, names, N_NAMES);

    if (index < 0)
        return LEAT_ERR_NOT_FOUND;
    *x = 0.5 * (index % ROW);
    *y = 0.5 * (index / ROW);
    return 0;
}

const char *position_name(size_t index)
{
    return index < N_NAMES ? names[index] : NULL;
}
