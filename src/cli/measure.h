/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_MEASURE_H
#define LEAT_CLI_MEASURE_H

/**
 * What a stream of samples amounts to: peak, power, offset, clips, hash.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/json.h"

struct measure {
    bool with_peak, with_stats, with_hash; /* what is kept besides the length */
    uint32_t channels;
    double rate_hz;
    int64_t frames;
    uint64_t clips; /* samples beyond full scale */
    float peak;
    double sum, power; /* of all samples; of their squares */
    bool has_loudness; /* the next three are known */
    float lufs, range_lu, true_peak_db;
    uint64_t hash; /* FNV-1a 64 of the samples as little-endian floats */
};

/** Begin, keeping what is to be kept. */
void measure_init(struct measure *measure, uint32_t channels, double rate_hz);
void measure_add(struct measure *measure, const float *samples, uint32_t nframes);

/** Write the figures, a line each. */
void measure_print(const struct measure *measure, FILE *file);

/** Root of the mean square of all samples. */
double measure_rms(const struct measure *measure);

/** Mean of all samples. */
double measure_dc(const struct measure *measure);

/** Write the figures as members of the object that is open. */
void measure_json(const struct measure *measure, struct json *json);

/** 20 log10 of a size as text with one decimal: "-3.2 dBFS", "-inf dBFS". */
const char *measure_dbfs(double size, char text[32]);

#endif
