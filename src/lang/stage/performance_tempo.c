/* SPDX-License-Identifier: MIT */
/*
 * performance_tempo: the musical clock, as the programs of a performance set it and as
 * others do.
 *
 * A program sends the lines of its tempo map ahead.  What the engine is on is one of
 * those that were sent, or somebody else has set it, whom the program follows then.
 */
#include <string.h>

#include <leat/event.h>

#include "lang/stage/performing.h"

static void keep(struct performance *p, const struct leat_tempo *line)
{
    p->tempo.line = *line;
    p->tempo.sent[p->tempo.n_sent++ % PERFORMANCE_TEMPI] = *line;
}

static bool was_sent(const struct performance *p, const struct leat_tempo *line)
{
    for (uint32_t i = 0; i < PERFORMANCE_TEMPI && i < p->tempo.n_sent; i++)
        if (memcmp(&p->tempo.sent[i], line, sizeof(*line)) == 0)
            return true;
    return false;
}

void performance_tempo_begin(struct performance *p)
{
    struct leat_tempo line;

    p->tempo.n_sent = 0;
    if (leat_engine_tempo(p->engine, &line) >= 0)
        keep(p, &line);
    performance_tempo_follow(p, p->now.performer.draft);
}

static void go_on(struct performance *p, int64_t frame, double bpm)
{
    struct leat_tempo line = p->tempo.line;

    line.beat0 = leat_tempo_beat(&line, frame);
    line.frame0 = frame;
    line.bpm = bpm;
    keep(p, &line);
}

void performance_tempo_follow(struct performance *p, const struct draft *draft)
{
    for (uint32_t i = 0; p->tempo.n_sent && i < draft->n_events; i++) {
        const struct draft_event *event = &draft->event[i];
        if (event->identity == DRAFT_ENGINE && event->event.type == LEAT_EVENT_TEMPO)
            go_on(p, event->event.frame, (double)event->event.value);
    }
}

bool performance_tempo_read(void *user, struct leat_tempo *line)
{
    struct performance *p = user;

    if (!p->engine || !p->tempo.n_sent)
        return false;
    if (leat_engine_tempo(p->engine, line) >= 0 && !was_sent(p, line))
        keep(p, line);
    *line = p->tempo.line;
    return true;
}

/* What its text says holds, unless the one before has said the same. */
void performance_tempo_take(struct performance *p, const struct performer *who,
                            int64_t frame)
{
    const double bpm = who->bpm ? who->bpm(who->user) : 0.0;

    if (!(bpm > 0.0) || bpm == p->tempo.text)
        return;
    if (p->engine && stage_send_tempo(p->config.stage, frame, (float)bpm) >= 0 &&
        frame >= 0 && p->tempo.n_sent)
        go_on(p, frame, (double)(float)bpm);
    p->tempo.text = bpm;
}
