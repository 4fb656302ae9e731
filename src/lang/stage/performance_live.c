/* SPDX-License-Identifier: MIT */
/* performance_live: frames in a thread of their own, beside a clock that does not wait.
 */
#include <time.h>

#include <leat/err.h>

#include "lang/stage/performing.h"

enum { BUSY_NSEC = 500000 };
static const double LOOK_LEAST_S = 0.0005, LOOK_MOST_S = 0.002, REST_S = 0.1;

static struct timespec after(double seconds)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += (long)(seconds * 1e9);
    at.tv_sec += at.tv_nsec / 1000000000;
    at.tv_nsec %= 1000000000;
    return at;
}

/* What there is to do. */
enum work { WORK_NONE, WORK_FRAME, WORK_SWAP };

static bool is_asked(const struct performance *p)
{
    return (p->asked.taken || p->undo) && p->when == LEAT_AT_QUANTUM;
}

/* Whether another frame would change nothing. */
static bool rests(const struct performance *p)
{
    return p->now.performer.rests && !p->asked.taken && !p->undo && !p->panic &&
           stage_is_settled(p->config.stage, p->hushed);
}

/* Frames that were due meanwhile are not missed: they begin here. */
static void wake(struct performance *p)
{
    const int64_t now = leat_engine_frame(p->engine);

    while (performance_position(p, p->next - 1) < now)
        p->next++;
    p->first_live = p->next;
}

/* Wait until the engine has come to the frame before the next, or a program is to take
 * over at once.  The audio thread wakes nobody: it is looked at. */
static enum work wait_for(struct performance *p)
{
    enum work work = WORK_FRAME;
    bool has_rested = false;

    pthread_mutex_lock(&p->lock);
    while (!p->quit && !leat_engine_ended(p->engine)) {
        const bool resting = rests(p);
        if (has_rested && !resting)
            wake(p);
        has_rested = resting;
        if (is_asked(p))
            break;
        const int64_t left =
            performance_position(p, p->next - 1) - leat_engine_frame(p->engine);
        if (left <= 0 && !resting)
            break;
        const double seconds = (double)left / p->rate_hz;
        const struct timespec look = after(resting                  ? REST_S
                                           : seconds < LOOK_LEAST_S ? LOOK_LEAST_S
                                           : seconds > LOOK_MOST_S  ? LOOK_MOST_S
                                                                    : seconds);
        pthread_cond_timedwait(&p->wake, &p->lock, &look);
    }
    if (p->quit || leat_engine_ended(p->engine))
        work = WORK_NONE;
    else if (is_asked(p))
        work = WORK_SWAP;
    pthread_mutex_unlock(&p->lock);
    return work;
}

/* Frames whose position has passed are missed; the next one acts for them. */
static void skip_missed(struct performance *p)
{
    const int64_t now = leat_engine_frame(p->engine);
    uint64_t missed = 0;

    while (performance_position(p, p->next) < now) {
        p->next++;
        missed++;
    }
    if (!missed)
        return;
    pthread_mutex_lock(&p->lock);
    p->counts.late += missed;
    pthread_mutex_unlock(&p->lock);
    performance_tell(p, PERFORMANCE_LATE, performance_position(p, p->next), 0,
                     &p->now.performer);
}

static void *run(void *user)
{
    struct performance *p = user;
    enum work work;

    while ((work = wait_for(p)) != WORK_NONE && !p->exited) {
        if (work == WORK_SWAP) {
            if (!performance_take_over(p)) /* others may edit the graph for a while */
                nanosleep(&(struct timespec){.tv_nsec = BUSY_NSEC}, NULL);
            continue;
        }
        skip_missed(p);
        performance_step(p, p->next++);
    }
    if (p->exited && work != WORK_NONE)
        leat_engine_cancel(p->engine);
    return NULL;
}

int performance_start(struct performance *p)
{
    if (p->started || !p->engine)
        return LEAT_ERR_STATE;
    p->quit = false;
    p->first_live = p->next;
    if (pthread_create(&p->thread, NULL, run, p) != 0)
        return LEAT_ERR_NOMEM;
    p->started = true;
    return 0;
}

void performance_stop(struct performance *p)
{
    if (!p->started)
        return;
    pthread_mutex_lock(&p->lock);
    p->quit = true;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    p->started = false;
}
