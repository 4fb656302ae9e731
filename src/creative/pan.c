/* SPDX-License-Identifier: MIT */
/* pan: places between left and right. */
#include "creative/pan.h"

#include <leat/err.h>

#include "base/math_d.h"
#include "creative/name.h"

static const char *const names[] = {"left", "center", "right"};

int pan_find(const char *text, size_t size, double *pan)
{
    const int index = name_find(text, size, names, sizeof(names) / sizeof(names[0]));

    if (index < 0)
        return LEAT_ERR_NOT_FOUND;
    *pan = index - 1.0;
    return 0;
}

double pan_of_fraction(double fraction)
{
    return 2.0 * fraction - 1.0;
}

void pan_gains(double pan, double *left, double *right)
{
    const double quarters = 0.25 * (1.0 + math_clamp_d(pan, -1.0, 1.0));

    *left = math_cos_pi_d(quarters);
    *right = math_sin_pi_d(quarters);
}
