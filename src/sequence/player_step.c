/* SPDX-License-Identifier: MIT */
/* player_step: what a step of a track sends, and its gate. */
#include "base/math.h"
#include "base/random.h"
#include "sequence/player.h"

void rt_player_set(struct player *p, int64_t frame, uint32_t node, int32_t param,
                   float value, float ramp_ms)
{
    const struct player_action action = {.frame = frame,
                                         .node = node,
                                         .param = param,
                                         .value = value,
                                         .ramp_ms = ramp_ms};

    p->now.refused += !p->emit(p->user, &action);
}

void rt_player_send(struct player *p, uint32_t node, const struct leat_event *event)
{
    const struct player_action action = {
        .frame = event->frame, .node = node, .param = SCORE_EVENT, .event = *event};

    p->now.refused += !p->emit(p->user, &action);
}

/* The step of the pattern that a step of the track plays. */
static const struct pattern_step *find_step(const struct score_track *t, int64_t step)
{
    const int64_t n = t->pattern.n;
    const int64_t at = (step + (int64_t)t->key[SCORE_ROTATE]) % n;

    return &t->pattern.step[at < 0 ? at + n : at];
}

static bool plays(const struct score_track *t, int64_t step)
{
    const struct pattern_step *s = find_step(t, step);

    return s->kind == PATTERN_HIT &&
           random_unit(t->seed, (uint64_t)step) < t->key[SCORE_CHANCE] * s->chance;
}

static void send_gate(struct player *p, const struct score_bind *b, int64_t frame,
                      float value)
{
    if (b->param < 0)
        rt_player_send(p, b->node,
                       &(struct leat_event){
                           .frame = frame, .type = LEAT_EVENT_GATE, .value = value});
    else
        rt_player_set(p, frame, b->node, b->param, value, b->ramp_ms);
}

static void send_note(struct player *p, const struct score_bind *b, int64_t frame,
                      const struct player_track *s, bool on)
{
    rt_player_send(
        p, b->node,
        &(struct leat_event){.frame = frame,
                             .type = on ? LEAT_EVENT_NOTE_ON : LEAT_EVENT_NOTE_OFF,
                             .note_id = s->note_id,
                             .key = s->note_key,
                             .value = on ? s->velocity : 0.0f});
}

void rt_player_close(struct player *p, uint32_t track, int64_t frame)
{
    const struct score_track *t = &p->score->track[track];
    struct player_track *s = &p->now.track[track];

    s->off_frame = PLAYER_NEVER;
    s->tied = false;
    if (!s->open)
        return;
    s->open = false;
    p->now.offs++;
    for (uint32_t i = 0; i < t->n_binds; i++) {
        if (t->bind[i].role == SCORE_NOTE)
            send_note(p, &t->bind[i], frame, s, false);
        else if (t->bind[i].role >= SCORE_GATE)
            send_gate(p, &t->bind[i], frame, 0.0f);
    }
}

/* Open the gate, or go on to another note while it is open. */
static void open_gate(struct player *p, uint32_t track, int64_t frame, float velocity,
                      float key)
{
    const struct score_track *t = &p->score->track[track];
    struct player_track *s = &p->now.track[track];
    const struct player_track before = *s;

    s->velocity = velocity;
    s->note_key = key;
    s->note_id = (int32_t)(0x40000000u | (p->now.n_notes++ & 0x3fffffffu));
    s->open = true;
    p->now.ons += !before.open;
    for (uint32_t i = 0; i < t->n_binds; i++) {
        const struct score_bind *b = &t->bind[i];
        if (b->role == SCORE_NOTE) {
            send_note(p, b, frame, s, true);
            if (before.open)
                send_note(p, b, frame, &before, false);
        } else if (b->role >= SCORE_GATE && !before.open) {
            send_gate(p, b, frame, b->role == SCORE_GATE ? 1.0f : velocity);
        }
    }
}

static void send_params(struct player *p, uint32_t track, int64_t frame, float velocity,
                        float hz)
{
    const struct score_track *t = &p->score->track[track];
    const float *key = t->key;
    const float value[] = {
        [SCORE_FREQ] = hz,
        [SCORE_AMP] = key[SCORE_BASE_AMP] * velocity,
        [SCORE_FILTER] =
            key[SCORE_FILTER_FREQ] + key[SCORE_ACCENT_BOOST] * (velocity - 0.5f),
        [SCORE_REVERB] = key[SCORE_REVERB_SEND],
        [SCORE_DELAY] = key[SCORE_DELAY_SEND],
        [SCORE_ACCENT] = velocity >= 1.0f ? 1.0f : 0.0f,
    };

    for (uint32_t i = 0; i < t->n_binds; i++)
        if (t->bind[i].role < SCORE_GATE)
            rt_player_set(p, frame, t->bind[i].node, t->bind[i].param,
                          value[t->bind[i].role], t->bind[i].ramp_ms);
}

static void send_lanes(struct player *p, uint32_t track, int64_t frame, int64_t step)
{
    const struct score_track *t = &p->score->track[track];

    for (uint32_t i = 0; i < t->n_lanes; i++) {
        const struct score_lane *lane = &p->score->lane[t->first_lane + i];
        const int64_t at = step % (int64_t)lane->n;
        const float value = lane->value[at < 0 ? at + lane->n : at];
        if (value == value)
            rt_player_set(p, frame, lane->node, (int32_t)lane->param, value,
                          lane->ramp_ms);
    }
}

/* Frames of a step at the tempo of now. */
static double step_frames(const struct player *p, const struct score_track *t)
{
    return p->now.line.minute / (p->now.line.bpm * (double)t->key[SCORE_DIVISION]);
}

static int64_t off_after(const struct score_track *t, int64_t frame, double frames)
{
    const double open = math_round_d((double)t->key[SCORE_GATE_FRAC] * frames);

    return frame + (open >= 1.0 ? (int64_t)open : 1);
}

/* Say when the gate of a step closes; the one after it is `s->step`. */
static void plan_off(struct player *p, uint32_t track, int64_t frame, double frames)
{
    const struct score_track *t = &p->score->track[track];
    struct player_track *s = &p->now.track[track];
    const bool held = find_step(t, s->step)->kind == PATTERN_HOLD;

    s->tied = t->key[SCORE_GATE_FRAC] >= 1.0f && !held;
    s->off_frame = held || s->tied ? PLAYER_NEVER : off_after(t, frame, frames);
}

static void cut_voice(struct player *p, uint32_t track, int64_t frame)
{
    const uint32_t voice = p->score->track[track].voice;

    for (uint32_t i = 0; voice && i < p->score->n_tracks; i++)
        if (i != track && p->score->track[i].voice == voice) {
            rt_player_close(p, i, frame);
            p->now.track[i].again_frame = PLAYER_NEVER;
        }
}

static void hit(struct player *p, uint32_t track, int64_t frame,
                const struct pattern_step *step)
{
    const struct score_track *t = &p->score->track[track];
    struct player_track *s = &p->now.track[track];
    const struct notes *notes = &t->notes;
    const uint64_t turn = s->n_played++;
    const double frames = step_frames(p, t), parity = (double)((s->step - 1) & 1);
    struct notes_note note = {t->key[SCORE_BASE_FREQ], 0.0f};

    if (!s->audible)
        return;
    if (notes->n)
        note = notes->note[turn % notes->n];
    else
        note.key = math_hz_to_note(note.hz);
    cut_voice(p, track, frame);
    if (!s->tied)
        rt_player_close(p, track, frame);
    send_params(p, track, frame, step->velocity, note.hz);
    open_gate(p, track, frame, step->velocity, note.key);
    if (step->twice) {
        s->tied = false;
        s->off_frame = off_after(t, frame, 0.5 * frames);
        s->again_frame = rt_player_frame_of(
            &p->now.line, s, (double)t->key[SCORE_DIVISION],
            (double)(s->step - 1) + 0.5 + parity * p->score->swing / 3.0);
    } else {
        plan_off(p, track, frame, frames);
    }
}

void rt_player_again(struct player *p, uint32_t track, int64_t frame)
{
    const struct score_track *t = &p->score->track[track];
    struct player_track *s = &p->now.track[track];

    s->again_frame = PLAYER_NEVER;
    cut_voice(p, track, frame);
    rt_player_close(p, track, frame);
    open_gate(p, track, frame, s->velocity, s->note_key);
    plan_off(p, track, frame, 0.5 * step_frames(p, t));
}

void rt_player_step(struct player *p, uint32_t track, int64_t frame)
{
    const struct score_track *t = &p->score->track[track];
    struct player_track *s = &p->now.track[track];
    const int64_t number = s->step++;
    const struct pattern_step *step = find_step(t, number);

    s->again_frame = PLAYER_NEVER;
    if (s->audible)
        send_lanes(p, track, frame, number);
    if (plays(t, number))
        hit(p, track, frame, step);
    else if (step->kind == PATTERN_HOLD && s->open)
        plan_off(p, track, frame, step_frames(p, t));
    else if (s->off_frame == PLAYER_NEVER)
        rt_player_close(p, track, frame);
    rt_player_aim(p, track, frame + 1);
}
