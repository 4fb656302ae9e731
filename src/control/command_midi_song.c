/* SPDX-License-Identifier: MIT */
/* command_midi_song: Standard MIDI Files, played and recorded. */
#include <string.h>
#include <time.h>

#include <leat/err.h>

#include "control/call.h"
#include "control/command_midi.h"
#include "control/midi_gui.h"
#include "control/midi_program.h"
#include "io/take_name.h"

enum { PATIENCE_MS = 1000 };

static const char *folder(const struct control *c)
{
    return c->config.midi_folder ? c->config.midi_folder : "";
}

/* Names stay in the folder, as those of recordings. */
int command_midi_play(struct call *call)
{
    struct control *c = call->control;
    const struct midi_song_wish wish = {.speed = 1.0,
                                        .rate_hz = leat_engine_rate(c->config.engine),
                                        .first_id = MIDI_SONG_ID};
    struct take_name name;
    struct midi_song *song;
    const char *text;

    if (call_text(call, "a file, such as song.mid", &text) < 0)
        return LEAT_ERR_INVALID;
    int err = take_name_midi(text, &name, &call->diag);
    if (err == 0)
        err = midi_song_create(folder(c), name.text, &wish, &song, &call->diag);
    if (err < 0)
        return err;
    call_answer_pair(call, "seconds", (double)song->frames / wish.rate_hz);
    err = command_midi_order(call, MIDI_PLAY, song);
    if (err < 0)
        midi_song_destroy(&song);
    return err;
}

int command_midi_stop(struct call *call)
{
    return command_midi_order(call, MIDI_HUSH, NULL);
}

static void end_take(struct control *c, int64_t frame)
{
    struct leat_diag diag = {0};

    if (midi_take_end(&c->midi_take, frame, &diag) < 0 && c->config.say)
        c->config.say(c->config.user, diag.finding[0].message);
}

static void keep(struct control *c, const struct midi_heard *heard)
{
    if (heard->kind == MIDI_HEARD_MESSAGE) {
        control_midi_hear(c, &heard->message);
        midi_gui_hear(c, &heard->message);
        midi_program_hear(c, &heard->message);
    }
    if (!c->midi_take.file)
        return;
    if (heard->kind == MIDI_HEARD_MESSAGE)
        midi_take_message(&c->midi_take, heard->frame, &heard->message);
    else if (heard->kind == MIDI_HEARD_TEMPO)
        midi_take_tempo(&c->midi_take, heard->frame, heard->bpm);
    else
        end_take(c, heard->frame);
}

void control_midi_look(struct control *c)
{
    static const struct midi_order deaf = {-1, MIDI_DEAF, NULL};
    struct midi_hub *hub = c->config.midi;
    const bool learnt = c->midi_rules.learn.state != MIDI_LEARN_RESTS;
    struct midi_heard heard;

    while (hub && midi_hub_heard(hub, &heard))
        keep(c, &heard);
    if (learnt && c->midi_rules.learn.state == MIDI_LEARN_RESTS &&
        !control_midi_listens(c))
        (void)midi_hub_post(hub, &deaf);
    if (c->midi_waits)
        (void)control_midi_renew(c);
}

void control_midi_finish(struct control *c)
{
    control_midi_look(c);
    if (c->midi_take.file)
        end_take(c, leat_engine_frame(c->config.engine));
}

static int begin_recording(struct call *call)
{
    struct control *c = call->control;
    const char *name = "";

    if (!c->config.midi->in)
        return command_midi_absent(call);
    (void)osc_args_text(&call->args, &name);
    int err = midi_take_begin(&c->midi_take, folder(c), name,
                              leat_engine_rate(c->config.engine), &call->diag);
    if (err < 0)
        return err;
    call_answer_text(call, c->midi_take.name);
    err = command_midi_order(call, MIDI_RECORD, NULL);
    if (err < 0)
        midi_take_abandon(&c->midi_take);
    return err;
}

/* The audio thread says where the end is; what acts at once waits until it has. */
static int end_recording(struct call *call)
{
    struct control *c = call->control;
    const struct timespec look = {.tv_nsec = 1000000};

    if (!c->midi_take.file)
        return call_refuse(call, LEAT_ERR_STATE, "No MIDI is being recorded.", "");
    call_answer_text(call, c->midi_take.name);
    const int err = command_midi_order(call, MIDI_RECORD_END, NULL);
    for (int ms = 0;
         err == 0 && !c->config.direct && c->midi_take.file && ms < PATIENCE_MS; ms++) {
        nanosleep(&look, NULL);
        control_midi_look(c);
    }
    return err;
}

/* start [name] | stop */
int command_midi_record(struct call *call)
{
    const char *word;

    if (!call->control->config.midi)
        return command_midi_order(call, MIDI_RECORD, NULL);
    if (call_text(call, "start or stop", &word) < 0)
        return LEAT_ERR_INVALID;
    if (strcmp(word, "start") == 0)
        return begin_recording(call);
    if (strcmp(word, "stop") == 0)
        return end_recording(call);
    return call_refuse(call, LEAT_ERR_INVALID, "MIDI is recorded by start and stop.",
                       "/midi/record start take.mid");
}
