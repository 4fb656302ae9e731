/* SPDX-License-Identifier: MIT */
/*
 * player: from moment to moment of a score.
 *
 * A moment is a frame at which something is due.  At each: orders, the next tempo of a
 * ramp, scores, gates that close, and then the tracks in their order.
 */
#include "sequence/player.h"

#include <string.h>

#include "base/math_d.h"
#include "base/tempo.h"

enum { MIDI_TICKS = 24 };

/* What lies so near below half a frame counts as half: a swing of 0.6 is no number of
 * base two, and a step in the middle of two frames falls on the later one. */
static const double NEAR_HALF = 1e-6;

int64_t rt_player_frame_of(const struct leat_tempo *line,
                           const struct player_track *state, double division,
                           double steps)
{
    const double passed = (state->origin - line->beat0) * division;
    const double frames = (steps + passed) * line->minute / (line->bpm * division);

    return line->frame0 +
           (int64_t)math_round_d(math_clamp_d(frames, -1e15, 1e15) + NEAR_HALF);
}

static double position_of_step(const struct player *p, int64_t step)
{
    return (double)step + (step & 1 ? p->score->swing / 3.0 : 0.0);
}

static int64_t frame_of_step(const struct player *p, uint32_t track, int64_t step)
{
    return rt_player_frame_of(&p->now.line, &p->now.track[track],
                              (double)p->score->track[track].key[SCORE_DIVISION],
                              position_of_step(p, step));
}

void rt_player_aim(struct player *p, uint32_t track, int64_t frame)
{
    struct player_track *s = &p->now.track[track];
    const int64_t at = frame_of_step(p, track, s->step);

    s->step_frame = !p->now.running ? PLAYER_NEVER : at > frame ? at : frame;
}

void rt_player_seek(struct player *p, uint32_t track, int64_t frame)
{
    struct player_track *s = &p->now.track[track];
    const double division = (double)p->score->track[track].key[SCORE_DIVISION];
    const double beat = leat_tempo_beat(&p->now.line, frame) - s->origin;

    s->step = (int64_t)math_floor_d(math_clamp_d(beat * division, 1.0, 1e15)) - 1;
    while (frame_of_step(p, track, s->step) < frame)
        s->step++;
    rt_player_aim(p, track, frame);
}

static void aim_all(struct player *p, int64_t frame)
{
    for (uint32_t i = 0; i < p->now.n_tracks; i++)
        rt_player_aim(p, i, frame);
}

static void close_all(struct player *p, int64_t frame)
{
    for (uint32_t i = 0; i < p->now.n_tracks; i++) {
        rt_player_close(p, i, frame);
        p->now.track[i].again_frame = PLAYER_NEVER;
    }
}

/* Begin a new line where the position is `beat`, and have the engine follow. */
static void bend(struct player *p, int64_t frame, double beat, double bpm, bool jumps)
{
    const float held = (float)math_clamp_d(bpm, TEMPO_LEAST, TEMPO_MOST);

    p->now.line.beat0 = beat;
    p->now.line.frame0 = frame;
    p->now.line.bpm = (double)held;
    rt_player_send(
        p, 0,
        &(struct leat_event){.frame = frame,
                             .type = LEAT_EVENT_TEMPO,
                             .value = held,
                             .param = jumps ? LEAT_TEMPO_PLACE : LEAT_TEMPO_GOES_ON,
                             .key = (float)beat});
    aim_all(p, frame);
}

static double beat_at(const struct player *p, int64_t frame)
{
    return p->now.running ? leat_tempo_beat(&p->now.line, frame) : p->now.line.beat0;
}

static void set_tempo(struct player *p, int64_t frame, double bpm)
{
    bend(p, frame, beat_at(p, frame), bpm, false);
}

/* The next tempo of a ramp: the line's in the middle of what it is for. */
static void follow_ramp(struct player *p, int64_t frame)
{
    const int64_t grid = (frame / PLAYER_QUANTUM + 1) * PLAYER_QUANTUM;
    const double way = p->now.ramp.to - p->now.ramp.from;
    const double whole = (double)(p->now.ramp.end - p->now.ramp.begin);

    p->now.ramp.next = grid < p->now.ramp.end ? grid : p->now.ramp.end;
    if (frame >= p->now.ramp.end) {
        p->now.ramp.next = PLAYER_NEVER;
        set_tempo(p, frame, p->now.ramp.to);
        return;
    }
    const double middle = 0.5 * (double)(frame - p->now.ramp.begin + p->now.ramp.next -
                                         p->now.ramp.begin);
    set_tempo(p, frame, p->now.ramp.from + way * middle / whole);
}

static void follow_tick(struct player *p, const struct player_order *o, int64_t frame)
{
    const int64_t came = o->frame < 0 ? frame : o->frame;

    p->now.ramp.next = PLAYER_NEVER;
    rt_follow_tick(&p->now.follow, came, o->ticks ? o->ticks : MIDI_TICKS);
    const double bpm = rt_follow_bpm(&p->now.follow, frame, beat_at(p, frame),
                                     p->now.running, p->now.line.minute);
    if (bpm > 0.0)
        set_tempo(p, frame, bpm);
}

static void start(struct player *p, int64_t frame)
{
    p->now.resumes = false;
    if (p->now.running)
        return;
    p->now.running = true;
    rt_follow_release(&p->now.follow);
    bend(p, frame, p->now.line.beat0, p->now.line.bpm, true);
}

/* The position stands at a float, so that the engine can be told it exactly. */
static void stop(struct player *p, int64_t frame)
{
    if (!p->now.running)
        return;
    p->now.line.beat0 = (double)(float)beat_at(p, frame);
    p->now.line.frame0 = frame;
    p->now.running = false;
    close_all(p, frame);
    aim_all(p, frame);
}

/* Both clocks stand, and go on together. */
static void stand(struct player *p, int64_t frame)
{
    p->now.resumes |= p->now.running;
    p->now.ramp.next = PLAYER_NEVER;
    stop(p, frame);
    rt_player_send(p, 0,
                   &(struct leat_event){.frame = frame, .type = LEAT_EVENT_TEMPO});
}

static void begin_ramp(struct player *p, const struct player_order *o, int64_t frame)
{
    const double rate_hz = p->now.line.minute / 60.0;
    const double bpm = math_clamp_d((double)o->bpm, TEMPO_LEAST, TEMPO_MOST);
    const int64_t frames =
        math_seconds_to_frames(math_clamp_d((double)o->ramp_s, 0.0, 1e6), rate_hz);

    if (!(o->bpm > 0.0f)) {
        stand(p, frame);
        return;
    }
    if (p->now.resumes)
        start(p, frame);
    rt_follow_release(&p->now.follow);
    p->now.ramp.from = p->now.line.bpm;
    p->now.ramp.to = bpm;
    p->now.ramp.begin = frame;
    p->now.ramp.end = frame + frames;
    follow_ramp(p, frame);
}

static void reset_track(struct player *p, uint32_t track, int64_t frame)
{
    struct player_track *s = &p->now.track[track];
    const double division = (double)p->score->track[track].key[SCORE_DIVISION];

    s->origin += (double)s->step / division;
    s->step = 0;
    s->n_played = 0;
    rt_player_aim(p, track, frame);
}

static void reset(struct player *p, uint64_t id, int64_t frame)
{
    if (!id) {
        close_all(p, frame);
        rt_follow_release(&p->now.follow);
    }
    for (uint32_t i = 0; i < p->now.n_tracks; i++) {
        if (id && p->now.track[i].id == id)
            reset_track(p, i, frame);
        if (id)
            continue;
        p->now.track[i].origin = 0.0;
        p->now.track[i].step = 0;
        p->now.track[i].n_played = 0;
    }
    if (!id && p->now.running)
        bend(p, frame, 0.0, p->now.line.bpm, true);
    else if (!id)
        p->now.line.beat0 = 0.0;
}

static void obey(struct player *p, const struct player_order *o, int64_t frame)
{
    switch (o->kind) {
    case PLAYER_START:
        start(p, frame);
        break;
    case PLAYER_STOP:
        p->now.resumes = false;
        stop(p, frame);
        break;
    case PLAYER_RESET:
        reset(p, o->track, frame);
        break;
    case PLAYER_TEMPO:
        begin_ramp(p, o, frame);
        break;
    case PLAYER_TICK:
        follow_tick(p, o, frame);
        break;
    case PLAYER_ALL_OFF:
        close_all(p, frame);
        break;
    default:
        break;
    }
}

static void obey_due(struct player *p, int64_t frame)
{
    while (p->due.n && p->due.at[0].frame <= frame) {
        const uint32_t slot = rt_due_pop(&p->due).slot;
        obey(p, &p->waiting[slot], frame);
        p->free_slot[p->n_free++] = slot;
    }
}

static int64_t next_grid(int64_t frame)
{
    return (frame + PLAYER_QUANTUM - 1) / PLAYER_QUANTUM * PLAYER_QUANTUM;
}

static void take_orders(struct player *p, int64_t frame)
{
    while (p->n_free) {
        const uint32_t slot = p->free_slot[p->n_free - 1];
        struct player_order *o = &p->waiting[slot];
        if (leat_rt_mpmc_read(p->orders, o, 1) == 0)
            return;
        p->n_free--;
        p->now.late += o->kind != PLAYER_TICK && o->frame >= 0 && o->frame < frame;
        const int64_t at = o->frame < 0       ? next_grid(frame)
                           : o->frame < frame ? frame
                                              : o->frame;
        rt_due_push(&p->due, (struct due){at, p->arrivals++, slot});
    }
}

static void take_score(struct player *p, int64_t frame)
{
    if (p->next.score || leat_rt_ring_read(p->scores, &p->next, 1) == 0)
        return;
    if (p->next.frame < 0)
        p->next.frame = next_grid(frame);
}

/* When the score that waits is due, from `frame` on. */
static int64_t score_frame(const struct player *p, int64_t frame)
{
    const struct player_track whole = {.origin = 0.0};
    const int64_t from = p->next.frame > frame ? p->next.frame : frame;
    const double beats = p->next.when == LEAT_AT_BAR ? PLAYER_BAR : 1.0;
    int64_t at;

    if (!p->next.score)
        return PLAYER_NEVER;
    if (p->next.when == LEAT_AT_QUANTUM || !p->now.running)
        return from;
    double n = math_floor_d(leat_tempo_beat(&p->now.line, from) / beats);
    do
        at = rt_player_frame_of(&p->now.line, &whole, 1.0, n++ * beats);
    while (at < from);
    return at;
}

static bool same_gates(const struct score_track *a, const struct score_track *b)
{
    uint32_t i = 0, k = 0;

    for (;; i++, k++) {
        while (i < a->n_binds && a->bind[i].role < SCORE_GATE)
            i++;
        while (k < b->n_binds && b->bind[k].role < SCORE_GATE)
            k++;
        if (i == a->n_binds || k == b->n_binds)
            return i == a->n_binds && k == b->n_binds;
        if (a->bind[i].role != b->bind[k].role || a->bind[i].node != b->bind[k].node ||
            a->bind[i].param != b->bind[k].param)
            return false;
    }
}

static const struct score_track *find_track(const struct score *score, uint64_t id,
                                            uint32_t *at)
{
    for (*at = 0; score && *at < score->n_tracks; ++*at)
        if (score->track[*at].id == id)
            return &score->track[*at];
    return NULL;
}

static bool is_audible(const struct score *score, uint32_t track)
{
    bool solo = false;

    for (uint32_t i = 0; i < score->n_tracks; i++)
        solo |= score->track[i].key[SCORE_SOLO] > 0.5f;
    return score->track[track].key[SCORE_MUTE] < 0.5f &&
           (!solo || score->track[track].key[SCORE_SOLO] > 0.5f);
}

/* Close the gates that the next score does not hold. */
static void let_go(struct player *p, const struct score *next, int64_t frame)
{
    for (uint32_t i = 0; i < p->now.n_tracks; i++) {
        uint32_t at;
        const struct score_track *t = &p->score->track[i];
        const struct score_track *stays = find_track(next, t->id, &at);
        if (stays && is_audible(next, at) && same_gates(t, stays))
            continue;
        rt_player_close(p, i, frame);
        p->now.track[i].again_frame = PLAYER_NEVER;
    }
}

static void take_over(struct player *p, const struct score *old, uint32_t track,
                      int64_t frame)
{
    struct player_track *s = &p->now.track[track];
    const struct score_track *t = &p->score->track[track];
    uint32_t at;
    const struct score_track *before = find_track(old, t->id, &at);

    if (before) {
        *s = p->old_track[at];
    } else {
        *s = (struct player_track){
            .id = t->id, .off_frame = PLAYER_NEVER, .again_frame = PLAYER_NEVER};
    }
    s->audible = is_audible(p->score, track);
    if (before && before->key[SCORE_DIVISION] == t->key[SCORE_DIVISION])
        rt_player_aim(p, track, frame);
    else
        rt_player_seek(p, track, frame);
}

void rt_player_adopt(struct player *p, const struct score *score, int64_t frame)
{
    const struct score *old = p->score;

    let_go(p, score, frame);
    if (!p->now.running)
        p->now.line.frame0 = frame;
    memcpy(p->old_track, p->now.track, p->now.n_tracks * sizeof(*p->now.track));
    p->score = score;
    p->now.n_tracks = score->n_tracks;
    for (uint32_t i = 0; i < score->n_tracks; i++)
        take_over(p, old, i, frame);
    for (uint32_t i = 0; i < score->n_sets; i++)
        rt_player_set(p, frame, score->set[i].node, (int32_t)score->set[i].param,
                      score->set[i].value, score->set[i].ramp_ms);
    if (score->bpm > 0.0) {
        p->now.ramp.next = PLAYER_NEVER;
        set_tempo(p, frame, score->bpm);
    }
    p->now.n_scores++;
    if (old)
        leat_rt_ring_write(p->retired, &old, 1);
}

static void adopt_due(struct player *p, int64_t frame)
{
    while (score_frame(p, frame) == frame) {
        const struct score *score = p->next.score;
        p->next.score = NULL;
        take_score(p, frame);
        rt_player_adopt(p, score, frame);
    }
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t next_moment(const struct player *p, int64_t frame)
{
    int64_t at = earlier(score_frame(p, frame), p->now.ramp.next);

    if (p->due.n)
        at = earlier(at, p->due.at[0].frame);
    for (uint32_t i = 0; i < p->now.n_tracks; i++) {
        const struct player_track *s = &p->now.track[i];
        at = earlier(at, earlier(s->step_frame, earlier(s->off_frame, s->again_frame)));
    }
    return at > frame ? at : frame;
}

static void do_moment(struct player *p, int64_t frame)
{
    obey_due(p, frame);
    if (p->now.ramp.next <= frame)
        follow_ramp(p, frame);
    adopt_due(p, frame);
    for (uint32_t i = 0; i < p->now.n_tracks; i++)
        if (p->now.track[i].off_frame <= frame)
            rt_player_close(p, i, frame);
    for (uint32_t i = 0; i < p->now.n_tracks; i++) {
        if (p->now.track[i].again_frame <= frame)
            rt_player_again(p, i, frame);
        while (p->now.track[i].step_frame <= frame)
            rt_player_step(p, i, frame);
    }
}

static void tell(struct player *p, int64_t end)
{
    const struct player_status status = {
        .bpm = p->now.line.bpm,
        .beat = beat_at(p, end),
        .running = p->now.running,
        .n_waiting = leat_rt_ring_fill(p->scores) + (p->next.score != NULL),
        .ons = p->now.ons,
        .offs = p->now.offs,
        .late = p->now.late,
        .refused = p->now.refused,
        .score = p->now.n_scores,
    };

    leat_rt_mailbox_write(p->status, &status);
}

void rt_player_quantum(struct player *p, int64_t frame, uint32_t nframes,
                       player_emit *emit, void *user)
{
    const int64_t end = frame + nframes;

    p->emit = emit;
    p->user = user;
    take_orders(p, frame);
    take_score(p, frame);
    for (int64_t at = frame; (at = next_moment(p, at)) < end; at++)
        do_moment(p, at);
    p->emit = NULL;
    tell(p, end);
}
