/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SOUND_PLOT_H
#define LEAT_CLI_SOUND_PLOT_H

/**
 * sound_plot: pictures of a sound file.
 */

#include "cli/options.h"
#include "cli/sound_stretch.h"

enum sound_plot {
    SOUND_PLOT_BOTH, /* waveforms above spectrograms */
    SOUND_PLOT_WAVEFORM,
    SOUND_PLOT_SPECTRUM,    /* mean power over the whole part */
    SOUND_PLOT_SPECTROGRAM, /* frequency over time */
    SOUND_PLOT_RESPONSE     /* the sound is an impulse response: its magnitude */
};

/**
 * Draw a part of a sound, which holds that many frames, as the options wish.
 *
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_RANGE where the sound has no such channel or the
 *          picture no room, those of sound_reader_open() and out_file_create().
 */
int sound_plot(const struct options *options, const struct sound_part *part,
               int64_t frames, struct leat_diag *diag);

#endif
