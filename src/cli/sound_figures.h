/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SOUND_FIGURES_H
#define LEAT_CLI_SOUND_FIGURES_H

/**
 * sound_figures: what a part of a sound file measures, as a whole and channel by
 * channel.
 */

#include "cli/gauge.h"
#include "cli/measure.h"
#include "cli/sound_stretch.h"

/** Of one channel. */
struct sound_channel {
    struct measure measure;
    struct gauge gauge;
    double power, weighed; /* of all bins; the same, weighed by their frequency */
};

struct sound_figures {
    struct measure whole;
    uint32_t n;                    /* channels */
    struct sound_channel *channel; /* NULL when there are none */
};

/**
 * Read the part and measure it.
 *
 * Owns:    the caller frees it with sound_figures_finish(), also after an error.
 * Errors:  as sound_stretch_open(); LEAT_ERR_NOMEM.
 */
int sound_figures_take(struct sound_figures *figures, const struct sound_part *part,
                       struct leat_diag *diag);
void sound_figures_finish(struct sound_figures *figures);

/** Write them, a line each, and a table of the channels where there are several. */
void sound_figures_print(const struct sound_figures *figures, FILE *file);

/** Write them as members of the object that is open. */
void sound_figures_json(const struct sound_figures *figures, struct json *json);

#endif
