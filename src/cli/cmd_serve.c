/* SPDX-License-Identifier: MIT */
/* cmd_serve: leat serve [PROGRAM]: an instrument that plays until it is stopped, driven
 * by OSC and by leat ctl. */
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <leat/engine.h>
#include <leat/err.h>

#include "cli/report.h"
#include "cli/serve_path.h"
#include "cli/source.h"
#include "control/control.h"
#include "control/rig.h"
#include "net/socket.h"
#include "sequence/conduct.h"

enum { LOOK_MS = 200, SAID_MAX = 20, RIG_VOICES = 4, PREROLL_S = 30 };

struct serve {
    const struct options *options;
    struct source source;
    struct player *player;
    struct leat_engine *engine;
    struct recorder *recorder;
    struct control *control;
    struct osc_server *server;
    struct leat_diag diag;
    char path[256];
    atomic_int said; /* complaints since the last look */
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

    control_packet(s->control, peer, bytes, size);
}

static int on_answer(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                     size_t size)
{
    struct serve *s = user;

    return s->server ? osc_server_send(s->server, peer, bytes, size)
                     : LEAT_ERR_NOT_FOUND;
}

/* A flood of bad messages is told by its first. */
static void on_say(void *user, const char *line)
{
    struct serve *s = user;

    if (atomic_fetch_add(&s->said, 1) < SAID_MAX)
        report_line(s->options, "%s", line);
}

static void on_message(void *user, const char *message)
{
    struct serve *s = user;

    report_line(s->options, "%s", message);
}

static int build(struct serve *s)
{
    const struct options *o = s->options;
    int err;

    if (!o->argument) {
        err = leat_graph_create(&s->source.graph);
        return err < 0 ? err
                       : rig_build(s->source.graph, o->voices ? o->voices : RIG_VOICES,
                                   &s->diag);
    }
    if ((err = source_open(&s->source, o->argument, &s->diag)) < 0 ||
        (err = source_check(&s->source, o, &s->diag)) < 0)
        return err;
    return source_build(&s->source, false, &s->diag);
}

/* The engine's rate and channels are known only when it is there, and so is what
 * records it: before the start. */
static void on_listen(void *user, int64_t frame, const float *samples, uint32_t nframes,
                      uint32_t lanes)
{
    struct serve *s = user;

    rt_recorder_listen(s->recorder, frame, samples, nframes, lanes);
}

static int create_recorder(struct serve *s)
{
    const struct options *o = s->options;
    const struct recorder_config config = {.folder = o->record ? o->record : ".",
                                           .rate_hz = leat_engine_rate(s->engine),
                                           .channels = leat_engine_channels(s->engine),
                                           .preroll_s = PREROLL_S,
                                           .seed = o->seed};

    return recorder_create(&config, &s->recorder, &s->diag);
}

static int create_engine(struct serve *s)
{
    const struct options *o = s->options;
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    const double own = s->source.program ? leat_program_bpm(s->source.program) : 0.0;

    config.clock = LEAT_CLOCK_DEVICE;
    config.endless = true;
    config.rate_hz = o->rate_hz;
    config.block = o->block;
    config.threads = o->threads;
    config.channels = o->channels ? o->channels : 2;
    config.seed = o->seed;
    config.bpm = own > 0.0 ? own : o->tempo;
    config.device = o->device;
    config.no_safety = o->no_safety;
    config.max_state = o->max_state;
    config.on_message = on_message;
    config.message_user = s;
    int err = player_create(48000.0, config.bpm, &s->player);
    if (err < 0)
        return err;
    config.listen = on_listen;
    config.listen_user = s;
    config.conduct = rt_conduct;
    config.conduct_user = s->player;
    err = leat_engine_create(s->source.graph, &config, &s->engine, &s->diag);
    if (err >= 0)
        player_set_rate(s->player, leat_engine_rate(s->engine));
    return err;
}

static int create_control(struct serve *s)
{
    const struct control_config config = {
        .graph = s->source.graph,
        .engine = s->engine,
        .player = s->player,
        .recorder = s->recorder,
        .aliases = s->options->compat == COMPAT_CHRONUS ? ALIAS_CHRONUS | ALIAS_RIG : 0,
        .seed = s->options->seed,
        .send = on_answer,
        .say = on_say,
        .user = s};

    return control_create(&config, &s->control);
}

static int create_server(struct serve *s)
{
    const struct options *o = s->options;
    struct osc_server_config config = {.host = o->listen,
                                       .local = s->path,
                                       .udp_port = (int)o->osc,
                                       .tcp_port = (int)o->osc,
                                       .packet = on_packet,
                                       .user = s};

    serve_path(o->socket, s->path, sizeof(s->path));
    return osc_server_create(&config, &s->server, &s->diag);
}

static int prepare(struct serve *s)
{
    int err = build(s);

    if (err >= 0)
        err = create_engine(s);
    source_locate(&s->source, &s->diag);
    if (err >= 0)
        err = create_recorder(s);
    if (err >= 0)
        err = create_control(s);
    if (err >= 0)
        err = create_server(s);
    if (err >= 0)
        err = leat_engine_start(s->engine, &s->diag);
    return err;
}

static void tell_start(struct serve *s)
{
    const char *host = s->options->listen ? s->options->listen : "127.0.0.1";
    struct leat_engine_stats stats;

    leat_engine_stats(s->engine, &stats);
    fprintf(stderr, "leat serve: %g Hz, %u channels, %s\n", leat_engine_rate(s->engine),
            leat_engine_channels(s->engine), stats.device);
    report_findings(&s->diag);
    fprintf(stderr, "  OSC on %s:%u by UDP, :%u by TCP; leat ctl by %s\n", host,
            osc_server_udp_port(s->server), osc_server_tcp_port(s->server), s->path);
    if (!socket_is_loopback(host))
        fputs("  warning: whoever reaches this address can play, and read files by "
              "programs that they send\n",
              stderr);
    fputs("  Ctrl-C ends it\n", stderr);
}

static void serve(struct serve *s)
{
    while (n_interrupts == 0) {
        control_work(s->control, LOOK_MS);
        const int said = atomic_exchange(&s->said, 0);
        if (said > SAID_MAX)
            report_line(s->options, "%d more complaints", said - SAID_MAX);
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
    struct serve s = {.options = options};
    int err, closing;

    catch_signals(NULL);
    err = prepare(&s);
    if (err >= 0) {
        catch_signals(s.control);
        tell_start(&s);
        serve(&s);
        interrupted_control = NULL;
        fputs("leat serve: stopping\n", stderr);
    }
    osc_server_destroy(&s.server); /* first: it speaks to the others */
    control_destroy(&s.control);
    closing = leat_engine_destroy(&s.engine, &s.diag);
    player_destroy(&s.player); /* which the engine's thread called, as the next */
    const int kept = recorder_destroy(&s.recorder, &s.diag);
    closing = closing < 0 ? closing : kept;
    err = err < 0 ? err : closing;
    err = report_exit(options, err, &s.diag);
    source_close(&s.source);
    return err == EXIT_OK && n_interrupts ? EXIT_INTERRUPTED : err;
}
