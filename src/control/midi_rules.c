/* SPDX-License-Identifier: MIT */
/* midi_rules: where MIDI is to go, by names. */
#include "control/midi_rules.h"

#include <string.h>

#include <leat/err.h>

#include "base/number.h"
#include "base/str.h"

/* How the kinds are written, before the number. */
static const char *const prefixes[] = {
    [MIDI_7_BITS] = "", [MIDI_14_BITS] = "14bit:", [MIDI_NRPN] = "nrpn:"};
static const char program[] = "program"; /* of which there is one */

int midi_controller_read(const char *text, struct midi_controller *controller)
{
    double number;

    if (strcmp(text, program) == 0) {
        controller->kind = MIDI_PROGRAMS;
        controller->number = 0;
        return 0;
    }
    for (int kind = MIDI_NRPN; kind >= MIDI_7_BITS; kind--) {
        const size_t size = strlen(prefixes[kind]);
        if (strncmp(text, prefixes[kind], size) != 0)
            continue;
        if (number_parse(text + size, &number) < 0)
            return LEAT_ERR_INVALID;
        if (!(number >= 0.0) ||
            number >= (double)midi_controller_numbers((enum midi_controller_kind)kind))
            return LEAT_ERR_RANGE;
        controller->kind = (uint8_t)kind;
        controller->number = (uint16_t)number;
        return (double)controller->number == number ? 0 : LEAT_ERR_INVALID;
    }
    return LEAT_ERR_INVALID;
}

void midi_controller_write(const struct midi_controller *controller,
                           char text[MIDI_CONTROLLER_SIZE])
{
    if (controller->kind == MIDI_PROGRAMS)
        str_format(text, MIDI_CONTROLLER_SIZE, "%s", program);
    else
        str_format(text, MIDI_CONTROLLER_SIZE, "%s%u", prefixes[controller->kind],
                   controller->number);
}

static bool is_same(const struct midi_controller *a, const struct midi_controller *b)
{
    return a->kind == b->kind && a->channel == b->channel && a->number == b->number;
}

int midi_rules_bind(struct midi_rules *r, const struct midi_binding *binding)
{
    uint32_t i = 0;

    while (i < r->n && !(is_same(&r->at[i].controller, &binding->controller) &&
                         strcmp(r->at[i].target, binding->target) == 0))
        i++;
    if (i == MIDI_BINDINGS_MAX)
        return LEAT_ERR_LIMIT;
    r->at[i] = *binding;
    r->n += i == r->n;
    return 0;
}

uint32_t midi_rules_unbind(struct midi_rules *r, const char *target)
{
    const uint32_t before = r->n;

    r->n = 0;
    for (uint32_t i = 0; target && i < before; i++)
        if (strcmp(r->at[i].target, target) != 0)
            r->at[r->n++] = r->at[i];
    return before - r->n;
}

void midi_rules_learn(struct midi_rules *r, const struct midi_binding *binding)
{
    r->learns = *binding;
    midi_learn_begin(&r->learn);
}

const struct midi_binding *midi_rules_hear(struct midi_rules *r,
                                           const struct midi_message *message)
{
    if (!midi_learn_hear(&r->learn, message))
        return NULL;
    r->learns.controller = r->learn.found;
    midi_rules_unbind(r, r->learns.target);
    return midi_rules_bind(r, &r->learns) < 0 ? NULL : &r->learns;
}

/* A parameter of its own name: `freq` of a filter is another word for its cutoff. */
static const struct address *find_pitch(const struct address_book *book,
                                        const char *name)
{
    static const char *const words[] = {"freq", "frequency"};

    for (int i = 0; i < 2; i++) {
        const struct address *a = address_below(book, name, words[i]);
        if (a && a->kind == ADDRESS_PARAM && !a->is_alias)
            return a;
    }
    return NULL;
}

bool midi_rules_voice(const struct address_book *book, const char *name,
                      struct midi_voice *voice)
{
    char path[LEAT_NAME_MAX + 8], node[LEAT_NAME_MAX + 2];
    const struct address *pitch = find_pitch(book, name);
    const struct address *gate = address_below(book, name, "gate");

    *voice = (struct midi_voice){0};
    address_of_node(name, node, sizeof(node));
    str_format(path, sizeof(path), "/note%s", node);
    const struct address *notes = address_find(book, path);
    if (notes && (!pitch || !gate || strcmp(notes->node_class->name, "voices") == 0)) {
        voice->notes = notes->node;
    } else if (gate && gate->kind == ADDRESS_GATE) {
        voice->gate = gate->node;
        voice->gate_param = gate->by_event ? -1 : gate->param;
        voice->pitch = pitch ? pitch->node : 0;
        voice->pitch_param = pitch ? pitch->param : 0;
    }
    return midi_voice_plays(voice);
}

/* The first voices that were made. */
static uint32_t first_voices(const struct address_book *book)
{
    uint32_t node = 0;

    for (uint32_t i = 0; i < book->n; i++) {
        const struct address *a = &book->at[i];
        if (a->kind == ADDRESS_NOTES && strcmp(a->node_class->name, "voices") == 0 &&
            (node == 0 || a->node < node))
            node = a->node;
    }
    return node;
}

/* A gate opens and closes at once; one that takes events goes from 0 to 1. */
static struct midi_target target_of(const struct midi_binding *b,
                                    const struct address *a)
{
    struct midi_target t = {.to = 1.0f};

    if (a->param >= 0)
        t = midi_target_of(&a->node_class->params[a->param]);
    t.node = a->node;
    t.param = a->kind == ADDRESS_GATE && a->by_event ? -1 : a->param;
    t.ramp_ms = a->kind == ADDRESS_GATE ? 0.0f : t.ramp_ms;
    if (b->has_range) {
        t.from = b->from;
        t.to = b->to;
    }
    if (b->has_curve)
        t.log = b->log;
    return t;
}

/* Who plays a channel that nobody was told to. */
static void default_voice(const struct address_book *book, uint32_t channel,
                          struct midi_voice *voice)
{
    char name[16];

    *voice = (struct midi_voice){.notes = first_voices(book)};
    str_format(name, sizeof(name), "voice%u", channel + 1);
    if (!voice->notes)
        (void)midi_rules_voice(book, name, voice);
}

void midi_rules_map(const struct midi_rules *r, const struct address_book *book,
                    struct midi_map *map)
{
    memset(map, 0, sizeof(*map));
    for (uint32_t c = 0; c < MIDI_CHANNELS; c++)
        if (r->route[c].is_set)
            (void)midi_rules_voice(book, r->route[c].node, &map->voice[c]);
        else
            default_voice(book, c, &map->voice[c]);
    for (uint32_t i = 0; i < r->n; i++) {
        const struct address *a = address_target(book, r->at[i].target);
        if (a)
            map->link[map->n++] =
                (struct midi_link){r->at[i].controller, target_of(&r->at[i], a)};
    }
}
