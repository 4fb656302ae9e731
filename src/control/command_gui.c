/* SPDX-License-Identifier: MIT */
/* command_gui: the controls of the program that plays, told and set. */
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "base/number.h"
#include "base/str.h"
#include "control/call.h"
#include "control/panel.h"
#include "net/osc_pattern.h"

static const char gui[] = "/gui/";
enum { PREFIX = sizeof(gui) - 1, SEVERAL = 256 };

/* What is asked of the program while it is seen. */
struct ask {
    struct call *call;
    const char *id; /* "pad.x" for /gui/pad/x */
    int err;
    struct leat_control was; /* the one that was meant */
    char *json;
};

static void see(struct call *call, void (*look)(void *user, struct leat_program *p),
                struct ask *ask)
{
    const struct control_stage *stage = call->control->config.stage;

    ask->call = call;
    ask->err = LEAT_ERR_NOT_FOUND;
    if (stage)
        stage->see(stage->user, look, ask);
}

/* Whether an id is that of a control, or of an axis of it: -1, 0 for all of it, 1 for x
 * and 2 for y. */
static int axis_of(const struct leat_control *c, const char *id)
{
    const size_t size = strlen(c->id);

    if (strncmp(c->id, id, size) != 0)
        return -1;
    if (!id[size])
        return 0;
    if (c->kind != LEAT_CONTROL_XY_PAD || id[size] != '.' || id[size + 1] == '\0' ||
        id[size + 2] != '\0')
        return -1;
    return id[size + 1] == 'x' ? 1 : id[size + 1] == 'y' ? 2 : -1;
}

static bool find(struct leat_program *program, const char *id, struct leat_control *out,
                 int *axis)
{
    for (uint32_t i = 0; leat_program_control_at(program, i, out) >= 0; i++)
        if ((*axis = axis_of(out, id)) >= 0)
            return true;
    return false;
}

static void answer(struct call *call, struct leat_control *c, int axis)
{
    struct osc_arg value[PANEL_VALUES];

    panel_dress(c);
    const uint32_t n = panel_values(c, value);
    for (uint32_t i = 0; i < n; i++) {
        if (axis && (int)i != axis - 1)
            continue;
        if (value[i].tag == 's')
            call_answer_text(call, value[i].s);
        else
            call_answer(call, value[i]);
    }
}

/* One argument to one control; an impulse, `I`, is no value: it presses. */
static int give(struct leat_program *program, const char *id, const struct osc_arg *arg)
{
    char digits[NUMBER_SIZE];
    double number;

    if (arg->tag == 's' || arg->tag == 'S')
        return leat_program_control_set(program, id, 0.0, arg->s);
    if (!osc_arg_number(arg, &number) || !(number >= -DBL_MAX && number <= DBL_MAX))
        return LEAT_ERR_INVALID;
    if (arg->tag == 'f') { /* 0.2, and not the nearest that has few bits */
        number_print_float(digits, arg->f);
        (void)number_parse(digits, &number);
    }
    return leat_program_control_set(program, id, number, NULL);
}

static int set_pad(struct leat_program *program, const char *id, struct osc_args *args)
{
    char axis[LEAT_CONTROL_ID_SIZE + 2];
    struct osc_args ahead = *args;
    struct osc_arg arg;
    int err = osc_args_value(&ahead, &arg) > 0 && osc_args_value(&ahead, &arg) > 0
                  ? 0
                  : LEAT_ERR_INVALID;

    for (int i = 0; i < 2 && err >= 0; i++) {
        str_format(axis, sizeof(axis), "%s.%c", id, "xy"[i]);
        err = osc_args_value(args, &arg) > 0 ? give(program, axis, &arg)
                                             : LEAT_ERR_INVALID;
    }
    return err;
}

static int set_one(struct leat_program *program, const char *id,
                   const struct leat_control *c, int axis, struct osc_args args)
{
    struct osc_arg arg;

    if (c->kind == LEAT_CONTROL_XY_PAD && !axis)
        return set_pad(program, id, &args);
    const bool is_given = osc_args_value(&args, &arg) > 0;
    if (is_given && arg.tag != 'I')
        return give(program, id, &arg);
    return c->kind == LEAT_CONTROL_BUTTON
               ? leat_program_control_set(program, id, 1.0, NULL)
               : LEAT_ERR_INVALID;
}

static void look_one(void *user, struct leat_program *program)
{
    struct ask *ask = user;
    struct call *call = ask->call;
    int axis;

    if (!find(program, ask->id, &ask->was, &axis))
        return;
    ask->err = call->query ? 0 : set_one(program, ask->id, &ask->was, axis, call->args);
    if (call->query)
        answer(call, &ask->was, axis);
}

/* /gui/slider_* */
static void look_many(void *user, struct leat_program *program)
{
    struct ask *ask = user;
    char address[PREFIX + LEAT_CONTROL_ID_SIZE + 1];
    struct leat_control c;

    for (uint32_t i = 0; leat_program_control_at(program, i, &c) >= 0; i++) {
        str_format(address, sizeof(address), "%s%s", gui, c.id);
        if (!osc_pattern_match(ask->call->address, address))
            continue;
        const int err = set_one(program, c.id, &c, 0, ask->call->args);
        if (err < 0 && ask->err >= 0)
            continue; /* it is set as far as it can be, if any of them can */
        ask->err = err;
        ask->was = c;
    }
}

/* What a control takes, in words. */
static void describe(const struct leat_control *c, char *text, size_t size)
{
    char min[NUMBER_SIZE], max[NUMBER_SIZE], options[LEAT_CONTROL_OPTIONS_SIZE];

    number_print(min, c->min[0]);
    number_print(max, c->max[0]);
    switch (c->kind) {
    case LEAT_CONTROL_SLIDER:
    case LEAT_CONTROL_KNOB:
        str_format(text, size, "It goes from %s to %s.", min, max);
        break;
    case LEAT_CONTROL_XY_PAD:
        str_format(text, size, "It takes two numbers; gui.%s.x and gui.%s.y one.",
                   c->id, c->id);
        break;
    case LEAT_CONTROL_TOGGLE:
        str_format(text, size, "It is on or off.");
        break;
    case LEAT_CONTROL_DROPDOWN:
        str_format(options, sizeof(options), "%s", c->options);
        for (char *at = options; *at; at++)
            *at = *at == '\n' ? ',' : *at;
        str_format(text, size, "It takes one of: %s.", options);
        break;
    case LEAT_CONTROL_COLOR:
        str_format(text, size, "It takes a colour, such as #ff8000.");
        break;
    case LEAT_CONTROL_BUTTON:
        str_format(text, size, "It is pressed: leat ctl press gui.%s.", c->id);
        break;
    default:
        str_format(text, size, "It only shows what the program says.");
    }
}

static int refuse_value(struct call *call, const struct leat_control *c)
{
    char hint[240];

    describe(c, hint, sizeof(hint));
    leat_diag_add(&call->diag, LEAT_ERROR, 306, "The %s `%s` cannot take this.",
                  leat_control_kind_name(c->kind), c->label[0] ? c->label : c->id);
    leat_diag_hint(&call->diag, "%s", hint);
    return LEAT_ERR_INVALID;
}

/* "pad.x" of "/gui/pad/x". */
static bool id_of(const char *address, char *id, size_t size)
{
    if (strncmp(address, gui, PREFIX) != 0 || strlen(address + PREFIX) + 1 > size)
        return false;
    str_format(id, size, "%s", address + PREFIX);
    char *slash = strrchr(id, '/');
    if (slash)
        *slash = '.';
    return !strchr(id, '/');
}

int command_control(struct call *call)
{
    char id[LEAT_CONTROL_ID_SIZE + 2];
    struct ask ask = {.id = id};

    if (!id_of(call->address, id, sizeof(id)))
        return LEAT_ERR_NOT_FOUND;
    if (id[strcspn(id, "?*[{")] != '\0')
        see(call, look_many, &ask);
    else
        see(call, look_one, &ask);
    return ask.err == LEAT_ERR_INVALID ? refuse_value(call, &ask.was) : ask.err;
}

struct nearest {
    struct str_nearest near;
    char best[LEAT_CONTROL_ID_SIZE];
    uint32_t n;
};

static void look_near(void *user, struct leat_program *program)
{
    struct nearest *n = user;
    struct leat_control c;

    for (; leat_program_control_at(program, n->n, &c) >= 0; n->n++) {
        str_nearest_offer(&n->near, c.id);
        if (n->near.best == c.id)
            str_format(n->best, sizeof(n->best), "%s", c.id);
        n->near.best = n->best[0] ? n->best : NULL;
    }
}

int command_control_unknown(struct call *call)
{
    const struct control_stage *stage = call->control->config.stage;
    char id[LEAT_CONTROL_ID_SIZE + 2];
    struct nearest n = {0};

    if (!id_of(call->address, id, sizeof(id)))
        return 0;
    str_nearest_init(&n.near, id);
    if (stage)
        stage->see(stage->user, look_near, &n);
    leat_diag_add(&call->diag, LEAT_ERROR, 201, "The program has no control `%.64s`.",
                  id);
    if (n.best[0])
        leat_diag_hint(&call->diag, "Did you mean gui.%s?", n.best);
    else if (n.n)
        leat_diag_hint(&call->diag, "leat ctl gui tells them.");
    else
        leat_diag_hint(&call->diag, "It has none: slider(\"Speed\", 0, 10) makes one.");
    return LEAT_ERR_NOT_FOUND;
}

static void look_json(void *user, struct leat_program *program)
{
    struct ask *ask = user;

    ask->err = leat_program_controls_json(program, &ask->json);
}

static int answer_document(struct call *call)
{
    struct ask ask = {0};
    int err = 0;

    see(call, look_json, &ask);
    if (ask.err >= 0 && strlen(ask.json) > OSC_PACKET_MAX - 64)
        err = call_refuse(call, LEAT_ERR_LIMIT,
                          "That is longer than a packet, which has 64 KiB.",
                          "Ask without json.");
    else
        call_answer_text(call, ask.err >= 0 ? ask.json : "[]");
    free(ask.json);
    return ask.err == LEAT_ERR_NOMEM ? ask.err : err;
}

/* A value in one text. */
static void show(const struct leat_control *c, char *text, size_t size)
{
    char x[NUMBER_SIZE], y[NUMBER_SIZE];

    number_print(x, c->value[0]);
    number_print(y, c->value[1]);
    if (c->kind == LEAT_CONTROL_XY_PAD)
        str_format(text, size, "%s %s", x, y);
    else if (c->kind == LEAT_CONTROL_TOGGLE)
        str_format(text, size, "%s", c->value[0] != 0.0 ? "on" : "off");
    else if (c->kind == LEAT_CONTROL_BUTTON)
        str_format(text, size, "button");
    else
        str_format(text, size, "%s", c->text[0] ? c->text : x);
}

/* id value id value ...; or all of them as one text */
int command_gui(struct call *call)
{
    const struct panel_place *place;
    char text[LEAT_CONTROL_TEXT_SIZE];

    if (call_wants_json(call))
        return answer_document(call);
    if (panel_look(call->control) == LEAT_ERR_NOMEM)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; (place = panel_at(call->control->panel, i)); i++) {
        if (call->n_answer >= SEVERAL)
            call_answer_flush(call);
        show(&place->seen, text, sizeof(text));
        call_answer_text(call, place->seen.id);
        call_answer_text(call, text);
    }
    return 0;
}
