/* SPDX-License-Identifier: MIT */
/* zygote: makes editions from orders, and tends its crew meanwhile. */
#include "engine/isolation/zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <leat/err.h>

#include "engine/isolation/crew.h"
#include "graph/model_pack.h"

enum { TEND_MS = 5, BUSY_MS = 1, KEEP_PIECES = SHARED_PIECES / 2 };
enum { HANG_LIVE_MS = 50, HANG_OFFLINE_MS = 2000 };

struct zygote {
    struct leat_engine *engine;
    int socket, signals;
    uint32_t n_known, cap_known; /* editions, the same for all crews */
    struct crew crew[CREWS_MAX];
    uint32_t n_crews;
    bool answers; /* an order waits for its crews */
};

static bool receive(int fd, void *to, size_t n)
{
    unsigned char *at = to;

    while (n) {
        const ssize_t got = read(fd, at, n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        n -= (size_t)got;
    }
    return true;
}

static void leave(struct zygote *z)
{
    for (uint32_t i = 0; i < z->n_crews; i++)
        crew_dismiss(&z->crew[i]);
    while (waitpid(-1, NULL, 0) > 0)
        ;
    _exit(0);
}

static void answer(struct zygote *z, int32_t err)
{
    z->answers = false;
    if (write(z->socket, &err, sizeof(err)) != sizeof(err))
        leave(z);
}

/* The oldest edition that a checkpoint of a crew may still bring back. */
static uint64_t oldest_needed(const struct shared *shared)
{
    const uint64_t posted = atomic_load(&shared->log->posted);
    uint64_t oldest = UINT64_MAX;

    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        for (uint32_t h = 0; h < 2; h++) {
            const struct checkpoint_head *head = &shared->seat[i]->checkpoint[h];
            const uint64_t number = atomic_load(&head->number);
            if (number && number + KEEP_PIECES > posted && head->edition < oldest)
                oldest = head->edition;
        }
    return oldest == UINT64_MAX ? 0 : oldest;
}

static uint64_t oldest_of_all(const struct zygote *z)
{
    uint64_t oldest = UINT64_MAX;

    for (uint32_t i = 0; i < z->n_crews; i++) {
        const uint64_t own = oldest_needed(z->crew[i].shared);
        oldest = own < oldest ? own : oldest;
    }
    return oldest;
}

static void forget(struct zygote *z, uint32_t at)
{
    for (uint32_t i = 0; i < z->n_crews; i++) {
        ranges_destroy(&z->crew[i].known[at].transition);
        ranges_destroy(&z->crew[i].known[at].final);
    }
    engine_drop_edition(z->engine, &z->crew[0].known[at].edition);
}

static void forget_old(struct zygote *z)
{
    const uint64_t oldest = oldest_of_all(z);
    uint32_t kept = 0;

    z->engine->n_lent = 0;
    for (uint32_t k = 0; k < z->n_known; k++) {
        struct edition *edition = z->crew[0].known[k].edition;
        if (edition->number < oldest && k + 1 < z->n_known) {
            forget(z, k);
            continue;
        }
        for (uint32_t i = 0; i < z->n_crews; i++)
            z->crew[i].known[kept] = z->crew[i].known[k];
        z->engine->lent[z->engine->n_lent++] = edition;
        kept++;
    }
    z->n_known = kept;
    for (uint32_t i = 0; i < z->n_crews; i++)
        z->crew[i].n_known = kept;
}

/* What workers need and cannot ask for: room for the head of a checkpoint, and what is
 * known of pages. */
static int make_room(struct crew *crew, const struct ranges *ranges)
{
    const size_t bytes = checkpoint_head_most(ranges);
    struct page_tracker *t = &crew->tracker;

    if (!t->stamps)
        t->stamps = calloc(RANGES_PAGES, sizeof(*t->stamps));
    if (!t->noted)
        t->noted = calloc(RANGES_PAGES, sizeof(*t->noted));
    if (bytes > crew->head_bytes) {
        free(crew->head);
        crew->head = malloc(bytes);
        crew->head_bytes = crew->head ? bytes : 0;
    }
    return t->stamps && t->noted && crew->head ? 0 : LEAT_ERR_NOMEM;
}

/* Long ranges have the place that they have in other plans. */
static int place(const struct crew *crew, struct known_edition *k)
{
    const uint32_t n = 2 * crew->n_known;
    const struct ranges **others = calloc(n + 1, sizeof(*others));

    if (!others)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < crew->n_known; i++) {
        others[2 * i] = &crew->known[i].transition;
        others[2 * i + 1] = &crew->known[i].final;
    }
    int err = ranges_place(&k->final, others, n);
    others[n] = &k->final;
    if (err >= 0)
        err = ranges_place(&k->transition, others, n + 1);
    free(others);
    return err;
}

/* Whether what crosses to a crew and back has room in the memory that they share. */
static bool has_room(const struct plan *plan, uint32_t crew)
{
    const struct border *b = plan && crew ? &plan->border[crew - 1] : NULL;

    return !b || (b->in_bytes <= SHARED_INBOX_BYTES / 32 &&
                  b->out_bytes <= SHARED_OUTPUT_BYTES);
}

static int measure(struct crew *crew, struct known_edition *k)
{
    int err = ranges_create(k->edition->final, crew->number, &k->final);

    if (err >= 0 && k->edition->transition)
        err = ranges_create(k->edition->transition, crew->number, &k->transition);
    if (err < 0 || (err = place(crew, k)) < 0 ||
        (err = make_room(crew, &k->final)) < 0 ||
        (err = make_room(crew, &k->transition)) < 0)
        return err;
    return checkpoint_bytes(&k->final) > SHARED_CHECKPOINT_BYTES ||
                   checkpoint_bytes(&k->transition) > SHARED_CHECKPOINT_BYTES ||
                   !has_room(k->edition->final, crew->number) ||
                   !has_room(k->edition->transition, crew->number)
               ? LEAT_ERR_LIMIT
               : 0;
}

static int grow(struct zygote *z)
{
    const uint32_t cap = z->cap_known ? 2 * z->cap_known : 16;

    for (uint32_t i = 0; i < z->n_crews; i++) {
        struct crew *crew = &z->crew[i];
        void *wider = realloc(crew->known, cap * sizeof(*crew->known));
        if (!wider)
            return LEAT_ERR_NOMEM;
        crew->known = wider;
    }
    z->cap_known = cap;
    return 0;
}

/* Learn the newest edition of the engine. */
static int learn(struct zygote *z)
{
    struct edition *edition = z->engine->lent[z->engine->n_lent - 1];

    if (z->n_known == z->cap_known && grow(z) < 0)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < z->n_crews; i++) {
        struct crew *crew = &z->crew[i];
        crew->known[z->n_known] = (struct known_edition){.edition = edition};
        const int err = measure(crew, &crew->known[z->n_known]);
        if (err < 0)
            return err;
    }
    z->n_known++;
    for (uint32_t i = 0; i < z->n_crews; i++)
        z->crew[i].n_known = z->n_known;
    return 0;
}

static int make_edition(struct zygote *z, const struct zygote_order *order,
                        const struct model *model)
{
    struct leat_engine *e = z->engine;
    struct edition *edition;

    e->config.rate_hz = order->rate_hz;
    e->config.channels = order->channels;
    e->is_live = order->is_live;
    e->edits = order->edition - 1;
    for (uint32_t i = 0; i < z->n_crews; i++)
        z->crew[i].hang_nsec =
            (int64_t)(order->is_live ? HANG_LIVE_MS : HANG_OFFLINE_MS) * 1000000;
    if (z->n_known)
        forget_old(z);
    const int err = e->cast ? engine_adopt(e, model, LEAT_AT_QUANTUM, 0, NULL)
                            : engine_adopt_first(e, model, NULL);
    while (leat_rt_ring_read(e->cycle.editions, &edition, 1))
        ; /* workers get it from the log */
    return err < 0 ? err : learn(z);
}

static void take_order(struct zygote *z)
{
    struct zygote_order order;
    struct model *model = NULL;
    int err = LEAT_ERR_NOMEM;

    if (!receive(z->socket, &order, sizeof(order)))
        leave(z);
    void *bytes = malloc(order.bytes);
    if (!bytes || !receive(z->socket, bytes, order.bytes))
        leave(z);
    err = model_unpack(bytes, order.bytes, &model);
    free(bytes);
    if (err >= 0)
        err = make_edition(z, &order, model);
    model_destroy(&model);
    if (err < 0)
        answer(z, err);
    else
        z->answers = true;
}

/* Only what it needs stays open; Ctrl-C is for the engine's own process. */
static void settle(struct zygote *z)
{
    sigset_t child;

    prctl(PR_SET_NAME, "leat-zygote");
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_SETMASK, &child, NULL);
    dup2(z->socket, 3);
    z->socket = 3;
    const int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, 0);
    dup2(nothing, 1);
    close_range(4, ~0u, 0);
    z->signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void drain(int signals)
{
    struct signalfd_siginfo info;

    while (read(signals, &info, sizeof(info)) == sizeof(info))
        ; /* waitpid() knows the rest */
}

static void reap(struct zygote *z)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (uint32_t i = 0; i < z->n_crews && !crew_bury(&z->crew[i], pid, status);)
            i++;
}

/* Whether all crews have enough workers; `failed`: whether one never will. */
static bool tend(struct zygote *z, bool *failed)
{
    bool enough = true;

    reap(z);
    for (uint32_t i = 0; i < z->n_crews; i++) {
        const bool none = atomic_load(&z->crew[i].shared->board->failed);
        *failed = *failed || (none && !z->crew[i].number);
        enough = (crew_tend(&z->crew[i]) || (none && z->crew[i].number)) && enough;
    }
    return enough;
}

_Noreturn void zygote_main(const struct zygote_parts *parts)
{
    struct zygote z = {
        .engine = parts->engine, .socket = parts->socket, .n_crews = parts->n_crews};

    for (uint32_t i = 0; i < z.n_crews; i++)
        z.crew[i] = (struct crew){.engine = parts->engine,
                                  .shared = &parts->shared[i],
                                  .number = parts->engine->crews.n ? i + 1 : 0,
                                  .mode = parts->mode};
    settle(&z);
    for (;;) {
        struct pollfd fd[] = {{z.socket, POLLIN, 0}, {z.signals, POLLIN, 0}};
        bool enough = false, failed = false;
        if (z.n_known)
            enough = tend(&z, &failed);
        if (z.answers && enough)
            answer(&z, 0);
        else if (z.answers && failed)
            answer(&z, LEAT_ERR_STATE);
        poll(fd, 2, !z.n_known ? -1 : enough ? TEND_MS : BUSY_MS);
        drain(z.signals);
        if (fd[0].revents)
            take_order(&z);
    }
}
