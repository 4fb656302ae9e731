/* SPDX-License-Identifier: MIT */
/* environment: variables with names of their own that set options of the instrument. */
#include "cli/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/option_table.h"

/* A later one of an option wins. */
static const struct {
    const char *variable, *option;
    const char *unset; /* a value that stands for none, or NULL */
} variables[] = {
    {"CHRONUS_SAMPLE_RATE", "rate", NULL},  {"CHRONUS_BUFFER_SIZE", "block", NULL},
    {"CHRONUS_NUM_VOICES", "voices", NULL}, {"CHRONUS_OSC_HOST", "listen", NULL},
    {"CHRONUS_OSC_PORT", "osc", NULL},      {"CHRONUS_DEVICE_ID", "device", "-1"},
    {"LEAT_OSC_HOST", "listen", NULL},      {"LEAT_OSC_PORT", "osc", NULL},
    {"LEAT_RECORD_DIR", "record", NULL},
};

/* Of Chronus, without a meaning here, and why. */
static const struct {
    const char *variable, *why;
} ignored[] = {
    {"CHRONUS_NUM_BUFFERS", "blocks are not computed ahead"},
    {"CHRONUS_LEAD_TARGET", "blocks are not computed ahead"},
    {"CHRONUS_KEEP_AFTER_READ", "blocks are not computed ahead"},
    {"CHRONUS_PREFILL_BUFFERS", "blocks are not computed ahead"},
    {"CHRONUS_MAX_CATCHUP", "blocks are not computed ahead"},
    {"CHRONUS_EARLY_MARGIN_MS", "blocks are not computed ahead"},
    {"CHRONUS_ROUTER", "patches are always possible"},
    {"CHRONUS_PRIME_TIMEOUT_MS", "a patch needs no priming"},
    {"CHRONUS_VERBOSE", "leat top and leat ctl status tell more"},
    {"CHRONUS_PULSE_SERVER", "set PULSE_SERVER"},
};

static int read_one(struct options *options, const char *variable, const char *name,
                    const char *unset)
{
    const struct option *option = option_find(name, strlen(name), options->verb->bit);
    const char *value = getenv(variable);

    if (!value || !*value || (unset && strcmp(value, unset) == 0))
        return 0;
    return option_set(options, option, value, ORIGIN_ENVIRONMENT, variable);
}

static void tell_ignored(const struct options *options)
{
    for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
        const char *value = getenv(ignored[i].variable);
        if (value && *value)
            fprintf(stderr, "leat %s: %s is ignored: %s\n", options->verb->name,
                    ignored[i].variable, ignored[i].why);
    }
}

int environment_read(struct options *options)
{
    int err = 0;

    if (!(options->verb->bit & VERBS_INSTRUMENT))
        return 0;
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]) && !err; i++)
        err = read_one(options, variables[i].variable, variables[i].option,
                       variables[i].unset);
    if (!err && options->verb->bit == VERB_SERVE)
        tell_ignored(options);
    return err;
}
