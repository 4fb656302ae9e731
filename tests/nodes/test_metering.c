/* SPDX-License-Identifier: MIT */
/*
 * loudness, rms, peak and true_peak.  The signals are those that EBU Tech 3341 and 3342
 * describe, but for programmes that only the EBU has; 0.1 LU is what they allow, for
 * the range they allow 1 LU.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846
enum { MOMENTARY, SHORT_TERM, INTEGRATED, RANGE, TRUE_PEAK };

static struct rig rig;
static int64_t now;              /* frames played */
static double most[2], least[2]; /* momentary, short-term since they were last reset */

static void assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%.6f is not %.6f", got, want);
}

static void begin(uint32_t lanes, double rate_hz)
{
    rig_set_up_plain(&rig, "loudness", lanes);
    rig.env.rate_hz = rate_hz;
    rig_prepare(&rig);
    now = 0;
}

static void forget(void)
{
    most[0] = most[1] = -300.0;
    least[0] = least[1] = 300.0;
}

/* A sine of 1 kHz for some seconds, at a peak level for each lane; in between the
 * readings are watched. */
static void play(double seconds, const double *level_db)
{
    const double rate_hz = rig.env.rate_hz;
    int64_t left = (int64_t)(seconds * rate_hz + 0.5);

    while (left > 0) {
        const uint32_t n = left < 240 ? (uint32_t)left : 240;
        for (uint32_t s = 0; s < n * rig.env.lanes; s++)
            rig.in[0][s] =
                (float)(pow(10.0, level_db[s % rig.env.lanes] / 20.0) *
                        sin(2.0 * PI * 1000.0 / rate_hz *
                            (double)((now + s / rig.env.lanes) % (int64_t)rate_hz)));
        rig_run_at(&rig, now, 0, n);
        now += n;
        left -= n;
        for (int k = 0; k < 2; k++) {
            most[k] = fmax(most[k], (double)rig.mailbox[k]);
            least[k] = fmin(least[k], (double)rig.mailbox[k]);
        }
    }
}

static void play_stereo(double seconds, double level_db)
{
    play(seconds, (const double[]){level_db, level_db});
}

/* Tech 3341, cases 1 and 2, at several rates. */
static void a_steady_tone_is_as_loud_as_it_says(void **state)
{
    static const double rates[] = {44100.0, 48000.0, 96000.0, 192000.0};

    (void)state;
    for (int r = 0; r < 4; r++)
        for (double level = -23.0; level > -34.0; level -= 10.0) {
            begin(2, rates[r]);
            play_stereo(20.0, level);
            for (int k = MOMENTARY; k <= INTEGRATED; k++) /* -0.01 by the standard */
                assert_near((double)rig.mailbox[k], level, 0.02);
            assert_near((double)rig.mailbox[RANGE], 0.0, 0.1);
        }
}

/* Cases 3, 4 and 5: the gates. */
static void what_is_quiet_does_not_count(void **state)
{
    static const struct {
        double seconds[5], level_db[5];
    } cases[] = {
        {{10, 60, 10}, {-36, -23, -36}},
        {{10, 10, 60, 10, 10}, {-72, -36, -23, -36, -72}},
        {{20, 20.1, 20}, {-26, -20, -26}},
    };

    (void)state;
    for (int c = 0; c < 3; c++) {
        begin(2, 48000.0);
        for (int k = 0; k < 5 && cases[c].seconds[k] > 0.0; k++)
            play_stereo(cases[c].seconds[k], cases[c].level_db[k]);
        assert_near((double)rig.mailbox[INTEGRATED], -23.0, 0.1);
    }
}

/* Case 6, as 5 lanes without labels, as 6, and as a file labels them. */
static void channels_are_weighed(void **state)
{
    static const double five[] = {-28, -28, -24, -30, -30};
    static const double six[] = {-28, -28, -24, 0, -30, -30};

    (void)state;
    for (int k = 0; k < 3; k++) {
        begin(k ? 6 : 5, 48000.0);
        rig.env.in_mask[0] = k == 2 ? LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_FC |
                                          LEAT_CH_LFE | LEAT_CH_SL | LEAT_CH_SR
                                    : 0;
        rig_prepare(&rig);
        play(20.0, k ? six : five);
        assert_near((double)rig.mailbox[INTEGRATED], -23.0, 0.1);
        rig.env.in_mask[0] = 0;
    }
}

/* Cases 9 and 12: the windows are rectangles of 3 s and 0.4 s. */
static void windows_are_as_long_as_they_say(void **state)
{
    (void)state;
    begin(2, 48000.0);
    for (int k = 0; k < 5; k++) {
        play_stereo(1.34, -20.0);
        if (k == 1)
            forget();
        play_stereo(1.66, -30.0);
    }
    assert_near(most[SHORT_TERM], -23.0, 0.1);
    assert_near(least[SHORT_TERM], -23.0, 0.1);
    begin(2, 48000.0);
    for (int k = 0; k < 25; k++) {
        play_stereo(0.18, -20.0);
        play_stereo(0.22, -30.0);
        if (k == 2)
            forget();
    }
    assert_near(most[MOMENTARY], -23.0, 0.1);
    assert_near(least[MOMENTARY], -23.0, 0.1);
}

/* Cases 10 and 13: a tone just as long as the window is met wherever it begins. */
static void maxima_are_met_wherever_they_begin(void **state)
{
    (void)state;
    for (int k = 0; k < 20; k++) {
        begin(2, 48000.0);
        forget();
        play_stereo(k * 0.15, -300.0);
        play_stereo(3.0, -23.0);
        play_stereo(1.0, -300.0);
        assert_near(most[SHORT_TERM], -23.0, 0.1);
        begin(2, 48000.0);
        forget();
        play_stereo(k * 0.02, -300.0);
        play_stereo(0.4, -23.0);
        play_stereo(1.0, -300.0);
        assert_near(most[MOMENTARY], -23.0, 0.1);
    }
}

/* Cases 11 and 14: the same in a row, each louder. */
static void maxima_follow_one_another(void **state)
{
    (void)state;
    begin(2, 48000.0);
    for (int k = 0; k < 20; k++) {
        forget();
        play_stereo(k * 0.15, -300.0);
        play_stereo(3.0, -38.0 + k);
        play_stereo(3.0 - k * 0.15, -300.0);
        assert_near(most[SHORT_TERM], -38.0 + k, 0.1);
    }
    begin(2, 48000.0);
    for (int k = 0; k < 20; k++) {
        forget();
        play_stereo(k * 0.02, -300.0);
        play_stereo(0.4, -38.0 + k);
        play_stereo(0.4 - k * 0.02, -300.0);
        assert_near(most[MOMENTARY], -38.0 + k, 0.1);
    }
}

/* Cases 15 to 19: +0.2 and -0.4 dB are allowed. */
static void true_peaks_between_samples_are_found(void **state)
{
    static const struct {
        double amplitude, cycles, degrees, want_db;
    } of[] = {{0.5, 0.25, 0.0, -6.0},
              {0.5, 0.25, 45.0, -6.0},
              {0.5, 1.0 / 6.0, 60.0, -6.0},
              {0.5, 1.0 / 8.0, 67.5, -6.0},
              {1.41, 0.25, 45.0, 3.0}};

    (void)state;
    for (int k = 0; k < 5; k++) {
        begin(1, 48000.0);
        for (int64_t at = 0; at < 9600; at += 240) {
            for (int i = 0; i < 240;
                 i++) { /* swells, or its beginning would be louder */
                const double t = (double)at + i, swell = fmin(t / 2400.0, 1.0);
                rig.in[0][i] =
                    (float)(of[k].amplitude * swell *
                            sin(2.0 * PI * (of[k].cycles * t + of[k].degrees / 360.0)));
            }
            rig_run_at(&rig, at, 0, 240);
        }
        assert_near((double)rig.mailbox[TRUE_PEAK], of[k].want_db, 0.1);
    }
}

/* A tone of rate / 6, 0.5 high, amid which one period of rate / 4 is 1 high; the phase
 * goes on.  `at` counts frames of four times the rate. */
static double burst(int at)
{
    const int period = 16, first = 24 * 200, past = at - first;

    if (past >= 0 && past < period)
        return sin(2.0 * PI * past / period);
    return 0.5 * fmin(at / 2400.0, 1.0) *
           sin(2.0 * PI * (past < 0 ? past : past - period) / 24.0);
}

/* That tone at the rate itself: every fourth frame, below half the rate alone. */
static double burst_sampled(int frame, int offset)
{
    const int reach = 256; /* of the low-pass, frames of four times the rate */
    double sum = 0.0;

    for (int k = -reach; k <= reach; k++) {
        const int at = 4 * frame - offset + k;
        const double x = PI * k / 4.0, sinc = k ? sin(x) / x : 1.0;
        sum += at < 0 ? 0.0 : burst(at) * sinc * 0.5 * (1.0 + cos(PI * k / reach));
    }
    return 0.25 * sum;
}

/* Cases 20 to 23: alike, whichever frames of the four the sampler takes. */
static void a_true_peak_of_one_period_is_found(void **state)
{
    (void)state;
    for (int offset = 0; offset < 4; offset++) {
        begin(1, 48000.0);
        for (int at = 0; at < 2400; at += 240) {
            for (int i = 0; i < 240; i++)
                rig.in[0][i] = (float)burst_sampled(at + i, offset);
            rig_run_at(&rig, at, 0, 240);
        }
        const double got = (double)rig.mailbox[TRUE_PEAK];
        if (!(got >= -0.4 && got <= 0.2))
            fail_msg("%.3f dB at offset %d", got, offset);
    }
}

/* Tech 3342, cases 1 to 4. */
static void range_is_that_of_the_ebu(void **state)
{
    static const struct {
        double level_db[5], want;
    } cases[] = {{{-20, -30, 0}, 10.0},
                 {{-20, -15, 0}, 5.0},
                 {{-40, -20, 0}, 20.0},
                 {{-50, -35, -20, -35, -50}, 15.0}};

    (void)state;
    for (int c = 0; c < 4; c++) {
        begin(2, 48000.0);
        for (int k = 0; k < 5 && cases[c].level_db[k] < 0.0; k++)
            play_stereo(20.0, cases[c].level_db[k]);
        assert_near((double)rig.mailbox[RANGE], cases[c].want, 0.1);
    }
}

static void sound_passes_and_cuts_do_not_matter(void **state)
{
    float reading[5];

    (void)state;
    for (uint32_t cut = 1; cut < 200; cut += 66) {
        begin(3, 48000.0);
        for (int s = 0; s < 3 * RIG_FRAMES; s++)
            rig.in[0][s] = rig_noise(0, (uint32_t)s, 0);
        for (int64_t at = 0; at < 256 * 100; at += 256) {
            rig_run_at(&rig, at, 0, cut);
            rig_run_at(&rig, at, cut, 256 - cut);
        }
        assert_memory_equal(rig.in[0], rig.out[0], 3 * RIG_FRAMES * sizeof(float));
        if (cut == 1)
            memcpy(reading, rig.mailbox, sizeof(reading));
        assert_memory_equal(reading, rig.mailbox, sizeof(reading));
    }
}

/* A sine in one lane, a constant in the other: what is read after the window, and that
 * it is forgotten after two. */
static void levels_slide(void **state)
{
    static const struct {
        const char *name;
        double sine, constant;
    } of[] = {{"rms", 0.35355339, 0.25}, {"peak", 0.5, 0.25}, {"true_peak", 0.5, 0.25}};

    (void)state;
    for (int c = 0; c < 3; c++) {
        rig_set_up_plain(&rig, of[c].name, 2);
        rig_hold(&rig, "window", 0.02f);
        for (int64_t at = 0; at < 20 * 256; at += 256) {
            for (int i = 0; i < 256; i++) {
                const bool on = at < 10 * 256;
                rig.in[0][2 * i] =
                    on ? (float)(0.5 * sin(2.0 * PI / 48.0 * ((double)at + i))) : 0.0f;
                rig.in[0][2 * i + 1] = on ? -0.25f : 0.0f;
            }
            rig_run_at(&rig, at, 0, 256);
            if (at ==
                9 * 256) { /* 960 frames are 20 cycles; 0.3 % of ripple in 0.05 dB */
                assert_near((double)rig.out[0][510], of[c].sine, 0.003 * of[c].sine);
                /* a constant that begins rings by a little in the curve, long ago */
                assert_near((double)rig.out[0][511], of[c].constant, 0.002);
                assert_near((double)rig.mailbox[0], of[c].sine, 0.003 * of[c].sine);
            }
        }
        assert_true(rig.out[0][510] == 0.0f && rig.out[0][511] == 0.0f);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_tone_is_as_loud_as_it_says),
        cmocka_unit_test(what_is_quiet_does_not_count),
        cmocka_unit_test(channels_are_weighed),
        cmocka_unit_test(windows_are_as_long_as_they_say),
        cmocka_unit_test(maxima_are_met_wherever_they_begin),
        cmocka_unit_test(maxima_follow_one_another),
        cmocka_unit_test(true_peaks_between_samples_are_found),
        cmocka_unit_test(a_true_peak_of_one_period_is_found),
        cmocka_unit_test(range_is_that_of_the_ebu),
        cmocka_unit_test(sound_passes_and_cuts_do_not_matter),
        cmocka_unit_test(levels_slide),
    };
    const int failed = cmocka_run_group_tests_name("metering", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
