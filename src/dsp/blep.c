/* SPDX-License-Identifier: MIT */
/* blep: steps and corners without aliases. */
#include "dsp/blep.h"

#include <stddef.h>

#include "dsp/blep_table.h" /* written by make_blep_table.c during the build */

blep_table blep_step = BLEP_STEP_ROWS;
blep_table blep_corner = BLEP_CORNER_ROWS;

static void add_from(float *column, uint32_t lanes, const float *add, uint32_t n)
{
    if (lanes == 1) /* neighbours: whole vectors of them */
        for (uint32_t m = 0; m < n; m++)
            column[m] += add[m];
    else
        for (uint32_t m = 0; m < n; m++, column += lanes)
            *column += add[m];
}

void blep_add(float *column, uint32_t lanes, uint32_t row, blep_table *table, float age,
              float height)
{
    const float place = age * BLEP_PHASES;
    const int32_t whole = place < BLEP_PHASES - 1 ? (int32_t)place : BLEP_PHASES - 1;
    const float part = place - (float)whole;
    const float *low = (*table)[whole], *high = (*table)[whole + 1];
    float add[BLEP_TAPS];

    for (uint32_t m = 0; m < BLEP_TAPS; m++)
        add[m] = height * (low[m] + part * (high[m] - low[m]));
    add_from(column + (size_t)row * lanes, lanes, add, BLEP_TAPS - row);
    add_from(column, lanes, add + BLEP_TAPS - row, row);
}
