/* SPDX-License-Identifier: MIT */
/*
 * midi_hub_cycle: a quantum of a midi_hub.
 *
 * Orders cut the quantum: up to the frame of each, what came in and what the song has
 * is sent; then it is obeyed.
 */
#include "control/midi_hub.h"

#include <string.h>

#include "base/math_d.h"
#include "sequence/conduct.h"

static const struct midi_map silence;

static const struct midi_map *map_of(const struct midi_hub *h)
{
    return h->map ? h->map : &silence;
}

static void send(struct midi_hub *h, uint32_t node, const struct leat_event *event,
                 int64_t frame)
{
    struct leat_event e = *event;

    e.frame = frame;
    h->now.refused += leat_rt_engine_send(h->engine, node, &e) != 0;
}

static void set(struct midi_hub *h, uint32_t node, int32_t param, float value,
                int64_t frame, float ramp_ms)
{
    h->now.refused += leat_rt_engine_set(h->engine, node, (uint32_t)param, value, frame,
                                         ramp_ms) != 0;
}

/* What has one pitch and one gate. */
static void play_mono(struct midi_hub *h, const struct midi_voice *v, uint32_t channel,
                      const struct leat_event *event, int64_t frame)
{
    const struct midi_mono_turn turn = midi_mono_hear(&h->mono[channel], event);
    const struct leat_event gate = {.type = LEAT_EVENT_GATE, .value = turn.gate};

    if (turn.has_pitch && v->pitch)
        set(h, v->pitch, v->pitch_param, turn.hz, frame, 0.0f);
    if (turn.has_gate && v->gate && v->gate_param < 0)
        send(h, v->gate, &gate, frame);
    else if (turn.has_gate && v->gate)
        set(h, v->gate, v->gate_param, turn.gate, frame, 0.0f);
}

/* Let a channel's voice hear an event. */
static void sound(struct midi_hub *h, uint32_t channel, const struct leat_event *event,
                  int64_t frame)
{
    const struct midi_voice *v = &map_of(h)->voice[channel];

    if (v->notes)
        send(h, v->notes, event, frame);
    else if (midi_voice_plays(v))
        play_mono(h, v, channel, event, frame);
    else
        h->now.unrouted++;
}

/* Let all hear it, each once. */
static void sound_all(struct midi_hub *h, const struct leat_event *event, int64_t frame)
{
    const struct midi_map *map = map_of(h);

    for (uint32_t c = 0; c < MIDI_CHANNELS; c++) {
        bool told = !midi_voice_plays(&map->voice[c]);
        for (uint32_t k = 0; k < c; k++)
            told |= map->voice[c].notes && map->voice[k].notes == map->voice[c].notes;
        if (!told)
            sound(h, c, event, frame);
    }
}

/* Turn what hangs on controllers that moved. */
static void turn(struct midi_hub *h, const struct midi_move *move, uint32_t n,
                 int64_t frame)
{
    const struct midi_map *map = map_of(h);

    for (uint32_t i = 0; i < map->n; i++)
        for (uint32_t k = 0; k < n; k++) {
            const struct midi_target *t = &map->link[i].target;
            if (t->node == 0 || !midi_link_hears(&map->link[i], &move[k].controller))
                continue;
            const float value = midi_target_moved(t, &move[k]);
            const struct leat_event gate = {.type = LEAT_EVENT_GATE, .value = value};
            if (t->param < 0)
                send(h, t->node, &gate, frame);
            else
                h->now.refused +=
                    leat_rt_engine_set(h->engine, t->node, (uint32_t)t->param, value,
                                       frame, t->ramp_ms) != 0;
        }
}

/* Where the events of a message go. */
struct place {
    struct midi_hub *hub;
    int64_t frame;
    bool everywhere; /* all are reset */
};

/* Controllers and markers are no notes; they are heard elsewhere. */
static void emit(void *user, const struct leat_event *event)
{
    const struct place *place = user;
    struct midi_hub *h = place->hub;
    const uint32_t channel =
        midi_listener_manager(&h->live.listener, event->channel & 15u);

    if (event->type == LEAT_EVENT_ALL_OFF && place->everywhere)
        sound_all(h, event, place->frame);
    else if (event->type <= LEAT_EVENT_NOTE_CHANGE || event->type == LEAT_EVENT_ALL_OFF)
        sound(h, channel, event, place->frame);
}

static void write_down(struct midi_hub *h, const struct midi_heard *heard)
{
    leat_rt_ring_write(h->heard, heard, 1); /* which counts what it refuses */
}

static void order_player(struct midi_hub *h, uint32_t kind, int64_t frame)
{
    const struct player_order order = {.frame = frame, .kind = kind};

    h->now.refused += player_post(h->player, &order) != 0;
}

/* A start is the next tick, and not before. */
static void hear_clock(struct midi_hub *h, uint8_t status, int64_t frame)
{
    if (status == MIDI_START || status == MIDI_CONTINUE) {
        h->starts = (enum midi_status)status;
    } else if (status == MIDI_STOP) {
        h->starts = 0;
        order_player(h, PLAYER_STOP, frame);
    } else if (status == MIDI_CLOCK) {
        if (h->starts == MIDI_START)
            order_player(h, PLAYER_RESET, frame);
        if (h->starts)
            order_player(h, PLAYER_START, frame);
        h->starts = 0;
        order_player(h, PLAYER_TICK, frame);
    }
}

static void hear(struct midi_hub *h, const struct midi_message *m, int64_t frame)
{
    struct place place = {h, frame, m->status == MIDI_RESET};
    const struct midi_events to = {emit, &place};
    struct midi_move move[MIDI_MOVES_MAX];

    h->now.messages++;
    if (h->follows)
        hear_clock(h, m->status, frame);
    midi_listener_hear(&h->live.listener, m, &to);
    turn(h, move, midi_controls_hear(&h->live.controls, m, move), frame);
    if ((h->listens || h->records) && m->status < MIDI_SYSEX)
        write_down(h, &(struct midi_heard){.frame = frame, .message = *m});
}

static void hear_until(struct midi_hub *h, int64_t from, int64_t to)
{
    while (h->waits ||
           (h->n_taken < MIDI_HUB_MOST && midi_port_read(h->in, &h->next))) {
        const int64_t frame = midi_line_hear(&h->line, h->next.frame);
        h->waits = frame >= to;
        if (h->waits)
            return;
        h->n_taken++;
        h->now.late += frame < h->frame;
        hear(h, &h->next.message, frame > from ? frame : from);
    }
}

static void retire(struct midi_hub *h, uint32_t kind, void *thing)
{
    const struct midi_order o = {.kind = kind, .thing = thing};

    if (thing)
        leat_rt_ring_write(h->retired, &o, 1); /* control makes room with each order */
}

/* One event of the song.  Its notes are counted, so that they can be ended. */
static void sing(struct midi_hub *h, const struct leat_event *e, int64_t frame)
{
    const uint32_t i = ((uint32_t)e->note_id - MIDI_SONG_ID) % MIDI_NOTE_IDS;
    struct midi_move move[MIDI_MOVES_MAX];

    if (e->type == LEAT_EVENT_CONTROL) {
        const struct midi_message m = {
            (uint8_t)(MIDI_CONTROL | e->channel),
            {(uint8_t)e->param, (uint8_t)(e->value * 127.0f + 0.5f)}};
        turn(h, move, midi_controls_hear(&h->song_controls, &m, move), frame);
        return;
    }
    if (e->type == LEAT_EVENT_NOTE_ON)
        h->song_holds[i / 8] |= (uint8_t)(1u << i % 8);
    else if (e->type == LEAT_EVENT_NOTE_OFF)
        h->song_holds[i / 8] &= (uint8_t) ~(1u << i % 8);
    if (e->type <= LEAT_EVENT_NOTE_CHANGE || e->type == LEAT_EVENT_ALL_OFF)
        sound(h, e->channel & 15u, e, frame);
}

static void end_song_notes(struct midi_hub *h, int64_t frame)
{
    for (uint32_t i = 0; i < MIDI_NOTE_IDS; i++) {
        const struct leat_event off = {.type = LEAT_EVENT_NOTE_OFF,
                                       .channel = (uint16_t)(i / MIDI_KEYS),
                                       .note_id = (int32_t)(MIDI_SONG_ID + i),
                                       .key = (float)(i % MIDI_KEYS)};
        if (h->song_holds[i / 8] >> i % 8 & 1)
            sound(h, i / MIDI_KEYS, &off, frame);
    }
    memset(h->song_holds, 0, sizeof(h->song_holds));
}

static void end_song(struct midi_hub *h, int64_t frame)
{
    end_song_notes(h, frame);
    retire(h, MIDI_PLAY, h->song);
    h->song = NULL;
}

static void sing_until(struct midi_hub *h, int64_t from, int64_t to)
{
    while (h->song && h->song_next < h->song->n) {
        const struct leat_event *e = &h->song->event[h->song_next];
        const int64_t frame = h->song_begin + e->frame;
        if (frame >= to || h->n_taken >= 2 * MIDI_HUB_MOST)
            return;
        h->n_taken++;
        h->song_next++;
        sing(h, e, frame > from ? frame : from);
    }
    if (h->song && h->song_begin + h->song->frames < to)
        end_song(h, to - 1);
}

static void end_live_notes(struct midi_hub *h, int64_t frame)
{
    struct place place = {h, frame, false};

    midi_listener_end(&h->live.listener, &(struct midi_events){emit, &place});
}

/* Notes end where they sound, when their channels go to other nodes. */
static void adopt(struct midi_hub *h, struct midi_map *map, int64_t frame)
{
    if (memcmp(map->voice, map_of(h)->voice, sizeof(map->voice)) != 0) {
        end_live_notes(h, frame);
        end_song_notes(h, frame);
    }
    retire(h, MIDI_MAP, h->map);
    h->map = map;
}

static void panic(struct midi_hub *h, int64_t frame)
{
    const struct leat_event off = {.type = LEAT_EVENT_ALL_OFF};

    end_live_notes(h, frame);
    end_song(h, frame);
    sound_all(h, &off, frame);
}

/* A recording begins with its tempo, and is told each other one. */
static void tell_tempo(struct midi_hub *h, int64_t frame)
{
    const struct leat_tempo *line = &h->player->now.line;
    const double bpm = line->bpm;

    if (h->records && bpm != h->told_bpm) {
        h->told_bpm = bpm;
        write_down(h, &(struct midi_heard){.frame = line->frame0 > frame ? line->frame0
                                                                         : frame,
                                           .kind = MIDI_HEARD_TEMPO,
                                           .bpm = bpm});
    }
}

static void begin_recording(struct midi_hub *h, int64_t frame)
{
    h->records = true;
    h->told_bpm = 0.0;
    tell_tempo(h, frame);
}

static void end_recording(struct midi_hub *h, int64_t frame)
{
    if (h->records)
        write_down(h, &(struct midi_heard){.frame = frame, .kind = MIDI_HEARD_END});
    h->records = false;
}

static void play(struct midi_hub *h, struct midi_song *song, int64_t frame)
{
    end_song(h, frame);
    h->song = song;
    h->song_begin = frame;
    h->song_next = 0;
    memset(&h->song_controls, 0, sizeof(h->song_controls));
}

static void obey(struct midi_hub *h, const struct midi_order *o, int64_t frame)
{
    switch (o->kind) {
    case MIDI_MAP:
        adopt(h, o->thing, frame);
        break;
    case MIDI_PLAY:
        play(h, o->thing, frame);
        break;
    case MIDI_HUSH:
        end_song(h, frame);
        break;
    case MIDI_PANIC:
        panic(h, frame);
        break;
    case MIDI_LISTEN:
    case MIDI_DEAF:
        h->listens = o->kind == MIDI_LISTEN;
        break;
    case MIDI_RECORD:
        begin_recording(h, frame);
        break;
    case MIDI_RECORD_END:
        end_recording(h, frame);
        break;
    case MIDI_FOLLOW:
    case MIDI_LEAD:
        h->follows = o->kind == MIDI_FOLLOW;
        h->starts = 0;
        break;
    }
}

static void take_orders(struct midi_hub *h)
{
    while (h->n_free) {
        const uint32_t slot = h->free_slot[h->n_free - 1];
        struct midi_order *o = &h->waiting[slot];
        if (leat_rt_mpmc_read(h->orders, o, 1) == 0)
            return;
        h->n_free--;
        const int64_t at = o->frame < h->frame ? h->frame : o->frame;
        rt_due_push(&h->due, (struct due){at, h->arrivals++, slot});
    }
}

static void run(struct midi_hub *h, int64_t end)
{
    int64_t at = h->frame;

    for (;;) {
        const bool due = h->due.n && h->due.at[0].frame < end;
        const int64_t to = due ? h->due.at[0].frame : end;
        if (h->in && to > at)
            hear_until(h, at, to);
        if (to > at)
            sing_until(h, at, to);
        if (!due)
            return;
        const uint32_t slot = rt_due_pop(&h->due).slot;
        obey(h, &h->waiting[slot], to);
        h->free_slot[h->n_free++] = slot;
        at = to;
    }
}

static void pulse(void *user, enum pulse_kind kind, int64_t frame)
{
    static const uint8_t status[] = {[PULSE_TICK] = MIDI_CLOCK,
                                     [PULSE_START] = MIDI_START,
                                     [PULSE_CONTINUE] = MIDI_CONTINUE,
                                     [PULSE_STOP] = MIDI_STOP};
    struct midi_hub *h = user;

    midi_port_write(h->out, &(struct midi_timed){midi_line_say(&h->out_line, frame),
                                                 {.status = status[kind]}});
}

static void lead(struct midi_hub *h, uint32_t nframes)
{
    const struct pulse_heard to = {pulse, h};

    midi_line_meet(&h->out_line, h->out, h->frame);
    rt_pulse_quantum(&h->pulse, h->player, h->frame, nframes, &to);
}

void rt_midi_hub_conduct(void *hub, struct leat_engine *engine, int64_t frame,
                         uint32_t nframes)
{
    struct midi_hub *h = hub;

    h->engine = engine;
    h->frame = frame;
    h->n_taken = 0;
    take_orders(h);
    if (h->in)
        midi_line_meet(&h->line, h->in, frame);
    run(h, frame + nframes);
    rt_conduct(h->player, engine, frame, nframes);
    tell_tempo(h, frame);
    if (h->out)
        lead(h, nframes);
    h->now.n_held = h->live.listener.n_held;
    h->now.plays = h->song != NULL;
    h->now.follows = h->follows;
    h->now.records = h->records;
    leat_rt_mailbox_write(h->status, &h->now);
}
