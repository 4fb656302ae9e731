/* SPDX-License-Identifier: MIT */
/* session: one run of a program, from its argument to what is printed at the end. */
#include "cli/session.h"

#include <stdio.h>
#include <string.h>

#include <leat/engine.h>
#include <leat/err.h>

#include "cli/endless.h"
#include "cli/film.h"
#include "cli/graph_view.h"
#include "cli/input.h"
#include "cli/outcome.h"
#include "cli/piece.h"
#include "cli/record_desk.h"
#include "cli/remote.h"
#include "cli/report.h"
#include "cli/screen.h"
#include "cli/shot.h"
#include "cli/source.h"
#include "cli/stopwatch.h"
#include "cli/watch.h"
#include "lang/program.h"

struct session {
    const struct options *options;
    bool live;
    bool is_said; /* it only prints, and has */
    struct source source;
    struct target target;
    struct watch watch;
    struct piece piece;
    struct remote remote;    /* who plays with it from outside, where --osc says so */
    struct input input;      /* what is heard, where --input says so */
    struct screen screen;    /* its pictures, while it plays */
    struct film *film;       /* and their file, where -o asks for one */
    struct record_desk desk; /* of programs that record */
    char sound[4096];        /* and where its sound goes */
    struct leat_engine *engine;
    struct leat_diag diag;
};

static bool any_node(struct session *s, uint32_t flag, const char *class_name)
{
    struct leat_node_info info;

    for (uint32_t i = 0; leat_graph_node_at(s->source.graph, i, &info) >= 0; i++)
        if (info.node_class->flags & flag ||
            (class_name && strcmp(info.node_class->name, class_name) == 0))
            return true;
    return false;
}

/* A program of numbers and texts, which makes no sound or picture and has no frames. */
static bool only_prints(struct session *s)
{
    return s->source.program && s->source.program->has_printed && !s->piece.ticks &&
           !any_node(s, LEAT_CLASS_SINK, "output");
}

/* `run` is live when something live takes part, or when the master has nowhere to go
 * but the device, or pictures nowhere but the screen. */
static bool is_live(struct session *s, enum session_mode mode)
{
    const struct options *o = s->options;

    if (s->is_said && !o->watch)
        return false;
    if (mode != SESSION_EITHER)
        return mode == SESSION_LIVE;
    if (o->out || o->stats || o->hash)
        return false;
    return remote_is_wanted(o) || any_node(s, LEAT_CLASS_LIVE, "output") ||
           (s->piece.ticks && s->source.program && program_shows(s->source.program));
}

static int refuse_endless(struct session *s)
{
    struct leat_node_info info;

    if (s->live || s->options->duration.value > 0 || s->input.sound)
        return 0;
    if (s->piece.ticks && !program_may_exit(s->source.program)) {
        leat_diag_add(&s->diag, LEAT_ERROR, 0,
                      "This program goes on and on, so it never ends.");
        leat_diag_hint(&s->diag,
                       "Say how long it should be: --duration 10s; or call exit().");
        return LEAT_ERR_INVALID;
    }
    if (s->piece.ticks || !endless_find(s->source.graph, &info))
        return 0;
    leat_diag_add(&s->diag, LEAT_ERROR, 0, "`%s` never ends, so neither does this run.",
                  info.name);
    if (s->diag.n > 0)
        s->diag.finding[s->diag.n - 1].tag = info.tag;
    leat_diag_hint(&s->diag, "Say how long it should be: --duration 10s");
    source_locate(&s->source, &s->diag);
    return LEAT_ERR_INVALID;
}

/* A run that nobody will hear or see is a mistake. */
static int refuse_nothing(struct session *s)
{
    const struct options *o = s->options;
    struct leat_node_info info;
    bool any = false;

    for (uint32_t i = 0; leat_graph_node_at(s->source.graph, i, &info) >= 0; i++) {
        const bool is_output = strcmp(info.node_class->name, "output") == 0;
        if (info.node_class->flags & LEAT_CLASS_SINK && !is_output)
            return 0;
        any = any || is_output;
    }
    if (s->piece.ticks) /* what is heard may come later, or be seen */
        return 0;
    if (!any && s->is_said)
        return 0;
    if (!any) {
        leat_diag_add(&s->diag, LEAT_ERROR, 0, "Nothing in the program is heard.");
        leat_diag_hint(&s->diag, "End it with a chain, such as: osc |> output()");
        return LEAT_ERR_INVALID;
    }
    if (s->live || o->out || o->stats || o->hash || o->json)
        return 0;
    leat_diag_add(&s->diag, LEAT_ERROR, 0, "The result would go nowhere.");
    leat_diag_hint(&s->diag, "Give it a file: -o out.wav, or measure it: --stats");
    return LEAT_ERR_INVALID;
}

/* A program records, or one that takes over may. */
static bool records(const struct session *s)
{
    return s->source.program &&
           (program_records(s->source.program) || s->options->watch);
}

static void on_message(void *user, const char *message)
{
    report_line(user, "%s", message);
}

static int create_engine(struct session *s)
{
    const struct options *o = s->options;
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;

    config.clock = s->live ? LEAT_CLOCK_DEVICE : LEAT_CLOCK_OFFLINE;
    config.rate_hz = o->rate_hz;
    config.block = o->block;
    config.threads = o->threads;
    config.isolate = (enum leat_isolate)o->isolate.choice;
    config.isolate_groups = o->isolate.names;
    config.channels = o->channels;
    config.seed = o->seed;
    config.bpm = source_tempo(&s->source, o);
    config.device = o->device ? o->device : program_device(s->source.program);
    config.no_safety = o->no_safety;
    config.max_state = o->max_state;
    if (o->duration.unit == QUANTITY_FRAMES)
        config.duration = (int64_t)(o->duration.value + 0.999999); /* at least one */
    else
        config.duration_s = quantity_seconds(o->duration, 0, config.bpm);
    if (!s->live && o->duration.value == 0) /* as long as what is heard */
        config.duration_s = input_seconds(&s->input);
    if (s->input.sound) {
        config.hear = input_hear;
        config.hear_user = &s->input;
        config.hear_channels = s->input.channels;
    }
    if (s->is_said && !s->live && o->duration.value == 0)
        config.duration = 1; /* it is over */
    config.tail_max_s = quantity_seconds(o->tail, o->rate_hz, config.bpm);
    if (config.tail_max_s == 0.0)
        config.tail_max_s = 1e-9; /* none at all: 0 would be the engine's own choice */
    config.on_message = on_message;
    config.message_user = (void *)(uintptr_t)o;
    /* what comes next may sound again, and silence is as long as was asked for */
    config.endless = s->piece.ticks || s->is_said;
    if (!s->live)
        config.sink = target_sink(&s->target);
    if (records(s)) {
        config.listen = rt_record_desk_listen;
        config.listen_user = &s->desk;
    }
    int err = leat_engine_create(s->source.graph, &config, &s->engine, &s->diag);
    if (err >= 0 && records(s)) {
        err = record_desk_open(&s->desk, o, s->source.folder.folder, s->source.graph,
                               s->engine, s->live, &s->diag);
        s->piece.recorder = record_taker_host(&s->desk.taker);
        s->desk.taker.end_s =
            config.duration > 0 ? (double)config.duration / leat_engine_rate(s->engine)
                                : config.duration_s;
    }
    return err < 0 ? err : input_begin(&s->input, leat_engine_rate(s->engine));
}

/* The first line: what runs, at what rate. */
static void tell_start(struct session *s)
{
    const double rate_hz = leat_engine_rate(s->engine);
    const uint32_t channels = leat_engine_channels(s->engine);
    struct leat_engine_stats stats;

    if (s->options->progress == PROGRESS_JSON)
        return;
    leat_engine_stats(s->engine, &stats);
    fprintf(stderr, "leat %s: %g Hz, %u channel%s, %s\n", s->options->verb->name,
            rate_hz, channels, channels == 1 ? "" : "s", stats.device);
    if (!s->options->json) /* which tells all at the end */
        report_findings(s->options, &s->diag);
}

static void on_picture(void *user, const struct leat_frame *picture, int64_t k)
{
    struct session *s = user;

    if (s->film) {
        if (film_show(s->film, picture, k) < 0 && s->engine)
            leat_engine_cancel(s->engine);
    } else if (s->live) { /* it is not known to be before frame 0 has run */
        screen_show(&s->screen, picture);
    }
}

static void on_mouse(void *user, double at[2])
{
    struct session *s = user;

    screen_mouse(&s->screen, at);
}

static int on_shot(void *user, const char *path, const struct leat_frame *picture,
                   struct leat_diag *diag)
{
    const struct session *s = user;
    const struct leat_program *program = s->source.program;

    return shot_save(program ? program->base : "", path, s->options->force, picture,
                     diag);
}

static void look(void *user, struct leat_program *program)
{
    program->show = on_picture;
    program->mouse = on_mouse;
    program->save = on_shot;
    program->show_user = user;
}

/* -o film.y4m: its pictures go there, and its sound beside it, or into film.mkv. */
static int open_film(struct session *s)
{
    const struct options *o = s->options;

    if (!film_is_path(o->out))
        return 0;
    if (!s->source.program || !leat_program_has_frames(s->source.program)) {
        leat_diag_add(&s->diag, LEAT_ERROR, 0, "This program draws no pictures.");
        leat_diag_hint(&s->diag, "Streams of pictures go to a file by themselves: "
                                 "testpattern() |> file(\"bars.y4m\")");
        return LEAT_ERR_INVALID;
    }
    film_sound_path(o->out, s->sound, sizeof(s->sound));
    s->target.path = s->sound[0] ? s->sound : NULL;
    const double seconds =
        o->duration.value == 0
            ? input_seconds(&s->input)
            : quantity_seconds(o->duration, o->rate_hz > 0 ? o->rate_hz : 48000,
                               source_tempo(&s->source, o));
    const struct film_wish film = {
        .path = o->out, .force = o->force, .seconds = seconds};
    return film_create(&film, &s->film);
}

/* Programs that run frames are seen, and so are those that take over. */
static int build(struct session *s)
{
    int err = open_film(s);

    if (err < 0)
        return err;
    screen_init(&s->screen, s->options, &s->watch);
    if (s->source.program)
        look(s, s->source.program);
    err = piece_begin(&s->piece, s->options, &s->source, s->options->force,
                      remote_is_wanted(s->options), &s->diag);
    s->piece.look = look;
    s->piece.look_user = s;
    return err;
}

/* What is computed faster than it is heard cannot be played with. */
static int refuse_watch(struct session *s)
{
    const bool is_heard = remote_is_wanted(s->options);

    if ((!s->options->watch && !is_heard) || s->live)
        return 0;
    leat_diag_add(&s->diag, LEAT_ERROR, 0, "%s plays on a device.",
                  s->options->watch ? "--watch" : "What --osc lets others play");
    leat_diag_hint(&s->diag, "Leave out what makes a file of it, or say leat play.");
    return LEAT_ERR_INVALID;
}

static int prepare(struct session *s, enum session_mode mode)
{
    const struct options *o = s->options;
    int err = target_check(o, &s->diag);

    if (err < 0 || (err = input_open(&s->input, o->input, &s->diag)) < 0 ||
        (err = source_open(&s->source, o->argument, &s->diag)) < 0 ||
        (err = source_check(&s->source, o, &s->diag)) < 0 || (err = build(s)) < 0)
        return err;
    s->is_said = only_prints(s);
    s->live = is_live(s, mode);
    if ((err = refuse_watch(s)) < 0 || (err = refuse_endless(s)) < 0 ||
        (err = refuse_nothing(s)) < 0)
        return err;
    err = o->strict ? graph_view_strict(s->source.graph, o->rate_hz, &s->diag) : 0;
    if (err >= 0)
        err = create_engine(s);
    source_locate(&s->source, &s->diag);
    if (err < 0)
        return err;
    err = target_begin(&s->target, o, leat_engine_channels(s->engine),
                       leat_engine_rate(s->engine), &s->diag);
    if (err >= 0 && film_has_sound(s->film)) {
        err = film_begin(s->film, leat_engine_rate(s->engine),
                         leat_engine_channels(s->engine));
        s->target.also = film_hear;
        s->target.also_user = s->film;
    }
    if (err >= 0)
        tell_start(s);
    return err;
}

static int compute(struct session *s, struct outcome *outcome)
{
    int err = 0;

    watch_engine(&s->watch, s->engine);
    if (s->live && remote_is_wanted(s->options))
        err = remote_begin(&s->remote, s->options, &s->piece, s->source.graph,
                           s->engine, &s->diag);
    if (err >= 0)
        err = piece_start(&s->piece, s->engine, s->live);
    if (err >= 0 && s->live)
        err = leat_engine_start(s->engine, &s->diag);
    if (err >= 0)
        err = piece_run(&s->piece, &s->diag);
    piece_stop(&s->piece);
    remote_end(&s->remote);
    record_desk_end(&s->desk);
    if (s->live)
        leat_engine_stop(s->engine);
    outcome_collect(outcome, s->engine, s->source.graph);
    watch_engine(&s->watch, NULL);
    return err;
}

int session_run(const struct options *options, enum session_mode mode)
{
    struct session s = {.options = options};
    struct outcome outcome = {.start_nsec = stopwatch_now_nsec()};
    int err, closing;

    if (!options->argument) {
        report_line(options, "which program? usage: leat %s [OPTION...] PROGRAM",
                    options->verb->name);
        return EXIT_USAGE;
    }
    target_init(&s.target, options);
    if (watch_start(&s.watch, options, &s.target, outcome.start_nsec) < 0) {
        report_line(options, "%s", leat_strerror(LEAT_ERR_LIMIT));
        return EXIT_FAILED;
    }
    err = prepare(&s, mode);
    if (err >= 0)
        err = compute(&s, &outcome);
    piece_end(&s.piece);
    screen_close(&s.screen);
    closing = leat_engine_destroy(&s.engine, &s.diag);
    err = err < 0 && err != LEAT_ERR_CANCELLED ? err : closing < 0 ? closing : err;
    closing = record_desk_close(&s.desk, &s.diag);
    err = err < 0 && err != LEAT_ERR_CANCELLED ? err : closing < 0 ? closing : err;
    if (s.film && film_count(s.film) == 0 && err >= 0) {
        leat_diag_add(&s.diag, LEAT_ERROR, 0,
                      "This program has drawn no pictures: %s is not there.",
                      options->out);
        leat_diag_hint(&s.diag, "Draw some, as plasma() does, or name a sound file.");
        err = LEAT_ERR_INVALID;
    }
    closing = film_close(&s.film, &s.diag);
    err = err < 0 && err != LEAT_ERR_CANCELLED ? err : closing < 0 ? closing : err;
    closing = target_end(&s.target, &s.diag);
    outcome.measure = s.target.measure;
    err = err < 0 && err != LEAT_ERR_CANCELLED ? err : closing < 0 ? closing : err;
    outcome.interrupted = watch_stop(&s.watch);
    outcome.first_sound_nsec = s.watch.first_sound_nsec;
    source_locate(&s.source, &s.diag);
    source_close(&s.source);
    input_close(&s.input);
    err = outcome_tell(&outcome, options, err, &s.diag);
    return err == EXIT_OK ? s.piece.exit_code : err;
}
