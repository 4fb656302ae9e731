/* SPDX-License-Identifier: MIT */
/* sound_figures: what a part of a sound file measures. */
#include "cli/sound_figures.h"

#include <inttypes.h>
#include <stdlib.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "base/str.h"
#include "cli/sound_window.h"

enum { HOP = SOUND_WINDOW / 2 };

static int begin(struct sound_figures *figures, struct gauge *gauge,
                 const struct sound_info *info)
{
    int err = gauge_init(gauge, info->channels, info->mask, info->rate_hz);

    figures->whole =
        (struct measure){.with_peak = true, .with_stats = true, .with_hash = true};
    measure_init(&figures->whole, info->channels, info->rate_hz);
    figures->channel = calloc(info->channels, sizeof(*figures->channel));
    if (!figures->channel)
        return LEAT_ERR_NOMEM;
    figures->n = info->channels;
    for (uint32_t ch = 0; err >= 0 && ch < figures->n; ch++) {
        struct sound_channel *channel = &figures->channel[ch];
        channel->measure = (struct measure){.with_peak = true, .with_stats = true};
        measure_init(&channel->measure, 1, info->rate_hz);
        err = gauge_init(&channel->gauge, 1, 0, info->rate_hz);
    }
    return err;
}

static void add_channel(struct sound_channel *channel, struct sound_window *window,
                        const float *frames, uint32_t channels, int ch, uint32_t n)
{
    sound_window_push(window, frames, channels, ch, n, HOP);
    measure_add(&channel->measure, window->sample + SOUND_WINDOW - HOP, n);
    gauge_add(&channel->gauge, window->sample + SOUND_WINDOW - HOP, n);
    sound_window_transform(window);
    for (int bin = 1; bin < SOUND_WINDOW_BINS; bin++) {
        channel->power += (double)window->power[bin];
        channel->weighed += (double)window->power[bin] * bin;
    }
}

/* Piece by piece; after the last one the windows go on until they have passed it. */
static int measure_all(struct sound_figures *figures, struct gauge *gauge,
                       struct sound_stretch *stretch)
{
    const uint32_t channels = figures->n;
    float *piece = malloc(sizeof(float) * HOP * channels);
    struct sound_window *window = calloc(channels, sizeof(*window));
    bool is_over = false;

    for (uint32_t ch = 0; piece && window && ch < channels; ch++)
        sound_window_init(&window[ch]);
    while (piece && window && !is_over) {
        const uint32_t n = sound_stretch_read(stretch, piece, HOP);
        measure_add(&figures->whole, piece, n);
        gauge_add(gauge, piece, n);
        for (uint32_t ch = 0; ch < channels; ch++)
            add_channel(&figures->channel[ch], &window[ch], piece, channels, (int)ch,
                        n);
        is_over = n == 0;
    }
    is_over = piece && window;
    free(piece);
    free(window);
    return is_over ? 0 : LEAT_ERR_NOMEM;
}

static void tell_faults(const struct sound_stretch *stretch,
                        const struct sound_part *part, struct leat_diag *diag)
{
    const struct sound_faults faults = sound_reader_faults(stretch->reader);

    if (faults.non_finite)
        leat_diag_add(diag, LEAT_WARNING, 403,
                      "%llu samples of `%.100s` are no finite numbers, and count as 0.",
                      (unsigned long long)faults.non_finite, part->path);
}

int sound_figures_take(struct sound_figures *figures, const struct sound_part *part,
                       struct leat_diag *diag)
{
    struct sound_stretch stretch;
    struct gauge gauge = {0};
    int err = sound_stretch_open(&stretch, part, diag);

    *figures = (struct sound_figures){0};
    if (err < 0)
        return err;
    err = begin(figures, &gauge, &stretch.info);
    if (err >= 0)
        err = measure_all(figures, &gauge, &stretch);
    tell_faults(&stretch, part, diag);
    gauge_finish(&gauge, &figures->whole);
    for (uint32_t ch = 0; ch < figures->n; ch++)
        gauge_finish(&figures->channel[ch].gauge, &figures->channel[ch].measure);
    sound_stretch_close(&stretch);
    return err;
}

void sound_figures_finish(struct sound_figures *figures)
{
    free(figures->channel);
    figures->channel = NULL;
}

static double crest_db(const struct measure *measure)
{
    const double rms = measure_rms(measure);

    return rms > 0.0 ? 20.0 * math_log10_d((double)measure->peak / rms) : 0.0;
}

/* Mean frequency of one or all channels, weighed by power. */
static double centroid_hz(const struct sound_figures *figures, uint32_t first,
                          uint32_t n)
{
    double power = 0.0, weighed = 0.0;

    for (uint32_t ch = first; ch < first + n; ch++) {
        power += figures->channel[ch].power;
        weighed += figures->channel[ch].weighed;
    }
    return power > 1e-20 ? weighed / power * figures->whole.rate_hz / SOUND_WINDOW
                         : 0.0;
}

/* "-3.2", or "-inf" where there is nothing. */
static const char *level(double level_db, char text[16])
{
    if (level_db > -150.0)
        str_format(text, 16, "%.1f", level_db);
    else
        str_format(text, 16, "-inf");
    return text;
}

static double size_db(double size)
{
    return size > 0.0 ? 20.0 * math_log10_d(size) : -200.0;
}

static void print_channels(const struct sound_figures *figures, FILE *file)
{
    char peak[16], true_peak[16], rms[16];

    fputs(
        "\nchannel  peak dBFS  true dBTP  rms dBFS  crest dB  middle Hz          dc\n",
        file);
    for (uint32_t ch = 0; ch < figures->n; ch++) {
        const struct measure *m = &figures->channel[ch].measure;
        fprintf(file, "%-7" PRIu32 "  %9s  %9s  %8s  %8.1f  %9.1f  %10.7f\n", ch + 1,
                level(size_db((double)m->peak), peak),
                level((double)m->true_peak_db, true_peak),
                level(size_db(measure_rms(m)), rms), crest_db(m),
                centroid_hz(figures, ch, 1), measure_dc(m));
    }
}

void sound_figures_print(const struct sound_figures *figures, FILE *file)
{
    measure_print(&figures->whole, file);
    fprintf(file, "crest   %.1f dB\n", crest_db(&figures->whole));
    fprintf(file, "middle  %.1f Hz (centroid)\n", centroid_hz(figures, 0, figures->n));
    if (figures->n > 1)
        print_channels(figures, file);
}

static void shape_json(const struct sound_figures *figures, const struct measure *m,
                       uint32_t first, uint32_t n, struct json *json)
{
    json_key(json, "crest_db");
    json_number(json, crest_db(m));
    json_key(json, "centroid_hz");
    json_number(json, centroid_hz(figures, first, n));
}

void sound_figures_json(const struct sound_figures *figures, struct json *json)
{
    measure_json(&figures->whole, json);
    shape_json(figures, &figures->whole, 0, figures->n, json);
    json_key(json, "per_channel");
    json_array(json);
    for (uint32_t ch = 0; ch < figures->n; ch++) {
        const struct measure *m = &figures->channel[ch].measure;
        json_object(json);
        json_key(json, "channel");
        json_unsigned(json, ch + 1);
        json_key(json, "peak");
        json_float(json, m->peak);
        json_key(json, "true_peak_db");
        json_float(json, m->true_peak_db);
        json_key(json, "rms");
        json_number(json, measure_rms(m));
        json_key(json, "dc");
        json_number(json, measure_dc(m));
        json_key(json, "clips");
        json_unsigned(json, m->clips);
        shape_json(figures, m, ch, 1, json);
        json_end(json);
    }
    json_end(json);
}
