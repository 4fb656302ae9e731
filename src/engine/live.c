/* SPDX-License-Identifier: MIT */
/* live: an engine on a sound device, or on a timer where there is none. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>

#include "base/str.h"
#include "engine/clock.h"
#include "engine/engine.h"
#include "engine/live.h"
#include "engine/safety.h"
#include "engine/show.h"

enum { POLL_MS = 5, BLOCK_MAX = 8192 };
enum { INSTANT_FRAME, INSTANT_NSEC, N_INSTANT };

static void fade_out(struct live *l, float *samples, uint32_t nframes)
{
    const uint32_t len = l->engine->cycle.fade_frames, channels = l->engine->channels;

    for (uint32_t i = 0; i < nframes; i++) {
        const float gain = 1.0f - (float)l->fade_at / (float)len;
        l->fade_at += l->fade_at < len;
        for (uint32_t ch = 0; ch < channels; ch++)
            samples[(size_t)i * channels + ch] *= gain;
    }
    if (l->fade_at >= len)
        atomic_store_explicit(&l->faded, true, memory_order_release);
}

/* Hand the device's inputs to the plan's `mic_input` nodes. */
static void take_inputs(struct live *l, const float *const *in, uint32_t nframes)
{
    const uint32_t channels = l->format.inputs;

    for (uint32_t ch = 0; ch < channels; ch++)
        for (uint32_t i = 0; i < nframes; i++)
            l->inputs[(size_t)i * channels + ch] = in[ch][i];
    l->engine->cycle.device_in = l->inputs;
    l->engine->cycle.device_channels = channels;
    l->engine->cycle.device_done = 0;
}

static void give_outputs(struct live *l, float *const *out, uint32_t nframes)
{
    const uint32_t channels = l->engine->channels;

    for (uint32_t ch = 0; ch < l->format.outputs; ch++)
        for (uint32_t i = 0; i < nframes; i++)
            out[ch][i] = ch < channels ? l->samples[(size_t)i * channels + ch] : 0.0f;
}

static void note_instant(struct leat_counters *c, int64_t frame, int64_t nsec)
{
    leat_rt_counters_begin(c);
    leat_rt_counters_set(c, INSTANT_FRAME, (uint64_t)frame);
    leat_rt_counters_set(c, INSTANT_NSEC, (uint64_t)nsec);
    leat_rt_counters_end(c);
}

void live_process(void *user, const float *const *in, float *const *out,
                  uint32_t nframes)
{
    struct live *l = user;
    struct leat_engine *e = l->engine;
    const int64_t start = clock_now_nsec();

    for (uint32_t ch = 0; ch < l->format.outputs; ch++)
        memset(out[ch], 0, nframes * sizeof(float));
    if (nframes > BLOCK_MAX || atomic_load_explicit(&l->faded, memory_order_relaxed) ||
        leat_engine_ended(e))
        return;
    note_instant(e->instant, e->cycle.frame, start);
    take_inputs(l, in, nframes);
    engine_compute(e, l->samples, nframes);
    if (l->safety)
        rt_safety_process(l->safety, l->samples, nframes);
    if (atomic_load_explicit(&l->stopping, memory_order_acquire))
        fade_out(l, l->samples, nframes);
    give_outputs(l, out, nframes);
    const int64_t late = l->safety ? safety_latency(l->safety) : 0;
    if (e->config.duration > 0 ? e->cycle.frame >= e->config.duration + late
                               : engine_is_over(e))
        atomic_store_explicit(&e->ended, true, memory_order_release);
    const uint64_t nsec = (uint64_t)(clock_now_nsec() - start);
    atomic_fetch_add_explicit(&e->blocks, 1, memory_order_relaxed);
    load_note(&e->load, nsec, nframes, e->rate_hz);
    if ((double)nsec > (double)nframes / e->rate_hz * 1e9)
        atomic_fetch_add_explicit(&e->overruns, 1, memory_order_relaxed);
}

void live_xrun(void *user)
{
    struct live *l = user;

    atomic_fetch_add_explicit(&l->engine->xruns, 1, memory_order_relaxed);
    recent_add(&l->engine->xruns_recent,
               engine_second(l->engine, leat_engine_frame(l->engine)), 1);
}

void live_lost(void *user, const char *why)
{
    struct live *l = user;

    str_format(l->why, sizeof(l->why), "%s", why);
    atomic_store_explicit(&l->lost, true, memory_order_release);
}

int live_open(struct leat_engine *e, struct leat_diag *diag)
{
    struct live *l = calloc(1, sizeof(*l));
    const char *name =
        e->config.clock == LEAT_CLOCK_SOFTWARE ? "null" : e->config.device;

    if (!l)
        return LEAT_ERR_NOMEM;
    l->engine = e;
    e->live = l;
    e->is_live = true;
    const size_t size = leat_counters_size(N_INSTANT);
    l->instant = aligned_alloc(LEAT_COUNTERS_ALIGN, size);
    if (!l->instant)
        return LEAT_ERR_NOMEM;
    (void)leat_counters_init(l->instant, size, N_INSTANT, &e->instant);
    const int err = live_device_open(l, name, diag);
    if (err < 0)
        return err;
    e->config.rate_hz = l->format.rate_hz;
    if (!e->config.channels)
        e->config.channels = l->format.outputs ? l->format.outputs : LIVE_CHANNELS;
    /* the timer that steps in for a lost device may have more inputs than it had */
    const uint32_t inputs =
        l->format.inputs > LIVE_CHANNELS ? l->format.inputs : LIVE_CHANNELS;
    l->inputs = calloc((size_t)BLOCK_MAX * inputs, sizeof(*l->inputs));
    return l->inputs ? 0 : LEAT_ERR_NOMEM;
}

static void *keeper_main(void *user)
{
    struct live *l = user;

    while (!atomic_load_explicit(&l->quit, memory_order_relaxed)) {
        nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000}, NULL);
        graph_enter(l->engine->graph);
        engine_reap(l->engine);
        graph_leave(l->engine->graph);
        live_device_keep(l);
    }
    return NULL;
}

/* Make what the first start needs, and forget how the last run was stopped. */
static int prepare(struct live *l)
{
    struct leat_engine *e = l->engine;
    int err;

    if (!l->samples)
        l->samples = calloc((size_t)BLOCK_MAX * e->channels, sizeof(*l->samples));
    if (!l->samples)
        return LEAT_ERR_NOMEM;
    if (!l->safety && !e->config.no_safety && e->config.clock == LEAT_CLOCK_DEVICE &&
        (err = safety_create(e->rate_hz, e->channels, &l->safety)) < 0)
        return err;
    l->fade_at = 0;
    atomic_store_explicit(&l->stopping, false, memory_order_relaxed);
    atomic_store_explicit(&l->faded, false, memory_order_relaxed);
    atomic_store_explicit(&l->quit, false, memory_order_relaxed);
    return 0;
}

static int live_start(struct leat_engine *e, struct leat_diag *diag)
{
    struct live *l = e->live;
    int err;

    if (!l || l->started)
        return LEAT_ERR_STATE;
    if ((err = prepare(l)) < 0 || (err = show_start(e)) < 0)
        return err;
    if ((err = leat_device_start(l->device, diag)) < 0) {
        show_stop(e);
        return err;
    }
    if (pthread_create(&l->keeper, NULL, keeper_main, l) != 0) {
        leat_device_stop(l->device);
        show_stop(e);
        return LEAT_ERR_NOMEM;
    }
    l->started = true;
    return 0;
}

static void live_stop(struct leat_engine *e)
{
    struct live *l = e->live;

    if (!l || !l->started)
        return;
    atomic_store_explicit(&l->stopping, true, memory_order_release);
    for (int ms = 0; ms < 500 && !leat_engine_ended(e) &&
                     !atomic_load_explicit(&l->faded, memory_order_acquire);
         ms++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    atomic_store_explicit(&l->quit, true, memory_order_relaxed);
    pthread_join(l->keeper, NULL);
    leat_device_stop(l->device);
    show_stop(e);
    l->started = false;
}

int live_wait(struct leat_engine *e, struct leat_diag *diag)
{
    const bool mine = !e->live->started;
    int err = mine ? live_start(e, diag) : 0;

    while (!err && !leat_engine_ended(e) &&
           !atomic_load_explicit(&e->cancelled, memory_order_relaxed))
        nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000}, NULL);
    if (mine)
        live_stop(e);
    if (err)
        return err;
    return atomic_load_explicit(&e->cancelled, memory_order_relaxed)
               ? LEAT_ERR_CANCELLED
               : 0;
}

void live_close(struct leat_engine *e)
{
    struct live *l = e->live;

    if (!l)
        return;
    live_stop(e);
    leat_device_close(&l->device);
    safety_destroy(&l->safety);
    free(l->samples);
    free(l->inputs);
    free(l->instant);
    e->instant = NULL;
    live_reopen_end(l);
    e->live = NULL;
}

int leat_engine_instant(struct leat_engine *engine, int64_t *frame, int64_t *nsec)
{
    uint64_t pair[N_INSTANT];

    if (!engine->instant || !leat_rt_counters_read(engine->instant, pair, N_INSTANT) ||
        pair[INSTANT_NSEC] == 0)
        return LEAT_ERR_STATE;
    *frame = (int64_t)pair[INSTANT_FRAME];
    *nsec = (int64_t)pair[INSTANT_NSEC];
    return 0;
}

int leat_engine_start(struct leat_engine *engine, struct leat_diag *diag)
{
    return live_start(engine, diag);
}

void leat_engine_stop(struct leat_engine *engine)
{
    live_stop(engine);
}
