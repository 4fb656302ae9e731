/* SPDX-License-Identifier: MIT */
/* run: clocks that can wait (offline, manual), and what every clock's block does. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "engine/clock.h"
#include "engine/engine.h"
#include "engine/isolation.h"
#include "engine/show.h"
#include "rt/fpu.h"

enum { BLOCK = 256 };

int engine_ready(struct leat_engine *e, uint32_t nframes, struct leat_diag *diag)
{
    const struct plan *plan = e->cycle.plan;

    for (uint32_t i = 0; i < plan->n_fed; i++) {
        const struct instance *n = plan->fed[i];
        const double ratio = n->env.rate_hz / e->rate_hz;
        const uint32_t own = (uint32_t)((double)nframes * ratio) + 2;
        const int err = n->class->ready(n->resource, own);
        if (err >= 0)
            continue;
        if (err == LEAT_ERR_TIMEOUT) { /* else it says by itself what is wrong */
            leat_diag_add(diag, LEAT_ERROR, 609, "`%s` did nothing for 10 s.", n->name);
            leat_diag_hint(diag, "Is its file or its source still there?");
        }
        return err;
    }
    return 0;
}

/* Copy a piece of the master out. */
static void check_out(struct cycle *c, float *out, const float *in, uint32_t n)
{
    struct flow_check check = {.to = out, .from = in, .n = n};

    c->flow->check(&check);
    if (check.non_finite)
        c->non_finite += check.non_finite;
    if (check.denormal)
        c->denormal += check.denormal;
}

/* How loud the master is, and what of it was no number, for leat_engine_recent(). */
static void note_master(struct leat_engine *e, const float *samples, uint32_t n)
{
    const uint64_t second = engine_second(e, e->cycle.frame - 1);
    const uint64_t non_finite = e->cycle.non_finite;
    float peak = 0.0f;
    uint32_t clipped = 0;

    for (uint32_t i = 0; i < n; i++) {
        const float size = samples[i] < 0.0f ? -samples[i] : samples[i];
        peak = size > peak ? size : peak;
        clipped += size > 1.0f;
    }
    recent_raise(&e->peak, second, peak);
    recent_add(&e->clipped, second, clipped);
    recent_add(&e->non_finite, second, non_finite - e->seen_non_finite);
    e->seen_non_finite = non_finite;
}

/* The input of the next piece, where it is not the device's. */
static void hear(struct leat_engine *e, uint32_t nframes)
{
    struct cycle *c = &e->cycle;
    const uint32_t left = LEAT_QUANTUM - (uint32_t)(c->frame % LEAT_QUANTUM);

    c->device_in =
        e->config.hear(e->config.hear_user, c->frame, nframes < left ? nframes : left);
    c->device_channels = e->config.hear_channels;
    c->device_done = 0;
}

void engine_compute(struct leat_engine *e, float *out, uint32_t nframes)
{
    struct cycle *c = &e->cycle;
    const uint32_t channels = e->channels;
    const struct fpu before = fpu_enter();

    for (uint32_t done = 0; done < nframes;) {
        if (c->enter)
            c->enter();
        if (e->config.hear)
            hear(e, nframes - done);
        rt_taps_begin(&e->taps);
        const uint32_t n = rt_cycle_piece(c, nframes - done);
        rt_taps_end(&e->taps, c->frame);
        if (c->leave)
            c->leave();
        float *to = out + (size_t)done * channels;
        if (c->plan->master)
            check_out(c, to, c->plan->master, n * channels);
        else
            memset(to, 0, (size_t)n * channels * sizeof(*to));
        note_master(e, to, n * channels);
        if (e->config.listen)
            e->config.listen(e->config.listen_user, c->frame - n, to, n, channels);
        done += n;
    }
    fpu_leave(before);
    atomic_store_explicit(&e->frame, c->frame, memory_order_relaxed);
}

bool engine_is_over(const struct leat_engine *e)
{
    const struct plan *plan = e->cycle.plan;
    /* offline an edit may leave nothing to wait for */
    bool any = show_exists(e) ||
               (e->config.clock == LEAT_CLOCK_OFFLINE && e->cycle.settled > 0);

    if (e->cycle.fade_end != CYCLE_NONE || e->config.endless)
        return false;
    if (plan->master_end) {
        any = true;
        if (*plan->master_end > e->cycle.frame)
            return false;
    }
    for (uint32_t i = 0; i < plan->n_sinks; i++) {
        any = true;
        if (!plan->sink[i]->done)
            return false;
    }
    return any && show_is_over(e);
}

/* The frame at which the master ends.  One that an edit has left without sources, or
 * taken away, is heard until that has faded. */
static int64_t end_of_master(const struct leat_engine *e)
{
    const struct cycle *c = &e->cycle;
    const int64_t end = c->plan->master_end ? *c->plan->master_end : 0;

    if (e->config.endless)
        return INSTANCE_ALIVE;
    if (e->config.clock != LEAT_CLOCK_OFFLINE)
        return c->plan->master ? INSTANCE_ALIVE : c->settled;
    return end > c->settled ? end : c->settled;
}

/* The part of a block that goes to the sink: not the latency, not what lies behind the
 * end. */
static int write_master(struct leat_engine *e, int64_t frame, const float *samples,
                        uint32_t nframes)
{
    const int64_t latency = e->cycle.plan->latency, end = end_of_master(e);
    int64_t from = frame < latency ? latency : frame, to = frame + nframes;

    if (!e->config.sink.write)
        return 0;
    if (end < to)
        to = end;
    if (e->config.duration > 0 && to - latency > e->config.duration)
        to = e->config.duration + latency;
    if (from >= to)
        return 0;
    return e->config.sink.write(e->config.sink.user,
                                samples + (size_t)(from - frame) * e->channels,
                                (uint32_t)(to - from), e->channels);
}

static void fade_out(struct leat_engine *e, struct leaving *l, float *samples,
                     uint32_t n)
{
    const uint32_t len = e->cycle.fade_frames;

    for (uint32_t i = 0; i < n; i++, l->at += l->at < len)
        for (uint32_t ch = 0; ch < e->channels; ch++)
            samples[(size_t)i * e->channels + ch] *=
                1.0f - (float)l->at / (float)(len ? len : 1);
}

static int run_block(struct leat_engine *e, uint32_t nframes, float *samples,
                     struct leaving *leaving, struct leat_diag *diag)
{
    const int64_t frame = e->cycle.frame, start = clock_now_nsec();
    int err = engine_ready(e, nframes, diag);

    if (err < 0)
        return err;
    engine_compute(e, samples, nframes);
    if (e->isolation && isolation_has_failed(e->isolation)) {
        leat_diag_add(diag, LEAT_ERROR, 613,
                      "No worker lives long enough to compute this.");
        leat_diag_hint(diag, "See what is told above; --isolate off shows more.");
        return LEAT_ERR_STATE;
    }
    if (leaving->begun)
        fade_out(e, leaving, samples, nframes);
    if ((err = write_master(e, frame, samples, nframes)) < 0 ||
        (err = show_run_to(e, e->cycle.frame, diag)) < 0)
        return err;
    atomic_fetch_add_explicit(&e->blocks, 1, memory_order_relaxed);
    load_note(&e->load, (uint64_t)(clock_now_nsec() - start), nframes, e->rate_hz);
    graph_enter(e->graph);
    engine_reap(e);
    graph_leave(e->graph);
    return 0;
}

/* Returns 1 when `to` was reached before the end. */
static int run_offline(struct leat_engine *e, int64_t to, struct leat_diag *diag)
{
    const uint32_t block = e->config.block ? e->config.block : BLOCK;
    float *samples = calloc((size_t)block * e->channels, sizeof(*samples));
    struct leaving *leaving = &e->leaving;
    int err = samples ? 0 : LEAT_ERR_NOMEM;

    while (!err && e->cycle.frame < to) {
        uint32_t n =
            to - e->cycle.frame < block ? (uint32_t)(to - e->cycle.frame) : block;
        const int64_t latency = e->cycle.plan->latency;
        const int64_t rest = e->config.duration + latency - e->cycle.frame;
        if (e->config.duration > 0 && rest < n)
            n = rest > 0 ? (uint32_t)rest : 0;
        if (!n || engine_is_over(e))
            break;
        if (atomic_load_explicit(&e->cancelled, memory_order_relaxed))
            leaving->begun = true;
        if (leaving->begun && leaving->at >= e->cycle.fade_frames)
            break;
        err = run_block(e, n, samples, leaving, diag);
    }
    free(samples);
    if (!err && e->cycle.frame >= to)
        return 1;
    atomic_store_explicit(&e->ended, true, memory_order_relaxed);
    if (err)
        return err;
    return leaving->begun ? LEAT_ERR_CANCELLED : 0;
}

int leat_engine_run(struct leat_engine *engine, struct leat_diag *diag)
{
    return engine->live ? live_wait(engine, diag)
                        : run_offline(engine, INT64_MAX, diag);
}

int leat_engine_run_to(struct leat_engine *engine, int64_t frame,
                       struct leat_diag *diag)
{
    if (engine->config.clock != LEAT_CLOCK_OFFLINE)
        return LEAT_ERR_STATE;
    return run_offline(engine, frame, diag);
}

int leat_engine_crank(struct leat_engine *engine, uint32_t nframes)
{
    struct leaving stays = {0};

    if (engine->config.clock != LEAT_CLOCK_MANUAL)
        return LEAT_ERR_STATE;
    for (uint32_t done = 0; done < nframes;) {
        const uint32_t n =
            nframes - done < LEAT_QUANTUM ? nframes - done : LEAT_QUANTUM;
        const int err = run_block(engine, n, engine->master, &stays, NULL);
        if (err < 0)
            return err;
        done += n;
    }
    atomic_store_explicit(&engine->ended, engine_is_over(engine), memory_order_relaxed);
    return 0;
}
