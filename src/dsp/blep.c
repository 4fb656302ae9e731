/* SPDX-License-Identifier: MIT */
/* blep: steps and corners without aliases. */
#include "dsp/blep.h"

#include "dsp/blep_table.h" /* written by make_blep_table.c during the build */

blep_table LEVEL(dsp_blep_step) = BLEP_STEP_ROWS;
blep_table LEVEL(dsp_blep_corner) = BLEP_CORNER_ROWS;

void LEVEL(dsp_blep_add)(float *column, uint32_t lanes, uint32_t row, blep_table *table,
                         float age, float height)
{
    const float place = age * BLEP_PHASES;
    const int32_t whole = place < BLEP_PHASES - 1 ? (int32_t)place : BLEP_PHASES - 1;
    const float part = place - (float)whole;
    const float *low = (*table)[whole], *high = (*table)[whole + 1];
    float add[BLEP_TAPS];

    for (uint32_t m = 0; m < BLEP_TAPS; m++)
        add[m] = height * (low[m] + part * (high[m] - low[m]));
    for (uint32_t m = row; m < BLEP_TAPS; m++)
        column[m * lanes] += add[m - row];
    for (uint32_t m = 0; m < row; m++)
        column[m * lanes] += add[m + BLEP_TAPS - row];
}
