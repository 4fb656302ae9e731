/* SPDX-License-Identifier: MIT */
/* sound_plot: pictures of a sound file. */
#include "cli/sound_plot.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/math.h"
#include "cli/plot.h"
#include "cli/sound_window.h"
#include "dsp/fft.h"

enum { WIDTH = 640, HEIGHT = 400, LOW = 280, WAVE = 150, PIECE = 1024 };

static const double FLOOR_DB = -100.0, STEP_DB = 4.0, LEAST_HZ = 20.0;

/* One sound on its way to a picture. */
struct drawing {
    const struct sound_plot_wish *wish;
    struct sound_reader *reader;
    struct sound_info info;
    struct canvas canvas;
};

static double seconds(const struct drawing *d)
{
    return d->wish->frames > 0 ? (double)d->wish->frames / d->info.rate_hz
                               : 1.0 / d->info.rate_hz;
}

static struct plot_axis time_axis(const struct drawing *d)
{
    const double s = seconds(d);

    return s < 1.0 ? (struct plot_axis){0.0, s * 1000.0, false, "ms"}
                   : (struct plot_axis){0.0, s, false, "s"};
}

static struct plot_axis frequency_axis(const struct drawing *d)
{
    return (struct plot_axis){LEAST_HZ, math_min_d(20000.0, d->info.rate_hz / 2.0),
                              true, "Hz"};
}

/* Finite, also for sums that overflowed, so that it has a place on an axis. */
static double power_db(double power)
{
    return power > 1e-20 ? math_min_d(10.0 * math_log10_d(power), 1000.0) : -200.0;
}

/* The row of a sample, one of the plot's. */
static int wave_row(const struct plot *plot, double sample)
{
    return (int)plot_y(plot, math_clamp_d(sample, -1.0, 1.0));
}

/* From the least to the greatest sample of each column, over all channels. */
static int draw_waveform(struct drawing *d, int top, int bottom)
{
    const struct plot plot = plot_in(&d->canvas, top, bottom, time_axis(d),
                                     (struct plot_axis){-1, 1, false, ""});
    const int columns = plot.x1 - plot.x0;
    const uint32_t channels = d->info.channels;
    float *piece = malloc(sizeof(float) * PIECE * channels), last = 0.0f;
    int64_t frame = 0;
    double low = 1e9, high = -1e9;
    int at = 0;

    if (!piece)
        return LEAT_ERR_NOMEM;
    plot_grid(&plot);
    for (uint32_t n; (n = sound_reader_read(d->reader, piece, PIECE)) > 0;) {
        for (uint32_t i = 0; i < n; i++, frame++) {
            const int column = (int)(frame * columns / d->wish->frames);
            if (column != at) {
                canvas_fill(&d->canvas, plot.x0 + at, wave_row(&plot, high),
                            plot.x0 + column, wave_row(&plot, low) + 1, PLOT_BLUE);
                at = column;
                low = high = (double)last; /* so that no gap is left */
            }
            for (uint32_t ch = 0; ch < channels; ch++) {
                last = piece[(size_t)i * channels + ch];
                low = math_min_d(low, (double)last);
                high = math_max_d(high, (double)last);
            }
        }
    }
    if (frame > 0)
        canvas_fill(&d->canvas, plot.x0 + at, wave_row(&plot, high), plot.x0 + at + 1,
                    wave_row(&plot, low) + 1, PLOT_BLUE);
    free(piece);
    plot_frame(&plot);
    return 0;
}

/* Mean power in a column of the spectrogram, whose middle is at `middle`: of one
 * window, or of as many as cover a longer stretch half by half. */
static void mean_power(struct sound_window *window, int64_t from, int64_t to,
                       double power[SOUND_WINDOW_BINS])
{
    const int64_t apart = SOUND_WINDOW / 2, n = (to - from) / apart + 1;

    memset(power, 0, sizeof(*power) * SOUND_WINDOW_BINS);
    for (int64_t k = 0; k < n; k++) {
        const int64_t middle = from + (to - from) * (2 * k + 1) / (2 * n);
        sound_window_go(window, middle - SOUND_WINDOW / 2);
        sound_window_transform(window);
        for (int bin = 0; bin < SOUND_WINDOW_BINS; bin++)
            power[bin] += (double)window->power[bin] / (double)n;
    }
}

/* Level between two frequencies: the greatest bin, or between two where none lies. */
static double level_between(const double *db, int n, double from, double to)
{
    const int first = (int)math_floor_d(from) + 1, last = (int)math_floor_d(to);
    const int left = first - 1;
    double most = -300.0;

    if (first > last && left + 1 < n) {
        const double part = (from + to) / 2.0 - left;
        return db[left] + (db[left + 1] - db[left]) * part;
    }
    for (int bin = first; bin <= last && bin < n; bin++)
        most = math_max_d(most, db[bin]);
    return most;
}

static int draw_spectrogram(struct drawing *d, int top, int bottom)
{
    const struct plot plot =
        plot_in(&d->canvas, top, bottom, time_axis(d), frequency_axis(d));
    const double bin_hz = d->info.rate_hz / SOUND_WINDOW;
    const int columns = plot.x1 - plot.x0;
    double db[SOUND_WINDOW_BINS];
    struct sound_window window;
    int err = sound_window_init(&window, d->reader, d->info.channels);

    for (int column = 0; err >= 0 && column < columns; column++) {
        mean_power(&window, d->wish->frames * column / columns,
                   d->wish->frames * (column + 1) / columns, db);
        for (int bin = 0; bin < SOUND_WINDOW_BINS; bin++)
            db[bin] = power_db(db[bin]);
        for (int y = plot.y0; y < plot.y1; y++) {
            const double level = level_between(db, SOUND_WINDOW_BINS,
                                               plot_value_y(&plot, y + 1) / bin_hz,
                                               plot_value_y(&plot, y) / bin_hz);
            const double step = math_floor_d(level / STEP_DB + 0.5) * STEP_DB;
            canvas_dot(&d->canvas, plot.x0 + column, y, /* few colours: a small file */
                       canvas_heat((step - FLOOR_DB) / -FLOOR_DB));
        }
    }
    sound_window_finish(&window);
    plot_frame(&plot);
    return err;
}

/* A curve over frequency, from bins that stand bin_hz apart. */
static void draw_curve(const struct plot *plot, const double *db, int n, double bin_hz,
                       canvas_color color)
{
    double x = 0.0, y = 0.0;
    bool is_first = true;

    for (int column = plot->x0; column < plot->x1; column++) {
        const double from = plot_value_x(plot, column) / bin_hz;
        const double to = plot_value_x(plot, column + 1) / bin_hz;
        const double level = level_between(db, n, from, to);

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

static int draw_spectrum(struct drawing *d)
{
    const struct plot plot =
        plot_in(&d->canvas, 0, (int)d->canvas.height, frequency_axis(d),
                (struct plot_axis){-120, 0, false, "dB"});
    double db[SOUND_WINDOW_BINS];
    struct sound_window window;
    const int err = sound_window_init(&window, d->reader, d->info.channels);

    if (err >= 0) {
        mean_power(&window, 0, d->wish->frames, db);
        for (int bin = 0; bin < SOUND_WINDOW_BINS; bin++)
            db[bin] = power_db(db[bin]);
        plot_grid(&plot);
        draw_curve(&plot, db, SOUND_WINDOW_BINS, d->info.rate_hz / SOUND_WINDOW,
                   PLOT_BLUE);
        plot_frame(&plot);
    }
    sound_window_finish(&window);
    return err;
}

/* The magnitudes in dB of one channel of the first DSP_FFT_MAX frames. */
static void transform(const float *piece, uint32_t n, uint32_t channels,
                      uint32_t channel, float *x, double *db)
{
    float *re = x + DSP_FFT_MAX, *im = re + DSP_FFT_MAX, *work = im + DSP_FFT_MAX;

    memset(x, 0, sizeof(*x) * DSP_FFT_MAX);
    for (uint32_t i = 0; i < n; i++)
        x[i] = piece[(size_t)i * channels + channel];
    dsp_fft_real(x, re, im, DSP_FFT_MAX, work);
    for (int bin = 0; bin <= DSP_FFT_MAX / 2; bin++)
        db[bin] = power_db((double)re[bin] * (double)re[bin] +
                           (double)im[bin] * (double)im[bin]);
}

/* All levels that are heard, in tens, but at least 20 dB and at most 80. */
static struct plot_axis level_axis(const double *db, int n, double bin_hz)
{
    double most = -200.0, least = 200.0;

    for (int bin = 0; bin < n; bin++) {
        const bool is_heard = bin * bin_hz > LEAST_HZ && bin * bin_hz < 16000.0;
        most = math_max_d(most, db[bin]);
        least = is_heard ? math_min_d(least, db[bin]) : least;
    }
    const double top = 10.0 * math_floor_d(most / 10.0 + 0.999);
    const double bottom = 10.0 * math_floor_d(math_min_d(least, top - 11.0) / 10.0);
    return (struct plot_axis){math_max_d(bottom, top - 80.0), top, false, "dB"};
}

/* The first two channels, the second one red. */
static int draw_response(struct drawing *d)
{
    enum { BINS = DSP_FFT_MAX / 2 + 1 };
    const uint32_t channels = d->info.channels, drawn = channels < 2 ? channels : 2;
    const double bin_hz = d->info.rate_hz / DSP_FFT_MAX;
    float *piece = calloc((size_t)DSP_FFT_MAX * channels, sizeof(float));
    float *x = calloc((size_t)DSP_FFT_MAX * 5, sizeof(float));
    double *db = calloc((size_t)BINS * 2, sizeof(double));
    const int err = piece && x && db ? 0 : LEAT_ERR_NOMEM;

    if (err >= 0) {
        const uint32_t n = sound_reader_read(d->reader, piece, DSP_FFT_MAX);
        for (uint32_t ch = 0; ch < drawn; ch++)
            transform(piece, n, channels, ch, x, db + (size_t)ch * BINS);
        const struct plot plot =
            plot_in(&d->canvas, 0, (int)d->canvas.height, frequency_axis(d),
                    level_axis(db, BINS, bin_hz));
        plot_grid(&plot);
        for (uint32_t ch = drawn; ch-- > 0;)
            draw_curve(&plot, db + (size_t)ch * BINS, BINS, bin_hz,
                       ch ? PLOT_RED : PLOT_BLUE);
        plot_frame(&plot);
    }
    free(piece);
    free(x);
    free(db);
    return err;
}

static int draw(struct drawing *d, struct leat_diag *diag)
{
    const int height = (int)d->canvas.height;
    int err;

    switch (d->wish->which) {
    case SOUND_PLOT_WAVEFORM:
        return draw_waveform(d, 0, height);
    case SOUND_PLOT_SPECTROGRAM:
        return draw_spectrogram(d, 0, height);
    case SOUND_PLOT_SPECTRUM:
        return draw_spectrum(d);
    case SOUND_PLOT_RESPONSE:
        return draw_response(d);
    case SOUND_PLOT_BOTH:
        break;
    }
    err = draw_waveform(d, 0, WAVE);
    sound_reader_close(&d->reader);
    if (err >= 0)
        err = sound_reader_open(NULL, d->wish->sound, &d->reader, &d->info, diag);
    return err < 0 ? err : draw_spectrogram(d, WAVE, height);
}

int sound_plot(const struct sound_plot_wish *wish, struct leat_diag *diag)
{
    struct drawing d = {.wish = wish};
    int err = sound_reader_open(NULL, wish->sound, &d.reader, &d.info, diag);

    if (err < 0)
        return err;
    err = canvas_init(&d.canvas, WIDTH, wish->which == SOUND_PLOT_BOTH ? HEIGHT : LOW,
                      PLOT_PAPER);
    if (err >= 0)
        err = draw(&d, diag);
    if (err >= 0)
        err = canvas_write(&d.canvas, wish->picture, wish->force, diag);
    canvas_finish(&d.canvas);
    sound_reader_close(&d.reader);
    return err;
}
