/* SPDX-License-Identifier: MIT */
/*
 * Pulses that are narrow, and pulses whose width moves.
 *
 * A pulse of width w has harmonics of 4 sin(pi k w) / (pi k).  The first is the
 * strongest at every width, and what aliases are measured by; at 1 % it is 0.040, 30 dB
 * below full scale.  The narrower the pulse, the more of its harmonics are as strong as
 * the first: nothing but the kernel of dsp/blep.h keeps them from folding back.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/bins.h"
#include "support/player.h"

enum { RATE = 48000, SETTLE = 2400, LAG = 24 };

static struct rig rig;
static float wave[RATE];

static const float widths[] = {0.05f, 0.02f, 0.01f, 0.95f, 0.98f, 0.99f};

/* One second of a pulse that stands still. */
static void play(float frequency_hz, float width, bool live)
{
    int64_t at = 0;

    rig_set_up_plain(&rig, "pulse", 1);
    rig_hold(&rig, "quality", live);
    rig_hold(&rig, "frequency", frequency_hz);
    rig_hold(&rig, "width", width);
    rig_play(&rig, &at, NULL, wave, SETTLE);
    rig_play(&rig, &at, NULL, wave, RATE);
    bins_analyse(wave, RATE);
}

/* The worst alias of a width, fundamentals in (above, most]. */
static double worst_db(float width, bool live, int above, int most)
{
    double worst = -999.0;

    for (int k = 0; k < BINS_FUNDAMENTALS; k++) {
        const int hz = bins_fundamental[k];
        if (hz <= above || hz > most)
            continue;
        play((float)hz, width, live);
        worst = fmax(worst, bins_worst_alias_db(hz, RATE));
    }
    return worst;
}

static void narrow_pulses_of_studio_keep_its_bound(void **state)
{
    (void)state;
    for (int k = 0; k < 6; k++) {
        const double low = worst_db(widths[k], false, 0, 5000);
        const double high = worst_db(widths[k], false, 5000, 10000);
        print_message(
            "width %g: worst alias %.1f dB up to 5 kHz, %.1f dB up to 10 kHz\n",
            (double)widths[k], low, high);
        assert_true(low < -80.0);
        assert_true(high < -60.0);
    }
}

/* Its kernel alone is 43 dB down: what is left where no harmonic falls. */
static void narrow_pulses_of_live_keep_what_its_help_says(void **state)
{
    (void)state;
    for (int k = 0; k < 6; k++) {
        const double low = worst_db(widths[k], true, 0, 2000);
        print_message("live, width %g: worst alias %.1f dB up to 2 kHz\n",
                      (double)widths[k], low);
        assert_true(low < -43.0);
    }
}

/* Width as it moves: w(i) = middle + depth * sin(2 pi hz i / RATE), whole Hz. */
static const struct moving {
    int carrier_hz, hz;
    double middle, depth;
} moving[] = {
    {1000, 331, 0.5, 0.4},   {2003, 997, 0.5, 0.45}, {110, 440, 0.5, 0.3},
    {4999, 1009, 0.3, 0.25}, {500, 3001, 0.5, 0.2},  {331, 53, 0.03, 0.02},
};

static double width_at(const struct moving *m, int64_t i)
{
    return (double)(float)(m->middle +
                           m->depth *
                               sin(2.0 * BINS_PI * (double)(i * m->hz % RATE) / RATE));
}

static double turns_at(const struct moving *m, int64_t i)
{
    return (double)(i * m->carrier_hz) / RATE;
}

static double ideal_re[RATE / 2], ideal_im[RATE / 2];

/* Add a step of `height` at t frames to the bins of one second of steps. */
static void add_step(double t, double height)
{
    const double w = 2.0 * BINS_PI * t / RATE, c = cos(w), s = sin(w);
    double re = c, im = -s; /* e^-iwf, of bin 1 */

    for (int f = 1; f < RATE / 2; f++) {
        /* its transform over i 2 pi f, in amplitudes as bins_amplitude() has them */
        ideal_re[f] += height * im / (BINS_PI * f);
        ideal_im[f] -= height * re / (BINS_PI * f);
        const double next = re * c + im * s;
        im = im * c - re * s;
        re = next;
    }
}

/* Where what goes straight from a to b in a frame passes a whole number: one step,
 * upwards of `height`. */
static void add_crossing(int64_t i, double a, double b, double height)
{
    const double whole = floor(fmax(a, b));

    if (floor(a) != floor(b))
        add_step((double)i + (whole - a) / (b - a), b > a ? height : -height);
}

/*
 * The spectrum of the pulse that never met a frame: phase and width go straight from
 * frame to frame, which is all that is known of them, and each step counts for itself.
 */
static void find_ideal(const struct moving *m)
{
    memset(ideal_re, 0, sizeof(ideal_re));
    memset(ideal_im, 0, sizeof(ideal_im));
    for (int64_t i = 0; i < RATE; i++) {
        const double a = turns_at(m, i + LAG), b = turns_at(m, i + 1 + LAG);
        add_crossing(i, a, b, 2.0);
        add_crossing(i, a - width_at(m, i), b - width_at(m, i + 1), -2.0);
    }
}

/* One second of a pulse whose width moves. */
static void play_moving(const struct moving *m)
{
    rig_set_up_plain(&rig, "pulse", 1);
    rig_hold(&rig, "frequency", (float)m->carrier_hz);
    for (int64_t i = 0; i < RATE + SETTLE; i++) {
        rig_set(&rig, (uint32_t)leat_node_param_find(rig.node, "width"),
                (float)width_at(m, i));
        rig_run_at(&rig, i, 0, 1);
        wave[i % RATE] = rig.out[0][0];
    }
    bins_analyse(wave, RATE);
}

/* Up to 0.4 of the rate, where studio is flat within 0.1 dB, each bin is as strong as
 * the ideal's, and beyond that not stronger, but for aliases 80 dB below the strongest.
 */
static void width_may_move_as_fast_as_sound(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof(moving) / sizeof(moving[0]); k++) {
        const struct moving *m = &moving[k];
        double strongest = 0.0, worst = 0.0;
        play_moving(m);
        find_ideal(m);
        for (int f = 1; f < RATE / 2; f++)
            strongest = fmax(strongest, hypot(ideal_re[f], ideal_im[f]));
        for (int f = 1; f < RATE / 2; f++) {
            const double want = hypot(ideal_re[f], ideal_im[f]);
            const double off = bins_amplitude(f, RATE) - want;
            const double size = f < 2 * RATE / 5 ? fabs(off) : off;
            worst = fmax(worst, size - 0.0116 * want);
        }
        const double db = 20.0 * log10(worst / strongest);
        print_message("%d Hz, width %g +- %g at %d Hz: off by %.1f dB at most\n",
                      m->carrier_hz, m->middle, m->depth, m->hz, db);
        assert_true(db < -80.0);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(narrow_pulses_of_studio_keep_its_bound),
        cmocka_unit_test(narrow_pulses_of_live_keep_what_its_help_says),
        cmocka_unit_test(width_may_move_as_fast_as_sound),
    };
    const int failed = cmocka_run_group_tests_name("pulse", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
