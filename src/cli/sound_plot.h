/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SOUND_PLOT_H
#define LEAT_CLI_SOUND_PLOT_H

/**
 * sound_plot: pictures of a sound file.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>

enum sound_plot {
    SOUND_PLOT_BOTH, /* waveform above spectrogram */
    SOUND_PLOT_WAVEFORM,
    SOUND_PLOT_SPECTRUM,    /* mean power over the whole file */
    SOUND_PLOT_SPECTROGRAM, /* frequency over time */
    SOUND_PLOT_RESPONSE     /* the file is an impulse response: its magnitude */
};

/** What is drawn, and where to. */
struct sound_plot_wish {
    enum sound_plot which;
    const char *sound, *picture; /* files */
    bool force;
    int64_t frames; /* of the sound */
};

/** Errors: LEAT_ERR_NOMEM, those of sound_reader_open() and out_file_create(). */
int sound_plot(const struct sound_plot_wish *wish, struct leat_diag *diag);

#endif
