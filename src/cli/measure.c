/* SPDX-License-Identifier: MIT */
/* measure: what a stream of samples amounts to. */
#include "cli/measure.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/fnv.h"
#include "base/math_d.h"
#include "base/str.h"
#include "cli/quantity.h"
#include "io/sound_sample.h"

void measure_init(struct measure *measure, uint32_t channels, double rate_hz)
{
    *measure = (struct measure){.with_peak = measure->with_peak,
                                .with_stats = measure->with_stats,
                                .with_hash = measure->with_hash,
                                .channels = channels,
                                .rate_hz = rate_hz,
                                .hash = FNV_START};
}

static void add_stats(struct measure *measure, const float *samples, size_t n)
{
    double sum = measure->sum, power = measure->power;

    for (size_t i = 0; i < n; i++) {
        const float size = samples[i] < 0.0f ? -samples[i] : samples[i];
        sum += (double)samples[i];
        power += (double)samples[i] * (double)samples[i];
        measure->clips += size > 1.0f;
    }
    measure->sum = sum;
    measure->power = power;
}

void measure_add(struct measure *measure, const float *samples, uint32_t nframes)
{
    const size_t n = (size_t)nframes * measure->channels;

    measure->frames += nframes;
    if (measure->with_peak)
        measure->peak = sound_peak(samples, n, measure->peak);
    if (measure->with_stats)
        add_stats(measure, samples, n);
    if (measure->with_hash)
        measure->hash = fnv_samples(measure->hash, samples, n);
}

static double mean(const struct measure *measure, double total)
{
    const double n = (double)measure->frames * measure->channels;

    return n > 0 ? total / n : 0;
}

const char *measure_dbfs(double size, char text[32])
{
    if (size > 0)
        str_format(text, 32, "%.1f dBFS", 20 * math_log10_d(size));
    else
        str_format(text, 32, "-inf dBFS");
    return text;
}

double measure_rms(const struct measure *measure)
{
    return math_sqrt_d(mean(measure, measure->power));
}

double measure_dc(const struct measure *measure)
{
    return mean(measure, measure->sum);
}

static void print_loudness(const struct measure *measure, FILE *file)
{
    if (measure->true_peak_db > -150.0f)
        fprintf(file, "true    %.1f dBTP\n", (double)measure->true_peak_db);
    else
        fprintf(file, "true    -inf dBTP\n");
    if (measure->frames > 0 && measure->lufs > -70.0f)
        fprintf(file, "loud    %.1f LUFS, range %.1f LU\n", (double)measure->lufs,
                (double)measure->range_lu);
    else
        fprintf(file, "loud    below -70 LUFS\n");
}

void measure_print(const struct measure *measure, FILE *file)
{
    const double rms = measure_rms(measure);
    char text[32];

    fprintf(file, "peak    %s (%.6f)\n", measure_dbfs((double)measure->peak, text),
            (double)measure->peak);
    fprintf(file, "rms     %s (%.6f)\n", measure_dbfs(rms, text), rms);
    fprintf(file, "dc      %.8f\n", measure_dc(measure));
    fprintf(file, "clips   %" PRIu64 "\n", measure->clips);
    fprintf(file, "length  %s (%" PRId64 " frames at %g Hz, %u channel%s)\n",
            quantity_clock((double)measure->frames / measure->rate_hz, text),
            measure->frames, measure->rate_hz, measure->channels,
            measure->channels == 1 ? "" : "s");
    if (measure->has_loudness)
        print_loudness(measure, file);
}

void measure_json(const struct measure *measure, struct json *json)
{
    char hash[32];

    json_key(json, "frames");
    json_integer(json, measure->frames);
    json_key(json, "seconds");
    json_number(json, (double)measure->frames / measure->rate_hz);
    json_key(json, "rate");
    json_number(json, measure->rate_hz);
    json_key(json, "channels");
    json_unsigned(json, measure->channels);
    json_key(json, "peak");
    json_float(json, measure->peak);
    json_key(json, "rms");
    json_number(json, measure_rms(measure));
    json_key(json, "dc");
    json_number(json, measure_dc(measure));
    json_key(json, "clips");
    json_unsigned(json, measure->clips);
    if (measure->has_loudness) {
        json_key(json, "true_peak_db");
        json_float(json, measure->true_peak_db);
        json_key(json, "lufs");
        json_float(json, measure->lufs);
        json_key(json, "range_lu");
        json_float(json, measure->range_lu);
    }
    json_key(json, "hash");
    str_format(hash, sizeof(hash), "%016" PRIx64, measure->hash);
    json_string(json, hash);
}
