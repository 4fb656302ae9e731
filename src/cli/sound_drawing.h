/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SOUND_DRAWING_H
#define LEAT_CLI_SOUND_DRAWING_H

/**
 * sound_drawing: one sound on its way to a picture; what the files that draw it share.
 */

#include "cli/plot.h"
#include "cli/sound_stretch.h"

enum { SOUND_VOICES_MAX = 8 }; /* channels that one picture shows */

struct sound_drawing {
    struct sound_part part;
    struct sound_info info;                /* of its file */
    int64_t frames;                        /* of the part, more than 0 */
    int n_voices, voice[SOUND_VOICES_MAX]; /* channels to draw, or SOUND_MIX alone */
    struct canvas canvas;
};

struct plot_axis sound_drawing_time(const struct sound_drawing *d);
struct plot_axis sound_drawing_frequency(const struct sound_drawing *d);

/** The colour of the n-th of several channels. */
canvas_color sound_drawing_color(int voice);

/** Write the number of a channel, from 1, into a corner of a panel, the n-th from the
 * left; nothing where only one is drawn. */
void sound_drawing_label(struct sound_drawing *d, const struct plot *plot, int voice,
                         int n, canvas_color color);

/** Decibels of a power: finite, also for sums that overflowed, so that it has a place
 * on an axis. */
double sound_drawing_db(double power);

/** Level between two bins, whole or not: the greatest, or between two where none
 * lies. */
double sound_drawing_level(const double *db, int n, double from, double to);

/* Panels over time, of one channel (sound_drawing_time.c).  Errors: as
 * sound_stretch_open(), LEAT_ERR_NOMEM. */

int sound_draw_waveform(struct sound_drawing *d, struct plot_place place, int voice,
                        struct leat_diag *diag);
int sound_draw_spectrogram(struct sound_drawing *d, struct plot_place place, int voice,
                           struct leat_diag *diag);

/* Panels over frequency, of all channels (sound_drawing_level.c). */

int sound_draw_spectrum(struct sound_drawing *d, struct plot_place place,
                        struct leat_diag *diag);
int sound_draw_response(struct sound_drawing *d, struct plot_place place,
                        struct leat_diag *diag);

/** What a part of the sound holds on the way: one channel's mean power. */
struct sound_scan;

/** Errors: as sound_stretch_open(), LEAT_ERR_NOMEM. */
int sound_scan_open(const struct sound_drawing *d, int voice, struct sound_scan **out,
                    struct leat_diag *diag);
void sound_scan_close(struct sound_scan **scan);

/** Mean power of each of SOUND_WINDOW_BINS bins between two frames, the first not
 * before those of the last call: of one window in their middle, or of as many as cover
 * a longer stretch half by half. */
void sound_scan_power(struct sound_scan *scan, int64_t from, int64_t to, double *power);

#endif
