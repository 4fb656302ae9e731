/* SPDX-License-Identifier: MIT */
/* front: the control side of an engine whose plan is computed elsewhere. */
#include "engine/isolation/front.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"
#include "engine/isolation/zygote.h"
#include "graph/model_pack.h"

enum { ANSWER_S = 10 };

/* In the fork: forget what belongs to the engine's own process. */
static _Noreturn void become_zygote(struct leat_engine *e, struct isolation *x,
                                    int socket)
{
    e->isolation = e->cycle.isolation = NULL;
    e->cycle.relays = false;
    e->for_crews = e->crews.n > 0;
    e->config.conduct = NULL;
    e->config.listen = NULL;
    e->config.clock = LEAT_CLOCK_MANUAL;
    e->config.log = e->cycle.logging = false;
    e->cycle.conduct = NULL;
    e->cycle.pool = NULL;
    e->cycle.threads = 1;
    zygote_main(&(struct zygote_parts){.engine = e,
                                       .shared = x->shared,
                                       .n_crews = x->n_relays,
                                       .socket = socket,
                                       .mode = x->mode});
}

static bool are_processors(uint32_t n)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) >= (int)n;
}

static int make_relays(struct isolation *x, const struct crews *crews)
{
    int err = 0;

    x->n_relays = crews->n ? crews->n : 1;
    for (uint32_t i = 0; i < x->n_relays && err >= 0; i++) {
        x->relay[i] =
            (struct relay){.shared = &x->shared[i], .crew = crews->n ? i + 1 : 0};
        err = shared_create(&x->shared[i]);
        x->shared[i].has_processors = are_processors(CREW_SIZE * x->n_relays);
    }
    return err;
}

int isolation_create(struct leat_engine *e, struct isolation **out,
                     struct leat_diag *diag)
{
    struct isolation *x = calloc(1, sizeof(*x));
    int fd[2] = {-1, -1};

    *out = NULL;
    if (!x || make_relays(x, &e->crews) < 0 ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) < 0)
        goto fail;
    x->mode = e->config.isolate;
    x->engine = e;
    x->zygote = fork();
    if (x->zygote == 0) {
        close(fd[0]);
        become_zygote(e, x, fd[1]);
    }
    close(fd[1]);
    x->socket = fd[0];
    if (x->zygote < 0) {
        close(fd[0]);
        goto fail;
    }
    *out = x;
    return 0;
fail:
    for (uint32_t i = 0; x && i < x->n_relays; i++)
        shared_destroy(&x->shared[i]);
    free(x);
    leat_diag_add(diag, LEAT_ERROR, 616,
                  "No process can be made for the isolation: %s.", strerror(errno));
    leat_diag_hint(diag, "Go without: --isolate off.");
    return LEAT_ERR_NOMEM;
}

/* Workers without a zygote are this process's to end. */
static void end_workers(const struct isolation *x, const struct shared *shared)
{
    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        const int32_t pid = atomic_load(&shared->seat[i]->pid);
        if (x->is_alone && pid > 0)
            kill(pid, SIGKILL);
    }
}

void isolation_destroy(struct isolation **isolation)
{
    struct isolation *x = *isolation;

    if (!x)
        return;
    close(x->socket); /* the zygote ends with it, and its workers with the zygote */
    if (!x->is_alone)
        waitpid(x->zygote, NULL, 0);
    for (uint32_t i = 0; i < x->n_relays; i++) {
        end_workers(x, &x->shared[i]);
        shared_destroy(&x->shared[i]);
    }
    free(x);
    *isolation = NULL;
}

/* What lives from a thread or a device of this process. */
static bool is_bound(const struct net_node *n)
{
    const struct leat_node_class *c = n->class;

    return n->video || (c && c->open &&
                        (c->ready || (c->flags & (LEAT_CLASS_SINK | LEAT_CLASS_LIVE))));
}

int isolation_accepts(const struct net *net, struct leat_diag *diag)
{
    for (uint32_t i = 0; i < net->n_nodes; i++) {
        const struct net_node *n = &net->node[i];
        if (!n->needed || !is_bound(n))
            continue;
        net_refuse(diag, n->tag, LEAT_ERR_UNSUPPORTED, 611,
                   "`%s` cannot run in a process of its own: it streams or draws.",
                   n->name);
        leat_diag_hint(diag, n->video
                                 ? "Isolate only what is heard: --isolate race:NAME."
                                 : "Play files with sampler(), or isolate only what "
                                   "hears it: --isolate race:NAME.");
        return LEAT_ERR_UNSUPPORTED;
    }
    return 0;
}

static bool transfer(struct isolation *x, const void *bytes, size_t n)
{
    const char *at = bytes;

    while (n) {
        const ssize_t done = send(x->socket, at, n, MSG_NOSIGNAL);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

/* False when it is dead, or says nothing for so long that it is better dead. */
static bool await(struct isolation *x, int32_t *answer)
{
    const struct timeval most = {.tv_sec = ANSWER_S};
    ssize_t got;

    setsockopt(x->socket, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
    do
        got = recv(x->socket, answer, sizeof(*answer), MSG_WAITALL);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        kill(x->zygote, SIGKILL);
    return got == sizeof(*answer);
}

int isolation_adopt(struct isolation *x, const struct model *model, uint64_t number,
                    struct leat_diag *diag)
{
    struct zygote_order order = {
        .edition = number,
        .rate_hz = x->engine->config.rate_hz,
        .channels = x->engine->config.channels,
        .is_live = x->is_live = x->engine->is_live,
    };
    void *bytes;
    size_t size;
    int32_t answer = 0;
    const int err = model_pack(model, &bytes, &size);

    if (err < 0)
        return err;
    order.bytes = size;
    const bool heard = !x->is_alone && transfer(x, &order, sizeof(order)) &&
                       transfer(x, bytes, size) && await(x, &answer);
    free(bytes);
    if (heard && answer == LEAT_ERR_LIMIT) {
        leat_diag_add(
            diag, LEAT_ERROR, 615,
            "This is too large to be isolated: no room is left for its state, "
            "or for what a group hears and gives.");
        leat_diag_hint(diag, "Isolate less of it: --isolate race:NAME, or off.");
    }
    if (heard && answer != LEAT_ERR_STATE)
        return answer;
    leat_diag_add(diag, LEAT_ERROR, 612,
                  "The process that makes workers is gone: what plays plays on, but it "
                  "can no longer be changed.");
    leat_diag_hint(diag, "Start leat again.");
    return LEAT_ERR_STATE;
}

bool isolation_has_failed(const struct isolation *x)
{
    return !x->engine->crews.n &&
           (x->is_alone || atomic_load(&x->shared[0].board->failed));
}
