/* SPDX-License-Identifier: MIT */
/* cmd_serve: leat serve [PROGRAM]: an instrument that plays until it is stopped, driven
 * by OSC and by leat ctl. */
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <leat/err.h>

#include "cli/heap_trim.h"
#include "cli/instrument.h"
#include "cli/report.h"
#include "cli/serve_path.h"
#include "cli/serve_stats.h"
#include "net/socket.h"

enum { LOOK_MS = 200, SAID_MAX = 20, CHRONUS_PORT = 5005, TIDY_LOOKS = 10 };

struct serve {
    const struct options *options;
    struct instrument instrument;
    struct screen screen;
    struct osc_server *server;
    char path[256];
    atomic_int said;     /* complaints since the last look */
    atomic_bool changed; /* the graph, by --watch */
    struct serve_stats stats;
    bool refused;    /* connections, told already */
    int64_t tidy_at; /* frame of the next look at how many edits there were */
    uint64_t edits;  /* at the last one */
    uint32_t
        n_untidied; /* looks since edits left free memory behind; 0: they did not */
};

static struct control *interrupted_control;
static volatile sig_atomic_t n_interrupts;

static void on_signal(int number)
{
    (void)number;
    n_interrupts++;
    if (interrupted_control)
        control_wake(interrupted_control);
}

static void on_packet(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                      size_t size)
{
    struct serve *s = user;

    control_packet(s->instrument.control, peer, bytes, size);
}

static int on_answer(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                     size_t size)
{
    struct serve *s = user;

    return osc_server_send(s->server, peer, bytes, size);
}

/* A flood of bad messages is told by its first. */
static void on_say(void *user, const char *line)
{
    struct serve *s = user;

    if (atomic_fetch_add(&s->said, 1) < SAID_MAX)
        report_line(s->options, "%s", line);
}

/* The program was saved: its nodes may be others. */
static void on_changed(void *user)
{
    struct serve *s = user;

    atomic_store(&s->changed, true);
    control_wake(s->instrument.control);
}

/* What of a program that took over came later. */
static void on_told(void *user, int err, const struct leat_diag *diag, bool rolled_back)
{
    const struct serve *s = user;
    struct control *c = s->instrument.control;

    for (uint32_t i = 0; i < diag->n; i++)
        control_tell(c, leat_err_name(err), &diag->finding[i]);
    if (rolled_back)
        control_tell(c, "rolled_back", NULL);
}

static int start(struct serve *s)
{
    struct instrument *i = &s->instrument;
    int err;

    i->piece.changed = on_changed;
    i->piece.tell = on_told;
    i->piece.user = s;
    err = piece_start(&i->piece, i->engine, true);
    return err < 0 ? err : leat_engine_start(i->engine, &i->diag);
}

static void on_net(void *user, struct osc_server_stats *out)
{
    struct serve *s = user;

    osc_server_stats(s->server, out);
}

static int create_server(struct serve *s)
{
    const struct options *o = s->options;
    const bool chronus = o->compat == COMPAT_CHRONUS && o->osc != CHRONUS_PORT;
    const struct osc_server_config config = {.host = o->listen,
                                             .local = s->path,
                                             .udp_port = (int)o->osc,
                                             .tcp_port = (int)o->osc,
                                             .second_udp_port =
                                                 chronus ? CHRONUS_PORT : 0,
                                             .packet = on_packet,
                                             .user = s};

    serve_path(o->socket, s->path, sizeof(s->path));
    return osc_server_create(&config, &s->server, &s->instrument.diag);
}

static int prepare(struct serve *s)
{
    const struct instrument_place place = {.clock = LEAT_CLOCK_DEVICE,
                                           .send = on_answer,
                                           .say = on_say,
                                           .net = on_net,
                                           .user = s,
                                           .screen = &s->screen};
    struct instrument *i = &s->instrument;
    int err;

    screen_init(&s->screen, s->options, NULL);
    err = instrument_create(i, s->options, s->options->argument, &place);

    if (err >= 0)
        err = start(s);
    return err < 0 ? err : create_server(s); /* last: it brings messages */
}

static void tell_start(struct serve *s)
{
    const char *host = s->options->listen ? s->options->listen : "127.0.0.1";
    struct leat_engine *engine = s->instrument.engine;
    struct leat_engine_stats stats;

    leat_engine_stats(engine, &stats);
    fprintf(stderr, "leat serve: %g Hz, %u channels, %s\n", leat_engine_rate(engine),
            leat_engine_channels(engine), stats.device);
    report_findings(s->options, &s->instrument.diag);
    fprintf(stderr, "  OSC on %s:%u by UDP, :%u by TCP; leat ctl by %s\n", host,
            osc_server_udp_port(s->server), osc_server_tcp_port(s->server), s->path);
    if (osc_server_second_udp_port(s->server))
        fprintf(stderr, "  and on %s:%d by UDP, as Chronus was\n", host, CHRONUS_PORT);
    else if (s->options->compat == COMPAT_CHRONUS && s->options->osc != CHRONUS_PORT)
        fprintf(stderr, "  but not on port %d, which another program has\n",
                CHRONUS_PORT);
    if (!socket_is_loopback(host))
        fputs("  whoever knows the token can play it, and read files by programs that "
              "they send\n",
              stderr);
    fputs("  Ctrl-C ends it\n", stderr);
}

/* What nobody else tells: too many complaints, too many connections. */
static void tell_floods(struct serve *s)
{
    const int said = atomic_exchange(&s->said, 0);
    struct osc_server_stats net;

    if (said > SAID_MAX)
        report_line(s->options, "%d more complaints", said - SAID_MAX);
    osc_server_stats(s->server, &net);
    if (net.refused && !s->refused)
        report_line(s->options,
                    "a connection was refused, all places were taken; more are counted "
                    "as conn_refused");
    s->refused = net.refused > 0;
}

/* Plans that many quick edits left behind would stay with the heap for good: a second
 * after the last of them, or every ten, what is free goes back. */
static void tidy(struct serve *s)
{
    struct leat_engine *engine = s->instrument.engine;
    const int64_t frame = leat_engine_frame(engine);
    struct leat_engine_stats stats;

    if (frame < s->tidy_at)
        return;
    s->tidy_at = frame + (int64_t)leat_engine_rate(engine);
    leat_engine_stats(engine, &stats);
    const bool rests = stats.edits == s->edits;
    s->edits = stats.edits;
    s->n_untidied += !rests || s->n_untidied;
    if (!s->n_untidied || (!rests && s->n_untidied < TIDY_LOOKS))
        return;
    heap_trim();
    s->n_untidied = 0;
}

static void serve(struct serve *s)
{
    struct instrument *i = &s->instrument;

    serve_stats_begin(&s->stats, s->options, i->control, i->engine);
    while (n_interrupts == 0) {
        control_work(i->control, serve_stats_wait_ms(&s->stats, LOOK_MS));
        tell_floods(s);
        if (atomic_exchange(&s->changed, false) && control_renew(i->control) < 0)
            atomic_store(&s->changed, true); /* once more */
        tidy(s);
        serve_stats_look(&s->stats);
    }
}

static void catch_signals(struct control *control)
{
    const struct sigaction action = {.sa_handler = on_signal};
    const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    interrupted_control = control;
    for (int i = 0; i < 3; i++)
        sigaction(numbers[i], &action, NULL);
}

int cmd_serve(const struct options *options)
{
    static struct serve s;
    int err, closing;

    s.options = options;
    if (options->listen && !socket_is_loopback(options->listen) &&
        (!options->token || !*options->token)) {
        report_line(options,
                    "--listen %s needs a --token, without which everybody there "
                    "could play it",
                    options->listen);
        return EXIT_USAGE;
    }
    catch_signals(NULL);
    err = prepare(&s);
    if (err >= 0) {
        catch_signals(s.instrument.control);
        tell_start(&s);
        serve(&s);
        interrupted_control = NULL;
        fputs("leat serve: stopping\n", stderr);
    }
    osc_server_destroy(&s.server); /* first: it speaks to the others */
    closing = instrument_destroy(&s.instrument);
    screen_close(&s.screen);
    err = report_exit(options, err < 0 ? err : closing, &s.instrument.diag);
    return err == EXIT_OK && n_interrupts ? EXIT_INTERRUPTED : err;
}
