/* SPDX-License-Identifier: MIT */
/* figures: all that is counted about a running instrument. */
#include "control/figures.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "control/call.h"
#include "control/feed.h"
#include "control/monitor.h"
#include "engine/times.h"
#include "io/rt_thread.h"

enum { SECONDS = 10 };

enum { MOMENTS = SECONDS + 1 };

struct past {
    struct histogram_counts first; /* where counting begins */
    struct histogram_counts at[MOMENTS];
};

struct figures {
    struct past past[FIGURES_TIMES];
    struct histogram_counts now, between; /* while quantiles are worked out */
    double first[FIGURES_MAX];            /* of what counts */
    double value[MOMENTS][FIGURES_MAX];
    int64_t first_frame;
    int64_t frame[MOMENTS]; /* of moments, a second apart */
    uint64_t n_moments;
    double peak, square, frames; /* of the second under way */
    float last_peak, last_rms;
};

int figures_create(struct figures **out)
{
    *out = calloc(1, sizeof(**out));
    return *out ? 0 : LEAT_ERR_NOMEM;
}

void figures_destroy(struct figures **figures)
{
    free(*figures);
    *figures = NULL;
}

const char *figures_time_name(enum figures_time time)
{
    return time == FIGURES_BLOCK ? "block" : "latency";
}

/* False when there is none: nobody measures. */
static bool read_times(struct control *c, enum figures_time time,
                       struct histogram_counts *out)
{
    const struct histogram *h = time == FIGURES_BLOCK
                                    ? engine_block_times(c->config.engine)
                                : c->config.monitor ? monitor_latency(c->config.monitor)
                                                    : NULL;

    if (h)
        histogram_read(h, out);
    return h != NULL;
}

static uint32_t read_all(struct control *c, struct figure at[FIGURES_MAX]);

void figures_tick(struct control *c)
{
    struct figures *f = c->figures;
    const int64_t frame = leat_engine_frame(c->config.engine);
    const int64_t last = f->n_moments ? f->frame[(f->n_moments - 1) % MOMENTS] : 0;
    const uint64_t slot = f->n_moments % MOMENTS;
    struct figure at[FIGURES_MAX];

    if ((double)(frame - last) < leat_engine_rate(c->config.engine))
        return;
    for (int t = 0; t < FIGURES_TIMES; t++)
        (void)read_times(c, (enum figures_time)t, &f->past[t].at[slot]);
    const uint32_t n = read_all(c, at);
    for (uint32_t i = 0; i < n; i++)
        f->value[slot][i] = at[i].value;
    f->frame[slot] = frame;
    f->n_moments++;
}

/* The newest moment that is 10 s past, or -1: the beginning. */
static int begin_of(struct control *c, int64_t *since)
{
    const struct figures *f = c->figures;
    const double rate_hz = leat_engine_rate(c->config.engine);
    const int64_t frame = leat_engine_frame(c->config.engine);
    int begin = -1;

    *since = f->first_frame;
    for (uint64_t i = 0; i < MOMENTS && i < f->n_moments; i++) {
        const int64_t at = f->frame[i];
        if (at < *since || (double)(frame - at) < SECONDS * rate_hz)
            continue;
        begin = (int)i;
        *since = at;
    }
    return begin;
}

void figures_quantiles(struct control *c, enum figures_time time, bool recent,
                       struct figures_quantiles *out)
{
    struct figures *f = c->figures;
    struct past *p = &f->past[time];
    const int64_t frame = leat_engine_frame(c->config.engine);
    int64_t since = f->first_frame;
    const int slot = recent ? begin_of(c, &since) : -1;
    const struct histogram_counts *begin = slot < 0 ? &p->first : &p->at[slot];

    *out = (struct figures_quantiles){0};
    if (!read_times(c, time, &f->now))
        return;
    histogram_between(begin, &f->now, &f->between);
    if (begin->n == 0)
        f->between.max = f->now.max; /* exact */
    *out = (struct figures_quantiles){
        .n = f->between.n,
        .sum_nsec = f->between.sum,
        .seconds = (double)(frame - since) / leat_engine_rate(c->config.engine),
        .p50_us = histogram_quantile(&f->between, 0.5) / 1e3,
        .p99_us = histogram_quantile(&f->between, 0.99) / 1e3,
        .p999_us = histogram_quantile(&f->between, 0.999) / 1e3,
        .max_us = (double)f->between.max / 1e3,
    };
}

void figures_hear(struct figures *f, const struct monitor_piece *piece, double rate_hz)
{
    for (uint32_t ch = 0; ch < piece->channels; ch++) {
        f->peak = fmax(f->peak, (double)piece->peak[ch]);
        f->square += piece->square[ch] / piece->channels;
    }
    f->frames += piece->nframes;
    if (f->frames < rate_hz)
        return;
    f->last_peak = (float)f->peak;
    f->last_rms = (float)sqrt(f->square / f->frames);
    f->peak = f->square = f->frames = 0.0;
}

struct list {
    struct figure *at;
    uint32_t n;
};

static void put(struct list *l, const struct figure *figure)
{
    assert(l->n < FIGURES_MAX); /* the calls below are as many as they are */
    l->at[l->n++] = *figure;
}

static void add(struct list *l, const char *name, double value, const char *help)
{
    put(l, &(struct figure){name, value, false, help});
}

static void add_count(struct list *l, const char *name, uint64_t value,
                      const char *help)
{
    put(l, &(struct figure){name, (double)value, true, help});
}

static void add_engine(struct list *l, const struct leat_engine_stats *s, double max)
{
    add(l, "rate", s->rate_hz, "frames a second");
    add_count(l, "frames", (uint64_t)s->frame, "frames that were delivered");
    add_count(l, "quanta", (uint64_t)s->frame / LEAT_QUANTUM, "quanta of 64 frames");
    add_count(l, "blocks", s->blocks, "calls of the device");
    add(l, "load", s->load, "compute time / time there was, newest second");
    add(l, "load_p99", s->load_p99, "of single blocks, newest second");
    add(l, "load_max", max, "of a single block, since the start");
    add_count(l, "xruns", s->xruns, "blocks that the device lost");
    add_count(l, "device_lost", s->losses, "times that the device went away");
    add_count(l, "device_back", s->returns, "times that it came back");
    add_count(l, "late", s->overruns, "blocks that took longer than their time");
    add_count(l, "edits", s->edits, "edits that were adopted");
}

static void add_graph(struct list *l, struct leat_graph *graph,
                      const struct leat_engine_stats *s)
{
    add(l, "nodes", leat_graph_n_nodes(graph), "nodes of the graph");
    add(l, "links", leat_graph_n_links(graph), "links of the graph");
    add(l, "mem", (double)s->state_bytes, "bytes that nodes remember");
    add_count(l, "late_events", s->late_events, "events that had to wait");
    add_count(l, "lost_events", s->lost_events, "events that found no place to wait");
    add_count(l, "nonfinite", s->non_finite, "samples that were no numbers, made 0");
    add_count(l, "starved", s->starved, "frames that sources did not bring in time");
    add_count(l, "dropped", s->dropped, "frames that were lost on the way");
}

static void add_commands(struct list *l, struct control *c,
                         const struct leat_engine_stats *s)
{
    struct control_stats mine;
    struct figures_quantiles q;

    control_stats(c, &mine);
    figures_quantiles(c, FIGURES_LATENCY, false, &q);
    add_count(l, "cmd", mine.commands, "messages that did what they asked");
    add_count(l, "cmd_late", mine.late + s->late_commands,
              "messages that came after their time");
    add_count(l, "cmd_bad", mine.bad, "messages that were refused");
    add_count(l, "cmd_dropped", mine.dropped + s->dropped_commands,
              "messages that found no place to wait");
    add_count(l, "cmd_flood", mine.flood, "messages beyond --max-rate");
    add(l, "cmd_latency", q.p99_us, "us from arrival to the first frame, p99");
}

static void add_net(struct list *l, struct control *c)
{
    struct osc_server_stats s = {0};

    add(l, "subscriptions", c->feeds->n, "feeds that are sent");
    if (!c->config.net)
        return;
    c->config.net(c->config.user, &s);
    add(l, "connections", s.connections, "connections now");
    add_count(l, "conn_refused", s.refused, "connections beyond the most");
}

static void add_master(struct list *l, struct control *c)
{
    struct monitor_counts m = {0};

    if (!c->config.monitor)
        return;
    monitor_counts(c->config.monitor, &m);
    add_count(l, "stale", m.stale, "frames of the master that came twice");
    add_count(l, "wrong_seq", m.wrong_seq, "blocks that were not the expected one");
    add_count(l, "clip", m.clip, "samples of the master beyond full scale");
    add(l, "peak", (double)c->figures->last_peak, "of the master, last second");
    add(l, "rms", (double)c->figures->last_rms, "of the master, last second");
}

static void add_record(struct list *l, struct control *c)
{
    struct recorder_status s;

    if (!recording_status(c, &s))
        return;
    add(l, "record_frames", (double)s.frames, "frames in the file of the last take");
    add(l, "record_drops", (double)s.dropped, "frames that the disk was too slow for");
    add(l, "record_queue", s.queue, "frames that wait for it");
}

static void add_workers(struct list *l, struct leat_engine *engine)
{
    struct leat_isolation_stats s;

    if (leat_engine_isolation(engine, &s) < 0)
        return;
    add(l, "redundancy", s.in_step, "processes that compute and have caught up");
    add_count(l, "takeover", s.deaths, "workers that died, and another went on");
    add_count(l, "respawn", s.respawns, "replacements that have caught up");
    add(l, "respawn_p99", s.redundancy_p99_ms, "ms until they had, p99");
    add_count(l, "lost", s.lost, "pieces that no worker had in time");
    add_count(l, "mismatch", s.mismatches, "pieces in which two workers differed");
    add(l, "muted", s.muted, "nodes that are silent since workers died in them");
}

/* Which figures there are does not change while an instrument lives. */
static uint32_t read_all(struct control *c, struct figure at[FIGURES_MAX])
{
    struct list l = {.at = at};
    struct leat_engine_stats s;

    leat_engine_stats(c->config.engine, &s);
    add_engine(&l, &s, engine_load_max(c->config.engine));
    add_graph(&l, c->config.graph, &s);
    add_commands(&l, c, &s);
    add_net(&l, c);
    add_master(&l, c);
    add_record(&l, c);
    add_workers(&l, c->config.engine);
    add(&l, "rt", rt_thread_allowed(), "1: this process may have real-time priority");
    return l.n;
}

uint32_t figures_read(struct control *c, struct figure at[FIGURES_MAX])
{
    const uint32_t n = read_all(c, at);

    for (uint32_t i = 0; i < n; i++)
        if (at[i].counts)
            at[i].value = fmax(at[i].value - c->figures->first[i], 0.0);
    return n;
}

uint32_t figures_recent(struct control *c, struct figure at[FIGURES_MAX],
                        double *seconds)
{
    struct figures *f = c->figures;
    int64_t since;
    const int slot = begin_of(c, &since);
    const double *before = slot < 0 ? f->first : f->value[slot];
    const uint32_t n = read_all(c, at);
    uint32_t n_counts = 0;

    for (uint32_t i = 0; i < n; i++) {
        if (!at[i].counts)
            continue;
        at[n_counts] = at[i];
        at[n_counts++].value = fmax(at[i].value - before[i], 0.0);
    }
    *seconds = (double)(leat_engine_frame(c->config.engine) - since) /
               leat_engine_rate(c->config.engine);
    return n_counts;
}

void figures_reset(struct control *c)
{
    struct figure at[FIGURES_MAX];
    const uint32_t n = read_all(c, at);

    for (uint32_t i = 0; i < n; i++)
        c->figures->first[i] = at[i].value;
    c->figures->first_frame = leat_engine_frame(c->config.engine);
    for (int t = 0; t < FIGURES_TIMES; t++)
        (void)read_times(c, (enum figures_time)t, &c->figures->past[t].first);
}
