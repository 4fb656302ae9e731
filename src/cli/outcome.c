/* SPDX-License-Identifier: MIT */
/* outcome: how a run ended, in figures and words. */
#include "cli/outcome.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/quantity.h"
#include "cli/report.h"
#include "cli/stopwatch.h"

static void collect_resource(struct outcome *outcome, const char *name,
                             const struct leat_resource_status *status)
{
    if (status->err < 0 && !outcome->err) {
        str_format(outcome->failure, sizeof(outcome->failure), "`%s`: %s", name,
                   status->message);
        outcome->err = status->err;
    }
    if (status->non_finite > 0)
        leat_diag_add(&outcome->notes, LEAT_WARNING, 403,
                      "`%s` met %" PRIu64 " samples that were no finite numbers, and "
                      "made them 0.",
                      name, status->non_finite);
}

static void collect_node(struct outcome *outcome, const char *name,
                         const struct leat_node_stats *stats)
{
    if (stats->clamped > 0)
        leat_diag_add(&outcome->notes, LEAT_WARNING, 401,
                      "A setting of `%s` went out of its range %" PRIu64
                      " times, and was held at its end.",
                      name, stats->clamped);
    if (stats->lost_events == 0)
        return;
    leat_diag_add(&outcome->notes, LEAT_WARNING, 606,
                  "`%s` met more events than may wait: %" PRIu64 " were lost.", name,
                  stats->lost_events);
    leat_diag_hint(&outcome->notes,
                   "%d go on in a quantum of 64 frames; let fewer "
                   "fall together.",
                   LEAT_EVENTS_A_QUANTUM);
}

/* What the engine itself had to hold back; `named`: samples that notes tell of. */
static void collect_engine(struct outcome *outcome, uint64_t named)
{
    const struct leat_engine_stats *stats = &outcome->stats;

    if (stats->clipped_returns > 0) {
        leat_diag_add(&outcome->notes, LEAT_WARNING, 605,
                      "A feedback loop grew beyond 36 dBFS: %" PRIu64
                      " samples were held there.",
                      stats->clipped_returns);
        leat_diag_hint(&outcome->notes, "Give the loop a gain below 1.");
    }
    if (stats->non_finite > named) {
        leat_diag_add(&outcome->notes, LEAT_WARNING, 403,
                      "%" PRIu64 " samples of the result were no finite numbers, and "
                      "became 0.",
                      stats->non_finite - named);
        leat_diag_hint(&outcome->notes, "Something in the program grows too loud.");
    }
}

void outcome_collect(struct outcome *outcome, struct leat_engine *engine,
                     struct leat_graph *graph)
{
    struct leat_resource_status status;
    struct leat_node_stats stats;
    struct leat_node_info info;
    uint64_t named = 0;

    outcome->has_run = true;
    outcome->run_s = (double)(stopwatch_now_nsec() - outcome->start_nsec) / 1e9;
    leat_engine_stats(engine, &outcome->stats);
    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) >= 0; i++) {
        memset(&status, 0, sizeof(status));
        memset(&stats, 0, sizeof(stats));
        if (leat_engine_resource_status(engine, info.node, &status) >= 0)
            collect_resource(outcome, info.name, &status);
        named += status.non_finite;
        if (leat_engine_node_stats(engine, info.node, &stats) >= 0)
            collect_node(outcome, info.name, &stats);
    }
    collect_engine(outcome, named);
}

static uint64_t drops(const struct outcome *outcome)
{
    return outcome->stats.starved + outcome->stats.dropped +
           outcome->stats.dropped_commands;
}

static bool is_offline(const struct outcome *outcome)
{
    return strcmp(outcome->stats.device, "offline") == 0;
}

/* Length of what was made: of the master, where one was written. */
static double ran_s(const struct outcome *outcome)
{
    const struct measure *m = &outcome->measure;

    if (is_offline(outcome) && m->frames > 0)
        return (double)m->frames / m->rate_hz;
    return outcome->stats.rate_hz > 0
               ? (double)outcome->stats.frame / outcome->stats.rate_hz
               : 0;
}

/* Results go to standard output, unless the sound does. */
static FILE *results(const struct options *options)
{
    return options->out && strcmp(options->out, "-") == 0 ? stderr : stdout;
}

static void print_json(const struct outcome *outcome, const struct options *options,
                       int code, const struct leat_diag *diag)
{
    const struct leat_engine_stats *stats = &outcome->stats;
    const struct {
        const char *key;
        uint64_t count;
    } counts[] = {
        {"xruns", stats->xruns},
        {"overruns", stats->overruns},
        {"starved", stats->starved},
        {"dropped", stats->dropped},
        {"held", stats->held},
        {"late_commands", stats->late_commands},
        {"late_events", stats->late_events},
        {"lost_events", stats->lost_events},
        {"non_finite", stats->non_finite},
        {"denormal", stats->denormal},
        {"clipped_returns", stats->clipped_returns},
        {"edits", stats->edits},
    };
    struct json json;

    json_to_file(&json, results(options));
    json_object(&json);
    json_key(&json, "exit");
    json_integer(&json, code);
    json_key_string(&json, "device", stats->device);
    json_key_string(&json, "out", options->out);
    if (outcome->measure.channels > 0 && is_offline(outcome))
        measure_json(&outcome->measure, &json);
    json_key(&json, "ran_seconds");
    json_number(&json, ran_s(outcome));
    json_key(&json, "took_seconds");
    json_number(&json, outcome->run_s);
    json_key(&json, "first_sound_ms");
    json_number(&json, (double)outcome->first_sound_nsec / 1e6);
    json_key(&json, "load");
    json_number(&json, stats->load);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        json_key(&json, counts[i].key);
        json_unsigned(&json, counts[i].count);
    }
    report_json(&json, diag);
    json_end(&json);
    json_finish(&json, NULL);
}

/* One line on standard error that says what was done. */
static void print_summary(const struct outcome *outcome, const struct options *options)
{
    const struct measure *m = &outcome->measure;
    const double ran = ran_s(outcome);
    char length[32], peak[32];

    if (options->progress != PROGRESS_AUTO)
        return;
    fprintf(stderr, "leat %s: ", options->verb->name);
    if (options->out)
        fprintf(stderr, "%s: ",
                strcmp(options->out, "-") == 0 ? "standard output" : options->out);
    fputs(quantity_clock(ran, length), stderr);
    if (is_offline(outcome))
        fprintf(stderr, ", peak %s, %.0f times real time",
                measure_dbfs((double)m->peak, peak),
                outcome->run_s > 0 ? ran / outcome->run_s : 0);
    else
        fprintf(stderr, ", load %.0f %%, %" PRIu64 " xruns", 100 * outcome->stats.load,
                outcome->stats.xruns);
    if (drops(outcome) > 0)
        fprintf(stderr, ", %" PRIu64 " frames starved, %" PRIu64 " dropped",
                outcome->stats.starved, outcome->stats.dropped);
    fputc('\n', stderr);
}

static int exit_of(const struct outcome *outcome, const struct options *options,
                   int code)
{
    if (outcome->interrupted)
        return EXIT_INTERRUPTED;
    if (code == EXIT_OK && (outcome->stats.xruns > options->max_xruns ||
                            drops(outcome) > options->max_drops))
        return EXIT_COUNTED;
    return code;
}

int outcome_tell(struct outcome *outcome, const struct options *options, int err,
                 struct leat_diag *diag)
{
    int code;

    if (err >= 0 && outcome->err < 0)
        err = outcome->err;
    if (outcome->err < 0 &&
        !leat_diag_failed(diag)) /* it said nothing when it closed */
        leat_diag_add(diag, LEAT_ERROR, 0, "%s", outcome->failure);
    report_join(diag, &outcome->notes);
    code = exit_of(outcome, options, report_exit(options, err, diag));
    if (outcome->has_run)
        print_summary(outcome, options);
    if (options->json)
        print_json(outcome, options, code, diag);
    else if (outcome->has_run && options->stats)
        measure_print(&outcome->measure, results(options));
    if (outcome->has_run && options->hash && !options->json)
        fprintf(results(options), "%s%016" PRIx64 "\n",
                options->stats ? "hash    " : "", outcome->measure.hash);
    return code;
}
