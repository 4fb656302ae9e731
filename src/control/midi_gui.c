/* SPDX-License-Identifier: MIT */
/* midi_gui: controls of the program that plays, turned by controllers of MIDI. */
#include "control/midi_gui.h"

#include <string.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "base/str.h"

static const char gui[] = "/gui/";
enum { PREFIX = sizeof(gui) - 1 };

bool midi_gui_is(const char *target)
{
    return strncmp(target, gui, PREFIX) == 0;
}

/* What is asked of the program, or done with it. */
struct turn {
    const char *id;
    struct leat_param *param;
    double value;
    int err;
};

static void to_id(const char *target, char *id, size_t size)
{
    str_format(id, size, "%s", target + PREFIX);
    for (char *at = id; *at; at++)
        *at = *at == '/' ? '.' : *at;
}

static uint32_t n_options(const struct leat_control *c)
{
    uint32_t n = 0;

    for (const char *at = c->options; *at; at++)
        n += *at == '\n';
    return n + (c->options[0] != '\0');
}

static int range_of(const struct leat_control *c, uint32_t axis, struct leat_param *p)
{
    *p = (struct leat_param){
        .min = (float)c->min[axis], .max = (float)c->max[axis], .curve = c->curve};
    switch (c->kind) {
    case LEAT_CONTROL_SLIDER:
    case LEAT_CONTROL_KNOB:
    case LEAT_CONTROL_XY_PAD:
        return 0;
    case LEAT_CONTROL_TOGGLE:
    case LEAT_CONTROL_BUTTON:
        p->kind = LEAT_BOOL;
        p->min = 0.0f;
        p->max = 1.0f;
        return 0;
    case LEAT_CONTROL_DROPDOWN:
        p->kind = LEAT_INTEGER;
        p->min = 0.0f;
        p->max = (float)n_options(c) - 1.0f;
        return p->max > 0.0f ? 0 : LEAT_ERR_NOT_FOUND;
    default:
        return LEAT_ERR_NOT_FOUND;
    }
}

static void find_range(void *user, struct leat_program *program)
{
    struct turn *t = user;
    struct leat_control c;

    for (uint32_t i = 0; leat_program_control_at(program, i, &c) >= 0; i++) {
        const size_t size = strlen(c.id);
        const bool is_pad = c.kind == LEAT_CONTROL_XY_PAD;
        if (strncmp(c.id, t->id, size) != 0)
            continue;
        const char *axis = t->id + size;
        if (is_pad ? strcmp(axis, ".x") == 0 || strcmp(axis, ".y") == 0 : !*axis) {
            t->err = range_of(&c, is_pad && axis[1] == 'y', t->param);
            return;
        }
    }
}

static void turn(void *user, struct leat_program *program)
{
    struct turn *t = user;

    t->err = leat_program_control_set(program, t->id, t->value, NULL);
}

static int ask(struct control *c, struct turn *t,
               void (*look)(void *user, struct leat_program *program))
{
    t->err = LEAT_ERR_NOT_FOUND;
    if (c->config.stage)
        c->config.stage->see(c->config.stage->user, look, t);
    return t->err;
}

int midi_gui_range(struct control *c, const char *target, struct leat_param *param)
{
    char id[MIDI_TARGET_SIZE];
    struct turn t = {.id = id, .param = param};

    to_id(target, id, sizeof(id));
    const int err = ask(c, &t, find_range);
    if (err >= 0) {
        param->name = target + PREFIX;
        param->help = "";
    }
    return err;
}

bool midi_gui_any(const struct midi_rules *rules)
{
    for (uint32_t i = 0; i < rules->n; i++)
        if (midi_gui_is(rules->at[i].target))
            return true;
    return false;
}

static void turn_one(struct control *c, const struct midi_binding *b,
                     const struct midi_move *move)
{
    struct leat_param param;
    char id[MIDI_TARGET_SIZE];
    struct turn t = {.id = id};

    if (midi_gui_range(c, b->target, &param) < 0)
        return; /* until a program has it */
    struct midi_target to = midi_target_of(&param);
    if (b->has_range) {
        to.from = b->from;
        to.to = b->to;
    }
    if (b->has_curve)
        to.log = b->log;
    to_id(b->target, id, sizeof(id));
    t.value = (double)midi_target_moved(&to, move);
    (void)ask(c, &t, turn);
}

void midi_gui_hear(struct control *c, const struct midi_message *message)
{
    struct midi_move move[MIDI_MOVES_MAX];
    const uint32_t n = midi_controls_hear(&c->gui_controls, message, move);
    const struct midi_rules *r = &c->midi_rules;

    for (uint32_t m = 0; m < n; m++)
        for (uint32_t i = 0; i < r->n; i++) {
            const struct midi_link link = {.controller = r->at[i].controller};
            if (midi_gui_is(r->at[i].target) &&
                midi_link_hears(&link, &move[m].controller))
                turn_one(c, &r->at[i], &move[m]);
        }
}
