/* SPDX-License-Identifier: MIT */
/* sound_drawing_time: waveform and spectrogram of a channel. */
#include <stdlib.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "cli/sound_drawing.h"
#include "cli/sound_window.h"

enum { PIECE = 1024 };

static const double FLOOR_DB = -100.0, STEP_DB = 4.0;

/* The row of a sample, one of the plot's. */
static int wave_row(const struct plot *plot, double sample)
{
    return (int)plot_y(plot, math_clamp_d(sample, -1.0, 1.0));
}

/* From the least to the greatest sample of each column. */
static void draw_wave(struct sound_drawing *d, const struct plot *plot,
                      struct sound_stretch *stretch, float *piece, int voice)
{
    const int columns = plot->x1 - plot->x0;
    const uint32_t channels = d->info.channels;
    double low = 1e9, high = -1e9, last;
    int64_t frame = 0;
    int at = 0;

    for (uint32_t n; (n = sound_stretch_read(stretch, piece, PIECE)) > 0;) {
        for (uint32_t i = 0; i < n && frame < d->frames; i++, frame++) {
            const int column = (int)(frame * columns / d->frames);
            last = (double)sound_stretch_pick(piece + (size_t)i * channels, channels,
                                              voice);
            low = math_min_d(low, last); /* so that no gap is left */
            high = math_max_d(high, last);
            if (column != at) {
                canvas_fill(&d->canvas, plot->x0 + at, wave_row(plot, high),
                            plot->x0 + column, wave_row(plot, low) + 1, PLOT_BLUE);
                at = column;
                low = high = last;
            }
        }
    }
    if (frame > 0)
        canvas_fill(&d->canvas, plot->x0 + at, wave_row(plot, high), plot->x0 + at + 1,
                    wave_row(plot, low) + 1, PLOT_BLUE);
}

int sound_draw_waveform(struct sound_drawing *d, struct plot_place place, int voice,
                        struct leat_diag *diag)
{
    const struct plot plot = plot_in(&d->canvas, place, sound_drawing_time(d),
                                     (struct plot_axis){-1, 1, false, ""});
    float *piece = malloc(sizeof(float) * PIECE * d->info.channels);
    struct sound_stretch stretch;
    int err = LEAT_ERR_NOMEM;

    if (piece)
        err = sound_stretch_open(&stretch, &d->part, diag);
    if (err >= 0) {
        plot_grid(&plot);
        draw_wave(d, &plot, &stretch, piece, voice);
        sound_stretch_close(&stretch);
        plot_frame(&plot);
        sound_drawing_label(d, &plot, voice, 0, PLOT_INK);
    }
    free(piece);
    return err;
}

/* Few colours: a small file. */
static canvas_color level_color(double level)
{
    const double step = math_floor_d(level / STEP_DB + 0.5) * STEP_DB;

    return canvas_heat((step - FLOOR_DB) / -FLOOR_DB);
}

int sound_draw_spectrogram(struct sound_drawing *d, struct plot_place place, int voice,
                           struct leat_diag *diag)
{
    const struct plot plot =
        plot_in(&d->canvas, place, sound_drawing_time(d), sound_drawing_frequency(d));
    const struct plot_axis level = {FLOOR_DB, 0.0, false, "dB"};
    const double bin_hz = d->info.rate_hz / SOUND_WINDOW;
    const int columns = plot.x1 - plot.x0;
    double db[SOUND_WINDOW_BINS];
    struct sound_scan *scan;
    const int err = sound_scan_open(d, voice, &scan, diag);

    if (err < 0)
        return err;
    for (int column = 0; column < columns; column++) {
        sound_scan_power(scan, d->frames * column / columns,
                         d->frames * (column + 1) / columns, db);
        for (int bin = 0; bin < SOUND_WINDOW_BINS; bin++)
            db[bin] = sound_drawing_db(db[bin]);
        for (int y = plot.y0; y < plot.y1; y++)
            canvas_dot(&d->canvas, plot.x0 + column, y,
                       level_color(sound_drawing_level(
                           db, SOUND_WINDOW_BINS, plot_value_y(&plot, y + 1) / bin_hz,
                           plot_value_y(&plot, y) / bin_hz)));
    }
    sound_scan_close(&scan);
    plot_frame(&plot);
    plot_color_bar(&plot, level, level_color);
    sound_drawing_label(d, &plot, voice, 0, PLOT_PAPER);
    return 0;
}
