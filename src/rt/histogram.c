/* SPDX-License-Identifier: MIT */
/* histogram: how often values of each size came, in 32 steps an octave. */
#include "rt/histogram.h"

/* Where a step begins, and how wide it is. */
static uint64_t low_of(uint32_t bin, uint64_t *width)
{
    const uint32_t octave = bin < 2 * HISTOGRAM_STEPS ? 0 : bin / HISTOGRAM_STEPS - 1;

    *width = UINT64_C(1) << octave;
    return (uint64_t)(bin - octave * HISTOGRAM_STEPS) << octave;
}

void histogram_read(const struct histogram *h, struct histogram_counts *out)
{
    out->n = 0;
    for (uint32_t b = 0; b < HISTOGRAM_BINS; b++) {
        out->bin[b] = rt_count(&h->bin[b]);
        out->n += out->bin[b];
    }
    out->sum = rt_count(&h->sum);
    out->max = rt_count(&h->max);
}

void histogram_between(const struct histogram_counts *before,
                       const struct histogram_counts *after,
                       struct histogram_counts *out)
{
    uint64_t width = 0, top = 0;

    out->n = 0;
    for (uint32_t b = 0; b < HISTOGRAM_BINS; b++) {
        out->bin[b] = after->bin[b] - before->bin[b];
        out->n += out->bin[b];
        if (out->bin[b]) {
            const uint64_t low = low_of(b, &width);
            top = low + width - 1;
        }
    }
    out->sum = after->sum - before->sum;
    out->max = top < after->max && top < low_of(HISTOGRAM_BINS - 1, &width) ? top
               : out->n                                                     ? after->max
                                                                            : 0;
}

double histogram_quantile(const struct histogram_counts *counts, double share)
{
    uint64_t sum = 0, width;

    for (uint32_t b = 0; b < HISTOGRAM_BINS; b++) {
        sum += counts->bin[b];
        if (counts->bin[b] && (double)sum >= share * (double)counts->n) {
            const uint64_t low = low_of(b, &width);
            const double middle = (double)low + 0.5 * (double)(width - 1);
            return middle < (double)counts->max ? middle : (double)counts->max;
        }
    }
    return 0.0;
}
