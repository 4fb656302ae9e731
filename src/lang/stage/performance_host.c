/* SPDX-License-Identifier: MIT */
/* performance_host: what programs that play can ask of the engine. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/stats.h>

#include "base/str.h"
#include "lang/stage/performing.h"
#include "lang/stage/staged.h"

static int read_mailbox(void *user, uint64_t identity, float *values, uint32_t n)
{
    struct performance *p = user;
    const uint32_t node = stage_node(p->config.stage, identity);

    return node ? leat_engine_mailbox(p->engine, node, values, n) : LEAT_ERR_NOT_FOUND;
}

static uint32_t read_heard(void *user, uint64_t identity, int64_t until,
                           uint64_t *since, struct leat_event *events, uint32_t n)
{
    struct performance *p = user;
    const uint32_t node = stage_node(p->config.stage, identity);
    const int heard =
        node ? leat_engine_heard(p->engine, node, until, since, events, n, NULL) : 0;

    return heard > 0 ? (uint32_t)heard : 0;
}

static int give_picture(void *user, uint64_t identity, const struct leat_frame *picture)
{
    struct performance *p = user;
    const uint32_t node = stage_node(p->config.stage, identity);

    return node ? leat_engine_give_picture(p->engine, node, picture)
                : LEAT_ERR_NOT_FOUND;
}

static int see_picture(void *user, uint64_t identity, int64_t frame,
                       struct leat_frame **out)
{
    struct performance *p = user;
    const uint32_t node = stage_node(p->config.stage, identity);

    *out = NULL;
    return node ? leat_engine_picture(p->engine, node, frame, out) : LEAT_ERR_NOT_FOUND;
}

static void read_stats(void *user, struct leat_engine_stats *out)
{
    const struct performance *p = user;

    if (p->engine)
        leat_engine_stats(p->engine, out);
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Frames of the program in the last 10 s: the time that 99 of 100 keep, as a part of
 * what there is, and how many were due and did not run. */
static double frame_times(const struct performance *p, uint64_t *due, uint64_t *missed)
{
    const struct leat_rational fps = p->config.fps;
    const int64_t newest = p->next - 1, ten = 10 * fps.num / fps.den;
    const int64_t oldest = newest - ten > p->first_live ? newest - ten : p->first_live;
    double took[PERFORMANCE_TIMES];
    size_t n = 0;

    for (size_t i = 0; i < PERFORMANCE_TIMES; i++)
        if (p->took[i].k >= oldest && p->took[i].k > 0)
            took[n++] = p->took[i].seconds;
    qsort(took, n, sizeof(took[0]), compare);
    /* a ring that holds less than 10 s knows nothing of those before */
    *due = (uint64_t)(newest > oldest ? newest - oldest : 0);
    *due = *due < PERFORMANCE_TIMES ? *due : 0;
    *missed = *due > n ? *due - n : 0;
    return n ? took[(n - 1) * 99 / 100] * (double)fps.num / (double)fps.den : 0.0;
}

/* The node whose calls take the greatest part of what all of them take. */
static void find_costliest(struct performance *p, struct host_health *out)
{
    struct leat_graph *graph = p->config.stage->graph;
    double sum = 0.0, most = 0.0;
    struct leat_node_info info;

    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) == 0; i++) {
        struct leat_node_stats s;
        if (leat_engine_node_stats(p->engine, info.node, &s) < 0)
            continue;
        sum += s.p50_nsec;
        if (s.p50_nsec <= most)
            continue;
        most = s.p50_nsec;
        str_format(out->costliest, sizeof(out->costliest), "%s", info.name);
    }
    out->share = sum > 0.0 ? most / sum : 0.0;
}

static void measure_time(struct performance *p, const struct leat_engine_recent *r,
                         struct host_health *out)
{
    struct health_figures *f = &out->figures;
    struct leat_isolation_stats workers;
    uint64_t due, missed;
    const double frame_time = frame_times(p, &due, &missed);

    health_know(f, HEALTH_LOAD, r->load_p99);
    health_know(f, HEALTH_FRAME_TIME, frame_time);
    if (leat_engine_isolation(p->engine, &workers) >= 0)
        health_know(f, HEALTH_WORKERS, workers.in_step < 2 ? 2 - workers.in_step : 0);
    out->late_frames = r->late_pictures + missed;
    due += r->pictures;
    health_know(f, HEALTH_PICTURES, due ? (double)out->late_frames / (double)due : 0.0);
    find_costliest(p, out);
}

static void read_health(void *user, struct host_health *out)
{
    struct performance *p = user;
    struct leat_engine_recent r;

    memset(out, 0, sizeof(*out));
    leat_engine_recent(p->engine, &r);
    out->clipped = r.clipped;
    out->flows = leat_engine_frame(p->engine) > 0 && !leat_engine_ended(p->engine);
    health_know(&out->figures, HEALTH_PEAK, r.peak);
    health_know(&out->figures, HEALTH_NON_FINITE, (double)r.non_finite);
    health_know(&out->figures, HEALTH_XRUNS, (double)r.xruns);
    health_know(&out->figures, HEALTH_QUEUE, r.queue_drops ? 1.0 : r.queue);
    if (p->first_live)
        measure_time(p, &r, out);
}

static void read_node_health(void *user, uint64_t identity, struct health_figures *out)
{
    struct performance *p = user;
    const uint32_t node = stage_node(p->config.stage, identity);
    struct leat_resource_status resource;
    struct leat_node_stats s;

    *out = (struct health_figures){0};
    if (!node)
        return;
    if (leat_engine_resource_status(p->engine, node, &resource) >= 0) {
        health_know(out, HEALTH_NON_FINITE, (double)resource.non_finite);
        health_know(out, HEALTH_QUEUE,
                    resource.dropped || resource.starved ? 1.0 : 0.0);
    }
    if (p->first_live && leat_engine_node_stats(p->engine, node, &s) >= 0)
        health_know(out, HEALTH_LOAD, s.p99_nsec * 1e-9 * p->rate_hz / LEAT_QUANTUM);
}

struct host performance_host(struct performance *p)
{
    return (struct host){.user = p,
                         .fps = (double)p->config.fps.num / (double)p->config.fps.den,
                         .mailbox = read_mailbox,
                         .heard = read_heard,
                         .give = give_picture,
                         .picture = see_picture,
                         .tempo = performance_tempo_read,
                         .health = read_health,
                         .node_health = read_node_health,
                         .stats = read_stats};
}
