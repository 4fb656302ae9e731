/* SPDX-License-Identifier: MIT */
/* serve_stats: lines of what has been counted, while an instrument plays. */
#include "cli/serve_stats.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "base/number.h"
#include "base/str.h"
#include "control/figures.h"

enum { CHRONUS_BLOCKS = 1000 };

void serve_stats_begin(struct serve_stats *s, const struct options *options,
                       struct control *control, struct leat_engine *engine)
{
    const double rate_hz = leat_engine_rate(engine);

    *s = (struct serve_stats){.options = options, .control = control, .engine = engine};
    if (options->stats_every.value > 0)
        s->period =
            rate_hz * quantity_seconds(options->stats_every, rate_hz, options->tempo);
    s->next = s->period;
}

static void print_json(const struct figure *at, uint32_t n)
{
    struct json j;

    json_to_file(&j, stdout);
    json_object(&j);
    for (uint32_t i = 0; i < n; i++) {
        json_key(&j, at[i].name);
        json_number(&j, at[i].value);
    }
    json_end(&j);
    (void)json_finish(&j, NULL); /* who reads it may be gone: the sound goes on */
}

static void print_text(const struct figure *at, uint32_t n)
{
    char number[NUMBER_SIZE];

    for (uint32_t i = 0; i < n; i++) {
        if (at[i].value == (double)(int64_t)at[i].value)
            number_print(number, at[i].value);
        else
            str_format(number, sizeof(number), "%.4g", at[i].value);
        printf("%s%s=%s", i ? " " : "", at[i].name, number);
    }
    fputc('\n', stdout);
}

static void print_line(struct serve_stats *s)
{
    struct figure at[FIGURES_MAX];
    const uint32_t n = figures_read(s->control, at);

    if (s->options->json)
        print_json(at, n);
    else
        print_text(at, n);
    fflush(stdout);
}

/* A block is computed in the call that asks for it: one is there when it is in time,
 * none when it was late. */
static void print_chronus(struct serve_stats *s)
{
    struct leat_engine_stats e;

    leat_engine_stats(s->engine, &e);
    const uint64_t blocks = e.blocks - s->blocks, late = e.overruns - s->late;
    if (blocks >= CHRONUS_BLOCKS) {
        fprintf(stderr,
                "[STATS] occ=%d seq=%" PRIu64 " none=%.2f%% occ0/1k=%" PRIu64
                " underflow=%" PRIu64 " overflow=0\n",
                e.overruns == s->look_late, e.blocks,
                100.0 * (double)e.overruns / (double)e.blocks,
                late * CHRONUS_BLOCKS / blocks, e.xruns);
        s->blocks = e.blocks;
        s->late = e.overruns;
    }
    s->look_late = e.overruns;
}

void serve_stats_look(struct serve_stats *s)
{
    const double frame = (double)leat_engine_frame(s->engine);

    if (s->options->compat == COMPAT_CHRONUS)
        print_chronus(s);
    if (s->period <= 0.0 || frame < s->next)
        return;
    print_line(s);
    s->next += s->period;
    if (s->next < frame)
        s->next = frame + s->period;
}

int serve_stats_wait_ms(const struct serve_stats *s, int most)
{
    const double left = s->next - (double)leat_engine_frame(s->engine);
    const double ms = left * 1e3 / leat_engine_rate(s->engine);

    if (s->period <= 0.0 || ms >= (double)most)
        return most;
    return ms < 1.0 ? 1 : (int)ms;
}
