/* SPDX-License-Identifier: MIT */
/* sound_plot: pictures of a sound file: which panels there are, and where. */
#include "cli/sound_plot.h"

#include <leat/err.h>

#include "base/math_d.h"
#include "base/str.h"
#include "cli/sound_drawing.h"

/* A waveform is as high as a unit, a spectrogram as two. */
enum {
    WIDTH = 720,
    HEIGHT_MIN = 280,
    UNIT = 122,
    UNIT_MIN = 48,
    SPECTROGRAM_UNITS = 2
};

static const double LEAST_HZ = 20.0, MOST_HZ = 20000.0;

struct plot_axis sound_drawing_time(const struct sound_drawing *d)
{
    const double from = (double)d->part.from / d->info.rate_hz;
    const double to = (double)(d->part.from + d->frames) / d->info.rate_hz;

    return to < 1.0 ? (struct plot_axis){from * 1e3, to * 1e3, false, "time ms"}
                    : (struct plot_axis){from, to, false, "time s"};
}

struct plot_axis sound_drawing_frequency(const struct sound_drawing *d)
{
    return (struct plot_axis){LEAST_HZ, math_min_d(MOST_HZ, d->info.rate_hz / 2.0),
                              true, "Hz"};
}

canvas_color sound_drawing_color(int voice)
{
    static const canvas_color colors[SOUND_VOICES_MAX] = {
        0x1f6fb4, 0xd0402a, 0x2a8a3a, 0x8a4fb0, 0xb8860b, 0x107f7f, 0xc04080, 0x606060};

    return colors[voice % SOUND_VOICES_MAX];
}

void sound_drawing_label(struct sound_drawing *d, const struct plot *plot, int voice,
                         int n, canvas_color color)
{
    enum { SCALE = 2, APART = 2 * SCALE * CANVAS_LETTER };
    char text[16];

    if (d->n_voices < 2)
        return;
    str_format(text, sizeof(text), "%d", voice + 1);
    canvas_text(&d->canvas, plot->x0 + 8 + n * APART, plot->y0 + 6, SCALE, text, color);
}

double sound_drawing_db(double power)
{
    return power > 1e-20 ? math_min_d(10.0 * math_log10_d(power), 1000.0) : -200.0;
}

double sound_drawing_level(const double *db, int n, double from, double to)
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

/* Which channels are drawn: one or two each by itself, of more the mean, if nothing
 * else is wished. */
static int choose_voices(struct sound_drawing *d, uint32_t wish, struct leat_diag *diag)
{
    const uint32_t channels = d->info.channels;

    if (wish == CHANNEL_UNSAID)
        wish = channels <= 2 ? CHANNEL_ALL : CHANNEL_MIX;
    if (wish == CHANNEL_ALL && channels > SOUND_VOICES_MAX) {
        leat_diag_add(diag, LEAT_ERROR, 401,
                      "`%.100s` has %u channels; a picture shows at most %d.",
                      d->part.path, channels, SOUND_VOICES_MAX);
        leat_diag_hint(diag, "Draw one, --channel 1, or their mean, --channel mix.");
        return LEAT_ERR_RANGE;
    }
    d->n_voices = wish == CHANNEL_ALL ? (int)channels : 1;
    for (int k = 0; k < d->n_voices; k++)
        d->voice[k] = wish == CHANNEL_ALL   ? k
                      : wish == CHANNEL_MIX ? SOUND_MIX
                                            : (int)wish - 1;
    return 0;
}

static bool has_waveform(uint32_t which)
{
    return which == SOUND_PLOT_BOTH || which == SOUND_PLOT_WAVEFORM;
}

static bool has_spectrogram(uint32_t which)
{
    return which == SOUND_PLOT_BOTH || which == SOUND_PLOT_SPECTROGRAM;
}

/* Height of all panels over time, in units. */
static int n_units(const struct sound_drawing *d, uint32_t which)
{
    return d->n_voices *
           (has_waveform(which) + SPECTROGRAM_UNITS * has_spectrogram(which));
}

/* Panels over time, below each other; the lowest has the figures of the time. */
static int draw_over_time(struct sound_drawing *d, uint32_t which,
                          struct leat_diag *diag)
{
    const int all = n_units(d, which), end = (int)d->canvas.height - PLOT_FIGURES;
    const int n = (has_waveform(which) + has_spectrogram(which)) * d->n_voices;
    struct plot_place place = {.right = has_spectrogram(which) ? PLOT_BAR : PLOT_RIGHT};
    int units = 0, err = 0;

    for (int k = 0; err >= 0 && k < n; k++) {
        const bool is_wave = has_waveform(which) && k < d->n_voices;
        place.top = end * units / all;
        units += is_wave ? 1 : SPECTROGRAM_UNITS;
        place.bottom = end * units / all;
        place.is_bare = k + 1 < n;
        if (!place.is_bare)
            place.bottom = (int)d->canvas.height;
        err = is_wave
                  ? sound_draw_waveform(d, place, d->voice[k], diag)
                  : sound_draw_spectrogram(d, place, d->voice[k % d->n_voices], diag);
    }
    return err;
}

static int draw(struct sound_drawing *d, uint32_t which, struct leat_diag *diag)
{
    const struct plot_place whole = {.bottom = (int)d->canvas.height,
                                     .right = PLOT_RIGHT};

    switch (which) {
    case SOUND_PLOT_SPECTRUM:
        return sound_draw_spectrum(d, whole, diag);
    case SOUND_PLOT_RESPONSE:
        return sound_draw_response(d, whole, diag);
    default:
        return draw_over_time(d, which, diag);
    }
}

/* The size that is wished, or one that suits the panels. */
static int choose_size(const struct sound_drawing *d, const struct options *options,
                       struct quantity_size *size, struct leat_diag *diag)
{
    const int units = n_units(d, options->plot_kind);
    const int natural = units * UNIT + PLOT_FIGURES;

    *size = options->size;
    if (size->width == 0)
        *size = (struct quantity_size){
            WIDTH, (uint32_t)(natural < HEIGHT_MIN ? HEIGHT_MIN : natural)};
    if ((int)size->height >= units * UNIT_MIN + PLOT_FIGURES)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 401,
                  "A picture of %u pixels has not the height for %d channels.",
                  size->height, d->n_voices);
    leat_diag_hint(diag, "Give at least --size %ux%d, or draw fewer: --channel mix.",
                   size->width, units * UNIT_MIN + PLOT_FIGURES);
    return LEAT_ERR_RANGE;
}

static int find_info(struct sound_drawing *d, struct leat_diag *diag)
{
    struct sound_stretch stretch;
    const int err = sound_stretch_open(&stretch, &d->part, diag);

    if (err < 0)
        return err;
    d->info = stretch.info;
    sound_stretch_close(&stretch);
    return 0;
}

int sound_plot(const struct options *options, const struct sound_part *part,
               int64_t frames, struct leat_diag *diag)
{
    struct sound_drawing d = {.part = *part, .frames = frames};
    struct quantity_size size;
    int err = find_info(&d, diag);

    if (err < 0 || (err = choose_voices(&d, options->channel, diag)) < 0 ||
        (err = choose_size(&d, options, &size, diag)) < 0)
        return err;
    err = canvas_init(&d.canvas, size.width, size.height, PLOT_PAPER);
    if (err >= 0)
        err = draw(&d, options->plot_kind, diag);
    if (err >= 0)
        err = canvas_write(&d.canvas, options->plot, options->force, diag);
    canvas_finish(&d.canvas);
    return err;
}
