/* SPDX-License-Identifier: MIT */
/* performance: frames of a program on an engine's clock, and one program after another.
 */
#include "lang/stage/performance.h"

#include <stdlib.h>
#include <time.h>

#include <leat/block.h>
#include <leat/err.h>

#include "base/math_d.h"
#include "base/tempo.h"
#include "lang/stage/performing.h"

enum { FPS_DEFAULT = 60, AT_ONCE = -1 };

int64_t performance_position(const struct performance *p, int64_t k)
{
    const int64_t milli = (int64_t)(p->rate_hz * 1000.0 + 0.5);

    return leat_rt_scale_round(k, milli * p->config.fps.den, 1000 * p->config.fps.num);
}

static void leave(struct seat *seat)
{
    if (seat->taken && seat->performer.release)
        seat->performer.release(seat->performer.user);
    seat->taken = false;
}

static void count(struct performance *p, uint64_t *counter, uint64_t n)
{
    pthread_mutex_lock(&p->lock);
    *counter += n;
    pthread_mutex_unlock(&p->lock);
}

void performance_tell(struct performance *p, enum performance_news_kind kind,
                      int64_t frame, int err, const struct performer *of)
{
    struct leat_tempo tempo;

    if (frame == AT_ONCE)
        frame = leat_engine_frame(p->engine);
    const struct performance_news news = {
        .kind = kind,
        .frame = frame,
        .beat = p->engine && leat_engine_tempo(p->engine, &tempo) >= 0
                    ? leat_tempo_beat(&tempo, frame)
                    : 0.0,
        .err = err,
        .diag = &p->diag,
        .of = of->user};

    if (p->config.tell)
        p->config.tell(p->config.user, &news);
}

static int64_t now_nsec(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool is_ending(const struct performance *p)
{
    return atomic_load_explicit(&p->quit, memory_order_relaxed);
}

/* A machine that is busy elsewhere takes nobody's time to draw. */
static bool has_overtime(void *user)
{
    const struct performance *p = user;
    const int64_t most = PERFORMANCE_DRAW_S * INT64_C(1000000000);

    if (is_ending(p))
        return true;
    return (p->config.lasts || p->first_live) &&
           now_nsec(CLOCK_MONOTONIC) - p->began_nsec > most &&
           now_nsec(CLOCK_THREAD_CPUTIME_ID) - p->began_cpu_nsec > most;
}

static int frame(struct performance *p, const struct performer *who, int64_t k,
                 double time_s)
{
    draft_truncate(who->draft);
    if (who->hurry)
        who->hurry(who->user, &p->overtime);
    p->began_nsec = now_nsec(CLOCK_MONOTONIC);
    p->began_cpu_nsec = now_nsec(CLOCK_THREAD_CPUTIME_ID);
    return who->frame(who->user, k, time_s, who->draft, &p->diag);
}

/* What came too late for its frame acts at the next one. */
static int64_t not_past(struct performance *p, int64_t k, int64_t at,
                        const struct performer *who)
{
    const int64_t now = p->engine ? leat_engine_frame(p->engine) : 0;

    if (now <= at)
        return at;
    while (performance_position(p, k) <= now)
        k++;
    at = performance_position(p, k);
    count(p, &p->counts.late, 1);
    performance_tell(p, PERFORMANCE_LATE, at, 0, who);
    return at;
}

/* What a frame has returned: the first exit(code) counts. */
static void note_exit(struct performance *p, int ran)
{
    if (ran < PERFORMANCE_EXIT || p->exited || p->config.lasts)
        return;
    p->exited = true;
    p->exit_code = ran - PERFORMANCE_EXIT;
}

/* Run frame k of a program and bring on what it asks for, at a frame or AT_ONCE. */
static int play(struct performance *p, const struct performer *who, int64_t k,
                int64_t at, bool reload)
{
    const struct leat_rational fps = p->config.fps;
    struct stage_cue cue = {
        .reload = reload, .base = who->base, .place = who->place, .user = who->user};

    leat_diag_clear(&p->diag);
    if (who->attach && p->engine)
        who->attach(who->user, &p->host);
    const int ran = frame(p, who, k, (double)k * (double)fps.den / (double)fps.num);
    p->took[k % PERFORMANCE_TIMES] = (struct frame_time){
        k, (double)(now_nsec(CLOCK_MONOTONIC) - p->began_nsec) * 1e-9};
    if (ran == LEAT_ERR_SYNTAX && is_ending(p))
        return 0;                            /* nobody minds */
    if (ran == LEAT_ERR_SYNTAX && !reload) { /* what it has played is heard */
        const int sent = stage_send(p->config.stage, who->draft);
        return sent < 0 ? sent : ran;
    }
    if (ran < 0)
        return ran;
    cue.frame = at == AT_ONCE ? leat_engine_frame(p->engine) : not_past(p, k, at, who);
    const int err = stage_apply(p->config.stage, who->draft, &cue, &p->diag);
    if (err < 0)
        return err;
    note_exit(p, ran);
    performance_tempo_follow(p, who->draft);
    if (who->applied)
        who->applied(who->user);
    return 0;
}

/* Another plays now; `past` NULL: nobody can come back. */
static void note_swap(struct performance *p, int by, const struct seat *now,
                      const struct seat *past)
{
    const struct seat next = *now, before = past ? *past : (struct seat){0};

    pthread_mutex_lock(&p->lock);
    p->now = next;
    p->past = before;
    p->counts.swaps += by;
    p->counts.stage = stage_counts(p->config.stage);
    p->can_undo = before.taken;
    pthread_mutex_unlock(&p->lock);
}

/* Others edit the graph just now: that passes. */
static bool is_busy(int err)
{
    return err == LEAT_ERR_STATE;
}

/* The first frame at or after `from` at which a beat or a bar begins. */
static int64_t next_time(const struct performance *p, enum leat_when when, int64_t from)
{
    const double period = when == LEAT_AT_BAR ? LEAT_BEATS_A_BAR : 1.0;
    struct leat_tempo tempo;

    if (when == LEAT_AT_QUANTUM || !p->engine ||
        leat_engine_tempo(p->engine, &tempo) < 0 || tempo_stands(&tempo))
        return from;
    const double beat = leat_tempo_beat(&tempo, from) / period;
    const double target = -math_floor_d(-beat) * period;
    const double frames = (target - tempo.beat0) * tempo.minute / tempo.bpm;
    const int64_t at = tempo.frame0 - (int64_t)math_floor_d(-frames);
    return at > from ? at : from;
}

/* Unless another was asked for meanwhile. */
static bool ask_again(struct performance *p, const struct seat *next, bool undo)
{
    pthread_mutex_lock(&p->lock);
    const bool still = !p->asked.taken && !p->undo;
    if (still && undo)
        p->undo = true;
    else if (still)
        p->asked = *next;
    pthread_mutex_unlock(&p->lock);
    return still;
}

/* Let the one that was asked for take over at a frame or AT_ONCE; false when it cannot
 * yet. */
static bool swap(struct performance *p, int64_t k, int64_t at)
{
    struct seat next;
    bool undo;

    pthread_mutex_lock(&p->lock);
    undo = p->undo;
    next = undo ? p->past : p->asked;
    p->undo = false;
    p->asked.taken = undo && p->asked.taken;
    pthread_mutex_unlock(&p->lock);
    if (!next.taken)
        return false;
    if (next.performer.follow)
        next.performer.follow(next.performer.user, p->now.performer.user);
    const int err = play(p, &next.performer, k, at, true);
    if (err < 0) {
        if (is_busy(err) && ask_again(p, &next, undo))
            return false;
        performance_tell(p, PERFORMANCE_REFUSED, at, err, &next.performer);
        if (!undo)
            leave(&next);
        return false;
    }
    if (!undo)
        leave(&p->past);
    p->swapped = k;
    p->on_trial = !undo;
    performance_tempo_take(p, &next.performer, at);
    note_swap(p, 1, &next, &p->now);
    performance_tell(p, PERFORMANCE_SWAPPED, at, 0, &next.performer);
    return true;
}

/* The newest program has failed; the one before it goes on from where it stood. */
static void roll_back(struct performance *p, int64_t k, int64_t at, int err)
{
    struct seat failed = p->now;

    performance_tell(p, PERFORMANCE_ROLLED_BACK, at, err, &failed.performer);
    p->on_trial = false;
    note_swap(p, -1, &p->past, NULL);
    leave(&failed);
    performance_tempo_take(p, &p->now.performer, at);
    if ((err = play(p, &p->now.performer, k, at, true)) < 0)
        performance_tell(p, PERFORMANCE_FAILED, at, err, &p->now.performer);
}

static void run_frame(struct performance *p, int64_t k, int64_t at)
{
    const int64_t trial = PERFORMANCE_TRIAL_S * p->config.fps.num / p->config.fps.den;
    const int err = play(p, &p->now.performer, k, at, false);

    p->on_trial = p->on_trial && k - p->swapped < trial;
    if (err >= 0) {
        if (p->diag.n > 0)
            performance_tell(p, PERFORMANCE_WARNED, at, 0, &p->now.performer);
        return;
    }
    if (is_busy(err)) {
        count(p, &p->counts.late, 1);
        return;
    }
    count(p, &p->counts.failed, 1);
    if (p->on_trial && p->past.taken)
        roll_back(p, k, at, err);
    else
        performance_tell(p, PERFORMANCE_FAILED, at, err, &p->now.performer);
}

/* Where the swap that was asked for falls, or -1 when nobody asked. */
static int64_t take_orders(struct performance *p, int64_t at)
{
    bool asked, panic;
    enum leat_when when;

    pthread_mutex_lock(&p->lock);
    asked = p->asked.taken || p->undo;
    when = p->when;
    panic = p->panic;
    p->panic = false;
    stage_hush(p->config.stage, p->hushed);
    pthread_mutex_unlock(&p->lock);
    if (panic)
        (void)stage_panic(p->config.stage, at);
    return asked ? next_time(p, when, at) : -1;
}

void performance_step(struct performance *p, int64_t k)
{
    const int64_t at = performance_position(p, k), end = performance_position(p, k + 1);
    const int64_t swap_at = take_orders(p, at);
    const bool swaps = swap_at >= at && swap_at < end;

    if (!swaps || swap_at > at || !swap(p, k, at))
        run_frame(p, k, at);
    if (swaps && swap_at > at)
        (void)swap(p, k, swap_at);
    pthread_mutex_lock(&p->lock);
    p->counts.stage = stage_counts(p->config.stage);
    p->counts.frames = k + 1;
    p->counts.exited = p->exited;
    p->counts.exit_code = p->exit_code;
    pthread_mutex_unlock(&p->lock);
}

bool performance_take_over(struct performance *p)
{
    /* the frame before the next is the one that lasts */
    const bool has = swap(p, p->next - 1, AT_ONCE);

    pthread_mutex_lock(&p->lock);
    p->counts.stage = stage_counts(p->config.stage);
    p->counts.exited = p->exited;
    p->counts.exit_code = p->exit_code;
    pthread_mutex_unlock(&p->lock);
    return has;
}

static int init_lock(struct performance *p)
{
    pthread_condattr_t attr;

    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&p->lock, NULL);
    const int err = pthread_cond_init(&p->wake, &attr);
    pthread_condattr_destroy(&attr);
    return err == 0 ? 0 : LEAT_ERR_NOMEM;
}

/* The graph begins with what is permanent, even if the first frame fails. */
static int run_first(struct performance *p, struct leat_diag *diag)
{
    const struct performer *who = &p->now.performer;
    const struct stage_cue cue = {
        .base = who->base, .place = who->place, .user = who->user};

    const int ran = frame(p, who, 0, 0.0);
    if (ran < 0) {
        draft_truncate(who->draft);
        p->counts.failed++;
        performance_tell(p, PERFORMANCE_FAILED, 0, ran, who);
    } else if (p->diag.n > 0) {
        performance_tell(p, PERFORMANCE_WARNED, 0, 0, who);
    }
    const int err = stage_apply(p->config.stage, who->draft, &cue, diag);
    if (err >= 0 && who->applied)
        who->applied(who->user);
    note_exit(p, ran);
    p->counts.stage = stage_counts(p->config.stage);
    p->counts.frames = p->next = 1;
    p->counts.exited = p->exited;
    p->counts.exit_code = p->exit_code;
    return err;
}

static void choose_fps(struct performance *p, const struct performer *first)
{
    struct leat_rational *fps = &p->config.fps;

    if (fps->num <= 0 || fps->den <= 0)
        *fps = first->fps ? first->fps(first->user)
                          : (struct leat_rational){FPS_DEFAULT, 1};
    p->host = performance_host(p);
}

int performance_create(const struct performance_config *config,
                       const struct performer *first, struct performance **out,
                       struct leat_diag *diag)
{
    struct performance *p = calloc(1, sizeof(*p));
    struct seat seat = {.performer = *first, .taken = true};

    *out = NULL;
    if (!p || init_lock(p) < 0) {
        free(p);
        leave(&seat);
        return LEAT_ERR_NOMEM;
    }
    p->config = *config;
    p->overtime = (struct overtime){has_overtime, p};
    p->now = seat;
    p->tempo.text = first->bpm ? first->bpm(first->user) : 0.0;
    const int err = run_first(p, diag);
    choose_fps(p, first);
    if (err < 0)
        performance_destroy(&p);
    *out = p;
    return err < 0 ? err : 0;
}

void performance_destroy(struct performance **performance)
{
    struct performance *p = *performance;

    if (!p)
        return;
    performance_stop(p);
    leave(&p->now);
    leave(&p->past);
    leave(&p->asked);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    free(p);
    *performance = NULL;
}

void performance_attach(struct performance *p, struct leat_engine *engine)
{
    p->engine = engine;
    p->rate_hz = leat_engine_rate(engine);
    performance_tempo_begin(p);
    stage_attach(p->config.stage, engine);
    if (!p->exited)
        performance_step(p, p->next++);
}

int performance_run(struct performance *p, struct leat_diag *diag)
{
    int err = 1;

    while (err == 1 && !p->exited) {
        err = leat_engine_run_to(p->engine, performance_position(p, p->next - 1), diag);
        if (err == 1)
            performance_step(p, p->next++);
    }
    if (err != 1)
        return err;
    err = leat_engine_run_to(p->engine, performance_position(p, p->next - 1), diag);
    if (err != 1)
        return err;
    leat_engine_cancel(p->engine);
    err = leat_engine_run_to(p->engine, INT64_MAX, diag);
    return err == LEAT_ERR_CANCELLED ? 0 : err;
}

void performance_swap(struct performance *p, const struct performer *next,
                      enum leat_when when)
{
    pthread_mutex_lock(&p->lock);
    struct seat before = p->asked;
    p->asked = (struct seat){.performer = *next, .taken = true};
    p->when = when;
    p->undo = false;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    leave(&before);
}

int performance_undo(struct performance *p, enum leat_when when)
{
    pthread_mutex_lock(&p->lock);
    const bool possible = p->can_undo;
    p->undo = possible;
    p->when = when;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    return possible ? 0 : LEAT_ERR_STATE;
}

void performance_see(struct performance *p, void (*look)(void *user, void *of),
                     void *user)
{
    pthread_mutex_lock(&p->lock);
    look(user, p->now.performer.user);
    pthread_mutex_unlock(&p->lock);
}

void performance_hush(struct performance *p, bool hushed)
{
    pthread_mutex_lock(&p->lock);
    p->hushed = hushed;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
}

void performance_panic(struct performance *p)
{
    pthread_mutex_lock(&p->lock);
    p->panic = true;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
}

struct performance_counts performance_counts(struct performance *p)
{
    pthread_mutex_lock(&p->lock);
    const struct performance_counts counts = p->counts;
    pthread_mutex_unlock(&p->lock);
    return counts;
}
