/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_LIVE_H
#define LEAT_ENGINE_LIVE_H

/**
 * An engine on a sound device, and on a timer while that device is away.
 *
 * The thread `keeper` alone changes the device while the engine runs: the one that
 * leaves has stopped before the next one starts, so that process() is never called by
 * two.
 *
 * Thread:  control, unless a field says otherwise.
 */

#include <pthread.h>
#include <stdatomic.h>

#include <leat/device.h>
#include <leat/diag.h>

struct leat_engine;
struct safety;

enum reopen_state { REOPEN_IDLE, REOPEN_RUNS, REOPEN_DONE, REOPEN_LEFT };

/**
 * A try to open a device, by a thread of its own: a server that hangs never answers.
 * While its state is REOPEN_RUNS all else belongs to that thread.
 */
struct reopening {
    _Atomic enum reopen_state state;
    struct leat_device_wish wish;
    struct leat_device_callbacks callbacks;
    struct leat_device *device;
    struct leat_device_format format;
    struct leat_diag diag;
    int err;
};

/** A device that went away. */
struct outage {
    bool lasts;        /* the timer has stepped in */
    bool other_rate;   /* told that it is back at another rate */
    uint32_t tries;    /* to open it again */
    int64_t next_nsec; /* when the next one is due */
};

struct live {
    struct leat_engine *engine;
    struct leat_device *device;
    struct leat_device_format format;
    char own[112]; /* the device that was opened first, as a wish names it */
    struct outage outage;
    struct reopening reopening;
    struct safety *safety;
    void *instant;  /* memory of the engine's */
    float *samples; /* one block of the master, interleaved */
    float *inputs;  /* one block of the device's inputs, interleaved */
    bool started;
    atomic_bool stopping; /* fade out */
    atomic_bool faded;    /* the fade is over: silence from here on */
    uint32_t fade_at;     /* rt */
    atomic_bool lost;
    char why[120];    /* of the loss; written before `lost` */
    pthread_t keeper; /* frees what comes back, watches the device */
    atomic_bool quit;
};

enum { LIVE_CHANNELS = 2 };

/** Open the device that the engine's config names.  Errors: as leat_device_open(). */
int live_device_open(struct live *l, const char *name, struct leat_diag *diag);

/** Go on by a timer where the device was lost, and by the device when it is back.
 * Thread: keeper, again and again. */
void live_device_keep(struct live *l);

/** Begin to open a device anew; to ask for once `reopening.state` is IDLE. */
void live_reopen_start(struct live *l, const struct leat_device_wish *wish,
                       const struct leat_device_callbacks *callbacks);

/** Free `l`, or let the thread do so that opens its device, where that hangs. */
void live_reopen_end(struct live *l);

/* What the device calls, of live.c.  Thread: rt; any; any but rt. */
void live_process(void *user, const float *const *in, float *const *out,
                  uint32_t nframes);
void live_xrun(void *user);
void live_lost(void *user, const char *why);

#endif
