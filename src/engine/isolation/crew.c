/* SPDX-License-Identifier: MIT */
/* crew: births, deaths and their causes. */
#include "engine/isolation/crew.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "engine/clock.h"
#include "rt/worker/sleep.h"

enum { AT_ONCE_MAX = 12, STARVED = 16, PATIENCE = 8 };
static const int64_t START_NSEC = 2000000000; /* to load a checkpoint */

static uint64_t newest_edition(const struct crew *crew)
{
    return crew->known[crew->n_known - 1].edition->number;
}

static struct seat *seat_of(const struct crew *crew, uint32_t i)
{
    return crew->shared->seat[i];
}

static uint32_t state_of(const struct crew *crew, uint32_t i)
{
    return atomic_load_explicit(&seat_of(crew, i)->state, memory_order_acquire);
}

static bool is_current(const struct crew *crew, uint32_t i)
{
    return state_of(crew, i) != SEAT_FREE && !crew->leaving[i] &&
           seat_of(crew, i)->edition == newest_edition(crew);
}

static uint32_t count(const struct crew *crew, bool in_step)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        n += is_current(crew, i) && (!in_step || state_of(crew, i) == SEAT_IN_STEP);
    return n;
}

static void set_awake(const struct crew *crew, uint32_t i, bool awake)
{
    atomic_store_explicit(&crew->shared->bell->awake[i], awake, memory_order_release);
    rt_wake(&crew->shared->bell->awake[i]);
}

static bool is_awake(const struct crew *crew, uint32_t i)
{
    return atomic_load_explicit(&crew->shared->bell->awake[i], memory_order_acquire);
}

/* Whatever a program does with them: in a worker a fault is a death. */
static void let_faults_kill(void)
{
    static const int faults[] = {SIGSEGV, SIGFPE, SIGILL, SIGBUS, SIGABRT, SIGSYS};

    for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
        signal(faults[i], SIG_DFL);
}

static _Noreturn void become_worker(struct crew *crew, uint32_t i)
{
    sigset_t none;

    close_range(3, ~0u, 0); /* else the engine would not notice that the zygote died */
    let_faults_kill();
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    worker_main(&(struct worker_parts){
        .engine = crew->engine,
        .shared = crew->shared,
        .known = crew->known,
        .n_known = crew->n_known,
        .crew = crew->number,
        .seat = i,
        .head = crew->head,
        .head_bytes = crew->head_bytes,
        .tracker = crew->tracker,
        .period_nsec = LEAT_QUANTUM / crew->engine->rate_hz * 1e9,
    });
}

static bool anybody_awake(const struct crew *crew)
{
    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        if (is_current(crew, i) && is_awake(crew, i))
            return true;
    return false;
}

static void spawn(struct crew *crew, uint32_t i)
{
    struct seat *s = seat_of(crew, i);

    s->edition = newest_edition(crew);
    atomic_store(&s->working, 0);
    atomic_store(&s->done, 0);
    atomic_store(&s->serial, 0);
    crew->leaving[i] = crew->hung[i] = crew->raised[i] = false;
    crew->seen_piece[i] = 0;
    crew->seen_nsec[i] = clock_now_nsec();
    s->died_nsec = crew->n_died ? crew->died_nsec[--crew->n_died] : 0;
    /* in mode replay one computes and the other sleeps */
    set_awake(crew, i, crew->mode == LEAT_ISOLATE_RACE || !anybody_awake(crew));
    atomic_store(&s->state, SEAT_STARTING);
    const pid_t pid = fork();
    if (pid == 0)
        become_worker(crew, i);
    if (pid < 0) {
        atomic_store(&s->state, SEAT_FREE);
        return;
    }
    atomic_store(&s->pid, pid);
}

/* A seat that nobody has, at best one without the newest state: it would be needed. */
static uint32_t free_seat(const struct crew *crew)
{
    uint32_t best = UINT32_MAX, newest = UINT32_MAX, half;

    shared_newest(crew->shared, &newest, &half);
    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        if (state_of(crew, i) == SEAT_FREE && (best == UINT32_MAX || best == newest))
            best = i;
    return best;
}

static const struct instance *find_instance(const struct crew *crew, uint32_t serial)
{
    for (uint32_t k = crew->n_known; k-- > 0;) {
        const struct plan *plan = crew->known[k].edition->final;
        for (uint32_t i = 0; i < plan->n_instances; i++)
            if (plan->instance[i]->serial == serial)
                return plan->instance[i];
    }
    return NULL;
}

/* The command that a node was given last, up to a piece; NULL when there was none among
 * the newest. */
static const struct command *last_command(const struct piece_log *log,
                                          const struct piece *p, uint32_t node)
{
    const uint64_t end = p->first_command + p->n_commands;
    const uint64_t first = end > SHARED_COMMANDS / 2 ? end - SHARED_COMMANDS / 2 : 0;
    const struct command *last = NULL;

    for (uint64_t i = first; i < end && node; i++) {
        const struct command *k = &log->command[i % SHARED_COMMANDS];
        if (k->node == node && k->frame < p->frame + p->n &&
            (!last || k->frame >= last->frame))
            last = k;
    }
    return last;
}

static void describe_input(const struct crew *crew, const struct instance *at,
                           uint64_t piece, struct muted *m)
{
    const struct piece_log *log = crew->shared->log;
    const struct piece *p = &log->piece[piece % SHARED_PIECES];
    const struct command *last = last_command(log, p, at->id);

    m->frame = p->frame;
    if (!last)
        str_format(m->input, sizeof(m->input), "nothing but what it heard");
    else if (last->kind == LEAT_LOG_EVENT)
        str_format(m->input, sizeof(m->input), "an event, key %g, at frame %lld",
                   (double)last->event.key, (long long)last->frame);
    else
        str_format(m->input, sizeof(m->input), "%s = %g at frame %lld",
                   last->param < at->class->n_params
                       ? at->class->params[last->param].name
                       : "a parameter",
                   (double)last->value, (long long)last->frame);
}

/* The same piece has killed two, by faults of their own: silence the node in which. */
static void mute(struct crew *crew, uint64_t piece, uint32_t serial)
{
    struct board *board = crew->shared->board;
    const uint32_t n = atomic_load_explicit(&board->n_muted, memory_order_relaxed);
    const struct instance *at = find_instance(crew, serial);
    struct muted *m = &board->muted[n];

    for (uint32_t k = 0; k < n; k++)
        if (board->muted[k].serial == serial)
            return; /* one more that was on its way there */
    if (n == SHARED_MUTED) {
        atomic_store(&board->failed, true);
        return;
    }
    *m = (struct muted){.piece = piece, .serial = serial};
    if (at && at->class)
        describe_input(crew, at, piece, m);
    str_format(m->name, sizeof(m->name), "%s", at ? at->name : "");
    atomic_store_explicit(&board->n_muted, n + 1, memory_order_release);
}

/* How it died, when that was its own fault; else NULL. */
static const char *own_fault(const struct crew *crew, uint32_t i, int status)
{
    if (crew->hung[i])
        return "it computed for ever";
    if (WIFEXITED(status))
        return "it left by itself";
    switch (WTERMSIG(status)) {
    case SIGSEGV:
        return "SIGSEGV";
    case SIGFPE:
        return "SIGFPE";
    case SIGILL:
        return "SIGILL";
    case SIGBUS:
        return "SIGBUS";
    case SIGABRT:
        return "SIGABRT";
    case SIGSYS:
        return "SIGSYS";
    default:
        return NULL;
    }
}

static void judge(struct crew *crew, uint32_t i, int status)
{
    struct board *board = crew->shared->board;
    const struct seat *s = seat_of(crew, i);
    const uint64_t piece = atomic_load(&s->working);
    const uint32_t serial = atomic_load(&s->serial);
    const char *fault = own_fault(crew, i, status);

    atomic_fetch_add(&board->deaths, 1);
    crew->at_once = piece == crew->last_death_piece ? crew->at_once + 1 : 0;
    crew->last_death_piece = piece;
    if (!fault)
        return;
    atomic_fetch_add(&board->faults, 1);
    str_format(board->last_death, sizeof(board->last_death), "%s", fault);
    const bool again = piece == crew->fault_piece && atomic_load(&s->done) < piece;
    if (again && serial && serial == crew->fault_serial)
        mute(crew, piece, serial);
    else if (again && crew->at_once >= AT_ONCE_MAX)
        atomic_store(&board->failed, true);
    crew->fault_piece = piece;
    crew->fault_serial = serial;
}

static bool left_as_told(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == WORKER_RETIRED;
}

/* In mode replay somebody must be awake: the standby, once the other is dead. */
static void call_standby(struct crew *crew)
{
    for (uint32_t i = 0; i < SHARED_SEATS && !anybody_awake(crew); i++)
        if (is_current(crew, i))
            set_awake(crew, i, true);
}

static void bury(struct crew *crew, uint32_t i, int status)
{
    struct seat *s = seat_of(crew, i);
    const bool current = is_current(crew, i);

    if (crew->leaving[i] || left_as_told(status)) {
        atomic_fetch_add(&crew->shared->board->retired, 1);
    } else {
        judge(crew, i, status);
        if (current && crew->n_died < SHARED_SEATS)
            crew->died_nsec[crew->n_died++] = clock_now_nsec();
    }
    atomic_store(&s->state, SEAT_FREE);
    atomic_store(&s->pid, 0);
    set_awake(crew, i, false);
    if (current)
        call_standby(crew);
}

bool crew_bury(struct crew *crew, int32_t pid, int status)
{
    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        if (state_of(crew, i) != SEAT_FREE &&
            atomic_load(&seat_of(crew, i)->pid) == pid) {
            bury(crew, i, status);
            return true;
        }
    return false;
}

static int64_t cpu_nsec(pid_t pid)
{
    clockid_t clock;
    struct timespec t;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
        return 0;
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Kill whoever has been in one piece for too long.  It is to blame only when it was
 * computing all that time: one that was stopped, or found no processor, is not. */
static void watch(struct crew *crew, uint32_t i)
{
    const struct seat *s = seat_of(crew, i);
    const uint64_t piece = atomic_load(&s->working), done = atomic_load(&s->done);
    const uint64_t posted = atomic_load(&crew->shared->log->posted);
    const pid_t pid = atomic_load(&s->pid);
    const int64_t now = clock_now_nsec();

    if (!is_awake(crew, i) || done >= posted || piece + done != crew->seen_piece[i]) {
        crew->seen_piece[i] = piece + done;
        crew->seen_nsec[i] = now;
        return;
    }
    const int64_t limit = piece ? crew->hang_nsec : START_NSEC;
    const int64_t waited = now - crew->seen_nsec[i];
    if (waited < limit)
        return;
    const int64_t spent = cpu_nsec(pid) - atomic_load(&s->cpu_nsec);
    crew->hung[i] = piece > done && spent > crew->hang_nsec / 2;
    if (!crew->hung[i] && piece && spent > crew->hang_nsec / STARVED &&
        waited < PATIENCE * limit)
        return; /* it computes, on a processor that many others want */
    atomic_fetch_add(&crew->shared->board->hangs, 1);
    kill(pid, SIGKILL);
    crew->seen_nsec[i] = now;
}

/* Those of older editions go when enough newer ones are in step. */
static void retire(struct crew *crew)
{
    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        if (state_of(crew, i) == SEAT_FREE || is_current(crew, i) || crew->leaving[i])
            continue;
        crew->leaving[i] = true;
        kill(atomic_load(&seat_of(crew, i)->pid), SIGKILL);
    }
}

/* A worker that has caught up gets the priority of the audio thread, if it may. */
static void raise_priority(struct crew *crew, uint32_t i)
{
    const struct piece_log *log = crew->shared->log;
    const struct sched_param param = {.sched_priority = atomic_load(&log->priority)};

    if (crew->raised[i] || !atomic_load(&log->posted) ||
        state_of(crew, i) != SEAT_IN_STEP)
        return;
    crew->raised[i] = true;
    sched_setscheduler(atomic_load(&seat_of(crew, i)->pid), atomic_load(&log->policy),
                       &param);
}

static void note_joined(struct crew *crew, uint32_t i)
{
    struct seat *s = seat_of(crew, i);

    if (!s->died_nsec || state_of(crew, i) != SEAT_IN_STEP)
        return;
    const int64_t took = atomic_load(&s->joined_nsec) - s->died_nsec;
    s->died_nsec = 0;
    atomic_fetch_add(&crew->shared->board->respawns, 1);
    if (took > 0)
        timing_note(&crew->shared->board->redundancy, (uint64_t)took);
}

/* In mode replay one is enough: the others that are in step sleep. */
static void lull(struct crew *crew)
{
    uint64_t most = 0;
    uint32_t best = UINT32_MAX;

    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        const uint64_t done = atomic_load(&seat_of(crew, i)->done) + 1;
        if (is_current(crew, i) && is_awake(crew, i) &&
            state_of(crew, i) == SEAT_IN_STEP && done > most) {
            most = done;
            best = i;
        }
    }
    for (uint32_t i = 0; i < SHARED_SEATS && best != UINT32_MAX; i++)
        if (i != best && is_current(crew, i) && is_awake(crew, i) &&
            state_of(crew, i) == SEAT_IN_STEP)
            set_awake(crew, i, false);
}

bool crew_tend(struct crew *crew)
{
    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        if (state_of(crew, i) != SEAT_FREE) {
            watch(crew, i);
            raise_priority(crew, i);
            note_joined(crew, i);
        }
    while (!atomic_load(&crew->shared->board->failed) &&
           count(crew, false) < CREW_SIZE) {
        const uint32_t i = free_seat(crew);
        if (i == UINT32_MAX)
            break;
        spawn(crew, i);
        if (state_of(crew, i) == SEAT_FREE)
            break; /* no process could be made; later, perhaps */
    }
    if (crew->mode == LEAT_ISOLATE_REPLAY)
        lull(crew);
    const bool enough = count(crew, true) >= CREW_SIZE;
    if (enough)
        retire(crew);
    return enough;
}

void crew_dismiss(struct crew *crew)
{
    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        if (state_of(crew, i) != SEAT_FREE)
            kill(atomic_load(&seat_of(crew, i)->pid), SIGKILL);
}
