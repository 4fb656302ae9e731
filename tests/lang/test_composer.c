/* SPDX-License-Identifier: MIT */
/* composer: what verbs make sounds as the reference says, and leaves no traces. */
#include <math.h>

#include "engine/take.h"
#include "lang/eval.h"
#include "lang/program.h"

enum { RATE = 48000, SECONDS = 4, FRAMES = SECONDS * RATE };

/* Render a program into a take, which the caller ends. */
static void render(struct take *t, const char *text)
{
    take_begin(t);
    leat_edit_abort(&t->edit);
    t->config.rate_hz = RATE;
    t->config.duration = FRAMES;
    int err = leat_program_apply(text, t->graph, &t->diag);
    if (!err)
        err = leat_engine_create(t->graph, &t->config, &t->engine, &t->diag);
    if (!err)
        err = leat_engine_run(t->engine, &t->diag);
    if (err)
        take_say(t);
    assert_int_equal(err, 0);
    assert_int_equal(t->n, FRAMES);
}

/* Mean square of a lane in dB, from the second second on. */
static double power_db(const struct take *t, uint32_t lane)
{
    double sum = 0.0;

    for (size_t i = RATE; i < t->n; i++) {
        const double x = (double)t->samples[i * t->lanes + lane];
        sum += x * x;
    }
    return 10.0 * log10(sum / (double)(t->n - RATE));
}

static double correlation(const struct take *t)
{
    double ab = 0.0, aa = 0.0, bb = 0.0;

    for (size_t i = RATE; i < t->n; i++) {
        const double a = (double)t->samples[2 * i], b = (double)t->samples[2 * i + 1];
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    return ab / sqrt(aa * bb);
}

/* Two noises of 3 s each differ by less than 0.02 dB in power by chance alone. */
static void a_blend_has_equal_power(void **state)
{
    static const char *const blends[] = {"0%", "30%", "50%", "100%"};
    double db[4];

    (void)state;
    for (int i = 0; i < 4; i++) {
        char text[300];
        snprintf(text, sizeof(text),
                 "a = noise()\nb = noise()\ncomposer.harmonize(a, b, %s, match: false, "
                 "headroom: 0.db)",
                 blends[i]);
        struct take t;

        (void)state;
        render(&t, text);
        db[i] = power_db(&t, 0);
        assert_true(fabs(db[i] - db[0]) < 0.1);
        take_end(&t);
    }
    struct take one;
    render(&one, "noise()");
    assert_true(fabs(power_db(&one, 0) - db[0]) < 0.1);
    take_end(&one);
}

static void headroom_is_taken_from_the_mix(void **state)
{
    struct take t;
    (void)state;
    render(&t, "a = noise()\nb = noise()\n"
               "composer.harmonize([a, b], match: false)");
    struct take one;
    render(&one, "noise()");
    assert_true(fabs(power_db(&t, 0) - power_db(&one, 0) + 3.0) < 0.1);
    take_end(&t);
    take_end(&one);
}

/* The level settles with a time constant of 3 s: after 1 s most of 20 dB is gone. */
static void streams_become_equally_loud(void **state)
{
    struct take t;

    (void)state;
    render(&t, "a = noise()\nb = noise() * 0.5\n"
               "composer.harmonize([a, b], blend: [0, 1], headroom: 0.db)");
    struct take one;
    render(&one, "noise()");
    /* the median of two is their middle, (1 + 1/2) / 2 of the louder */
    assert_true(fabs(power_db(&t, 0) - power_db(&one, 0) - 20.0 * log10(0.75)) < 0.5);
    take_end(&t);
    take_end(&one);
}

/* The sum of floats is good to a few of their steps. */
static void both_sides_add_up_to_the_sound(void **state)
{
    static const double widths[] = {0.0, 0.8, 1.0};

    (void)state;
    for (int w = 0; w < 3; w++) {
        char text[200];
        snprintf(text, sizeof(text), "a = noise()\ncomposer.spread(\"a\", width: %g)",
                 widths[w]);
        struct take wide, mono;

        (void)state;
        render(&wide, text);
        render(&mono, "a = noise()\na");
        const double c = 1.0 / sqrt(1.0 + 0.49 * widths[w] * widths[w]);
        assert_int_equal(wide.lanes, 2);
        for (size_t i = 0; i < wide.n; i++) {
            const double l = (double)wide.samples[2 * i];
            const double r = (double)wide.samples[2 * i + 1];
            const double m = (double)mono.samples[i * mono.lanes];
            assert_true(fabs(l + r - 2.0 * c * m) < 4e-7);
            assert_true(w > 0 || l == r);
        }
        assert_true(w < 2 || correlation(&wide) < 0.9);
        take_end(&wide);
        take_end(&mono);
    }
}

static void no_layer_is_the_base(void **state)
{
    struct take a, b;
    (void)state;
    render(&a, "a = noise()\ncomposer.layer(\"a\", [])");
    render(&b, "a = noise()\na");
    assert_int_equal(a.lanes, b.lanes);
    assert_memory_equal(a.samples, b.samples, FRAMES * a.lanes * sizeof(float));
    take_end(&a);
    take_end(&b);
}

/* n + 1 sounds that have nothing to do with each other keep the power of one: noise
 * and the same a second later are two. */
static void layers_have_equal_power(void **state)
{
    struct take a, b;

    (void)state;
    render(&a, "a = noise()\ncomposer.layer(\"a\", [delay(time: 1.s, "
               "feedback: 0)])");
    render(&b, "a = noise()\na");
    assert_true(fabs(power_db(&a, 0) - power_db(&b, 0)) < 0.1);
    for (size_t i = RATE; i < FRAMES; i++) {
        const float y = a.samples[i * a.lanes];
        const float x = b.samples[i * b.lanes], was = b.samples[(i - RATE) * b.lanes];
        assert_true(fabs((double)y - sqrt(0.5) * ((double)x + (double)was)) < 1e-6);
    }
    take_end(&a);
    take_end(&b);
}

static void split_gives_both_the_same_samples(void **state)
{
    struct take t;

    (void)state;
    render(&t, "x = noise()\na = gain(x, 0.db)\nb = gain(silence(), 0.db)\n"
               "Stream.connect_split(\"x\", [b])\n"
               "(a - b) |> output()");
    for (size_t i = 0; i < t.n * t.lanes; i++)
        assert_true(t.samples[i] == 0.0f);
    take_end(&t);
}

static void parallel_paths_give_their_mean(void **state)
{
    struct take t;

    (void)state;
    render(&t, "x = noise()\na = gain(silence(), 0.db)\n"
               "b = gain(silence(), 0.db)\nm = gain(silence(), 0.db)\n"
               "Stream.connect_parallel(x, [a, b], m)\n"
               "(m - x) |> output()");
    for (size_t i = 0; i < t.n * t.lanes; i++)
        assert_true(fabsf(t.samples[i]) < 1e-6f);
    take_end(&t);
}

static void a_lane_is_the_sound_alone(void **state)
{
    struct take t;

    (void)state;
    render(&t, "x = sine([220, 330, 440]).lane(1)\ny = sine(330.hz)\n"
               "(x - y) |> output()");
    for (size_t i = 0; i < t.n * t.lanes; i++)
        assert_true(t.samples[i] == 0.0f);
    take_end(&t);
}

static void interleaved_streams_stand_side_by_side(void **state)
{
    struct take t;

    (void)state;
    render(&t,
           "x = interleave([sine(220.hz), sine([330, 440])])\n"
           "y = sine([220, 330, 440])\n"
           "interleave([(x - y).lane(0), (x - y).lane(1), (x - y).lane(2), y.lane(2)]) "
           "|> output()");
    assert_int_equal(t.lanes, 4);
    for (size_t i = 0; i < t.n; i++)
        for (uint32_t l = 0; l < 3; l++)
            assert_true(t.samples[4 * i + l] == 0.0f);
    assert_true(power_db(&t, 3) > -4.0);
    take_end(&t);
}

static void the_sum_of_lanes_is_their_sum(void **state)
{
    struct take t;

    (void)state;
    render(&t, "x = sine([220, 330]).mix()\n"
               "(x - sine(220.hz) - sine(330.hz)) |> output()");
    for (size_t i = 0; i < t.n * t.lanes; i++)
        assert_true(fabsf(t.samples[i]) < 1e-6f);
    take_end(&t);
}

static void verbs_in_a_loop_make_their_nodes_once(void **state)
{
    static const char text[] =
        "a = saw(110.hz)\nw = 0.5\n"
        "loop { w += 0.001; b = composer.layer(a, [\"reverb\"], output: \"deep\")\n"
        "composer.spread(\"deep\", width: w) }";
    const struct leat_program_options options = {.size = sizeof(options)};
    static struct leat_diag diag;
    struct leat_program *p;
    uint64_t identity[8];
    uint32_t n_names = 0;

    (void)state;
    assert_int_equal(leat_program_create(text, strlen(text), &options, &p, &diag), 0);
    for (int64_t k = 0; k < 200; k++) {
        assert_int_equal(program_frame(p, k, 60.0, &diag), 0);
        assert_int_equal(p->draft.n_nodes, 5); /* saw reverb mix spread output */
        for (uint32_t i = 0; i < 5; i++)
            assert_true(k == 0 || identity[i] == p->draft.node[i].identity);
        for (uint32_t i = 0; i < 5; i++)
            identity[i] = p->draft.node[i].identity;
        assert_true(k == 0 || p->eval->n_named == n_names);
        n_names = p->eval->n_named;
    }
    leat_program_destroy(&p);
}

/* Clicks 0.5 s apart, 130 ms behind the beats of 120 bpm; their onsets are told to a
 * window of the detector, and they are to be heard within 1 ms of the beats. */
static void clicks_beside_the_beat_come_to_it(void **state)
{
    static const char clicks[] = "c = (noise(duration: 3.ms) |> delay(time: 0.5.s, "
                                 "feedback: 0.98, wet_mix: 50%)).delay(130.ms)\n";
    char text[400];
    struct take t;
    uint32_t n = 0;

    (void)state;
    snprintf(text, sizeof(text), "%scomposer.sync_to_beat(\"c\", 1)", clicks);
    render(&t, text);
    for (size_t i = 2 * RATE, quiet = 0; i < t.n; i++) {
        const float x = fabsf(t.samples[i * t.lanes]);
        if (x > 0.05f && quiet > RATE / 10) {
            const size_t past = i % (RATE / 2), early = RATE / 2 - past;
            assert_true((past < early ? past : early) <= RATE / 1000);
            n++;
        }
        quiet = x > 0.05f ? 0 : quiet + 1;
    }
    assert_true(n >= 3);
    take_end(&t);
}

/* Swing 1 puts the second of two sixteenths two thirds of the way: 2 to 1. */
static void swing_makes_every_second_sixteenth_late(void **state)
{
    static const char text[] = "composer.set_swing(1)\nlast = 0\n"
                               "every(0.25.beats) { print(time) }";
    const struct leat_program_options options = {.size = sizeof(options)};
    static struct leat_diag diag;
    struct leat_program *p;
    double at[16];
    uint32_t n = 0;

    (void)state;
    assert_int_equal(leat_program_create(text, strlen(text), &options, &p, &diag), 0);
    for (int64_t k = 0; k < 60; k++) { /* 1 s at 120: two beats */
        assert_int_equal(program_frame(p, k, 60.0, &diag), 0);
        for (uint32_t i = 0; i < p->draft.n_lines && n < 16; i++)
            at[n++] = (double)k / 60.0;
        p->draft.n_lines = 0;
    }
    assert_int_equal(n, 8);
    for (uint32_t i = 0; i < 8; i++) { /* pairs of 0.25 s */
        const double due = i / 2 * 0.25 + (i % 2 ? 0.25 * 2.0 / 3.0 : 0.0);
        assert_true(at[i] <= due + 1e-9 && at[i] > due - 1.0 / 60.0 - 1e-9);
    }
    leat_program_destroy(&p);
}

/* What the word gives is a program without mistakes. */
static void the_example_of_a_workflow_runs(void **state)
{
    static const char text[] = "print(composer.create_workflow_example())";
    const struct leat_program_options options = {.size = sizeof(options)};
    static struct leat_diag diag;
    struct leat_program *p;

    (void)state;
    assert_int_equal(leat_program_create(text, strlen(text), &options, &p, &diag), 0);
    assert_int_equal(p->draft.n_lines, 1);
    struct take t;
    render(&t, p->draft.line[0]);
    assert_int_equal(t.lanes, 2);
    assert_true(power_db(&t, 0) > -60.0);
    take_end(&t);
    leat_program_destroy(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_blend_has_equal_power),
        cmocka_unit_test(headroom_is_taken_from_the_mix),
        cmocka_unit_test(streams_become_equally_loud),
        cmocka_unit_test(both_sides_add_up_to_the_sound),
        cmocka_unit_test(no_layer_is_the_base),
        cmocka_unit_test(layers_have_equal_power),
        cmocka_unit_test(split_gives_both_the_same_samples),
        cmocka_unit_test(parallel_paths_give_their_mean),
        cmocka_unit_test(a_lane_is_the_sound_alone),
        cmocka_unit_test(interleaved_streams_stand_side_by_side),
        cmocka_unit_test(the_sum_of_lanes_is_their_sum),
        cmocka_unit_test(verbs_in_a_loop_make_their_nodes_once),
        cmocka_unit_test(clicks_beside_the_beat_come_to_it),
        cmocka_unit_test(swing_makes_every_second_sixteenth_late),
        cmocka_unit_test(the_example_of_a_workflow_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
