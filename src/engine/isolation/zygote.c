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
#include <unistd.h>

#include <leat/err.h>

#include "engine/isolation/crew.h"
#include "graph/model_pack.h"

enum { TEND_MS = 5, BUSY_MS = 1, KEEP_PIECES = SHARED_PIECES / 2 };
enum { HANG_LIVE_MS = 50, HANG_OFFLINE_MS = 2000 };

struct zygote {
    struct leat_engine *engine;
    const struct shared *shared;
    int socket, signals;
    struct known_edition *known;
    uint32_t n_known, cap_known;
    struct crew crew;
    bool answers; /* an order waits for its crew */
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
    crew_dismiss(&z->crew);
    _exit(0);
}

static void answer(struct zygote *z, int32_t err)
{
    z->answers = false;
    if (write(z->socket, &err, sizeof(err)) != sizeof(err))
        leave(z);
}

/* The oldest edition that a checkpoint may still bring back. */
static uint64_t oldest_needed(const struct zygote *z)
{
    const uint64_t posted = atomic_load(&z->shared->log->posted);
    uint64_t oldest = UINT64_MAX;

    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        for (uint32_t h = 0; h < 2; h++) {
            const struct checkpoint_head *head = &z->shared->seat[i]->checkpoint[h];
            const uint64_t number = atomic_load(&head->number);
            if (number && number + KEEP_PIECES > posted && head->edition < oldest)
                oldest = head->edition;
        }
    return oldest == UINT64_MAX ? 0 : oldest;
}

static void forget_old(struct zygote *z)
{
    const uint64_t oldest = oldest_needed(z);
    uint32_t kept = 0;

    for (uint32_t i = 0; i < z->n_known; i++) {
        struct known_edition *k = &z->known[i];
        if (k->edition->number >= oldest || i + 1 == z->n_known) {
            z->known[kept++] = *k;
            continue;
        }
        ranges_destroy(&k->transition);
        ranges_destroy(&k->final);
        engine_drop_edition(z->engine, &k->edition);
    }
    z->n_known = kept;
    z->engine->n_lent = 0;
    for (uint32_t i = 0; i < kept; i++)
        z->engine->lent[z->engine->n_lent++] = z->known[i].edition;
}

/* What workers need and cannot ask for: room for the head of a checkpoint, and what is
 * known of pages. */
static int make_room(struct zygote *z, const struct ranges *ranges)
{
    const size_t bytes = checkpoint_head_most(ranges);
    struct page_tracker *t = &z->crew.tracker;

    if (!t->stamps)
        t->stamps = calloc(RANGES_PAGES, sizeof(*t->stamps));
    if (!t->noted)
        t->noted = calloc(RANGES_PAGES, sizeof(*t->noted));
    if (bytes > z->crew.head_bytes) {
        free(z->crew.head);
        z->crew.head = malloc(bytes);
        z->crew.head_bytes = z->crew.head ? bytes : 0;
    }
    return t->stamps && t->noted && z->crew.head ? 0 : LEAT_ERR_NOMEM;
}

/* Long ranges have the place that they have in other plans. */
static int place(const struct zygote *z, struct known_edition *k)
{
    const uint32_t n = 2 * z->n_known;
    const struct ranges **others = calloc(n + 1, sizeof(*others));

    if (!others)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < z->n_known; i++) {
        others[2 * i] = &z->known[i].transition;
        others[2 * i + 1] = &z->known[i].final;
    }
    int err = ranges_place(&k->final, others, n);
    others[n] = &k->final;
    if (err >= 0)
        err = ranges_place(&k->transition, others, n + 1);
    free(others);
    return err;
}

static int measure(struct zygote *z, struct known_edition *k)
{
    int err = ranges_create(k->edition->final, &k->final);

    if (err >= 0 && k->edition->transition)
        err = ranges_create(k->edition->transition, &k->transition);
    if (err < 0 || (err = place(z, k)) < 0 || (err = make_room(z, &k->final)) < 0 ||
        (err = make_room(z, &k->transition)) < 0)
        return err;
    return checkpoint_bytes(&k->final) > SHARED_CHECKPOINT_BYTES ||
                   checkpoint_bytes(&k->transition) > SHARED_CHECKPOINT_BYTES
               ? LEAT_ERR_LIMIT
               : 0;
}

/* Learn the newest edition of the engine. */
static int learn(struct zygote *z)
{
    struct known_edition known = {.edition = z->engine->lent[z->engine->n_lent - 1]};
    const int err = measure(z, &known);

    if (err < 0)
        return err;
    if (z->n_known == z->cap_known) {
        const uint32_t cap = z->cap_known ? 2 * z->cap_known : 16;
        void *wider = realloc(z->known, cap * sizeof(*z->known));
        if (!wider)
            return LEAT_ERR_NOMEM;
        z->known = wider;
        z->cap_known = cap;
    }
    z->known[z->n_known++] = known;
    z->crew.known = z->known;
    z->crew.n_known = z->n_known;
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
    z->crew.hang_nsec =
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

_Noreturn void zygote_main(const struct zygote_parts *parts)
{
    struct zygote z = {
        .engine = parts->engine,
        .shared = parts->shared,
        .socket = parts->socket,
        .crew = {.engine = parts->engine, .shared = parts->shared, .mode = parts->mode},
    };

    settle(&z);
    for (;;) {
        struct pollfd fd[] = {{z.socket, POLLIN, 0}, {z.signals, POLLIN, 0}};
        bool enough = false;
        if (z.n_known)
            enough = crew_tend(&z.crew);
        if (z.answers && enough)
            answer(&z, 0);
        else if (z.answers && atomic_load(&z.shared->board->failed))
            answer(&z, LEAT_ERR_STATE);
        poll(fd, 2, !z.n_known ? -1 : enough ? TEND_MS : BUSY_MS);
        drain(z.signals);
        if (fd[0].revents)
            take_order(&z);
    }
}
