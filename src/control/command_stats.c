/* SPDX-License-Identifier: MIT */
/* command_stats: how a running instrument does. */
#include <string.h>

#include <leat/err.h>

#include "control/call.h"
#include "control/figures.h"
#include "control/metrics.h"

/* name value name value ... */
int command_stats(struct call *call)
{
    struct figure at[FIGURES_MAX];
    struct leat_engine_stats s;
    const uint32_t n = figures_read(call->control, at);

    leat_engine_stats(call->control->config.engine, &s);
    call_answer_text(call, "device");
    call_answer_text(call, s.device);
    for (uint32_t i = 0; i < n; i++)
        call_answer_pair(call, at[i].name, at[i].value);
    return call_wants_json(call) ? call_answer_object(call) : 0;
}

/* name value name value ...: what was counted in the last 10 s. */
int command_stats_recent(struct call *call)
{
    struct figure at[FIGURES_MAX];
    double seconds;
    const uint32_t n = figures_recent(call->control, at, &seconds);

    call_answer_pair(call, "seconds", seconds);
    for (uint32_t i = 0; i < n; i++)
        call_answer_pair(call, at[i].name, at[i].value);
    return call_wants_json(call) ? call_answer_object(call) : 0;
}

int command_stats_reset(struct call *call)
{
    figures_reset(call->control);
    return 0;
}

/* name seconds count p50 p99 p999 max, in us: since the beginning, then of 10 s. */
int command_times(struct call *call)
{
    for (int i = 0; i < 2 * FIGURES_TIMES; i++) {
        const enum figures_time time = (enum figures_time)(i / 2);
        struct figures_quantiles q;
        figures_quantiles(call->control, time, i % 2, &q);
        call_answer_text(call, figures_time_name(time));
        call_answer(call, osc_double(q.seconds));
        call_answer(call, osc_double((double)q.n));
        call_answer(call, osc_double(q.p50_us));
        call_answer(call, osc_double(q.p99_us));
        call_answer(call, osc_double(q.p999_us));
        call_answer(call, osc_double(q.max_us));
    }
    return 0;
}

int command_metrics(struct call *call)
{
    char *text = arena_take(call->arena, METRICS_SIZE, 1);

    if (!text)
        return LEAT_ERR_NOMEM;
    metrics_write(call->control, text);
    call_answer(call, osc_text(text));
    return 0;
}

enum { FINDINGS = 6, SENTENCE = 200 };

struct finding {
    bool holds;
    const char *why;
};

/* How often it was counted in the last 10 s. */
static double recent_of(struct control *c, const char *name)
{
    struct figure at[FIGURES_MAX];
    double seconds;
    const uint32_t n = figures_recent(c, at, &seconds);

    for (uint32_t i = 0; i < n; i++)
        if (strcmp(at[i].name, name) == 0)
            return at[i].value;
    return 0.0;
}

/* What the rules of creative/health.h judge. */
static void measure(struct control *c, const struct leat_isolation_stats *workers,
                    struct health_figures *out)
{
    struct leat_engine_recent r;

    *out = (struct health_figures){0};
    leat_engine_recent(c->config.engine, &r);
    health_know(out, HEALTH_LOAD, r.load_p99);
    health_know(out, HEALTH_XRUNS, (double)r.xruns);
    health_know(out, HEALTH_PICTURES,
                r.pictures ? (double)r.late_pictures / (double)r.pictures : 0.0);
    health_know(out, HEALTH_PEAK, r.peak);
    health_know(out, HEALTH_NON_FINITE, (double)r.non_finite);
    health_know(out, HEALTH_QUEUE, r.queue_drops ? 1.0 : r.queue);
    if (workers->mode != LEAT_ISOLATE_OFF)
        health_know(out, HEALTH_WORKERS,
                    workers->in_step < 2 ? 2.0 - workers->in_step : 0.0);
}

/* What else is wrong now, or was within the last 10 s: first what does not pass. */
static uint32_t find(struct control *c, const struct leat_engine_stats *s,
                     const struct leat_isolation_stats *workers,
                     const char *why[FINDINGS])
{
    struct recorder_status record = {0};
    uint32_t n = 0;

    recording_status(c, &record);
    const bool isolated = workers->mode != LEAT_ISOLATE_OFF;
    const struct finding findings[FINDINGS] = {
        {strstr(s->device, "(was ") != NULL, "the device is lost, a timer steps in"},
        {isolated && !workers->zygote, "workers that die are not replaced any more"},
        {workers->muted > 0, "a node is silent since workers died in it"},
        {record.err < 0, "the recording has failed"},
        {record.recording && record.dropped, "the disk is too slow for the recording"},
        {recent_of(c, "late") > 0.0,
         "a block took longer than its time, 10 s ago or less"},
    };
    for (size_t i = 0; i < FINDINGS; i++)
        if (findings[i].holds)
            why[n++] = findings[i].why;
    return n;
}

int command_health(struct call *call)
{
    struct control *c = call->control;
    struct leat_isolation_stats workers;
    struct leat_engine_stats s;
    struct health_figures figures;
    const char *why[FINDINGS];
    char sentence[SENTENCE];

    leat_engine_stats(c->config.engine, &s);
    leat_engine_isolation(c->config.engine, &workers);
    measure(c, &workers, &figures);
    const struct health health =
        health_settle(&c->health, health_judge(&figures), (double)s.frame / s.rate_hz);
    const uint32_t n = find(c, &s, &workers, why);
    const bool is_ill = health.status >= HEALTH_WARNING;
    health_say(&health, NULL, 0.0, sentence, sizeof(sentence));
    call_answer_text(call, "status");
    call_answer_text(call, n || is_ill ? "degraded" : "ok");
    call_answer_text(call, "why");
    call_answer_text(call, n ? why[0] : is_ill ? sentence : "");
    call_answer_text(call, "health");
    call_answer_text(call, health_status_name(health.status));
    call_answer_pair(call, "score", health_score(health.status));
    call_answer_text(call, "message");
    call_answer_text(call, sentence);
    call_answer_text(call, "device");
    call_answer_text(call, s.device);
    call_answer_pair(call, "problems", n + is_ill);
    call_answer_pair(call, "load_p99", figures.value[HEALTH_LOAD]);
    call_answer_pair(call, "xruns", (double)s.xruns);
    call_answer_pair(call, "seconds", (double)s.frame / s.rate_hz);
    return call_wants_json(call) ? call_answer_object(call) : 0;
}
