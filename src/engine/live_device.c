/* SPDX-License-Identifier: MIT */
/* live_device: the device of a live engine, its loss and its return. */
#include <stdio.h>

#include <leat/err.h>

#include "base/str.h"
#include "engine/clock.h"
#include "engine/engine.h"
#include "engine/live.h"

/* A server that is started again is there within a minute, or not soon. */
enum { EAGER_TRIES = 60 };
static const int64_t EAGER_NSEC = 1000000000, PATIENT_NSEC = 5000000000;

static struct leat_device_wish wish_of(const struct live *l, const char *name)
{
    const struct leat_engine_config *config = &l->engine->config;

    return (struct leat_device_wish){
        .name = name,
        .rate_hz = config->rate_hz,
        .block = config->block,
        .inputs = LIVE_CHANNELS,
        .outputs = config->channels ? config->channels : LIVE_CHANNELS,
    };
}

static struct leat_device_callbacks callbacks_of(struct live *l)
{
    return (struct leat_device_callbacks){live_process, live_xrun, live_lost, l};
}

static int open_device(struct live *l, const char *name, struct leat_diag *diag)
{
    const struct leat_device_wish wish = wish_of(l, name);
    const struct leat_device_callbacks callbacks = callbacks_of(l);

    return leat_device_open(&wish, &callbacks, &l->device, &l->format, diag);
}

static void set_name(struct live *l, const char *name)
{
    struct leat_engine *e = l->engine;

    graph_enter(e->graph);
    str_format(e->device_name, sizeof(e->device_name), "%s", name);
    graph_leave(e->graph);
}

static void tell(const struct live *l, const char *message)
{
    const struct leat_engine_config *config = &l->engine->config;

    if (config->on_message)
        config->on_message(config->message_user, message);
}

int live_device_open(struct live *l, const char *name, struct leat_diag *diag)
{
    const int err = open_device(l, name, diag);

    if (err < 0)
        return err;
    str_format(l->own, sizeof(l->own), "%s%s%s", l->format.backend,
               l->format.name[0] ? ":" : "", l->format.name);
    str_format(l->engine->device_name, sizeof(l->engine->device_name), "%s", l->own);
    return 0;
}

/* Without even a timer the engine ends. */
static void start_timer(struct live *l)
{
    if (open_device(l, "null", NULL) < 0 || leat_device_start(l->device, NULL) < 0)
        atomic_store_explicit(&l->engine->ended, true, memory_order_release);
}

static void close_device(struct live *l)
{
    leat_device_close(&l->device);
    atomic_store_explicit(&l->lost, false, memory_order_relaxed);
}

/* The device went away: go on with a timer, so that the graph keeps running. */
static void fall_back(struct live *l)
{
    char line[240];

    close_device(l);
    l->outage =
        (struct outage){.lasts = true, .next_nsec = clock_now_nsec() + EAGER_NSEC};
    start_timer(l);
    str_format(line, sizeof(line), "null (was %.32s: %.40s)", l->own, l->why);
    set_name(l, line);
    atomic_fetch_add_explicit(&l->engine->losses, 1, memory_order_relaxed);
    str_format(
        line, sizeof(line),
        "The sound device %s is lost: %s.  All goes on unheard until it is back.",
        l->own, l->why);
    tell(l, line);
}

static void tell_other_rate(struct live *l, const struct leat_diag *diag)
{
    char line[400];

    if (l->outage.other_rate)
        return;
    l->outage.other_rate = true;
    str_format(line, sizeof(line),
               "The sound device %s is back, but %s  Give it %.0f Hz, or start leat "
               "again; until then all goes on unheard.",
               l->own, diag->n ? diag->finding[0].message : "at another rate.",
               l->engine->rate_hz);
    tell(l, line);
}

/* Exchange the timer for the device, or keep it where that does not start. */
static void come_back(struct live *l)
{
    struct reopening *r = &l->reopening;
    char line[160];

    close_device(l);
    l->device = r->device;
    l->format = r->format;
    r->device = NULL;
    if (leat_device_start(l->device, NULL) < 0) {
        close_device(l);
        start_timer(l);
        return;
    }
    l->outage = (struct outage){0};
    set_name(l, l->own);
    atomic_fetch_add_explicit(&l->engine->returns, 1, memory_order_relaxed);
    str_format(line, sizeof(line), "The sound device %s is back.", l->own);
    tell(l, line);
}

static void try_again(struct live *l)
{
    const struct leat_device_wish wish = wish_of(l, l->own);
    const struct leat_device_callbacks callbacks = callbacks_of(l);

    l->outage.tries++;
    l->outage.next_nsec =
        clock_now_nsec() + (l->outage.tries < EAGER_TRIES ? EAGER_NSEC : PATIENT_NSEC);
    live_reopen_start(l, &wish, &callbacks);
}

/* What came of the try. */
static void look(struct live *l)
{
    const int err = l->reopening.err;

    if (err == 0)
        come_back(l);
    else if (err == LEAT_ERR_UNSUPPORTED)
        tell_other_rate(l, &l->reopening.diag);
    atomic_store_explicit(&l->reopening.state, REOPEN_IDLE, memory_order_relaxed);
}

void live_device_keep(struct live *l)
{
    /* acquire: pairs with the thread that opens */
    const enum reopen_state state =
        atomic_load_explicit(&l->reopening.state, memory_order_acquire);

    if (!l->outage.lasts) {
        if (atomic_load_explicit(&l->lost, memory_order_acquire))
            fall_back(l);
    } else if (state == REOPEN_DONE)
        look(l);
    else if (state == REOPEN_IDLE && clock_now_nsec() >= l->outage.next_nsec)
        try_again(l);
}
