/* SPDX-License-Identifier: MIT */
/* command_midi_bind: what controllers turn, bound by number or by a move. */
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "control/call.h"
#include "control/command_midi.h"
#include "control/midi_gui.h"
#include "control/midi_program.h"

enum { PACKET_TEXTS = 256 }; /* texts of one reply; more go into another */

/* A control of the program. */
static int take_control(struct call *call, const struct midi_binding *b,
                        struct leat_param *range)
{
    if (midi_gui_range(call->control, b->target, range) >= 0)
        return 0;
    leat_diag_add(&call->diag, LEAT_ERROR, 201, "No control %.100s can be turned.",
                  b->target);
    leat_diag_hint(&call->diag, "leat ctl gui tells them; of a pad x or y is turned.");
    return LEAT_ERR_NOT_FOUND;
}

/* A slot has no range of its own: each program has its number. */
static int take_slot(struct call *call, struct leat_param *range)
{
    *range = (struct leat_param){.name = "slot", .help = ""};
    if (!call->control->config.slots)
        return call_refuse(call, LEAT_ERR_UNSUPPORTED, "Nothing here keeps slots.", "");
    return 0;
}

/* The parameter of a name, which a controller can turn, and its range. */
static int take_target(struct call *call, struct midi_binding *b,
                       struct leat_param *range)
{
    static const struct leat_param gate = {.name = "gate", .max = 1.0f, .help = ""};
    const char *name;

    if (call_text(call, "a parameter, such as lead.cutoff", &name) < 0)
        return LEAT_ERR_NOT_FOUND;
    if (strlen(name) >= MIDI_TARGET_SIZE - 1)
        return call_refuse(call, LEAT_ERR_LIMIT, "This name is too long.", "");
    address_of_node(name, b->target, sizeof(b->target));
    if (midi_program_is(b))
        return take_slot(call, range);
    if (midi_gui_is(b->target))
        return take_control(call, b, range);
    const struct address *a = call_target(call, name, true);
    if (!a)
        return LEAT_ERR_NOT_FOUND;
    *range = a->param >= 0 ? a->node_class->params[a->param] : gate;
    if (range->flags & LEAT_PARAM_STRUCTURAL)
        return call_refuse(call, LEAT_ERR_UNSUPPORTED,
                           "This parameter makes its node anew and cannot be turned.",
                           "");
    return 0;
}

/* [min max [linear|log]], in the parameter's units. */
static int take_range(struct call *call, const struct leat_param *p,
                      struct midi_binding *b)
{
    struct osc_args ahead = call->args;
    struct osc_arg arg;
    const char *word;

    if (osc_args_value(&ahead, &arg) == 0)
        return 0;
    if (value_read(&call->args, p, &call->scale, &b->from, &call->diag) < 0 ||
        value_read(&call->args, p, &call->scale, &b->to, &call->diag) < 0)
        return LEAT_ERR_INVALID;
    b->from = leat_param_clamp(p, b->from);
    b->to = leat_param_clamp(p, b->to);
    b->has_range = true;
    b->has_curve = osc_args_text(&call->args, &word) > 0;
    if (!b->has_curve)
        return 0;
    b->log = strcmp(word, "log") == 0;
    if (!b->log && strcmp(word, "linear") != 0)
        return call_refuse(call, LEAT_ERR_INVALID, "A curve is linear or log.", "");
    if (b->log && !(b->from > 0.0f && b->to > 0.0f))
        return call_refuse(call, LEAT_ERR_RANGE,
                           "A range in equal ratios lies above 0.", "linear can.");
    return 0;
}

static int take_controller(struct call *call, struct midi_controller *controller)
{
    struct osc_args ahead = call->args;
    const char *text;
    double number;
    char digits[32];

    if (osc_args_number(&ahead, &number) > 0) {
        call->args = ahead;
        str_format(digits, sizeof(digits), "%.9g", number);
        text = digits;
    } else if (call_text(call, "a controller, such as 74", &text) < 0) {
        return LEAT_ERR_INVALID;
    }
    if (midi_controller_read(text, controller) == 0)
        return 0;
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "`%.30s` is no controller.", text);
    leat_diag_hint(&call->diag,
                   "0 to 119, 14bit:0 to 14bit:31, nrpn:0 to nrpn:16383, program.");
    return LEAT_ERR_RANGE;
}

/* channel controller target [min max [curve]] */
int command_midi_bind(struct call *call)
{
    struct midi_binding b = {0};
    struct leat_param range;
    uint32_t channel;

    if (command_midi_channel(call, &channel) < 0 ||
        take_controller(call, &b.controller) < 0)
        return LEAT_ERR_INVALID;
    b.controller.channel = (uint8_t)channel;
    const int err = take_target(call, &b, &range);
    if (err < 0)
        return err;
    if (take_range(call, &range, &b) < 0)
        return LEAT_ERR_INVALID;
    if (midi_rules_bind(&call->control->midi_rules, &b) < 0)
        return call_refuse(call, LEAT_ERR_LIMIT, "256 bindings are the most.",
                           "Take one away with /midi/unbind.");
    return command_midi_change(call);
}

int command_midi_unbind(struct call *call)
{
    struct midi_rules *rules = &call->control->midi_rules;
    char path[MIDI_TARGET_SIZE];
    const char *name;

    if (call_text(call, "a parameter, or all", &name) < 0)
        return LEAT_ERR_INVALID;
    address_of_node(name, path, sizeof(path));
    if (midi_rules_unbind(rules, strcmp(name, "all") == 0 ? NULL : path) == 0 &&
        strcmp(name, "all") != 0)
        return call_refuse(call, LEAT_ERR_NOT_FOUND, "Nothing is bound to this.",
                           "/midi/bindings tells what is.");
    return command_midi_change(call);
}

/* What stands before the number of a controller; a program has none. */
static const char *kind_of(const struct midi_binding *b)
{
    return b->controller.kind == MIDI_PROGRAMS ? "" : "controller ";
}

/* target text target text ... */
int command_midi_bindings(struct call *call)
{
    const struct midi_rules *rules = &call->control->midi_rules;

    for (uint32_t i = 0; i < rules->n; i++) {
        const struct midi_binding *b = &rules->at[i];
        struct leat_param range;
        const bool is_there =
            midi_program_is(b) ? call->control->config.slots != NULL
            : midi_gui_is(b->target)
                ? midi_gui_range(call->control, b->target, &range) >= 0
                : address_target(call->control->book, b->target) != NULL;
        char text[160], controller[MIDI_CONTROLLER_SIZE], channel[16] = "all channels";
        midi_controller_write(&b->controller, controller);
        if (b->controller.channel != MIDI_ANY_CHANNEL)
            str_format(channel, sizeof(channel), "channel %u",
                       b->controller.channel + 1u);
        size_t n = str_format(text, sizeof(text), "%s%s of %s", kind_of(b), controller,
                              channel);
        if (b->has_range)
            n += str_format(text + n, sizeof(text) - n, ", %g to %g", (double)b->from,
                            (double)b->to);
        if (b->has_curve)
            n += str_format(text + n, sizeof(text) - n, ", %s",
                            b->log ? "log" : "linear");
        if (!is_there)
            str_format(text + n, sizeof(text) - n, "; not there now");
        if (call->n_answer >= PACKET_TEXTS)
            call_answer_flush(call);
        call_answer_text(call, b->target);
        call_answer_text(call, text);
    }
    return 0;
}

/* [target [min max [curve]]]; without a target nothing more is learnt */
int command_midi_learn(struct call *call)
{
    struct control *c = call->control;
    struct midi_binding b = {0};
    struct leat_param range;

    if (!c->config.midi || !c->config.midi->in)
        return command_midi_absent(call);
    if (call->n_args == 0) {
        c->midi_rules.learn.state = MIDI_LEARN_RESTS;
        return command_midi_order(call, MIDI_DEAF, NULL);
    }
    const int err = take_target(call, &b, &range);
    if (err < 0)
        return err;
    if (take_range(call, &range, &b) < 0)
        return LEAT_ERR_INVALID;
    midi_rules_learn(&c->midi_rules, &b);
    return command_midi_order(call, MIDI_LISTEN, NULL);
}

static void say(struct control *c, const char *line)
{
    if (c->config.say)
        c->config.say(c->config.user, line);
}

void control_midi_hear(struct control *c, const struct midi_message *message)
{
    const struct midi_binding *b = midi_rules_hear(&c->midi_rules, message);
    char line[300], controller[MIDI_CONTROLLER_SIZE];
    struct leat_diag diag = {0};

    if (!b)
        return;
    midi_controller_write(&b->controller, controller);
    str_format(line, sizeof(line), "%s is turned by controller %s of channel %u",
               b->target, controller, b->controller.channel + 1u);
    say(c, line);
    if (control_midi_change(c, &diag) < 0 && diag.n)
        say(c, diag.finding[0].message);
}
