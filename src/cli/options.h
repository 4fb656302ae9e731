/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_OPTIONS_H
#define LEAT_CLI_OPTIONS_H

/**
 * What a verb was told: its arguments, and a field for each option.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/quantity.h"
#include "cli/verb.h"

/** Where a value came from; a greater one wins over a lesser. */
enum options_origin {
    ORIGIN_DEFAULT,
    ORIGIN_USER,
    ORIGIN_PROJECT,
    ORIGIN_ENVIRONMENT,
    ORIGIN_FLAG,
};

enum options_progress { PROGRESS_AUTO, PROGRESS_JSON, PROGRESS_NONE };
enum { OSC_PORT = 7770 };
enum { TONE_FRIENDLY, TONE_PLAIN };
enum { COMPAT_NONE, COMPAT_CHRONUS };
enum { CHANNEL_UNSAID, CHANNEL_ALL = UINT16_MAX, CHANNEL_MIX };
enum options_bits { BITS_AUTO, BITS_16, BITS_24, BITS_32 };

enum { OPTIONS_MAX = 80, OPTIONS_WORDS = 256, SETTINGS_FILE_SIZE = 4096 };

/** One of some words, and what stands behind it: race:lead,pad. */
struct options_groups {
    uint32_t choice;
    const char *names; /* NULL: none were given */
};

/** Zero means not given, but for the two limits, which then are UINT64_MAX. */
struct options {
    const struct verb *verb;
    const char *argument;            /* the first, or NULL */
    const char *word[OPTIONS_WORDS]; /* all of them, of a verb that takes many */
    uint32_t n_words;

    const char *out, *input, *device, *plot, *socket, *listen, *record, *slots, *patch,
        *token, *host, *aliases, *bindings;
    const char *midi, *midi_out; /* "": all hardware */
    struct quantity_time duration, tail, from, to, over, stats_every;
    double rate_hz;
    uint32_t block, threads, channels, tempo, osc, voices, compat, max_rate;
    struct options_groups isolate; /* an enum leat_isolate */
    uint32_t bits, progress;       /* enum options_bits, options_progress */
    uint32_t plot_kind;            /* enum sound_plot */
    uint32_t tone;                 /* TONE_* */
    uint32_t at;                   /* enum leat_when */
    uint32_t channel;              /* one from 1, or CHANNEL_* */
    struct quantity_size size;
    struct quantity_level limit;
    uint64_t seed, max_state, max_xruns, max_drops;
    uint32_t steps; /* of a program's frame */
    bool force, json, stats, hash, no_dither, no_safety, caps, dot, markdown, watch,
        headless;
    bool allow_files, test, help, strict, offline, check, diff, fix, verbose, emoji;

    enum options_origin origin[OPTIONS_MAX]; /* by place in the table of options */
    /* The settings' files, which texts above may point into. */
    char user_file[SETTINGS_FILE_SIZE], project_file[SETTINGS_FILE_SIZE];
};

/**
 * Read the settings and the arguments of one verb.
 *
 * Errors:  EXIT_USAGE after saying what is wrong on stderr, else 0.
 */
int options_parse(struct options *options, const struct verb *verb, int argc,
                  char **argv);

/** Write the help of the options that a verb has: those of every day, or the rare. */
void options_help(FILE *file, const struct verb *verb, bool rare);

#endif
