/* SPDX-License-Identifier: MIT */
/* easing: names of curves from 0 to 1. */
#include "creative/easing.h"

#include <leat/err.h>

#include "creative/name.h"

static const char *const names[] = {
    [EASING_LINEAR] = "linear", [EASING_IN] = "ease_in",
    [EASING_OUT] = "ease_out",  [EASING_IN_OUT] = "ease_in_out",
    [EASING_BOUNCE] = "bounce", [EASING_ELASTIC] = "elastic",
    [EASING_BACK] = "back",
};

enum { N_NAMES = sizeof(names) / sizeof(names[0]) };

int easing_find(const char *text, size_t size)
{
    const int index = name_find(text, size, names, N_NAMES);

    return index < 0 ? LEAT_ERR_NOT_FOUND : index;
}

const char *easing_name(size_t index)
{
    return index < N_NAMES ? names[index] : NULL;
}
