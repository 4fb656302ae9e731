/* SPDX-License-Identifier: MIT */
/* worker: step(state, piece of the log) gives samples and the next state, nothing else.
 *
 * It begins with the newest checkpoint of any worker, dead or alive, and computes what
 * the log has from there on. */
#include "engine/isolation/worker.h"

#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "engine/border.h"
#include "engine/clock.h"
#include "engine/isolation/jail.h"
#include "engine/isolation/pace.h"
#include "rt/fpu.h"
#include "rt/pause.h"
#include "rt/worker/sleep.h"

enum { SPARE_SHARE = 10, REPORT_PIECES = 8, LOOK_NSEC = 1000000000, LOOKS = 10 };
enum { LOOKS_AT_ONCE = 16 };

struct worker {
    const struct worker_parts *parts;
    struct cycle *cycle;
    const struct shared *shared;
    struct seat *seat;
    uint64_t next;           /* piece to be computed */
    uint64_t saved;          /* piece of the newest checkpoint of its own */
    uint32_t half;           /* that the next checkpoint goes to */
    uint64_t every;          /* pieces between two */
    const struct plan *plan; /* whose ranges these are */
    const struct ranges *ranges;
    struct pace pace;
    bool fresh; /* it has computed nothing yet, or not for a while */
    int32_t parent;
    uint32_t idle; /* times that it looked, without a parent, and nothing was posted */
    uint64_t idle_at;
};

/* From now on its time counts towards the next piece. */
static void note_cpu(struct worker *w)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    atomic_store_explicit(&w->seat->cpu_nsec,
                          (int64_t)t.tv_sec * 1000000000 + t.tv_nsec,
                          memory_order_relaxed);
}

/* What is not its own is only to be read. */
static void lock_memory(const struct worker *w)
{
    const struct shared *s = w->shared;

    mprotect(s->log, s->log_bytes, PROT_READ);
    mprotect(s->board, sizeof(struct board), PROT_READ);
    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        if (i != w->parts->seat)
            mprotect(s->seat_begin[i], s->seat_bytes, PROT_READ);
}

/* A state that this worker cannot hold belongs to an edition made after it was. */
static void check_known(const struct worker *w, uint32_t seat, uint32_t half)
{
    const uint64_t newest = w->parts->known[w->parts->n_known - 1].edition->number;

    if (w->shared->seat[seat]->checkpoint[half].edition > newest)
        _exit(WORKER_RETIRED);
}

static uint64_t number_of(const struct worker *w, uint32_t seat, uint32_t half)
{
    return atomic_load_explicit(&w->shared->seat[seat]->checkpoint[half].number,
                                memory_order_acquire);
}

/* Take the state from a checkpoint, whole or not at all: its owner may be writing a
 * newer one over it.  Its head is copied first, for it says where everything goes.
 * `since`: the piece whose pages the memory has. */
static bool load(struct worker *w, uint32_t seat, uint32_t half, uint64_t since)
{
    const unsigned char *from = w->shared->checkpoint[seat][half];
    const uint64_t number = number_of(w, seat, half);
    const size_t bytes = checkpoint_head_bytes(from);

    if (!number || bytes > w->parts->head_bytes)
        return false;
    memcpy(w->parts->head, from, bytes);
    shared_fence();
    if (number_of(w, seat, half) != number)
        return false;
    check_known(w, seat, half);
    checkpoint_load(w->cycle, w->parts->head,
                    &(struct page_store){w->shared->pages[seat][half], since,
                                         w->parts->tracker.stamps},
                    from);
    shared_fence();
    w->next = number + 1;
    return number_of(w, seat, half) == number;
}

static const struct ranges *find_ranges(const struct worker *w)
{
    for (uint32_t i = 0; i < w->parts->n_known; i++) {
        const struct known_edition *k = &w->parts->known[i];
        if (k->edition->final == w->cycle->plan)
            return &k->final;
        if (k->edition->transition == w->cycle->plan)
            return &k->transition;
    }
    _exit(WORKER_DIVERGED);
}

/* Follow the cycle from plan to plan. */
static void follow_plan(struct worker *w)
{
    if (w->plan == w->cycle->plan)
        return;
    w->plan = w->cycle->plan;
    w->ranges = find_ranges(w);
    w->every = 1;
    pages_track(w->ranges, w->next - 1);
}

/* Have the newest state there is, if it is newer than its own. */
static bool load_newest(struct worker *w)
{
    uint64_t since = w->next - 1;
    uint32_t seat, half;

    if (!shared_newest(w->shared, &seat, &half) || number_of(w, seat, half) <= since)
        return false;
    pages_open();
    while (!load(w, seat, half, since)) {
        since = 0; /* what was read in vain is now in some pages */
        shared_newest(w->shared, &seat, &half);
    }
    w->saved = 0; /* not by itself yet */
    return true;
}

static void begin(struct worker *w)
{
    const uint32_t own = w->parts->seat;

    w->fresh = false;
    if (load_newest(w)) {
        w->plan = w->cycle->plan;
        w->ranges = find_ranges(w);
        pages_close(w->ranges);
    } else {
        follow_plan(w);
    }
    w->half = number_of(w, own, 0) > number_of(w, own, 1); /* the older */
    note_cpu(w);
}

static const struct known_edition *find_edition(const struct worker *w, uint64_t number)
{
    for (uint32_t i = 0; i < w->parts->n_known; i++)
        if (w->parts->known[i].edition->number == number)
            return &w->parts->known[i];
    return NULL;
}

/* Hand the editions over that the log says are adopted in this piece; a worker that
 * does not know them has been replaced. */
static void queue_editions(struct worker *w, uint64_t last)
{
    for (uint64_t k = w->cycle->edition->number + 1; k <= last; k++) {
        const struct known_edition *known = find_edition(w, k);
        if (!known)
            _exit(WORKER_RETIRED);
        leat_rt_ring_write(w->cycle->editions, &known->edition, 1);
    }
}

static bool has_serial(const struct plan *plan, uint32_t serial)
{
    for (uint32_t i = 0; i < plan->n_instances; i++)
        if (plan->instance[i]->serial == serial)
            return true;
    return false;
}

/* A group is silent as long as a node is there that workers died in; without groups
 * that node is. */
static void mute(struct worker *w)
{
    const struct board *board = w->shared->board;
    const uint32_t n = atomic_load_explicit(&board->n_muted, memory_order_acquire);
    const struct plan *plan = w->cycle->plan;
    bool all = false;

    for (uint32_t k = 0; k < n && w->parts->crew; k++)
        all = all || (board->muted[k].piece <= w->next &&
                      has_serial(plan, board->muted[k].serial));
    for (uint32_t i = 0; n && w->parts->crew && i < plan->n_instances; i++)
        if (all)
            plan->instance[i]->pulse->foreign |= PULSE_MUTED;
        else
            plan->instance[i]->pulse->foreign &= ~(uint32_t)PULSE_MUTED;
    for (uint32_t k = 0; k < n && !w->parts->crew; k++)
        for (uint32_t i = 0; board->muted[k].piece <= w->next && i < plan->n_instances;
             i++)
            if (plan->instance[i]->serial == board->muted[k].serial)
                plan->instance[i]->pulse->foreign |= PULSE_MUTED;
}

static void put_commands(struct worker *w, const struct piece *p)
{
    const struct piece_log *log = w->shared->log;

    for (uint32_t i = 0; i < p->n_commands; i++)
        leat_rt_mpmc_write(w->cycle->commands,
                           &log->command[(p->first_command + i) % SHARED_COMMANDS], 1);
    shared_fence();
    if (atomic_load_explicit(&log->n_commands, memory_order_relaxed) >
        p->first_command + SHARED_COMMANDS)
        _exit(WORKER_BEHIND);
}

/* The whole plan's: the end of the master, and its samples. */
static size_t put_master(const struct plan *plan, uint32_t n, unsigned char *to)
{
    const int64_t end = plan->master_end ? *plan->master_end : INSTANCE_ALIVE;
    const size_t bytes = plan->master ? sizeof(float) * n * plan->channels : 0;

    memcpy(to, &end, sizeof(end));
    if (bytes)
        memcpy(to + sizeof(end), plan->master, bytes);
    return sizeof(end) + bytes;
}

static void publish(struct worker *w, uint32_t n)
{
    const struct plan *plan = w->cycle->plan;
    const uint32_t at = w->next % SHARED_OUTPUTS;
    struct output *o = &w->seat->output[at];
    unsigned char *to = w->shared->output[w->parts->seat][at];

    atomic_store_explicit(&o->number, 0, memory_order_relaxed);
    shared_fence();
    if (w->parts->crew) {
        const struct border *b = &plan->border[w->parts->crew - 1];
        o->bytes = rt_border_put(b->out, b->n_out, plan, to);
    } else {
        o->bytes = put_master(plan, n, to);
    }
    atomic_store_explicit(&o->number, w->next, memory_order_release);
    atomic_store_explicit(&w->seat->done, w->next, memory_order_release);
    atomic_fetch_add_explicit(&w->shared->bell->rung, 1, memory_order_release);
    rt_wake(&w->shared->bell->rung);
}

static void compute(struct worker *w)
{
    struct cycle *c = w->cycle;
    const struct piece_log *log = w->shared->log;
    const uint32_t at = w->next % SHARED_PIECES;
    const struct piece *p = &log->piece[at];

    if (atomic_load_explicit(&p->number, memory_order_acquire) != w->next)
        _exit(WORKER_BEHIND);
    atomic_store_explicit(&w->seat->working, w->next, memory_order_release);
    pace_note(&w->pace, p->frame, p->sent_nsec);
    queue_editions(w, p->adopt);
    put_commands(w, p);
    mute(w);
    c->device_in = p->in_channels ? log->input[at] : NULL;
    c->device_channels = p->in_channels;
    c->device_done = 0;
    c->inbox = &log->inbox[p->inbox % SHARED_INBOX_BYTES];
    const uint32_t n = p->n;
    if (p->frame != c->frame || rt_cycle_piece(c, n) != n)
        _exit(WORKER_DIVERGED);
    if (atomic_load_explicit(&p->number, memory_order_acquire) != w->next ||
        atomic_load_explicit(&log->n_inbox, memory_order_relaxed) >
            p->inbox + SHARED_INBOX_BYTES)
        _exit(WORKER_BEHIND);
    publish(w, n);
    note_cpu(w);
    struct notice notice;
    while (leat_rt_ring_read(c->retired, &notice, 1))
        ; /* the zygote keeps what it made */
    w->next++;
}

/* Save the state, so seldom that it costs a tenth of the time. */
static void save(struct worker *w)
{
    const uint32_t own = w->parts->seat;
    struct checkpoint_head *head = &w->seat->checkpoint[w->half];
    const uint64_t piece = w->next - 1, before = number_of(w, own, w->half);

    follow_plan(w);
    if (piece < w->saved + w->every)
        return;
    const int64_t start = clock_now_nsec();
    atomic_store_explicit(&head->number, 0, memory_order_relaxed);
    shared_fence();
    pages_settle(piece);
    head->edition = w->cycle->edition->number;
    head->bytes =
        checkpoint_save(w->cycle, w->ranges,
                        &(struct page_store){w->shared->pages[own][w->half], before,
                                             w->parts->tracker.stamps},
                        w->shared->checkpoint[own][w->half]);
    atomic_store_explicit(&head->number, piece, memory_order_release);
    w->saved = piece;
    w->half = !w->half;
    atomic_fetch_add_explicit(&w->seat->checkpoints, 1, memory_order_relaxed);
    const double nsec = (double)(clock_now_nsec() - start);
    w->every = 1 + (uint64_t)(nsec * SPARE_SHARE / w->parts->period_nsec);
    if (w->every > SHARED_PIECES / 8)
        w->every = SHARED_PIECES / 8;
}

static void put(unsigned char **to, const void *from, size_t bytes)
{
    if (bytes) /* a node without a mailbox has none to copy */
        memcpy(*to, from, bytes);
    *to += bytes;
}

/* Values for people, node by node and link by link, in the order of the final plan. */
static void report(struct worker *w)
{
    const struct plan *plan = w->cycle->edition->final;
    unsigned char *to = w->shared->report[w->parts->seat], *begin_at = to;
    size_t bytes = sizeof(uint64_t) * 2 + plan->n_lines * sizeof(uint64_t);

    for (uint32_t i = 0; i < plan->n_instances; i++) {
        const struct instance *n = plan->instance[i];
        bytes += sizeof(struct instance_stats) +
                 (n->class ? n->n_mailbox + n->class->n_params : 0) * sizeof(float);
    }
    if (bytes > SHARED_REPORT_BYTES) /* of all crews, so of this one */
        return;
    atomic_fetch_add_explicit(&w->seat->report_count, 1, memory_order_acq_rel);
    w->seat->report_edition = w->cycle->edition->number;
    put(&to, (const void *)(uintptr_t)&w->cycle->non_finite, sizeof(uint64_t));
    put(&to, (const void *)(uintptr_t)&w->cycle->clipped_returns, sizeof(uint64_t));
    for (uint32_t i = 0; i < plan->n_instances; i++) {
        const struct instance *n = plan->instance[i];
        if (n->crew != w->parts->crew)
            continue;
        put(&to, (const void *)(uintptr_t)&n->stats, sizeof(n->stats));
        if (!n->class)
            continue;
        put(&to, n->mailbox, n->n_mailbox * sizeof(float));
        put(&to, (const void *)(uintptr_t)n->shown, n->class->n_params * sizeof(float));
    }
    for (uint32_t i = 0; i < plan->n_lines; i++)
        if (plan->line[i]->crew == w->parts->crew)
            put(&to, (const void *)(uintptr_t)&plan->line[i]->frames, sizeof(uint64_t));
    w->seat->report_bytes = (size_t)(to - begin_at);
    atomic_fetch_add_explicit(&w->seat->report_count, 1, memory_order_release);
}

/* Up to date: what is not urgent is done now. */
static void rest(struct worker *w)
{
    if (atomic_load_explicit(&w->seat->state, memory_order_relaxed) != SEAT_IN_STEP) {
        atomic_store_explicit(&w->seat->joined_nsec, clock_now_nsec(),
                              memory_order_relaxed);
        atomic_store_explicit(&w->seat->state, SEAT_IN_STEP, memory_order_release);
    }
    if (w->next > 1)
        save(w);
    if (w->next % REPORT_PIECES == 1)
        report(w);
}

static bool is_awake(const struct worker *w)
{
    return atomic_load_explicit(&w->shared->bell->awake[w->parts->seat],
                                memory_order_acquire);
}

static bool has_work(const struct worker *w)
{
    return atomic_load_explicit(&w->shared->log->posted, memory_order_acquire) >=
           w->next;
}

/* A worker outlives its zygote as long as there are pieces, but not the engine. */
static void leave_when_alone(struct worker *w)
{
    const uint64_t posted =
        atomic_load_explicit(&w->shared->log->posted, memory_order_relaxed);

    if (getppid() == w->parent || posted != w->idle_at)
        w->idle = 0;
    else if (++w->idle > LOOKS)
        _exit(WORKER_RETIRED);
    w->idle_at = posted;
}

/* Wait awake, as long as a piece is expected.  The audio thread has the same priority,
 * and may want this processor. */
static void look_for_work(const struct worker *w)
{
    while (!has_work(w) && pace_quiet_nsec(&w->pace, clock_now_nsec()) == 0) {
        for (int i = 0; i < LOOKS_AT_ONCE && !has_work(w); i++)
            rt_pause();
        sched_yield();
    }
}

/* Sleep until there is a piece to compute, and, as a standby, until it is called. */
static void wait_for_work(struct worker *w)
{
    struct piece_log *log = w->shared->log;
    _Atomic uint32_t *awake = &w->shared->bell->awake[w->parts->seat];

    for (;;) {
        const uint32_t word = atomic_load_explicit(&log->word, memory_order_acquire);
        if (is_awake(w) && has_work(w))
            return;
        const int64_t quiet_nsec = shared_may_spin(w->shared)
                                       ? pace_quiet_nsec(&w->pace, clock_now_nsec())
                                       : LOOK_NSEC;
        if (is_awake(w) && !quiet_nsec) {
            look_for_work(w);
            continue;
        }
        leave_when_alone(w);
        if (is_awake(w)) {
            rt_sleep(&log->word, word, quiet_nsec < LOOK_NSEC ? quiet_nsec : LOOK_NSEC);
        } else {
            w->fresh = true;
            rt_sleep(awake, 0, LOOK_NSEC);
        }
    }
}

_Noreturn void worker_main(const struct worker_parts *parts)
{
    struct worker w = {
        .parts = parts,
        .cycle = &parts->engine->cycle,
        .shared = parts->shared,
        .seat = parts->shared->seat[parts->seat],
        .next = 1,
        .every = 1,
        .fresh = true,
        .pace = {.nsec_a_frame = parts->period_nsec / LEAT_QUANTUM},
        .parent = getppid(),
    };

    prctl(PR_SET_NAME, "leat-worker");
    w.cycle->mark = &w.seat->serial;
    w.cycle->crew = parts->crew;
    (void)fpu_enter();
    lock_memory(&w);
    pages_begin(&parts->tracker);
    jail_enter();
    if (!is_awake(&w))
        begin(&w); /* so that its memory is there when it is called */
    w.fresh = true;
    for (;; wait_for_work(&w)) {
        if (is_awake(&w) && w.fresh)
            begin(&w);
        while (is_awake(&w) && has_work(&w))
            compute(&w);
        rest(&w);
    }
}
