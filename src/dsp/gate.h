/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_GATE_H
#define LEAT_DSP_GATE_H

/**
 * gate: the gate that notes make, one for all lanes of a node.
 *
 * It is open while a note is held, at the velocity of the newest; a further note_on
 * strikes again.  Where the input of events is linked, or as soon as the first note or
 * gate comes, it acts in the place of the parameter.
 */

#include <string.h>

#include <leat/node.h>

enum { GATE_HELD_MAX = 16 }; /* notes that are told apart; further ones go unheard */

struct gate_notes {
    uint32_t heard; /* an event has come */
    uint32_t n_held;
    float value; /* 0: closed */
    struct {
        int32_t id;
        float key;
    } held[GATE_HELD_MAX];
};

/* The held note that an event means, or n_held. */
static inline uint32_t gate_find(const struct gate_notes *g, const struct leat_event *e)
{
    uint32_t i = 0;

    while (i < g->n_held &&
           !(e->note_id ? g->held[i].id == e->note_id : g->held[i].key == e->key))
        i++;
    return i;
}

static inline bool gate_note_on(struct gate_notes *g, const struct leat_event *e)
{
    const uint32_t i = gate_find(g, e);

    if (i == GATE_HELD_MAX || !(e->value > 0.0f))
        return false;
    g->held[i].id = e->note_id;
    g->held[i].key = e->key;
    g->n_held += i == g->n_held;
    g->value = e->value < 1.0f ? e->value : 1.0f;
    return true;
}

static inline void gate_note_off(struct gate_notes *g, const struct leat_event *e)
{
    const uint32_t i = gate_find(g, e);

    if (i == g->n_held)
        return;
    g->held[i] = g->held[--g->n_held];
    if (!g->n_held)
        g->value = 0.0f;
}

/** Hear the events of a call.  Returns whether one strikes: the gate opens anew even if
 * it was open. */
LEAT_RT static inline bool gate_hear(struct gate_notes *g,
                                     const struct leat_block *block)
{
    bool strikes = false;

    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct leat_event *e = &block->events[k];
        g->heard |= e->type == LEAT_EVENT_NOTE_ON || e->type == LEAT_EVENT_NOTE_OFF ||
                    e->type == LEAT_EVENT_GATE;
        if (e->type == LEAT_EVENT_NOTE_ON)
            strikes |= gate_note_on(g, e);
        else if (e->type == LEAT_EVENT_NOTE_OFF)
            gate_note_off(g, e);
        else if (e->type == LEAT_EVENT_GATE || e->type == LEAT_EVENT_ALL_OFF) {
            const bool opens = e->type == LEAT_EVENT_GATE && e->value > 0.0f;
            strikes |= opens && g->value <= 0.0f;
            g->n_held = 0;
            g->value = opens ? (e->value < 1.0f ? e->value : 1.0f) : 0.0f;
        }
    }
    return strikes;
}

/**
 * The gate of a call: the parameter, or what notes say, written to a row of the state.
 * `open` is that row of flags in which a lane is 1 while its gate was above 0 one frame
 * ago: a strike clears it.
 */
LEAT_RT static inline struct leat_value gate_value(struct gate_notes *g,
                                                   const struct leat_block *block,
                                                   uint32_t param, uint32_t port,
                                                   float *row, float *open)
{
    if (gate_hear(g, block) && g->value > 0.0f)
        memset(open, 0, block->lanes * sizeof(*open));
    if (!g->heard && !(block->in_linked >> port & 1))
        return block->param[param];
    for (uint32_t l = 0; l < block->lanes; l++)
        row[l] = g->value;
    return (struct leat_value){row, 0};
}

/** How many frames, at most `n`, from `frame` on no lane's gate turns, nor rises above
 * its `peak` while it is open. */
static inline __attribute__((always_inline)) uint32_t
gate_steady(struct leat_value gate, uint32_t frame, uint32_t first, uint32_t n,
            const float *open, const float *peak, uint32_t width)
{
    for (uint32_t f = 1; f < n && gate.step; f++) {
        const float *now = leat_value_row(gate, frame + f) + first;
        uint32_t turns = 0;
        for (uint32_t l = 0; l < width; l++)
            turns |= ((now[l] > 0.0f) != (open[l] > 0.0f)) | (now[l] > peak[l]);
        if (turns)
            return f;
    }
    return n;
}

#endif
