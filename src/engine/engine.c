/* SPDX-License-Identifier: MIT */
/* engine: creation and end, and what any thread may ask or tell a running one. */
#include "engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "engine/clock.h"
#include "engine/isolation.h"
#include "engine/pool.h"
#include "engine/show.h"
#include "engine/tempo.h"
#include "graph/lock.h"
#include "nodes/registry.h"

enum { FADE_MS = 10, TAIL_MAX_S = 30 };

static int make_rings(struct cycle *c)
{
    int err;

    if ((err = leat_ring_create(sizeof(struct edition *), CYCLE_EDITIONS,
                                LEAT_RING_DROPPING, &c->editions)) < 0 ||
        (err = leat_ring_create(sizeof(struct notice), 4 * CYCLE_EDITIONS,
                                LEAT_RING_DROPPING, &c->retired)) < 0 ||
        (err = leat_ring_create(sizeof(struct leat_log_line), CYCLE_LOG,
                                LEAT_RING_DROPPING, &c->log)) < 0)
        return err;
    return leat_mpmc_create(sizeof(struct command), CYCLE_COMMANDS, LEAT_RING_DROPPING,
                            &c->commands);
}

static int make_waiting(struct cycle *c)
{
    c->waiting = calloc(CYCLE_COMMANDS, sizeof(*c->waiting));
    c->slots = calloc(CYCLE_COMMANDS, sizeof(*c->slots));
    c->due.at = calloc(CYCLE_COMMANDS, sizeof(*c->due.at));
    if (!c->waiting || !c->slots || !c->due.at)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < CYCLE_COMMANDS; i++)
        c->waiting[i].next = i + 1 < CYCLE_COMMANDS ? i + 1 : UINT32_MAX;
    return 0;
}

static int make_scratch(struct cycle *c, uint32_t threads)
{
    for (uint32_t i = 0; i < threads; i++) {
        c->scratch[i] = calloc(1, sizeof(*c->scratch[i]));
        if (!c->scratch[i])
            return LEAT_ERR_NOMEM;
        c->scratch[i]->flow = c->flow;
    }
    return 0;
}

static int make_tempo(struct cycle *c)
{
    const size_t size = leat_counters_size(TEMPO_COUNTERS);
    void *memory = aligned_alloc(LEAT_COUNTERS_ALIGN, size);

    if (!memory)
        return LEAT_ERR_NOMEM;
    return leat_counters_init(memory, size, TEMPO_COUNTERS, &c->tempo_shown);
}

static int make_cycle(struct leat_engine *e)
{
    struct cycle *c = &e->cycle;
    uint32_t threads = e->config.threads ? e->config.threads : 1;
    int err;

    if (threads > CYCLE_THREADS)
        threads = CYCLE_THREADS;
    c->threads = threads;
    c->flow = nodes_registry_choose(NULL)->flow;
    c->fade_end = CYCLE_NONE;
    c->now_nsec = clock_now_nsec;
    c->logging = e->config.log;
    c->engine = e;
    c->conduct = e->config.conduct;
    c->conduct_user = e->config.conduct_user;
    if ((err = make_rings(c)) < 0 || (err = make_waiting(c)) < 0 ||
        (err = make_scratch(c, threads)) < 0 || (err = make_tempo(c)) < 0)
        return err;
    return threads > 1 ? pool_create(threads, &c->pool) : 0;
}

int64_t engine_frames(double duration_s, double rate_hz)
{
    const int64_t frames = (int64_t)(rate_hz * duration_s + 0.5);

    return frames > 0 ? frames : 1;
}

void engine_tell_rate(struct leat_engine *e, double rate_hz)
{
    struct cycle *c = &e->cycle;

    e->rate_hz = c->rate_hz = rate_hz;
    if (e->config.duration == 0 && e->config.duration_s > 0.0)
        e->config.duration = engine_frames(e->config.duration_s, rate_hz);
    c->fade_frames = (uint32_t)(e->rate_hz * FADE_MS / 1000.0 + 0.5);
    tempo_init(c, e->config.bpm);
    c->tail_max =
        (int64_t)(e->rate_hz *
                  (e->config.tail_max_s > 0.0 ? e->config.tail_max_s : TAIL_MAX_S));
}

static bool is_in_range(const struct leat_engine_config *c)
{
    return c->size == sizeof(*c) &&
           (c->rate_hz == 0.0 || (c->rate_hz >= 8000.0 && c->rate_hz <= 384e3)) &&
           c->block <= 8192 && c->channels <= LEAT_MAX_CHANNELS && c->duration >= 0 &&
           c->duration_s >= 0.0 && c->duration_s <= 1e9 && c->tail_max_s >= 0.0 &&
           c->tail_max_s <= 1e9 && c->bpm >= 0.0 && c->bpm <= 1e6 &&
           c->isolate <= LEAT_ISOLATE_REPLAY;
}

/* A copy of a text that may be NULL; false when memory is out. */
static bool copy_text(const char *text, char **out)
{
    const size_t size = text ? strlen(text) + 1 : 0;

    *out = size ? malloc(size) : NULL;
    if (*out)
        memcpy(*out, text, size);
    return *out || !size;
}

int leat_engine_create(struct leat_graph *graph,
                       const struct leat_engine_config *config,
                       struct leat_engine **out, struct leat_diag *diag)
{
    struct leat_engine *e = NULL;
    int err = LEAT_ERR_NOMEM;

    *out = NULL;
    if (!is_in_range(config))
        return LEAT_ERR_INVALID;
    graph_enter(graph);
    if (graph->engine) {
        graph_leave(graph);
        return LEAT_ERR_STATE;
    }
    e = calloc(1, sizeof(*e));
    if (!e)
        goto fail;
    e->graph = graph;
    e->config = *config;
    if ((err = crews_parse(config->isolate ? config->isolate_groups : NULL, &e->crews,
                           diag)) < 0)
        goto fail;
    err = LEAT_ERR_NOMEM;
    if (!copy_text(config->base, &e->base) || !copy_text(config->device, &e->device))
        goto fail;
    e->config.base = e->base;
    e->config.device = e->device;
    str_format(e->device_name, sizeof(e->device_name), "%s",
               config->clock == LEAT_CLOCK_MANUAL ? "manual" : "offline");
    if ((err = lock_create(&e->show_lock)) < 0 || (err = make_cycle(e)) < 0)
        goto fail;
    if (config->isolate != LEAT_ISOLATE_OFF) {
        if ((err = isolation_create(e, &e->isolation, diag)) < 0)
            goto fail;
        e->cycle.isolation = e->isolation;
        e->cycle.relays = e->crews.n == 0;
    }
    if (config->clock == LEAT_CLOCK_SOFTWARE || config->clock == LEAT_CLOCK_DEVICE)
        if ((err = live_open(e, diag)) < 0)
            goto fail;
    if ((err = engine_adopt_first(e, graph->model, diag)) < 0)
        goto fail;
    e->master = calloc((size_t)LEAT_QUANTUM * e->channels, sizeof(*e->master));
    if (!e->master) {
        err = LEAT_ERR_NOMEM;
        goto fail;
    }
    graph->adopt = engine_adopt;
    graph->engine = e;
    graph_leave(graph);
    *out = e;
    return 0;
fail:
    if (e)
        leat_engine_destroy(&e, NULL);
    graph_leave(graph);
    return err;
}

int leat_engine_destroy(struct leat_engine **engine, struct leat_diag *diag)
{
    struct leat_engine *e = *engine;

    if (!e)
        return 0;
    leat_engine_stop(e); /* its threads take the graph's lock: it must be free */
    graph_enter(e->graph);
    e->finish_diag = diag;
    live_close(e);
    isolation_destroy(&e->isolation);
    while (e->n_lent)
        engine_drop_edition(e, &e->lent[--e->n_lent]);
    const int shown = show_destroy(e, diag);
    if (shown < 0 && !e->finish_err)
        e->finish_err = shown;
    lock_destroy(&e->show_lock);
    cast_destroy(&e->cast);
    pool_destroy(&e->cycle.pool);
    for (uint32_t i = 0; i < CYCLE_THREADS; i++)
        free(e->cycle.scratch[i]);
    leat_ring_destroy(&e->cycle.editions);
    leat_ring_destroy(&e->cycle.retired);
    leat_ring_destroy(&e->cycle.log);
    leat_mpmc_destroy(&e->cycle.commands);
    free(e->cycle.waiting);
    free(e->cycle.slots);
    free(e->cycle.due.at);
    free(e->cycle.tempo_shown);
    free(e->lent);
    free(e->master);
    if (e->graph->engine == e) {
        e->graph->engine = NULL;
        e->graph->adopt = NULL;
    }
    const int err = e->finish_err;
    graph_leave(e->graph);
    free(e->base);
    free(e->device);
    free(e);
    *engine = NULL;
    return err;
}

static int send(struct leat_engine *e, const struct command *command)
{
    return leat_rt_mpmc_write(e->cycle.commands, command, 1) == 1 ? 0 : LEAT_ERR_LIMIT;
}

int leat_rt_engine_set(struct leat_engine *engine, uint32_t node, uint32_t param,
                       float value, int64_t frame, float ramp_ms)
{
    return send(engine, &(struct command){.frame = frame,
                                          .kind = LEAT_LOG_SET,
                                          .node = node,
                                          .param = param,
                                          .value = value,
                                          .ramp_ms = ramp_ms});
}

int leat_engine_set(struct leat_engine *engine, uint32_t node, uint32_t param,
                    float value, int64_t frame, float ramp_ms)
{
    if (engine->show && show_set(engine, node, param, value) == 0)
        return 0;
    return leat_rt_engine_set(engine, node, param, value, frame, ramp_ms);
}

int leat_rt_engine_send(struct leat_engine *engine, uint32_t node,
                        const struct leat_event *event)
{
    return send(engine, &(struct command){.frame = event->frame,
                                          .kind = LEAT_LOG_EVENT,
                                          .node = node,
                                          .event = *event});
}

int leat_engine_send(struct leat_engine *engine, uint32_t node,
                     const struct leat_event *event)
{
    return leat_rt_engine_send(engine, node, event);
}

int leat_engine_log_next(struct leat_engine *engine, struct leat_log_line *line)
{
    return (int)leat_rt_ring_read(engine->cycle.log, line, 1);
}

void leat_engine_cancel(struct leat_engine *engine)
{
    atomic_store_explicit(&engine->cancelled, true, memory_order_relaxed);
}

int64_t leat_engine_frame(const struct leat_engine *engine)
{
    return atomic_load_explicit(&engine->frame, memory_order_relaxed);
}

int leat_engine_tempo(const struct leat_engine *engine, struct leat_tempo *tempo)
{
    return tempo_read(&engine->cycle, tempo);
}

double leat_engine_rate(const struct leat_engine *engine)
{
    return engine->rate_hz;
}

uint32_t leat_engine_channels(const struct leat_engine *engine)
{
    return engine->channels;
}

bool leat_engine_ended(const struct leat_engine *engine)
{
    return atomic_load_explicit(&engine->ended, memory_order_relaxed);
}

int64_t leat_engine_latency(const struct leat_engine *engine)
{
    graph_enter(engine->graph);
    const int64_t latency = engine_newest(engine)->latency;
    graph_leave(engine->graph);
    return latency;
}

int64_t leat_engine_length(const struct leat_engine *engine)
{
    if (engine->config.duration > 0)
        return engine->config.duration;
    graph_enter(engine->graph);
    const int64_t length = engine_newest(engine)->length;
    graph_leave(engine->graph);
    return length;
}
