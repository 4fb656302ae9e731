/* SPDX-License-Identifier: MIT */
/* blep: steps and corners without aliases. */
#include "dsp/blep.h"

#include "dsp/blep_table.h" /* written by make_blep_table.c during the build */

const float blep_studio_step[] = BLEP_STUDIO_STEP_ROWS;
const float blep_studio_corner[] = BLEP_STUDIO_CORNER_ROWS;
const float blep_pulse_step[] = BLEP_PULSE_STEP_ROWS;
const float blep_live_step[] = BLEP_LIVE_STEP_ROWS;
const float blep_live_corner[] = BLEP_LIVE_CORNER_ROWS;
