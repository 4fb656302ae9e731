/* SPDX-License-Identifier: MIT */
/* command_slot: slots that are saved, loaded, listed, deleted and copied. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/json_read.h"
#include "base/str.h"
#include "control/call.h"
#include "control/slot.h"
#include "io/kept_file.h"

enum { PACKET_PAIRS = 128, NAME_BYTES = 256 << 20 };

static int no_slots(struct call *call)
{
    return call_refuse(call, LEAT_ERR_UNSUPPORTED, "Nothing here keeps slots.", "");
}

/* The next argument as the number of a slot. */
static int take_number(struct call *call, uint32_t *number)
{
    double value;

    if (osc_args_number(&call->args, &value) > 0 && value >= 1.0 &&
        value <= SLOT_LAST && value == (double)(uint32_t)value) {
        *number = (uint32_t)value;
        return 0;
    }
    leat_diag_add(&call->diag, LEAT_ERROR, 401, "A slot has a number from 1 to %d.",
                  SLOT_LAST);
    return LEAT_ERR_RANGE;
}

static int read_text(struct call *call, uint32_t number, char **text, size_t *size,
                     struct leat_diag *diag)
{
    char file[SLOT_NAME_MAX];

    slot_file(number, file);
    return kept_file_read(call->control->config.slots, file, SLOT_BYTES, text, size,
                          diag);
}

/* What a slot is called; "" for one without a name.  Errors: when it cannot be read. */
static int read_name(struct call *call, uint32_t number, char name[SLOT_NAME_MAX])
{
    const struct json_value *tree = NULL;
    struct arena arena;
    size_t size;
    char *text;
    int err = read_text(call, number, &text, &size, NULL);

    name[0] = '\0';
    arena_init(&arena, NAME_BYTES);
    if (err >= 0)
        err = json_read((const uint8_t *)text, size, "", &arena, &tree, NULL);
    const struct json_value *own = json_member(tree, "name", JSON_STRING);
    if (own) {
        str_format(name, SLOT_NAME_MAX, "%s", own->text);
        str_plain(name);
    }
    arena_finish(&arena);
    free(text);
    return err;
}

static int save(struct call *call, uint32_t number, const char *name)
{
    struct control *c = call->control;
    char file[SLOT_NAME_MAX], *text;
    struct model *model;
    int err =
        held_model(&c->held, c->config.graph, c->config.engine, HELD_AS_SET, &model);

    if (err < 0)
        return err;
    err = slot_write(name, call->scale.bpm, &c->tracks, model, &text);
    model_destroy(&model);
    if (err < 0)
        return err;
    slot_file(number, file);
    err = kept_file_write(c->config.slots, file, text, strlen(text), &call->diag);
    free(text);
    return err;
}

/* n [name]: without a name the slot keeps the one that it has. */
int command_slot_save(struct call *call)
{
    char name[SLOT_NAME_MAX];
    const char *text;
    uint32_t number;

    if (!call->control->config.slots)
        return no_slots(call);
    if (take_number(call, &number) < 0)
        return LEAT_ERR_RANGE;
    (void)read_name(call, number, name);
    if (call->n_args > 1 && call_text(call, "a name as a text", &text) < 0)
        return LEAT_ERR_INVALID;
    if (call->n_args > 1 && strlen(text) >= sizeof(name))
        return call_refuse(call, LEAT_ERR_LIMIT, "A name has at most 63 letters.", "");
    if (call->n_args > 1) {
        str_format(name, sizeof(name), "%s", text);
        str_plain(name);
    }
    return save(call, number, name);
}

/* now, beat or bar, which it is when nothing is said; Chronus says immediate, or 1. */
static int take_when(struct call *call, enum leat_when *when)
{
    struct osc_args ahead = call->args;
    const char *text = "";
    double number;

    *when = LEAT_AT_BAR;
    if (call->n_args < 2)
        return 0;
    if (osc_args_number(&call->args, &number) > 0) {
        *when = number > 0.0 ? LEAT_AT_QUANTUM : LEAT_AT_BAR;
        return 0;
    }
    if (osc_args_text(&ahead, &text) > 0 && strcmp(text, "immediate") == 0) {
        *when = LEAT_AT_QUANTUM;
        return 0;
    }
    return call_when(call, "A slot", "/slot/load 3 bar", when);
}

/* What was left out is told to who asks, else to whoever watches. */
static void tell(struct call *call, const struct slot *slot)
{
    const struct control_config *k = &call->control->config;
    char line[SLOT_SKIPPED + 80];

    call_answer_text(call, "name");
    call_answer_text(call, slot->name);
    call_answer_pair(call, "tracks", slot->tracks.n);
    call_answer_pair(call, "params", slot->n_sets);
    if (slot->n_skipped == 0)
        return;
    str_format(line, sizeof(line), "%s (%u)", slot->skipped, slot->n_skipped);
    str_plain(line);
    call_answer_text(call, "skipped");
    call_answer_text(call, line);
    if (call->wants_answer || !k->say)
        return;
    str_format(line, sizeof(line), "%s: nothing here has %s", call->address,
               slot->skipped);
    str_plain(line);
    k->say(k->user, line);
}

/* All that a slot says, adopted at one frame. */
static int play(struct call *call, struct slot *slot, enum leat_when when)
{
    struct control *c = call->control;
    struct score *score;
    int err = tracks_score(&slot->tracks, c->book, c->config.seed, &score, &call->diag);

    if (err < 0)
        return err;
    score->bpm = slot->bpm;
    for (uint32_t i = 0; i < slot->n_sets && err >= 0; i++)
        err = score_add_set(score, &slot->set[i]);
    if (err >= 0)
        err = player_post_score(c->config.player, score, when, call->frame);
    if (err < 0) {
        score_destroy(&score);
        return err;
    }
    for (uint32_t i = 0; i < slot->n_sets; i++)
        (void)held_set(&c->held, slot->set[i].node, slot->set[i].param,
                       slot->set[i].value);
    if (slot->bpm > 0.0)
        atomic_store(&c->bpm, slot->bpm);
    tracks_finish(&c->tracks);
    c->tracks = slot->tracks;
    slot->tracks = (struct tracks){0};
    return 0;
}

int command_slot_load(struct call *call)
{
    struct control *c = call->control;
    char file[SLOT_NAME_MAX], *text;
    enum leat_when when;
    struct slot slot;
    uint32_t number;
    size_t size;

    if (!c->config.slots || !c->config.player)
        return no_slots(call);
    if (take_number(call, &number) < 0 || take_when(call, &when) < 0)
        return LEAT_ERR_INVALID;
    int err = read_text(call, number, &text, &size, &call->diag);
    if (err < 0)
        return err;
    slot_file(number, file);
    err = slot_read(&slot, text, size, file, c->book, &call->scale, &call->diag);
    free(text);
    if (err >= 0) {
        tell(call, &slot);
        err = play(call, &slot, when);
    }
    slot_finish(&slot);
    return err;
}

/* number name number name ... */
int command_slot_list(struct call *call)
{
    char name[SLOT_NAME_MAX];

    if (!call->control->config.slots)
        return no_slots(call);
    for (uint32_t n = 1, told = 0; n <= SLOT_LAST; n++) {
        const int err = read_name(call, n, name);
        if (err == LEAT_ERR_NO_FILE)
            continue;
        if (told++ % PACKET_PAIRS == PACKET_PAIRS - 1)
            call_answer_flush(call);
        call_answer(call, osc_int((int32_t)n));
        call_answer_text(call, err < 0 ? "(damaged)" : name);
    }
    return 0;
}

int command_slot_delete(struct call *call)
{
    char file[SLOT_NAME_MAX];
    uint32_t number;

    if (!call->control->config.slots)
        return no_slots(call);
    if (take_number(call, &number) < 0)
        return LEAT_ERR_RANGE;
    slot_file(number, file);
    return kept_file_remove(call->control->config.slots, file, &call->diag);
}

int command_slot_copy(struct call *call)
{
    char file[SLOT_NAME_MAX], *text;
    uint32_t from, to;
    size_t size;

    if (!call->control->config.slots)
        return no_slots(call);
    if (take_number(call, &from) < 0 || take_number(call, &to) < 0)
        return LEAT_ERR_RANGE;
    int err = read_text(call, from, &text, &size, &call->diag);
    if (err < 0)
        return err;
    slot_file(to, file);
    err = kept_file_write(call->control->config.slots, file, text, size, &call->diag);
    free(text);
    return err;
}
