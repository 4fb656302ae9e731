/* SPDX-License-Identifier: MIT */
/* command_midi: where MIDI goes, and what it is told. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "control/call.h"
#include "control/command_midi.h"
#include "control/midi_gui.h"
#include "control/midi_keep.h"
#include "control/midi_program.h"

int command_midi_absent(struct call *call)
{
    return call_refuse(call, LEAT_ERR_UNSUPPORTED, "Nothing here hears MIDI.",
                       "Start leat serve with --midi.");
}

int command_midi_order(struct call *call, uint32_t kind, void *thing)
{
    struct control *c = call->control;
    const struct midi_order order = {call->frame, kind, thing};

    return c->config.midi ? midi_hub_post(c->config.midi, &order)
                          : command_midi_absent(call);
}

bool control_midi_listens(const struct control *c)
{
    return midi_gui_any(&c->midi_rules) || midi_program_any(&c->midi_rules);
}

int control_midi_renew(struct control *c)
{
    struct midi_map *map = c->config.midi ? malloc(sizeof(*map)) : NULL;
    const struct midi_order order = {-1, MIDI_MAP, map};

    if (!map)
        return c->config.midi ? LEAT_ERR_NOMEM : 0;
    midi_rules_map(&c->midi_rules, c->book, map);
    c->midi_waits = midi_hub_post(c->config.midi, &order) < 0;
    if (c->midi_waits)
        free(map);
    if (control_midi_listens(c)) /* for what the map has not */
        (void)midi_hub_post(c->config.midi,
                            &(struct midi_order){-1, MIDI_LISTEN, NULL});
    return 0;
}

int control_midi_change(struct control *c, struct leat_diag *diag)
{
    const int err = control_midi_renew(c);

    if (err < 0 || !c->midi_file)
        return err;
    return midi_keep_write(&c->midi_rules, c->midi_file, diag);
}

int command_midi_change(struct call *call)
{
    struct control *c = call->control;

    return c->config.midi ? control_midi_change(c, &call->diag)
                          : command_midi_absent(call);
}

int control_keep_midi(struct control *c, const char *path, struct leat_diag *diag)
{
    int err = midi_keep_read(&c->midi_rules, path, diag);

    if (err >= 0)
        err = control_midi_renew(c);
    c->midi_file = err < 0 ? NULL : path;
    return err;
}

int command_midi_channel(struct call *call, uint32_t *channel)
{
    struct osc_args ahead = call->args;
    const char *word = "";
    double number;

    *channel = MIDI_ANY_CHANNEL;
    if (osc_args_text(&ahead, &word) > 0 && strcmp(word, "all") == 0) {
        call->args = ahead;
        return 0;
    }
    if (osc_args_number(&call->args, &number) <= 0 ||
        !(number >= 1.0 && number <= MIDI_CHANNELS))
        return call_refuse(call, LEAT_ERR_RANGE,
                           "A channel goes from 1 to 16, or is `all`.", "");
    *channel = (uint32_t)number - 1;
    return 0;
}

static void route(struct midi_rules *rules, uint32_t channel,
                  const struct midi_route *route)
{
    for (uint32_t c = 0; c < MIDI_CHANNELS; c++)
        if (channel == c || channel == MIDI_ANY_CHANNEL)
            rules->route[c] = *route;
}

/* Who plays notes has a gate. */
static int refuse_player(struct call *call, const char *name)
{
    char path[LEAT_NAME_MAX + 8];

    str_format(path, sizeof(path), "/%.60s/gate", name + (*name == '/'));
    const char *near = address_nearest(call->control->book, path);
    const size_t size = near ? strlen(near) : 0;
    leat_diag_add(&call->diag, LEAT_ERROR, 201,
                  "Nothing here that is called `%.64s` plays notes.", name);
    if (size > 6 && strcmp(near + size - 5, "/gate") == 0)
        leat_diag_hint(&call->diag, "Did you mean %.*s?", (int)size - 6, near + 1);
    else
        leat_diag_hint(&call->diag, "voices(8, ...) with a name does.");
    return LEAT_ERR_NOT_FOUND;
}

/* channel [node]: without a node the channel goes where it goes by itself. */
int command_midi_route(struct call *call)
{
    struct control *c = call->control;
    struct midi_route to = {0};
    struct midi_voice voice;
    const char *name;
    uint32_t channel;

    if (command_midi_channel(call, &channel) < 0)
        return LEAT_ERR_INVALID;
    if (osc_args_text(&call->args, &name) > 0) {
        if (!midi_rules_voice(c->book, name, &voice))
            return refuse_player(call, name);
        to.is_set = true;
        str_format(to.node, sizeof(to.node), "%s", name);
    }
    route(&c->midi_rules, channel, &to);
    return command_midi_change(call);
}

int command_midi_unroute(struct call *call)
{
    const struct midi_route to = {.is_set = true};
    uint32_t channel;

    if (command_midi_channel(call, &channel) < 0)
        return LEAT_ERR_INVALID;
    route(&call->control->midi_rules, channel, &to);
    return command_midi_change(call);
}

static const char *name_of(struct call *call, const struct midi_voice *voice)
{
    const uint32_t node = voice->notes ? voice->notes : voice->gate;
    struct leat_node_info info;

    for (uint32_t i = 0; leat_graph_node_at(call->control->config.graph, i, &info) >= 0;
         i++)
        if (info.node == node)
            return info.name;
    return "nothing";
}

/* channel name channel name ... */
int command_midi_list(struct call *call)
{
    struct control *c = call->control;
    struct midi_map *map = malloc(sizeof(*map));

    if (!map)
        return LEAT_ERR_NOMEM;
    midi_rules_map(&c->midi_rules, c->book, map);
    for (uint32_t i = 0; i < MIDI_CHANNELS; i++) {
        const struct midi_route *r = &c->midi_rules.route[i];
        call_answer(call, osc_int((int32_t)i + 1));
        if (r->is_set && r->node[0] && midi_voice_plays(&map->voice[i]))
            call_answer_text(call, r->node);
        else
            call_answer_text(call, name_of(call, &map->voice[i]));
    }
    free(map);
    return 0;
}

int command_midi_panic(struct call *call)
{
    return command_midi_order(call, MIDI_PANIC, NULL);
}

static void answer_ports(struct call *call, const struct midi_hub *hub)
{
    struct midi_port_counts in = {0}, out = {0};

    if (hub->in)
        midi_port_count(hub->in, &in);
    if (hub->out)
        midi_port_count(hub->out, &out);
    call_answer_pair(call, "lost", (double)in.lost);
    call_answer_pair(call, "garbage", (double)in.garbage);
    call_answer_pair(call, "sent", (double)out.messages);
    call_answer_pair(call, "sent_late", (double)out.late);
    call_answer_pair(call, "returns", (double)(in.returns + out.returns));
}

int command_midi_status(struct call *call)
{
    struct control *c = call->control;
    struct midi_hub_status s;

    if (!c->config.midi)
        return command_midi_absent(call);
    midi_hub_status(c->config.midi, &s);
    call_answer_pair(call, "messages", (double)s.messages);
    call_answer_pair(call, "notes", s.n_held);
    call_answer_pair(call, "late", (double)s.late);
    call_answer_pair(call, "unrouted", (double)s.unrouted);
    call_answer_pair(call, "refused", (double)s.refused);
    call_answer_pair(call, "unwritten", (double)s.unwritten);
    answer_ports(call, c->config.midi);
    call_answer_pair(call, "playing", s.plays);
    call_answer_pair(call, "recording", s.records);
    call_answer_text(call, "learning");
    call_answer_text(call, c->midi_rules.learn.state == MIDI_LEARN_WAITS
                               ? c->midi_rules.learns.target
                               : "");
    call_answer_text(call, "clock");
    call_answer_text(call, s.follows ? "midi" : "internal");
    return 0;
}

/* [internal|midi] */
int command_seq_clock(struct call *call)
{
    struct control *c = call->control;
    struct midi_hub_status s;
    const char *word;

    if (!c->config.midi)
        return command_midi_absent(call);
    if (call->n_args == 0) {
        midi_hub_status(c->config.midi, &s);
        call_answer_text(call, s.follows ? "midi" : "internal");
        return 0;
    }
    if (call_text(call, "internal or midi", &word) < 0)
        return LEAT_ERR_INVALID;
    if (strcmp(word, "internal") == 0)
        return command_midi_order(call, MIDI_LEAD, NULL);
    if (strcmp(word, "midi") != 0)
        return call_refuse(call, LEAT_ERR_INVALID, "The clock is internal or midi.",
                           "");
    return c->config.midi->in ? command_midi_order(call, MIDI_FOLLOW, NULL)
                              : command_midi_absent(call);
}
