/* SPDX-License-Identifier: MIT */
/* relay: what the audio thread does instead of computing: it posts a piece, and takes
 * the samples from whoever has them first.
 *
 * The futex for that, with the piece's own time as its deadline, is the one wait that
 * the audio thread may make. */
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "engine/clock.h"
#include "engine/isolation/front.h"
#include "rt/worker/sleep.h"

static const int64_t LOOK_NSEC = 100000000; /* without a deadline: look after so long */
static const double CALL_SHARE =
    0.4; /* replay: of the time, before the other is called */

void rt_isolation_command(struct isolation *x, const struct command *command)
{
    const uint64_t at = x->n_commands + x->n_now++;

    atomic_store_explicit(&x->shared.log->n_commands, at + 1, memory_order_relaxed);
    shared_fence();
    x->shared.log->command[at % SHARED_COMMANDS] = *command;
}

void rt_isolation_adopt(struct isolation *x, uint64_t number)
{
    x->adopt = number;
}

static void put_input(struct isolation *x, struct piece *p, const struct cycle *c,
                      uint32_t n)
{
    const uint32_t from = c->device_channels,
                   to = from < SHARED_INPUTS ? from : SHARED_INPUTS;
    float *at = x->shared.log->input[x->number % SHARED_PIECES];

    p->in_channels = c->device_in ? to : 0;
    for (uint32_t f = 0; c->device_in && f < n; f++)
        memcpy(at + (size_t)f * to, c->device_in + (size_t)(c->device_done + f) * from,
               to * sizeof(float));
}

/* Once, on the thread that turns out to be the one that computes. */
static void tell_priority(const struct isolation *x)
{
    struct sched_param param = {0};
    int policy = SCHED_OTHER;

    pthread_getschedparam(pthread_self(), &policy, &param);
    x->shared.log->priority = param.sched_priority;
    x->shared.log->policy = policy;
}

static void post(struct isolation *x, const struct cycle *c)
{
    struct piece_log *log = x->shared.log;
    const uint64_t number = ++x->number;
    struct piece *p = &log->piece[number % SHARED_PIECES];

    atomic_store_explicit(&p->number, 0, memory_order_relaxed);
    shared_fence();
    p->frame = c->plan->timeline[0].frame;
    p->n = c->plan->timeline[0].n;
    p->first_command = x->n_commands;
    p->n_commands = x->n_now;
    p->adopt = x->adopt;
    put_input(x, p, c, p->n);
    x->n_commands += x->n_now;
    x->n_now = 0;
    atomic_store_explicit(&p->number, number, memory_order_release);
    atomic_store_explicit(&log->posted, number, memory_order_release);
    atomic_fetch_add_explicit(&log->word, 1, memory_order_release);
    rt_wake(&log->word);
}

static const struct output *find_output(const struct isolation *x, uint64_t number)
{
    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        const struct output *o = &x->shared.seat[i]->output[number % SHARED_OUTPUTS];
        if (atomic_load_explicit(&o->number, memory_order_acquire) == number)
            return o;
    }
    return NULL;
}

/* Whoever computed the piece before the last must have found the same. */
static void compare(struct isolation *x, uint64_t number)
{
    const struct output *first = NULL;

    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        const struct output *o = &x->shared.seat[i]->output[number % SHARED_OUTPUTS];
        if (atomic_load_explicit(&o->number, memory_order_acquire) != number)
            continue;
        if (!first)
            first = o;
        else if (o->n != first->n || o->channels != first->channels ||
                 memcmp(o->samples, first->samples,
                        sizeof(float) * o->n * o->channels) != 0)
            x->mismatches++;
    }
}

static void take(const struct plan *plan, const struct output *o)
{
    float *master = (float *)(uintptr_t)plan->master;
    int64_t *end = (int64_t *)(uintptr_t)plan->master_end;

    if (end)
        *end = o->master_end;
    if (master && o->channels == plan->channels)
        memcpy(master, o->samples, sizeof(float) * o->n * o->channels);
}

static void be_silent(struct isolation *x, const struct plan *plan, uint32_t n)
{
    x->lost++;
    if (plan->master)
        memset((float *)(uintptr_t)plan->master, 0, sizeof(float) * n * plan->channels);
}

/* Replay: the one that computes is late; the one that sleeps begins. */
static void call_standby(struct isolation *x)
{
    x->called++;
    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        _Atomic uint32_t *awake = &x->shared.bell->awake[i];
        if (atomic_load_explicit(&x->shared.seat[i]->state, memory_order_acquire) !=
                SEAT_IN_STEP ||
            atomic_load_explicit(awake, memory_order_relaxed))
            continue;
        atomic_store_explicit(awake, 1, memory_order_release);
        rt_wake(awake);
    }
}

static bool has_failed(const struct isolation *x)
{
    return atomic_load_explicit(&x->shared.board->failed, memory_order_relaxed);
}

void rt_isolation_run(struct isolation *x, struct cycle *c)
{
    const struct plan *plan = c->plan;
    const uint32_t n = plan->timeline[0].n;
    const int64_t time = (int64_t)((double)n / c->rate_hz * 1e9);
    const int64_t start = c->now_nsec();
    const int64_t deadline = x->is_live ? start + time : INT64_MAX;
    const bool replays = x->mode == LEAT_ISOLATE_REPLAY;
    const struct output *o;
    int64_t call = replays ? start + (int64_t)(CALL_SHARE * (double)time) : INT64_MAX;

    if (x->number == 0)
        tell_priority(x);
    post(x, c);
    for (;;) {
        const uint32_t rung =
            atomic_load_explicit(&x->shared.bell->rung, memory_order_acquire);
        if ((o = find_output(x, x->number)))
            break;
        const int64_t now = c->now_nsec();
        if (now >= deadline || has_failed(x)) {
            be_silent(x, plan, n);
            return;
        }
        if (now >= call) {
            call_standby(x);
            call = INT64_MAX;
        }
        const int64_t until = call < deadline ? call : deadline;
        rt_sleep(&x->shared.bell->rung, rung,
                 until == INT64_MAX ? LOOK_NSEC : until - now);
    }
    take(plan, o);
    if (x->number > 2)
        compare(x, x->number - 2);
}
