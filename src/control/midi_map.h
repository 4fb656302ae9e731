/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_MIDI_MAP_H
#define LEAT_CONTROL_MIDI_MAP_H

/**
 * midi_map: where what comes in by MIDI goes: the voice of each channel, and what each
 * controller turns.  Made by control, it never changes while the audio thread reads it.
 */

#include <leat/param.h>

#include "io/midi_controls.h"
#include "io/midi_event.h"

enum { MIDI_BINDINGS_MAX = 256, MIDI_ANY_CHANNEL = MIDI_CHANNELS };

/** What a controller turns, from `from` at its one end to `to` at the other. */
struct midi_target {
    uint32_t node; /* 0: it is not there now */
    int32_t param; /* -1: a gate by event */
    float from, to;
    float ramp_ms; /* as of leat_engine_set() */
    bool log;      /* in equal ratios; else in equal steps */
    bool stepped;  /* the whole numbers between share it evenly */
};

/** Who plays a channel's notes: a node that takes them, or one pitch and one gate. */
struct midi_voice {
    uint32_t notes;      /* a node; 0: pitch and gate play */
    uint32_t pitch;      /* a node; 0: none */
    uint32_t gate;       /* alike */
    int32_t pitch_param; /* in Hz */
    int32_t gate_param;  /* -1: by event */
};

struct midi_link {
    struct midi_controller controller; /* channel: MIDI_ANY_CHANNEL for each */
    struct midi_target target;
};

struct midi_map {
    struct midi_voice voice[MIDI_CHANNELS]; /* zeros: nothing */
    uint32_t n;
    struct midi_link link[MIDI_BINDINGS_MAX];
};

/**
 * The value of a controller that is turned to `turned`, [0, 1].  Both ends are exact:
 *
 *     from + turned (to - from),   from (to / from)^turned
 *
 * Thread:  any, also rt.
 */
LEAT_RT float midi_target_value(const struct midi_target *target, double turned);

/**
 * The value for a controller that moved.  A program counts up from `from` in whole
 * numbers where these are wanted, and goes through the range by its number of 128 else.
 *
 * Thread:  any, also rt.
 */
LEAT_RT float midi_target_moved(const struct midi_target *target,
                                const struct midi_move *move);

/** The range and the curve of a parameter as they are. */
struct midi_target midi_target_of(const struct leat_param *param);

static inline bool midi_voice_plays(const struct midi_voice *voice)
{
    return voice->notes || voice->pitch || voice->gate;
}

/** Whether a link is for a controller that moved.  Thread: any, also rt. */
static inline bool midi_link_hears(const struct midi_link *link,
                                   const struct midi_controller *moved)
{
    const struct midi_controller *c = &link->controller;

    return c->kind == moved->kind && c->number == moved->number &&
           (c->channel == MIDI_ANY_CHANNEL || c->channel == moved->channel);
}

#endif
