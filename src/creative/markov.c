/* SPDX-License-Identifier: MIT */
/* markov: the next state of a chain. */
#include "creative/markov.h"

#include <float.h>

#include <leat/err.h>

int markov_step(const double *weight, size_t n, double unit)
{
    double sum = 0.0, below = 0.0;
    int last = LEAT_ERR_RANGE;

    for (size_t i = 0; i < n; i++) {
        if (!(weight[i] >= 0.0))
            return LEAT_ERR_RANGE;
        sum += weight[i];
    }
    if (!(sum <= DBL_MAX))
        return LEAT_ERR_RANGE;
    for (size_t i = 0; i < n; i++) {
        if (weight[i] == 0.0)
            continue;
        last = (int)i;
        below += weight[i];
        if (unit * sum < below)
            break;
    }
    return last;
}
