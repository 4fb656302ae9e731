/* SPDX-License-Identifier: MIT */
/* relay: what the audio thread does instead of computing: it posts a piece, and takes
 * what the piece gave from whoever has it first.
 *
 * The futex for that, with the piece's own time as its deadline, is the one wait that
 * the audio thread may make. */
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "engine/border.h"
#include "engine/clock.h"
#include "engine/isolation/front.h"
#include "rt/pause.h"
#include "rt/worker/sleep.h"

static const int64_t LOOK_NSEC = 100000000; /* without a deadline: look after so long */
static const double CALL_SHARE =
    0.4; /* replay: of the time, before the other is called */

/* Looking on awake: until somebody begins, and from then on; and for how many pieces
 * not, when it was in vain. */
static const int64_t BEGIN_NSEC = 5000, MORE_NSEC = 20000;
static const double WATCH_SHARE = 0.25; /* of the time */
enum { LOOKS = 8, PAUSE = 4 };

void rt_isolation_command(struct isolation *x, const struct command *command)
{
    for (uint32_t i = 0; i < x->n_relays; i++) {
        struct relay *r = &x->relay[i];
        const uint64_t at = r->n_commands + r->n_now++;
        atomic_store_explicit(&r->shared->log->n_commands, at + 1,
                              memory_order_relaxed);
        shared_fence();
        r->shared->log->command[at % SHARED_COMMANDS] = *command;
    }
}

void rt_isolation_adopt(struct isolation *x, uint64_t number)
{
    for (uint32_t i = 0; i < x->n_relays; i++)
        x->relay[i].adopt = number;
}

static void put_input(struct relay *r, struct piece *p, const struct cycle *c,
                      uint32_t n)
{
    const uint32_t from = c->device_channels,
                   to = from < SHARED_INPUTS ? from : SHARED_INPUTS;
    float *at = r->shared->log->input[r->number % SHARED_PIECES];

    p->in_channels = c->device_in ? to : 0;
    for (uint32_t f = 0; c->device_in && f < n; f++)
        memcpy(at + (size_t)f * to, c->device_in + (size_t)(c->device_done + f) * from,
               to * sizeof(float));
}

/* What a crew hears, in one stretch of the ring. */
static void put_inbox(struct relay *r, struct piece *p, const struct plan *plan,
                      const struct border *b)
{
    struct piece_log *log = r->shared->log;
    const uint64_t rest = SHARED_INBOX_BYTES - r->n_inbox % SHARED_INBOX_BYTES;

    if (rest < b->in_bytes)
        r->n_inbox += rest;
    p->inbox = r->n_inbox;
    atomic_store_explicit(&log->n_inbox, p->inbox + b->in_bytes, memory_order_relaxed);
    shared_fence();
    r->n_inbox +=
        rt_border_put(b->in, b->n_in, plan, &log->inbox[p->inbox % SHARED_INBOX_BYTES]);
}

/* Once, on the thread that turns out to be the one that computes. */
static void tell_priority(const struct relay *r)
{
    struct sched_param param = {0};
    int policy = SCHED_OTHER;

    pthread_getschedparam(pthread_self(), &policy, &param);
    r->shared->log->priority = param.sched_priority;
    r->shared->log->policy = policy;
}

static void post(struct relay *r, const struct cycle *c, const struct border *b)
{
    struct piece_log *log = r->shared->log;
    const uint64_t number = ++r->number;
    struct piece *p = &log->piece[number % SHARED_PIECES];

    if (number == 1)
        tell_priority(r);
    r->sent_nsec = c->now_nsec();
    atomic_store_explicit(&p->number, 0, memory_order_relaxed);
    shared_fence();
    p->sent_nsec = r->sent_nsec;
    p->frame = c->plan->timeline[0].frame;
    p->n = c->plan->timeline[0].n;
    p->first_command = r->n_commands;
    p->n_commands = r->n_now;
    p->adopt = r->adopt;
    put_input(r, p, c, p->n);
    if (b)
        put_inbox(r, p, c->plan, b);
    r->n_commands += r->n_now;
    r->n_now = 0;
    atomic_store_explicit(&p->number, number, memory_order_release);
    atomic_store_explicit(&log->posted, number, memory_order_release);
    atomic_fetch_add_explicit(&log->word, 1, memory_order_release);
    rt_wake(&log->word);
}

static const struct output *output_of(const struct relay *r, uint32_t seat,
                                      uint64_t number)
{
    const struct output *o = &r->shared->seat[seat]->output[number % SHARED_OUTPUTS];

    return atomic_load_explicit(&o->number, memory_order_acquire) == number ? o : NULL;
}

static const unsigned char *find_output(const struct relay *r, uint64_t number)
{
    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        if (output_of(r, i, number))
            return r->shared->output[i][number % SHARED_OUTPUTS];
    return NULL;
}

/* Whoever computed the piece before the last must have found the same. */
static void compare(struct relay *r)
{
    const uint64_t number = r->number - 2;
    const struct output *first = NULL;
    const unsigned char *bytes = NULL;

    for (uint32_t i = 0; r->number > 2 && i < SHARED_SEATS; i++) {
        const struct output *o = output_of(r, i, number);
        const unsigned char *own = r->shared->output[i][number % SHARED_OUTPUTS];
        if (!o)
            continue;
        if (!first) {
            first = o;
            bytes = own;
        } else if (o->bytes != first->bytes || memcmp(own, bytes, o->bytes) != 0) {
            r->mismatches++;
        }
    }
}

/* Replay: the one that computes is late; the one that sleeps begins. */
static void call_standby(struct relay *r)
{
    r->called++;
    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        _Atomic uint32_t *awake = &r->shared->bell->awake[i];
        if (atomic_load_explicit(&r->shared->seat[i]->state, memory_order_acquire) !=
                SEAT_IN_STEP ||
            atomic_load_explicit(awake, memory_order_relaxed))
            continue;
        atomic_store_explicit(awake, 1, memory_order_release);
        rt_wake(awake);
    }
}

static bool has_failed(const struct relay *r)
{
    return atomic_load_explicit(&r->shared->board->failed, memory_order_relaxed);
}

static bool has_begun(const struct relay *r)
{
    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        if (atomic_load_explicit(&r->shared->seat[i]->working, memory_order_relaxed) ==
            r->number)
            return true;
    return false;
}

/* A worker that has begun, on another processor therefore, is often done sooner than
 * this thread could be woken: look on, for twice as long as that takes.  If it has died
 * the others need this processor.  NULL: better sleep. */
static const unsigned char *watch(struct relay *r, const struct cycle *c, int64_t most)
{
    const int64_t usual = 2 * r->watched_nsec + MORE_NSEC;
    const int64_t start = c->now_nsec(), end = usual < most ? usual : most;
    const unsigned char *found;
    int64_t spent = 0;
    bool begun = false;

    for (; spent < (begun ? end : BEGIN_NSEC); spent = c->now_nsec() - start) {
        for (int i = 0; i < LOOKS; i++) {
            if ((found = find_output(r, r->number))) {
                r->watched_nsec += (spent - r->watched_nsec) / 8;
                return found;
            }
            rt_pause();
        }
        begun = begun || has_begun(r);
    }
    if (begun) {
        r->n_unwatched = PAUSE;
        r->watched_nsec = spent;
    }
    return NULL;
}

/* What the newest piece gave, or NULL when nobody had it in time. */
static const unsigned char *await(const struct isolation *x, struct relay *r,
                                  const struct cycle *c)
{
    const int64_t start = r->sent_nsec;
    const int64_t time = (int64_t)((double)c->plan->timeline[0].n / c->rate_hz * 1e9);
    const int64_t deadline = x->is_live ? start + time : INT64_MAX;
    const bool replays = x->mode == LEAT_ISOLATE_REPLAY;
    const unsigned char *found;
    int64_t call = replays ? start + (int64_t)(CALL_SHARE * (double)time) : INT64_MAX;

    if (r->n_unwatched)
        r->n_unwatched--;
    else if (shared_may_spin(r->shared) &&
             (found = watch(r, c, (int64_t)(WATCH_SHARE * (double)time))))
        return found;
    for (;;) {
        const uint32_t rung =
            atomic_load_explicit(&r->shared->bell->rung, memory_order_acquire);
        if ((found = find_output(r, r->number)))
            return found;
        const int64_t now = c->now_nsec();
        if (now >= deadline || has_failed(r)) {
            r->lost++;
            return NULL;
        }
        if (now >= call) {
            call_standby(r);
            call = INT64_MAX;
        }
        const int64_t until = call < deadline ? call : deadline;
        rt_sleep(&r->shared->bell->rung, rung,
                 until == INT64_MAX ? LOOK_NSEC : until - now);
    }
}

/* The master's end, and its samples; NULL: silence. */
static void take_master(const struct plan *plan, const unsigned char *from)
{
    const size_t bytes = sizeof(float) * plan->timeline[0].n * plan->channels;
    float *master = (float *)(uintptr_t)plan->master;

    if (from && plan->master_end)
        memcpy((int64_t *)(uintptr_t)plan->master_end, from, sizeof(int64_t));
    if (from && master)
        memcpy(master, from + sizeof(int64_t), bytes);
    else if (master)
        memset(master, 0, bytes);
}

void rt_isolation_run(struct isolation *x, struct cycle *c)
{
    struct relay *r = &x->relay[0];

    post(r, c, NULL);
    const unsigned char *found = await(x, r, c);
    take_master(c->plan, found);
    if (found)
        compare(r);
}

void rt_isolation_send(struct isolation *x, const struct cycle *c,
                       const struct border *border)
{
    post(&x->relay[border->crew - 1], c, border);
}

void rt_isolation_take(struct isolation *x, const struct cycle *c,
                       const struct border *border)
{
    struct relay *r = &x->relay[border->crew - 1];
    const unsigned char *found = await(x, r, c);

    if (!found) {
        rt_border_silence(border->out, border->n_out, c->plan);
        return;
    }
    rt_border_get(border->out, border->n_out, c->plan, found);
    compare(r);
}
