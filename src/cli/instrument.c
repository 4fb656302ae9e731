/* SPDX-License-Identifier: MIT */
/* instrument: a program with all that plays it by messages. */
#include "cli/instrument.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <leat/err.h>

#include "cli/record_desk.h"
#include "cli/report.h"
#include "control/rig.h"
#include "io/file_path.h"
#include "lang/program.h"

enum { RIG_VOICES = 4, PREROLL_S = 30, CHANNELS = 2, RATE_HZ = 48000, VIZ_PORT = 5006 };

static int build(struct instrument *i, const char *program, struct screen *screen)
{
    const struct options *o = i->options;
    int err;

    if (!program && o->watch) {
        leat_diag_add(&i->diag, LEAT_ERROR, 0, "--watch needs a program to watch.");
        return LEAT_ERR_INVALID;
    }
    if (program) {
        err = source_open(&i->source, program, &i->diag);
    } else {
        err = leat_graph_create(&i->source.graph);
        if (err >= 0)
            err = rig_build(i->source.graph, o->voices ? o->voices : RIG_VOICES,
                            &i->diag);
        i->source.text = err < 0 ? NULL : calloc(1, 1); /* a program that is empty */
        err = err < 0 || i->source.text ? err : LEAT_ERR_NOMEM;
    }
    if (err < 0 || (err = source_check(&i->source, o, &i->diag)) < 0)
        return err;
    if (screen)
        screen_look(screen, i->source.program);
    err = piece_begin(&i->piece, o, &i->source, false, true, &i->diag);
    i->piece.look = screen ? screen_look : NULL;
    i->piece.look_user = screen;
    return err;
}

static void on_message(void *user, const char *message)
{
    struct instrument *i = user;

    report_line(i->options, "%s", message);
}

/* The engine's rate and channels are known only when it is there, and so is what
 * measures and records it: before the start. */
static void on_conduct(void *user, struct leat_engine *engine, int64_t frame,
                       uint32_t nframes)
{
    struct instrument *i = user;

    rt_midi_hub_conduct(i->midi, engine, frame, nframes);
    if (i->monitor)
        rt_monitor_conduct(i->monitor);
}

static void on_listen(void *user, int64_t frame, const float *samples, uint32_t nframes,
                      uint32_t lanes)
{
    struct instrument *i = user;

    if (i->monitor)
        rt_monitor_listen(i->monitor, frame, samples, nframes, lanes);
    if (i->recorder)
        rt_recorder_listen(i->recorder, frame, samples, nframes, lanes);
}

/* The player leads the musical clock and tells the engine. */
static int lead_tempo(void *user, int64_t frame, float bpm)
{
    return player_post(
        user, &(struct player_order){.frame = frame, .kind = PLAYER_TEMPO, .bpm = bpm});
}

static int create_engine(struct instrument *i, const struct instrument_place *place)
{
    const struct options *o = i->options;
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;

    config.clock = place->clock;
    config.sink = place->sink;
    config.endless = true;
    config.rate_hz = o->rate_hz;
    config.block = o->block;
    config.threads = o->threads;
    config.isolate = (enum leat_isolate)o->isolate.choice;
    config.isolate_groups = o->isolate.names;
    config.channels = o->channels ? o->channels : CHANNELS;
    config.seed = o->seed;
    config.bpm = source_tempo(&i->source, i->options);
    config.device = o->device ? o->device : program_device(i->source.program);
    config.no_safety = o->no_safety;
    config.max_state = o->max_state;
    config.on_message = on_message;
    config.message_user = i;
    int err = player_create(RATE_HZ, config.bpm, &i->player);
    if (err >= 0)
        err = midi_hub_create(i->player, &i->midi);
    if (err < 0)
        return err;
    config.listen = on_listen;
    config.listen_user = i;
    config.conduct = on_conduct;
    config.conduct_user = i;
    err = leat_engine_create(i->source.graph, &config, &i->engine, &i->diag);
    if (err >= 0)
        player_set_rate(i->player, leat_engine_rate(i->engine));
    if (err >= 0 && i->piece.stage)
        stage_lead(i->piece.stage, lead_tempo, i->player);
    return err;
}

static int open_midi(struct instrument *i, enum midi_direction direction,
                     const char *device)
{
    return device ? midi_hub_open(i->midi, direction, device,
                                  leat_engine_rate(i->engine), &i->diag)
                  : 0;
}

/* The folder of recordings, made where it can be: who asks for it at the start is told
 * then, not when the music plays. */
static int make_folder(const char *folder, struct leat_diag *diag)
{
    struct stat is;
    int error = mkdir(folder, 0777) != 0 && errno != EEXIST ? errno : 0;

    if (!error && stat(folder, &is) != 0)
        error = errno;
    else if (!error && !S_ISDIR(is.st_mode))
        error = ENOTDIR;
    else if (!error && access(folder, W_OK | X_OK) != 0)
        error = errno;
    if (!error)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 802, "Nothing can be recorded to `%.120s`: %s.",
                  folder, file_path_reason(error));
    leat_diag_hint(diag, "--record takes a folder; its parent must be there.");
    return LEAT_ERR_NO_ACCESS;
}

static int create_recorder(struct instrument *i)
{
    const struct options *o = i->options;
    const struct recorder_config config = {.folder = o->record ? o->record : ".",
                                           .rate_hz = leat_engine_rate(i->engine),
                                           .channels = leat_engine_channels(i->engine),
                                           .preroll_s = PREROLL_S,
                                           .seed = o->seed};

    return recorder_create(&config, &i->recorder, &i->diag);
}

/* What one that is heard has besides. */
static int attend(struct instrument *i)
{
    const struct options *o = i->options;
    int err = o->record ? make_folder(o->record, &i->diag) : 0;

    if (err >= 0)
        err = create_recorder(i);
    if (err >= 0)
        err = monitor_create(leat_engine_rate(i->engine), &i->monitor);
    if (err >= 0)
        err = open_midi(i, MIDI_IN, o->midi);
    if (err >= 0)
        err = open_midi(i, MIDI_OUT, o->midi_out);
    return err;
}

static int read_aliases(struct instrument *i)
{
    struct source source = {.name = i->options->aliases};
    int err = source_read_file(&source, &i->diag);

    if (err >= 0)
        err = alias_file_read(&i->aliases, (const uint8_t *)source.text, source.size,
                              source.name, &i->diag);
    free(source.text);
    return err;
}

static int create_control(struct instrument *i, const struct instrument_place *place)
{
    const bool chronus = i->options->compat == COMPAT_CHRONUS;
    const struct control_config config = {
        .graph = i->source.graph,
        .engine = i->engine,
        .player = i->player,
        .midi = i->midi,
        .midi_folder = i->options->record,
        .recorder = i->recorder,
        .monitor = i->monitor,
        .max_rate = i->options->max_rate,
        .viz_port = chronus && i->monitor ? VIZ_PORT : 0,
        .alias_file = i->aliases,
        .patches = ".",
        .slots = i->options->slots ? i->options->slots : "slots",
        .aliases = chronus ? ALIAS_CHRONUS | ALIAS_RIG : 0,
        .seed = i->options->seed,
        .token = i->options->token,
        .bpm = source_tempo(&i->source, i->options),
        .stage = place->clock == LEAT_CLOCK_DEVICE ? piece_stage(&i->piece) : NULL,
        .direct = place->clock == LEAT_CLOCK_MANUAL,
        .send = place->send,
        .say = place->say,
        .refused = place->refused,
        .net = place->net,
        .user = place->user};

    return control_create(&config, &i->control);
}

int instrument_create(struct instrument *i, const struct options *options,
                      const char *program, const struct instrument_place *place)
{
    *i = (struct instrument){.options = options};
    int err = options->aliases ? read_aliases(i) : 0;

    if (err >= 0)
        err = build(i, program, place->screen);
    if (err >= 0)
        err = create_engine(i, place);
    source_locate(&i->source, &i->diag);
    if (err >= 0 && place->clock == LEAT_CLOCK_DEVICE)
        err = attend(i);
    if (err >= 0)
        err = create_control(i, place);
    if (err >= 0 && i->recorder) {
        record_taker_init(&i->taker, options, options->record ? options->record : ".",
                          i->engine, true);
        i->taker.control = i->control;
        i->piece.recorder = record_taker_host(&i->taker);
    }
    if (err >= 0 && options->bindings)
        err = control_keep_midi(i->control, options->bindings, &i->diag);
    return err;
}

int instrument_destroy(struct instrument *i)
{
    piece_end(&i->piece);
    control_destroy(&i->control);
    alias_file_destroy(&i->aliases);
    int err = leat_engine_destroy(&i->engine, &i->diag);
    midi_hub_destroy(&i->midi); /* which the engine's thread called, as the next two */
    player_destroy(&i->player);
    monitor_destroy(&i->monitor);
    const int kept = recorder_destroy(&i->recorder, &i->diag);
    const int filmed = record_taker_finish(&i->taker, &i->diag);
    source_close(&i->source);
    return err < 0 ? err : kept < 0 ? kept : filmed;
}
