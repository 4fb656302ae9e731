/* SPDX-License-Identifier: MIT */
/* The drums of kit: how loud, how long, how high, and that they are struck as asked. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/drum.h"
#include "support/player.h"

enum { RATE = 48000, N = 3 * RATE, WINDOW = 480 };

static struct rig rig;
static float out[N], again[N];

static struct leat_event note(int64_t frame, float key, float velocity)
{
    return (struct leat_event){
        .frame = frame, .type = LEAT_EVENT_NOTE_ON, .key = key, .value = velocity};
}

/* Play `n` frames, the events at their frames, which go up. */
static void play(const struct leat_event *event, int n_events, float *to, int n)
{
    int next = 0;

    for (int at = 0, part; at < n; at += part) {
        int due = next;
        while (due < n_events && event[due].frame == at)
            due++;
        part = n - at < RIG_FRAMES ? n - at : RIG_FRAMES;
        if (due < n_events && event[due].frame - at < part)
            part = (int)event[due].frame - at;
        struct leat_value param[RIG_PARAMS];
        float *rows[1] = {to + at};
        for (uint32_t k = 0; k < rig.node->n_params; k++)
            param[k] = (struct leat_value){rig.param[k], 0};
        const struct leat_block block = {.frame = at,
                                         .nframes = (uint32_t)part,
                                         .lanes = 1,
                                         .out = rows,
                                         .param = param,
                                         .events = event + next,
                                         .n_events = (uint32_t)(due - next),
                                         .mailbox = rig.mailbox};
        rig.node->process(rig.state, &block);
        next = due;
    }
}

static void hit(float key, float velocity)
{
    const struct leat_event event = note(0, key, velocity);

    rig_set_up_plain(&rig, "kit", 1);
    play(&event, 1, out, N);
}

static double level(int at)
{
    double sum = 0.0;

    for (int i = 0; i < WINDOW; i++)
        sum += (double)out[at + i] * (double)out[at + i];
    return sqrt(sum / WINDOW);
}

/* Seconds until the level is 60 dB below its greatest. */
static double decay_s(void)
{
    double most = 0.0;
    int last = 0;

    for (int at = 0; at + WINDOW <= N; at += WINDOW)
        most = fmax(most, level(at));
    for (int at = 0; at + WINDOW <= N; at += WINDOW)
        last = level(at) > 1e-3 * most ? at + WINDOW : last;
    return (double)last / RATE;
}

static float peak(void)
{
    float most = 0.0f;

    for (int i = 0; i < N; i++)
        most = fmaxf(most, fabsf(out[i]));
    return most;
}

/* Power within [low, high) Hz of the first 4096 samples, by the DFT's definition, 64
 * bins of it at random places inside. */
static double power(double low, double high)
{
    double sum = 0.0;

    for (int k = 0; k < 64; k++) {
        const double hz = low + (high - low) * (k + 0.5) / 64.0;
        double re = 0.0, im = 0.0;
        for (int i = 0; i < 4096; i++) {
            re += (double)out[i] * cos(6.283185307179586 * hz / RATE * i);
            im += (double)out[i] * sin(6.283185307179586 * hz / RATE * i);
        }
        sum += re * re + im * im;
    }
    return sum / 64.0 * (high - low);
}

static void every_drum_is_neither_soft_nor_clipped(void **state)
{
    (void)state;
    for (int k = 0; k < N_DRUMS; k++) {
        double sum = 0.0;
        hit((float)k, 1.0f);
        if (!(peak() > 0.3f && peak() < 1.0f))
            fail_msg("drum %d peaks at %g", k, (double)peak());
        for (int i = 0; i < N; i++)
            sum += (double)out[i];
        assert_true(fabs(sum / N) < 1e-3); /* no offset */
    }
}

/* What falls last decides: 60 dB in its time, to within the window and what else
 * sounds.  The recipe's own time is the closed form. */
static void drums_ring_as_long_as_their_recipe_says(void **state)
{
    (void)state;
    for (int k = 0; k < N_DRUMS; k++) {
        const struct drum_recipe *r = &drum_recipes[k];
        const float longest = fmaxf(r->skin.level > 0.0f ? r->skin.fall_s : 0.0f,
                                    fmaxf(r->noise.level > 0.0f ? r->noise.fall_s : 0,
                                          r->metal.level > 0.0f ? r->metal.fall_s : 0));
        hit((float)k, 1.0f);
        const double got = decay_s();
        if (!(got > 0.85 * (double)longest && got < 1.2 * (double)longest + 0.06))
            fail_msg("drum %d rings %g s, not %g", k, got, (double)longest);
        hit((float)k, 0.5f);
        assert_true(out[N - 1] == 0.0f && rig.mailbox[0] == 0.0f);
    }
}

/* Kicks and toms lie below 400 Hz, cymbals above 2 kHz. */
static void drums_sound_where_they_belong(void **state)
{
    static const int low[] = {DRUM_KICK, DRUM_TOM, DRUM_LOW_TOM, DRUM_CONGA};
    static const int high[] = {DRUM_HIHAT, DRUM_OPEN_HAT, DRUM_CRASH,
                               DRUM_RIDE,  DRUM_SHAKER,   DRUM_TAMBOURINE};

    (void)state;
    for (size_t k = 0; k < sizeof(low) / sizeof(low[0]); k++) {
        hit((float)low[k], 1.0f);
        assert_true(power(20.0, 400.0) > 9.0 * power(400.0, 20000.0));
    }
    for (size_t k = 0; k < sizeof(high) / sizeof(high[0]); k++) {
        hit((float)high[k], 1.0f);
        assert_true(power(2000.0, 20000.0) > 9.0 * power(20.0, 2000.0));
    }
}

/* 50 Hz once the drop is over: whole periods lie 960 frames apart. */
static void a_kick_ends_on_its_note(void **state)
{
    int last = 0, n = 0, first = 0;

    (void)state;
    hit(DRUM_KICK, 1.0f);
    for (int i = RATE / 5; i < RATE / 2; i++)
        if (out[i - 1] < 0.0f && out[i] >= 0.0f) {
            first = n++ ? first : i;
            last = i;
        }
    assert_true(n > 10);
    assert_true(fabs((double)(last - first) / (n - 1) - 960.0) < 3.0);
}

static void velocity_is_a_factor(void **state)
{
    (void)state;
    hit(DRUM_SNARE, 1.0f);
    memcpy(again, out, sizeof(out));
    hit(DRUM_SNARE, 0.5f);
    for (int i = 0; i < N; i++)
        assert_true(out[i] == 0.5f * again[i]);
}

static void keys_of_general_midi_mean_the_same_drums(void **state)
{
    static const float keys[][2] = {{36.0f, DRUM_KICK},    {38.0f, DRUM_SNARE},
                                    {42.0f, DRUM_HIHAT},   {39.0f, DRUM_CLAP},
                                    {49.0f, DRUM_CRASH},   {51.0f, DRUM_RIDE},
                                    {56.0f, DRUM_COWBELL}, {46.0f, DRUM_OPEN_HAT},
                                    {75.0f, DRUM_CLAVE},   {82.0f, DRUM_SHAKER}};

    (void)state;
    for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
        hit(keys[k][0], 0.8f);
        memcpy(again, out, sizeof(out));
        hit(keys[k][1], 0.8f);
        assert_memory_equal(out, again, sizeof(out));
    }
}

static void what_is_no_drum_is_counted(void **state)
{
    static const float keys[] = {16.0f, 34.0f, 58.0f, 83.0f, 127.0f, -3.0f, 1e9f, NAN};

    (void)state;
    for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
        hit(keys[k], 1.0f);
        assert_true(rig.mailbox[1] == 1.0f && peak() == 0.0f);
    }
    hit(DRUM_KICK, NAN);
    assert_true(peak() == 0.0f);
}

static void a_closed_hat_shuts_the_open_one(void **state)
{
    const struct leat_event both[] = {note(0, DRUM_OPEN_HAT, 1.0f),
                                      note(4800, DRUM_HIHAT, 0.001f)};

    (void)state;
    rig_set_up_plain(&rig, "kit", 1);
    play(both, 2, out, N);
    assert_true(level(4300) > 0.02);
    assert_true(level(4800 + 2 * WINDOW) < 1e-3);
}

/* Strike a kick while it swings: the greatest step is no greater than within one. */
static void a_second_hit_makes_no_step(void **state)
{
    struct leat_event both[] = {note(0, DRUM_KICK, 1.0f), note(3000, DRUM_KICK, 1.0f)};
    float most = 0.0f;
    int at = 3000;

    (void)state;
    hit(DRUM_KICK, 1.0f);
    for (int i = 1; i < 2000; i++)
        most = fmaxf(most, fabsf(out[i] - out[i - 1]));
    while (fabsf(out[at]) < 0.3f) /* until it is far from rest */
        at++;
    both[1].frame = at + 1;
    rig_reset(&rig);
    play(both, 2, out, N);
    for (int i = at - 10; i < at + 10; i++)
        assert_true(fabsf(out[i] - out[i - 1]) <= most);
}

static void hits_differ_and_runs_do_not(void **state)
{
    const struct leat_event both[] = {note(0, DRUM_HIHAT, 1.0f),
                                      note(RATE, DRUM_HIHAT, 1.0f)};

    (void)state;
    rig_set_up_plain(&rig, "kit", 1);
    play(both, 2, out, N);
    rig_reset(&rig);
    play(both, 2, again, N);
    assert_memory_equal(out, again, sizeof(out));
    assert_memory_not_equal(out, out + RATE, 1000 * sizeof(float));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_drum_is_neither_soft_nor_clipped),
        cmocka_unit_test(drums_ring_as_long_as_their_recipe_says),
        cmocka_unit_test(drums_sound_where_they_belong),
        cmocka_unit_test(a_kick_ends_on_its_note),
        cmocka_unit_test(velocity_is_a_factor),
        cmocka_unit_test(keys_of_general_midi_mean_the_same_drums),
        cmocka_unit_test(what_is_no_drum_is_counted),
        cmocka_unit_test(a_closed_hat_shuts_the_open_one),
        cmocka_unit_test(a_second_hit_makes_no_step),
        cmocka_unit_test(hits_differ_and_runs_do_not),
    };
    const int failed = cmocka_run_group_tests_name("kit", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
