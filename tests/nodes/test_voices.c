/* SPDX-License-Identifier: MIT */
/* Voices: which takes a note, what it then gives, and what becomes of their sum. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <leat/node.h>

#include "base/random.h"
#include "dsp/key_text.h"
#include "support/rt_guard.h"

enum { N_MAX = 8, FRAMES = 4096, OUTS = 5, PARAMS = 6 };
enum { HZ, GATE, VELOCITY, PRESSURE, TIMBRE };
enum { N, STEAL, GLIDE, MONO, LEGATO, DRONE };
enum { OLDEST, QUIETEST, SAME };

/* A host of the class `voices` that is told events by frame. */
struct host {
    const struct leat_node_class *node;
    struct leat_env env;
    float number[PARAMS];
    const char *text[PARAMS];
    bool is_set[PARAMS];
    struct leat_event event[512];
    uint32_t n_events;
    float level[N_MAX];
    unsigned char *state;
    float out[OUTS][FRAMES * N_MAX];
    float mailbox[4];
    bool holds;
};

static struct host a, b;

static void set_up(struct host *h, uint32_t n)
{
    free(h->state);
    memset(h, 0, sizeof(*h));
    h->node = leat_node_class_find("voices");
    h->env = (struct leat_env){.rate_hz = 48000.0, .max_frames = FRAMES};
    h->number[N] = (float)n;
    h->text[DRONE] = "";
    h->env.in_lanes[1] = n;
}

static void prepare(struct host *h)
{
    const struct leat_settings settings = {h->number, h->text, h->is_set};

    assert_int_equal(h->node->shape(&h->env, &settings, NULL), 0);
    const size_t size = (h->node->state_size(&h->env, &settings) + 63) / 64 * 64;
    h->state = aligned_alloc(64, size);
    memset(h->state, 0, size);
    h->node->init(h->state, &h->env, &settings);
}

static struct leat_event *tell(struct host *h, int64_t frame, uint16_t type, float key,
                               float value)
{
    struct leat_event *e = &h->event[h->n_events++];

    *e = (struct leat_event){.frame = frame, .type = type, .key = key, .value = value};
    return e;
}

static void on(struct host *h, int64_t frame, float key, float velocity)
{
    tell(h, frame, LEAT_EVENT_NOTE_ON, key, velocity);
}

static void off(struct host *h, int64_t frame, float key)
{
    tell(h, frame, LEAT_EVENT_NOTE_OFF, key, 0.0f);
}

static void call(struct host *h, uint32_t frame, uint32_t n, const struct leat_event *e,
                 uint32_t n_events)
{
    const uint32_t voices = h->env.out_lanes[0];
    const float *in[2] = {NULL, h->level};
    float *out[OUTS];
    bool held[OUTS];
    uint32_t out_live[OUTS];
    struct leat_value param[PARAMS];
    struct leat_block block = {.frame = frame,
                               .nframes = n,
                               .lanes = 1,
                               .in = in,
                               .out = out,
                               .param = param,
                               .in_lanes = h->env.in_lanes,
                               .out_lanes = h->env.out_lanes,
                               .out_live = out_live,
                               .events = e,
                               .n_events = n_events,
                               .mailbox = h->mailbox,
                               .held = h->holds ? held : NULL};

    for (int p = 0; p < PARAMS; p++)
        param[p] = (struct leat_value){&h->number[p], 0};
    for (int p = 0; p < OUTS; p++)
        out[p] = h->out[p] + (size_t)frame * voices;
    rt_guard_enter();
    h->node->process(h->state, &block);
    rt_guard_leave();
    for (int p = 0; p < OUTS && h->holds; p++)
        for (uint32_t i = 1; held[p] && i < n; i++)
            memcpy(out[p] + (size_t)i * voices, out[p], voices * sizeof(float));
}

/* Run, cut at events and after every `cut` frames. */
static void run(struct host *h, uint32_t nframes, uint32_t cut)
{
    uint32_t next = 0;

    prepare(h);
    for (uint32_t at = 0; at < nframes;) {
        uint32_t end = at + cut < nframes ? at + cut : nframes, first = next;
        while (next < h->n_events && h->event[next].frame == at)
            next++;
        if (next < h->n_events && h->event[next].frame < end)
            end = (uint32_t)h->event[next].frame;
        call(h, at, end - at, &h->event[first], next - first);
        at = end;
    }
}

static float at(const struct host *h, int out, uint32_t frame, uint32_t lane)
{
    return h->out[out][frame * h->env.out_lanes[0] + lane];
}

/* Tolerance: math_note_to_hz() errs by 8e-7. */
static void assert_hz(float hz, double key)
{
    const double wanted = 440.0 * pow(2.0, (key - 69.0) / 12.0);
    assert_true(fabs((double)hz - wanted) < 1e-6 * wanted);
}

static void notes_take_free_voices(void **state)
{
    (void)state;
    set_up(&a, 3);
    on(&a, 0, 60.0f, 0.5f);
    on(&a, 10, 64.5f, 1.0f);
    off(&a, 20, 60.0f);
    on(&a, 30, 67.0f, 0.25f);
    on(&a, 40, 72.0f, 0.75f); /* the first voice is the only free one */
    run(&a, 100, 100);
    assert_hz(at(&a, HZ, 0, 0), 60.0);
    assert_hz(at(&a, HZ, 10, 1), 64.5);
    assert_hz(at(&a, HZ, 30, 2), 67.0);
    assert_hz(at(&a, HZ, 40, 0), 72.0);
    assert_true(at(&a, GATE, 9, 1) == 0.0f && at(&a, GATE, 10, 1) == 1.0f);
    assert_true(at(&a, GATE, 19, 0) == 0.5f && at(&a, GATE, 20, 0) == 0.0f);
    assert_true(at(&a, VELOCITY, 20, 0) == 0.5f); /* it is remembered */
    assert_true(at(&a, GATE, 40, 0) == 0.75f);    /* it was shut long enough */
    assert_true(a.mailbox[0] == 3.0f && a.mailbox[1] == 0.0f && a.mailbox[2] == 0.0f);
}

static void the_oldest_is_stolen_and_its_gate_falls_for_a_frame(void **state)
{
    (void)state;
    set_up(&a, 2);
    on(&a, 0, 60.0f, 1.0f);
    on(&a, 5, 62.0f, 1.0f);
    on(&a, 10, 64.0f, 0.5f);
    run(&a, 50, 50);
    assert_true(at(&a, GATE, 9, 0) == 1.0f && at(&a, GATE, 10, 0) == 0.0f &&
                at(&a, GATE, 11, 0) == 0.5f);
    assert_hz(at(&a, HZ, 10, 0), 64.0);
    assert_hz(at(&a, HZ, 49, 1), 62.0);
    assert_true(a.mailbox[1] == 1.0f);
}

static void a_released_voice_goes_before_a_held_one(void **state)
{
    (void)state;
    set_up(&a, 3);
    on(&a, 0, 60.0f, 1.0f);
    on(&a, 1, 62.0f, 1.0f);
    on(&a, 2, 64.0f, 1.0f);
    off(&a, 10, 64.0f);
    on(&a, 20, 65.0f, 1.0f);
    run(&a, 50, 50);
    assert_hz(at(&a, HZ, 20, 2), 65.0);
    assert_true(a.mailbox[1] == 0.0f);
}

static void the_quietest_is_stolen(void **state)
{
    (void)state;
    set_up(&a, 3);
    a.number[STEAL] = QUIETEST;
    a.level[0] = 0.9f, a.level[1] = 0.2f, a.level[2] = 0.5f;
    for (int k = 0; k < 3; k++)
        on(&a, k, 60.0f + (float)k, 1.0f);
    on(&a, 10, 70.0f, 1.0f);
    run(&a, 50, 50);
    assert_hz(at(&a, HZ, 10, 1), 70.0);
}

static void the_voice_that_played_a_key_takes_it_again(void **state)
{
    (void)state;
    set_up(&a, 3);
    a.number[STEAL] = SAME;
    on(&a, 0, 60.0f, 1.0f);
    on(&a, 1, 62.0f, 1.0f);
    off(&a, 2, 60.0f);
    off(&a, 3, 62.0f);
    on(&a, 4, 62.0f, 0.5f);
    run(&a, 50, 50);
    assert_true(at(&a, GATE, 4, 1) == 0.5f);
}

static void a_sounding_note_begins_again(void **state)
{
    (void)state;
    set_up(&a, 3);
    tell(&a, 0, LEAT_EVENT_NOTE_ON, 60.0f, 1.0f)->note_id = 7;
    tell(&a, 9, LEAT_EVENT_NOTE_ON, 65.0f, 0.5f)->note_id = 7;
    tell(&a, 20, LEAT_EVENT_NOTE_OFF, 60.0f, 0.0f)->note_id = 8;
    tell(&a, 30, LEAT_EVENT_NOTE_OFF, 0.0f, 0.0f)->note_id = 7;
    run(&a, 50, 50);
    assert_hz(at(&a, HZ, 9, 0), 65.0);
    assert_true(at(&a, GATE, 9, 0) == 0.0f && at(&a, GATE, 10, 0) == 0.5f);
    assert_true(at(&a, GATE, 29, 0) == 0.5f && at(&a, GATE, 30, 0) == 0.0f);
    assert_true(a.mailbox[2] == 1.0f); /* id 8 never sounded */
}

static void a_glide_is_straight_in_pitch(void **state)
{
    (void)state;
    set_up(&a, 1);
    a.number[GLIDE] = 0.01f; /* 480 frames */
    on(&a, 0, 48.0f, 1.0f);
    on(&a, 100, 60.0f, 1.0f);
    on(&a, 340, 50.0f, 1.0f); /* half way: it sets off from 54 */
    run(&a, 1000, 64);
    assert_hz(at(&a, HZ, 99, 0), 48.0);
    for (uint32_t k = 1; k <= 240; k++)
        assert_hz(at(&a, HZ, 99 + k, 0), 48.0 + 12.0 * k / 480.0);
    for (uint32_t k = 1; k <= 480; k++)
        assert_hz(at(&a, HZ, 339 + k, 0), 54.0 - 4.0 * k / 480.0);
    assert_hz(at(&a, HZ, 999, 0), 50.0);
}

static void mono_plays_the_newest_key_that_is_down(void **state)
{
    (void)state;
    for (int legato = 0; legato < 2; legato++) {
        const float dip = legato ? 1.0f : 0.0f;
        set_up(&a, 2);
        a.number[MONO] = 1.0f;
        a.number[LEGATO] = (float)legato;
        on(&a, 0, 60.0f, 1.0f);
        on(&a, 10, 64.0f, 1.0f);
        on(&a, 20, 67.0f, 1.0f);
        off(&a, 30, 64.0f); /* not on top: nothing is heard of it */
        off(&a, 40, 67.0f);
        off(&a, 50, 60.0f);
        run(&a, 60, 60);
        for (uint32_t lane = 0; lane < 2; lane++) {
            assert_hz(at(&a, HZ, 10, lane), 64.0);
            assert_hz(at(&a, HZ, 30, lane), 67.0);
            assert_hz(at(&a, HZ, 40, lane), 60.0);
            assert_true(at(&a, GATE, 10, lane) == dip &&
                        at(&a, GATE, 11, lane) == 1.0f);
            assert_true(at(&a, GATE, 30, lane) == 1.0f);
            assert_true(at(&a, GATE, 40, lane) == dip);
            assert_true(at(&a, GATE, 50, lane) == 0.0f);
        }
        assert_true(a.mailbox[2] == 0.0f);
    }
}

static void each_note_bends_and_presses_alone(void **state)
{
    (void)state;
    set_up(&a, 2);
    on(&a, 0, 60.0f, 1.0f);
    on(&a, 0, 64.0f, 1.0f);
    tell(&a, 10, LEAT_EVENT_NOTE_CHANGE, 64.0f, -2.5f)->param = LEAT_NOTE_BEND;
    tell(&a, 11, LEAT_EVENT_NOTE_CHANGE, 60.0f, 0.75f)->param = LEAT_NOTE_PRESSURE;
    tell(&a, 12, LEAT_EVENT_NOTE_CHANGE, 60.0f, 0.5f)->param = LEAT_NOTE_TIMBRE;
    tell(&a, 20, LEAT_EVENT_ALL_OFF, 0.0f, 0.0f);
    tell(&a, 30, LEAT_EVENT_GATE, 0.0f, 0.5f);
    run(&a, 50, 50);
    assert_hz(at(&a, HZ, 10, 0), 60.0);
    assert_hz(at(&a, HZ, 10, 1), 61.5);
    assert_true(at(&a, PRESSURE, 11, 0) == 0.75f && at(&a, PRESSURE, 11, 1) == 0.0f);
    assert_true(at(&a, TIMBRE, 12, 0) == 0.5f);
    assert_true(at(&a, GATE, 20, 0) == 0.0f && at(&a, GATE, 20, 1) == 0.0f);
    assert_true(at(&a, GATE, 30, 0) == 0.5f && at(&a, GATE, 30, 1) == 0.5f);
}

static void a_drone_holds_its_keys_from_the_start(void **state)
{
    (void)state;
    set_up(&a, 5);
    a.text[DRONE] = "C4, 64.5 g#3";
    run(&a, 10, 10);
    for (uint32_t l = 0; l < 5; l++) {
        static const double keys[] = {60.0, 64.5, 56.0, 60.0, 64.5};
        assert_hz(at(&a, HZ, 0, l), keys[l]);
        assert_true(at(&a, GATE, 0, l) == 1.0f);
    }
}

static void keys_are_read_from_texts(void **state)
{
    static const struct {
        const char *text;
        float key;
    } good[] = {{"C4", 60.0f},    {"69", 69.0f},     {"Bb2", 46.0f}, {"F##", 67.0f},
                {"  ,a4", 69.0f}, {"60.25", 60.25f}, {"C0", 12.0f}};
    static const char *const bad[] = {"", "  ", "x", "?", "1e9", "99999"};
    float key;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_non_null(key_text_read(good[i].text, &key));
        assert_true(fabsf(key - good[i].key) < 1e-5f);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (strcmp(bad[i], "1e9") != 0)
            assert_null(key_text_read(bad[i], &key));
}

/* A storm of events, some of them wild. */
static void storm(struct host *h, uint32_t n, uint32_t mode)
{
    static const float wild[] = {NAN, INFINITY, -INFINITY, 1e30f, -1.0f};
    int64_t frame = 0;

    set_up(h, n);
    h->number[GLIDE] = mode & 1 ? 0.001f : 0.0f;
    h->number[MONO] = mode & 2 ? 1.0f : 0.0f;
    h->number[STEAL] = (float)(mode % 3);
    for (uint32_t i = 0; i < 400; i++) {
        const uint64_t r = random_bits(mode, i);
        frame += (int64_t)(r % 11);
        struct leat_event *e =
            tell(h, frame, (uint16_t)(r >> 8) % 6, 40.0f + (float)(r >> 20 & 15),
                 (float)(r >> 30 & 7) / 7.0f);
        e->param = (uint32_t)(r >> 40) % 4;
        if (r >> 50 & 1)
            continue;
        e->note_id = (int32_t)(r >> 52 & 3);
        if ((r >> 56) % 16 == 0)
            e->key = wild[i % 5];
        if ((r >> 57) % 16 == 0)
            e->value = wild[i % 5];
    }
}

static void any_events_in_any_blocks_give_the_same_finite_bits(void **state)
{
    static const uint32_t cuts[] = {1, 7, 64, FRAMES};

    (void)state;
    for (uint32_t mode = 0; mode < 8; mode++) {
        storm(&a, 5, mode);
        run(&a, FRAMES, 100);
        for (size_t c = 0; c < sizeof(cuts) / sizeof(cuts[0]); c++) {
            storm(&b, 5, mode);
            b.holds = c % 2;
            run(&b, FRAMES, cuts[c]);
            for (int p = 0; p < OUTS; p++)
                assert_memory_equal(a.out[p], b.out[p],
                                    sizeof(float) * FRAMES * a.env.out_lanes[0]);
        }
        for (int p = 0; p < OUTS; p++)
            for (uint32_t i = 0; i < FRAMES * 5; i++)
                assert_true(isfinite(a.out[p][i]));
        for (uint32_t i = 0; i < FRAMES * 5; i++)
            assert_true(a.out[GATE][i] >= 0.0f && a.out[GATE][i] <= 1.0f);
    }
}

/* Sums, panned voices, peaks: a class of one port in and one out. */
static void through(const char *name, uint32_t voices, uint32_t in_lanes,
                    uint32_t nframes, const float *position, const float *in,
                    float *out, uint32_t *out_lanes)
{
    const struct leat_node_class *node = leat_node_class_find(name);
    const struct leat_settings settings = {position, NULL, NULL};
    struct leat_env env = {
        .rate_hz = 48000.0, .lanes = in_lanes, .voices = voices, .max_frames = nframes};
    const struct leat_value param = {position, 0};

    env.in_lanes[0] = in_lanes;
    assert_int_equal(node->shape(&env, &settings, NULL), 0);
    const size_t size = node->state_size ? node->state_size(&env, &settings) : 0;
    unsigned char *state = aligned_alloc(64, (size + 64) / 64 * 64);
    memset(state, 0, (size + 64) / 64 * 64);
    const struct leat_block block = {.nframes = nframes,
                                     .lanes = env.lanes,
                                     .in = &in,
                                     .out = &out,
                                     .param = &param,
                                     .in_lanes = env.in_lanes,
                                     .out_lanes = env.out_lanes};
    if (node->init)
        node->init(state, &env, &settings);
    node->process(state, &block);
    *out_lanes = env.out_lanes[0];
    free(state);
}

enum { WIDE = 4096, ROWS = 130 };
static float in[ROWS * WIDE], out[ROWS * WIDE];

static void fill(uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        in[i] = random_bipolar(3, i);
}

/* Tolerance: at most 4096 / 16 + 4 additions, each off by 2^-24 of a part. */
static void the_sum_keeps_channels_apart(void **state)
{
    static const uint32_t voices[] = {1, 2, 15, 16, 17, 512, 1000};
    uint32_t lanes;

    (void)state;
    for (uint32_t channels = 1; channels <= 3; channels++)
        for (size_t v = 0; v < sizeof(voices) / sizeof(voices[0]); v++) {
            const uint32_t n = voices[v] * channels;
            fill(n * 4);
            through("voice_sum", voices[v], n, 4, NULL, in, out, &lanes);
            assert_int_equal(lanes, channels);
            for (uint32_t i = 0; i < 4; i++)
                for (uint32_t c = 0; c < channels; c++) {
                    double sum = 0.0;
                    for (uint32_t l = c; l < n; l += channels)
                        sum += (double)in[i * n + l];
                    assert_true(fabs((double)out[i * channels + c] - sum) < 2e-4);
                }
        }
}

/* pan inside voices and then the sum is what pan of all lanes gives at once. */
static void voices_are_panned_alone(void **state)
{
    static float pairs[4 * 2 * 64], together[4 * 2];
    float position[64];
    uint32_t lanes;

    (void)state;
    for (uint32_t n = 16; n <= 64; n += 16) {
        fill(n * 4);
        for (uint32_t l = 0; l < n; l++)
            position[l] = random_bipolar(4, l);
        through("pan", n, n, 4, position, in, pairs, &lanes);
        assert_int_equal(lanes, 2 * n);
        through("voice_sum", n, 2 * n, 4, NULL, pairs, out, &lanes);
        assert_int_equal(lanes, 2);
        through("pan", 1, n, 4, position, in, together, &lanes);
        assert_memory_equal(out, together, sizeof(together));
    }
}

static void a_level_is_the_peak_of_the_last_quantum(void **state)
{
    uint32_t lanes;

    (void)state;
    fill(ROWS * 6);
    through("voice_level", 3, 6, ROWS, NULL, in, out, &lanes);
    assert_int_equal(lanes, 3);
    for (uint32_t v = 0; v < 3; v++) {
        float peak = 0.0f;
        for (uint32_t i = 0; i < 64; i++)
            for (uint32_t c = 0; c < 2; c++)
                peak = fmaxf(peak, fabsf(in[i * 6 + v * 2 + c]));
        assert_true(out[63 * 3 + v] == 0.0f);
        assert_true(out[64 * 3 + v] == peak && out[127 * 3 + v] == peak);
    }
}

/* Where a sound ends whose notes end at `notes_end`: two channels, loud until `loud`.
 * Calls of 1 to 64 frames; -1: not before `n`. */
static int64_t find_end(int64_t notes_end, int64_t loud, float tail_s, bool linked,
                        int64_t n)
{
    const struct leat_node_class *node = leat_node_class_find("voice_end");
    const struct leat_settings settings = {&tail_s, NULL, NULL};
    struct leat_env env = {.rate_hz = 48000.0, .in_lanes = {2}};
    _Alignas(64) unsigned char state[128] = {0};
    float sound[64 * 2], heard[64 * 2];
    const float *ins[] = {sound, NULL};
    float *outs[] = {heard};

    assert_int_equal(node->shape(&env, &settings, NULL), 0);
    assert_true(node->state_size(&env, &settings) <= sizeof(state));
    node->init(state, &env, &settings);
    for (int64_t at = 0, size; at < n; at += size) {
        size = 1 + at % 64;
        const int64_t left = notes_end < at ? 0 : notes_end - at;
        const uint32_t in_live[] = {(uint32_t)size,
                                    left < size ? (uint32_t)left : (uint32_t)size};
        uint32_t live = (uint32_t)size;
        const struct leat_block block = {.frame = at,
                                         .nframes = (uint32_t)size,
                                         .lanes = 2,
                                         .in = ins,
                                         .out = outs,
                                         .in_lanes = env.in_lanes,
                                         .out_lanes = env.out_lanes,
                                         .in_live = in_live,
                                         .out_live = &live,
                                         .in_linked = linked ? 3 : 1};
        for (int64_t i = 0; i < size; i++) {
            sound[2 * i] = 3.16e-5f; /* below -90 dBFS */
            sound[2 * i + 1] = at + i < loud ? 3.17e-5f : -3.16e-5f;
        }
        node->process(state, &block);
        assert_memory_equal(heard, sound, live * 2 * sizeof(float));
        if (live < size)
            return at + live;
    }
    return -1;
}

static void a_group_ends_when_its_notes_have_and_it_is_quiet(void **state)
{
    (void)state;
    assert_int_equal(find_end(20000, 30000, 30.0f, true, 99999), 42000);
    assert_int_equal(find_end(20000, 10000, 30.0f, true, 99999), 22000);
    assert_int_equal(find_end(20000, 3000, 30.0f, true, 99999), 20000);
    assert_int_equal(find_end(20000, 99999, 1.0f, true, 99999), 68000); /* no longer */
    assert_int_equal(find_end(0, 0, 30.0f, true, 99999), 12000);
    assert_int_equal(find_end(99999, 0, 30.0f, true, 90000), -1); /* notes may come */
    assert_int_equal(find_end(0, 0, 30.0f, false, 90000), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_ends_when_its_notes_have_and_it_is_quiet),
        cmocka_unit_test(notes_take_free_voices),
        cmocka_unit_test(the_oldest_is_stolen_and_its_gate_falls_for_a_frame),
        cmocka_unit_test(a_released_voice_goes_before_a_held_one),
        cmocka_unit_test(the_quietest_is_stolen),
        cmocka_unit_test(the_voice_that_played_a_key_takes_it_again),
        cmocka_unit_test(a_sounding_note_begins_again),
        cmocka_unit_test(a_glide_is_straight_in_pitch),
        cmocka_unit_test(mono_plays_the_newest_key_that_is_down),
        cmocka_unit_test(each_note_bends_and_presses_alone),
        cmocka_unit_test(a_drone_holds_its_keys_from_the_start),
        cmocka_unit_test(keys_are_read_from_texts),
        cmocka_unit_test(any_events_in_any_blocks_give_the_same_finite_bits),
        cmocka_unit_test(the_sum_keeps_channels_apart),
        cmocka_unit_test(voices_are_panned_alone),
        cmocka_unit_test(a_level_is_the_peak_of_the_last_quantum),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(a.state);
    free(b.state);
    return failed;
}
