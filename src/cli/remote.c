/* SPDX-License-Identifier: MIT */
/* remote: what reaches a program that `play` or `run` plays from outside. */
#include "cli/remote.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <leat/err.h>

#include "cli/option_table.h"
#include "cli/report.h"
#include "cli/serve_path.h"
#include "net/socket.h"

enum { LOOK_MS = 200 };

bool remote_is_wanted(const struct options *o)
{
    const struct option *osc = option_find("osc", 3, o->verb->bit);

    return o->origin[osc - option_at(0)] == ORIGIN_FLAG;
}

static void on_packet(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                      size_t size)
{
    struct remote *r = user;

    control_packet(r->control, peer, bytes, size);
}

static int on_answer(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                     size_t size)
{
    struct remote *r = user;

    return osc_server_send(r->server, peer, bytes, size);
}

static void on_say(void *user, const char *line)
{
    struct remote *r = user;

    report_line(r->options, "%s", line);
}

/* The graph is another. */
static void on_changed(void *user)
{
    struct remote *r = user;

    atomic_store(&r->changed, true);
    control_wake(r->control);
}

static void on_told(void *user, int err, const struct leat_diag *diag, bool rolled_back)
{
    struct remote *r = user;

    for (uint32_t i = 0; i < diag->n; i++)
        control_tell(r->control, leat_err_name(err), &diag->finding[i]);
    if (rolled_back)
        control_tell(r->control, "rolled_back", NULL);
}

static void *run(void *user)
{
    struct remote *r = user;

    while (!atomic_load(&r->quit)) {
        control_work(r->control, LOOK_MS);
        if (atomic_exchange(&r->changed, false) && control_renew(r->control) < 0)
            atomic_store(&r->changed, true); /* once more */
    }
    return NULL;
}

/* The place where leat ctl looks belongs to who is there first. */
static void find_path(struct remote *r)
{
    int fd;

    serve_path(r->options->socket, r->path, sizeof(r->path));
    if (r->options->socket || socket_connect_local(r->path, &fd, NULL) < 0)
        return;
    close(fd);
    r->path[0] = '\0';
}

static int open_server(struct remote *r, struct leat_diag *diag)
{
    const struct osc_server_config config = {.local = r->path[0] ? r->path : NULL,
                                             .udp_port = (int)r->options->osc,
                                             .tcp_port = (int)r->options->osc,
                                             .packet = on_packet,
                                             .user = r};

    return osc_server_create(&config, &r->server, diag);
}

static void tell(const struct remote *r)
{
    if (r->options->progress == PROGRESS_JSON)
        return;
    fprintf(stderr, "  OSC on 127.0.0.1:%u by UDP, :%u by TCP%s%s\n",
            osc_server_udp_port(r->server), osc_server_tcp_port(r->server),
            r->path[0] ? "; leat ctl by " : "; leat ctl --host 127.0.0.1:PORT",
            r->path);
}

int remote_begin(struct remote *r, const struct options *options, struct piece *piece,
                 struct leat_graph *graph, struct leat_engine *engine,
                 struct leat_diag *diag)
{
    const struct control_config config = {.graph = graph,
                                          .engine = engine,
                                          .patches = ".",
                                          .seed = options->seed,
                                          .bpm = options->tempo,
                                          .stage = piece_stage(piece),
                                          .send = on_answer,
                                          .say = on_say,
                                          .user = r};
    int err;

    r->options = options;
    err = control_create(&config, &r->control);
    if (err < 0)
        return err;
    piece->changed = on_changed;
    piece->tell = on_told;
    piece->user = r;
    find_path(r);
    if ((err = open_server(r, diag)) < 0)
        return err;
    tell(r);
    if (pthread_create(&r->thread, NULL, run, r) != 0)
        return LEAT_ERR_NOMEM;
    r->started = true;
    return 0;
}

void remote_end(struct remote *r)
{
    if (r->started) {
        atomic_store(&r->quit, true);
        control_wake(r->control);
        pthread_join(r->thread, NULL);
        r->started = false;
    }
    osc_server_destroy(&r->server); /* first: it speaks to the other */
    control_destroy(&r->control);
}
