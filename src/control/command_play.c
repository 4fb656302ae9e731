/* SPDX-License-Identifier: MIT */
/* command_play: values, gates, notes, tempo: what only speaks to the engine. */
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "base/str.h"
#include "base/tempo.h"
#include "control/call.h"
#include "control/echoes.h"

enum { MIDI_MAX = 127 };

static int send_event(struct call *call, uint32_t node, struct leat_event event)
{
    event.frame = call->frame;
    return leat_engine_send(call->control->config.engine, node, &event);
}

/* The newest value of a parameter, which is not the base while a stream moves it; or
 * what it would be reset to. */
static int tell(struct call *call, const struct address *a)
{
    const struct leat_param *p = &a->node_class->params[a->param];
    float value = p->def;
    const int err = call->resets ? 0
                                 : leat_engine_get(call->control->config.engine,
                                                   a->node, (uint32_t)a->param, &value);

    if (err < 0)
        return err;
    call_answer(call, value_write(p, value));
    return 0;
}

static int refuse_more(struct call *call, const struct leat_param *param)
{
    leat_diag_add(&call->diag, LEAT_ERROR, 404,
                  "`%s` takes a value and a time; this is one more.", param->name);
    leat_diag_hint(&call->diag, "The time says in how many seconds it glides there.");
    return LEAT_ERR_INVALID;
}

static int set(struct call *call, const struct address *a)
{
    struct control *c = call->control;
    const struct leat_param *p = &a->node_class->params[a->param];
    struct osc_arg more;
    double seconds;
    float value;
    int err = call_value(call, p, &value);

    if (err < 0)
        return err;
    const int over =
        value_read_seconds(&call->args, &call->scale, &seconds, &call->diag);
    if (over < 0)
        return over;
    if (osc_args_value(&call->args, &more) != 0)
        return refuse_more(call, p);
    if ((err = held_set(&c->held, a->node, (uint32_t)a->param, value)) < 0)
        return err;
    return leat_engine_set(c->config.engine, a->node, (uint32_t)a->param, value,
                           call->frame, over ? (float)(seconds * 1000.0) : -1.0f);
}

/* An open gate begins no note where notes are what sounds; a closed one ends them. */
static int refuse_gate(struct call *call, const char *node)
{
    leat_diag_add(&call->diag, LEAT_ERROR, 0,
                  "`%.64s` plays notes: an open gate begins none.", node);
    leat_diag_hint(&call->diag,
                   "/note/%.64s C4 begins one, as leat ctl note %.64s C4 does; gate 0 "
                   "ends all.",
                   node, node);
    return LEAT_ERR_INVALID;
}

/* 0 closes, what is above opens; without a parameter it is an event. */
static int gate(struct call *call, const struct address *a)
{
    static const struct leat_param any = {
        .name = "gate", .kind = LEAT_BOOL, .max = 1.0f, .help = "Open while above 0."};
    struct control *c = call->control;
    struct osc_args args = call->args;
    double number;
    float value;

    if (call->resets)
        value = 0.0f;
    else if (osc_args_number(&args, &number) > 0)
        value = number > 1.0 ? 1.0f : number > 0.0 ? (float)number : 0.0f;
    else if (value_read(&call->args, &any, &call->scale, &value, &call->diag) < 0)
        return LEAT_ERR_INVALID;
    if (value > 0.0f && strcmp(a->node_class->name, "voices") == 0) {
        char node[LEAT_NAME_MAX];
        str_format(node, sizeof(node), "%.*s", (int)strcspn(a->path + 1, "/"),
                   a->path + 1);
        return refuse_gate(call, node);
    }
    if (a->by_event)
        return send_event(call, a->node,
                          (struct leat_event){.type = LEAT_EVENT_GATE, .value = value});
    return leat_engine_set(c->config.engine, a->node, (uint32_t)a->param, value,
                           call->frame, 0.0f);
}

static int note(struct call *call, const struct address *a);

int command_param(struct call *call, const struct address *a)
{
    if (a->kind == ADDRESS_NOTES)
        return note(call, a);
    if (a->kind == ADDRESS_GATE && !call->query)
        return gate(call, a);
    if (a->kind == ADDRESS_TEXT)
        return LEAT_ERR_STATE;
    if (call->query && call->n_args == 0)
        return a->param < 0 ? LEAT_ERR_UNSUPPORTED : tell(call, a);
    if (a->node_class->params[a->param].flags & LEAT_PARAM_STRUCTURAL)
        return LEAT_ERR_STATE;
    return set(call, a);
}

/* A note that ends by itself has a number of its own, so that its end is not another's.
 */
static int32_t number_note(struct control *c)
{
    pthread_mutex_lock(&c->lock);
    const int32_t id = ++c->next_note & 0x3fffffff;
    pthread_mutex_unlock(&c->lock);
    return id | 0x40000000;
}

static int end_note(struct call *call, const struct address *a, struct leat_event on,
                    double seconds)
{
    struct leat_engine *e = call->control->config.engine;
    const int64_t begin = on.frame >= 0 ? on.frame : leat_engine_frame(e);

    on.type = LEAT_EVENT_NOTE_OFF;
    on.frame = begin + (int64_t)(seconds * leat_engine_rate(e) + 0.5);
    return leat_engine_send(e, a->node, &on);
}

static int refuse_key(struct call *call, double key)
{
    leat_diag_add(&call->diag, LEAT_ERROR, 401,
                  "A note is a number from 0 to 127; %g is none.", key);
    leat_diag_hint(&call->diag, "Or a name such as C4, or a frequency such as 440hz.");
    return LEAT_ERR_RANGE;
}

/* The next argument as a note: its number, its name or its frequency. */
static int read_key(struct call *call, double *key)
{
    static const struct leat_param key_param = {
        .name = "note", .unit = LEAT_UNIT_HZ, .max = 20000.0f, .help = "Note to play."};
    struct osc_args ahead = call->args;
    float hz;

    if (osc_args_number(&ahead, key) > 0) {
        call->args = ahead;
        return *key >= 0.0 && *key <= MIDI_MAX ? 0 : refuse_key(call, *key);
    }
    if (value_read(&call->args, &key_param, &call->scale, &hz, &call->diag) < 0)
        return LEAT_ERR_INVALID;
    if (!(hz > 0.0f))
        return call_refuse(call, LEAT_ERR_RANGE, "A note's frequency is above 0 Hz.",
                           "");
    *key = 69.0 + 12.0 * math_log2_d((double)hz / 440.0);
    return 0;
}

/* The next argument, if it is a number, as a velocity; 0.8 without. */
static int read_velocity(struct call *call, double *velocity)
{
    *velocity = 0.8;
    (void)osc_args_number(&call->args, velocity);
    if (!(*velocity >= 0.0 && *velocity <= MIDI_MAX))
        return call_refuse(call, LEAT_ERR_RANGE, "A velocity goes from 0 to 1.",
                           "0 ends the note; above 1 it counts to 127, as MIDI does.");
    if (*velocity > 1.0)
        *velocity /= MIDI_MAX;
    return 0;
}

/* note [velocity [duration]] */
static int note(struct call *call, const struct address *a)
{
    struct control *c = call->control;
    double key, velocity, seconds;
    int err = read_key(call, &key);

    if (err >= 0)
        err = read_velocity(call, &velocity);
    if (err < 0)
        return err;
    const int over =
        value_read_seconds(&call->args, &call->scale, &seconds, &call->diag);
    if (over < 0)
        return over;
    const struct leat_event event = {.frame = call->frame,
                                     .type = velocity > 0.0 ? LEAT_EVENT_NOTE_ON
                                                            : LEAT_EVENT_NOTE_OFF,
                                     .note_id = over ? number_note(c) : 0,
                                     .key = (float)key,
                                     .value = (float)velocity};
    err = leat_engine_send(c->config.engine, a->node, &event);
    return err < 0 || !over ? err : end_note(call, a, event, seconds);
}

int command_tempo(struct call *call)
{
    struct control *c = call->control;
    double bpm;

    if (call->query && call->n_args == 0) {
        call_answer(call, osc_float((float)call->scale.bpm));
        return 0;
    }
    if (osc_args_number(&call->args, &bpm) <= 0 ||
        !(bpm >= TEMPO_LEAST && bpm <= TEMPO_MOST)) {
        leat_diag_add(&call->diag, LEAT_ERROR, 401, "A tempo goes from %d to %d.",
                      TEMPO_LEAST, TEMPO_MOST);
        return LEAT_ERR_RANGE;
    }
    atomic_store(&c->bpm, bpm);
    if (c->config.player) /* which tells the engine */
        return player_post(c->config.player,
                           &(struct player_order){.frame = call->frame,
                                                  .kind = PLAYER_TEMPO,
                                                  .bpm = (float)bpm});
    return send_event(
        call, 0, (struct leat_event){.type = LEAT_EVENT_TEMPO, .value = (float)bpm});
}

int command_panic(struct call *call)
{
    struct control *c = call->control;
    int err = 0;

    if (c->config.stage)
        c->config.stage->panic(c->config.stage->user);
    if (c->config.player)
        err =
            player_post(c->config.player, &(struct player_order){.frame = call->frame,
                                                                 .kind = PLAYER_STOP});
    if (c->config.midi)
        err = midi_hub_post(c->config.midi,
                            &(struct midi_order){call->frame, MIDI_PANIC, NULL});
    pthread_mutex_lock(&c->book_lock);
    for (uint32_t i = 0; i < c->book->n; i++) {
        const struct address *a = &c->book->at[i];
        if (!a->own)
            continue;
        if (a->kind == ADDRESS_GATE && !a->by_event)
            err = leat_engine_set(c->config.engine, a->node, (uint32_t)a->param, 0.0f,
                                  call->frame, 10.0f);
        else if (a->kind == ADDRESS_NOTES)
            err = send_event(call, a->node,
                             (struct leat_event){.type = LEAT_EVENT_ALL_OFF});
    }
    pthread_mutex_unlock(&c->book_lock);
    if (err < 0 || c->config.direct)
        return err < 0 ? err : echoes_clear(c, &call->diag);
    atomic_store(&c->echoes, true);
    control_wake(c);
    return 0;
}
