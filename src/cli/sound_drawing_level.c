/* SPDX-License-Identifier: MIT */
/* sound_drawing_level: levels of channels over frequency, a curve each. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "cli/sound_drawing.h"
#include "cli/sound_window.h"
#include "dsp/fft.h"

static const double LEAST_HEARD_HZ = 20.0, MOST_HEARD_HZ = 16000.0;

/* A curve over frequency, from bins that stand bin_hz apart. */
static void draw_curve(const struct plot *plot, const double *db, int n, double bin_hz,
                       canvas_color color)
{
    double x = 0.0, y = 0.0;
    bool is_first = true;

    for (int column = plot->x0; column < plot->x1; column++) {
        const double from = plot_value_x(plot, column) / bin_hz;
        const double to = plot_value_x(plot, column + 1) / bin_hz;
        const double level = sound_drawing_level(db, n, from, to);

        if (from >= n - 1)
            break;
        const double row = plot_y(plot, math_clamp_d(level, plot->y.min, plot->y.max));
        if (!is_first)
            canvas_line(plot->canvas, x, y, column + 0.5, row, color);
        x = column + 0.5;
        y = row;
        is_first = false;
    }
}

/* The curves of all channels, each of n bins, the first on top. */
static void draw_curves(struct sound_drawing *d, struct plot_place place,
                        const double *db, int n, struct plot_axis level)
{
    const struct plot plot =
        plot_in(&d->canvas, place, sound_drawing_frequency(d), level);
    const double bin_hz = d->info.rate_hz / (2.0 * (n - 1));

    plot_grid(&plot);
    for (int k = d->n_voices; k-- > 0;)
        draw_curve(&plot, db + (size_t)k * (size_t)n, n, bin_hz,
                   sound_drawing_color(k));
    plot_frame(&plot);
    for (int k = 0; k < d->n_voices; k++)
        sound_drawing_label(d, &plot, d->voice[k], k, sound_drawing_color(k));
}

int sound_draw_spectrum(struct sound_drawing *d, struct plot_place place,
                        struct leat_diag *diag)
{
    enum { BINS = SOUND_WINDOW_BINS };
    const struct plot_axis level = {-120, 0, false, "dB"};
    double *db = calloc((size_t)BINS * SOUND_VOICES_MAX, sizeof(*db));
    struct sound_scan *scan;
    int err = db ? 0 : LEAT_ERR_NOMEM;

    for (int k = 0; err >= 0 && k < d->n_voices; k++) {
        double *own = db + (size_t)k * BINS;
        err = sound_scan_open(d, d->voice[k], &scan, diag);
        if (err < 0)
            break;
        sound_scan_power(scan, 0, d->frames, own);
        for (int bin = 0; bin < BINS; bin++)
            own[bin] = sound_drawing_db(own[bin]);
        sound_scan_close(&scan);
    }
    if (err >= 0)
        draw_curves(d, place, db, BINS, level);
    free(db);
    return err;
}

/* The magnitudes in dB of one channel of the first DSP_FFT_MAX frames. */
static void transform(const float *piece, uint32_t n, uint32_t channels, int voice,
                      float *x, double *db)
{
    float *re = x + DSP_FFT_MAX, *im = re + DSP_FFT_MAX, *work = im + DSP_FFT_MAX;

    memset(x, 0, sizeof(*x) * DSP_FFT_MAX);
    for (uint32_t i = 0; i < n; i++)
        x[i] = sound_stretch_pick(piece + (size_t)i * channels, channels, voice);
    dsp_fft_real(x, re, im, DSP_FFT_MAX, work);
    for (int bin = 0; bin <= DSP_FFT_MAX / 2; bin++)
        db[bin] = sound_drawing_db((double)re[bin] * (double)re[bin] +
                                   (double)im[bin] * (double)im[bin]);
}

/* All levels that are heard, in tens, but at least 20 dB and at most 80. */
static struct plot_axis level_axis(const double *db, int n, double bin_hz)
{
    double most = -200.0, least = 200.0;

    for (int bin = 0; bin < n; bin++) {
        const bool is_heard =
            bin * bin_hz > LEAST_HEARD_HZ && bin * bin_hz < MOST_HEARD_HZ;
        most = math_max_d(most, db[bin]);
        least = is_heard ? math_min_d(least, db[bin]) : least;
    }
    const double top = 10.0 * math_floor_d(most / 10.0 + 0.999);
    const double bottom = 10.0 * math_floor_d(math_min_d(least, top - 11.0) / 10.0);
    return (struct plot_axis){math_max_d(bottom, top - 80.0), top, false, "dB"};
}

int sound_draw_response(struct sound_drawing *d, struct plot_place place,
                        struct leat_diag *diag)
{
    enum { BINS = DSP_FFT_MAX / 2 + 1 };
    const uint32_t channels = d->info.channels;
    float *piece = calloc((size_t)DSP_FFT_MAX * channels, sizeof(float));
    float *x = calloc((size_t)DSP_FFT_MAX * 5, sizeof(float));
    double *db = calloc((size_t)BINS * SOUND_VOICES_MAX, sizeof(double));
    struct sound_stretch stretch;
    int err = piece && x && db ? 0 : LEAT_ERR_NOMEM;

    if (err >= 0)
        err = sound_stretch_open(&stretch, &d->part, diag);
    if (err >= 0) {
        const uint32_t n = sound_stretch_read(&stretch, piece, DSP_FFT_MAX);
        sound_stretch_close(&stretch);
        for (int k = 0; k < d->n_voices; k++)
            transform(piece, n, channels, d->voice[k], x, db + (size_t)k * BINS);
        draw_curves(d, place, db, BINS,
                    level_axis(db, BINS, d->info.rate_hz / DSP_FFT_MAX));
    }
    free(piece);
    free(x);
    free(db);
    return err;
}
