/* SPDX-License-Identifier: MIT */
/* midi_program: slots that programs of MIDI load. */
#include "control/midi_program.h"

#include <string.h>

#include "control/dispatch.h"

static const char slot[] = "/slot";
static const char *const whens[] = {"", "/now", "/beat", "/bar"};
enum { N_WHENS = sizeof(whens) / sizeof(whens[0]), PACKET = 64 };

/* When the slot of a binding is loaded: the place in the list, or -1. */
static int when_of(const struct midi_binding *b)
{
    const size_t size = sizeof(slot) - 1;

    if (b->controller.kind != MIDI_PROGRAMS || strncmp(b->target, slot, size) != 0)
        return -1;
    for (int i = 0; i < N_WHENS; i++)
        if (strcmp(b->target + size, whens[i]) == 0)
            return i;
    return -1;
}

bool midi_program_is(const struct midi_binding *binding)
{
    return when_of(binding) >= 0;
}

bool midi_program_any(const struct midi_rules *rules)
{
    for (uint32_t i = 0; i < rules->n; i++)
        if (midi_program_is(&rules->at[i]))
            return true;
    return false;
}

void midi_program_hear(struct control *c, const struct midi_message *message)
{
    const struct midi_rules *r = &c->midi_rules;
    struct midi_move move[MIDI_MOVES_MAX];
    const uint32_t n = midi_controls_hear(&c->program_controls, message, move);

    for (uint32_t i = 0; i < r->n && n == 1; i++) {
        const struct midi_link link = {.controller = r->at[i].controller};
        const int when = when_of(&r->at[i]);
        if (when < 0 || !midi_link_hears(&link, &move[0].controller))
            continue;
        c->program_slot = (uint32_t)move[0].value + 1;
        c->program_when = whens[when];
    }
}

/* As if somebody on this machine had said /slot/load. */
void midi_program_work(struct control *c)
{
    static const struct osc_peer here = {.is_near = true};
    const char *when = c->program_when;
    struct osc_arg arg[2] = {osc_int((int32_t)c->program_slot)};
    uint8_t bytes[PACKET];
    struct osc_writer w;
    struct osc_reader reader;
    struct osc_message m;

    if (c->program_slot == 0)
        return;
    c->program_slot = 0;
    if (*when)
        arg[1] = osc_text(when + 1);
    osc_writer_init(&w, bytes, sizeof(bytes));
    if (osc_write_message(&w, "/slot/load", arg, *when ? 2 : 1) >= 0 &&
        osc_reader_init(&reader, bytes, w.used) >= 0 &&
        osc_reader_next(&reader, &m) == 1)
        (void)dispatch_message(c, &here, &m, -1, true);
}
