/* SPDX-License-Identifier: MIT */
/* distortion, tube_saturation, fold and bitcrush: their curves in closed form, every
 * alias line of a sine that is driven hard, the delay they claim, their bounds. */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/junk.h"
#include "support/player.h"

#define PI 3.14159265358979323846
enum { RATE = 48000, N = 2 * RATE };
enum { SOFTCLIP, HARDCLIP, TUBE, FOLD, BITCRUSH, CUBIC, TYPES };

static struct rig rig;
static float sound[N], bent[N];

static void set_up(const char *name, int type, float drive)
{
    rig_set_up_plain(&rig, name, 1);
    if (leat_node_param_find(rig.node, "type") >= 0)
        rig_hold(&rig, "type", (float)type);
    rig_hold(&rig, "drive", drive);
    rig_hold(&rig, "output", 1.0f);
    rig_hold(&rig, "tone", 1.0f);
}

static void play(double f_hz, double amplitude)
{
    int64_t frame = 0;

    for (int i = 0; i < N; i++)
        sound[i] = (float)(amplitude * sin(2.0 * PI * f_hz / RATE * i));
    rig_prepare(&rig);
    rig_play(&rig, &frame, sound, bent, N);
}

/* One second, whole turns of any whole frequency, after one to settle; as it was before
 * the tone: a low-pass of one pole at 8 kHz by the bilinear transform. */
static double complex line(double f_hz)
{
    const double complex turn = cexp(-2.0 * I * PI * f_hz / RATE);
    double complex z = 1.0, sum = 0.0;

    for (int i = RATE; i < N; i++, z *= turn)
        sum += (double)bent[i] * z;
    return sum * (2.0 / RATE) *
           (1.0 + I * tan(PI * f_hz / RATE) / tan(PI * 8000.0 / RATE));
}

/* 5003 Hz: its overtones, thousands of them, all come back at places of their own. */
static double worst_alias_db(void)
{
    const long f = 5003;
    double worst = 0.0;

    play((double)f, 1.0);
    for (long k = RATE / 2 / f + 1; k < 400; k++) {
        const long at = f * k % RATE;
        worst = fmax(worst, cabs(line((double)(at > RATE / 2 ? RATE - at : at))));
    }
    return 20.0 * log10(worst / cabs(line((double)f)));
}

/* +24 dB drive.  What is reached: -94, -76, -84, -67, -90 dB. */
static void aliases_stay_below_their_bounds(void **state)
{
    static const double bound_db[TYPES] = {-70.0, -60.0, -70.0, -60.0, 0.0, -70.0};

    (void)state;
    for (int type = 0; type < TYPES; type++) {
        if (type == BITCRUSH)
            continue;
        set_up("distortion", type, 15.849f);
        assert_true(worst_alias_db() <= bound_db[type]);
    }
    set_up("tube_saturation", 0, 15.849f);
    assert_true(worst_alias_db() <= -70.0);
    set_up("fold", 0, 15.849f);
    assert_true(worst_alias_db() <= -60.0);
}

static void more_oversampling_leaves_fewer(void **state)
{
    double last = 0.0;

    (void)state;
    for (float times = 1.0f; times <= 8.0f; times *= 2.0f) {
        set_up("distortion", HARDCLIP, 15.849f);
        rig_hold(&rig, "oversample", times);
        const double now = worst_alias_db();
        assert_true(now < last - 10.0);
        last = now;
    }
}

static double curve(int type, double x)
{
    const double c = fmax(-1.5, fmin(1.5, x)), L = type == TUBE && x < 0.0 ? 0.5 : 1.0;

    return type == HARDCLIP ? fmax(-1.0, fmin(1.0, x))
           : type == FOLD   ? 2.0 / PI * sin(PI / 2.0 * x)
           : type == CUBIC  ? c - 4.0 / 27.0 * c * c * c
                            : x / sqrt(1.0 + x * x / (L * L));
}

/* A slow sine's first overtones against those of the curve itself: at 8 x 48 kHz the
 * mean over one step and the filters leave 50 Hz and 450 Hz as they are, to 1e-4. */
static void slow_sounds_follow_the_curves(void **state)
{
    (void)state;
    for (int type = 0; type < TYPES; type++) {
        if (type == BITCRUSH)
            continue;
        set_up("distortion", type, 3.0f);
        play(50.0, 1.0);
        for (int k = 1; k <= 9; k++) {
            double complex want = 0.0;
            for (int i = 0; i < 960; i++)
                want += curve(type, 3.0 * sin(2.0 * PI * i / 960)) *
                        cexp(-2.0 * I * PI * k * i / 960);
            /* tube: without what stands still, by a high-pass of one pole at 7 Hz */
            const double still = type == TUBE ? hypot(1.0, 7.0 / (50.0 * k)) : 1.0;
            const double got = cabs(line(50.0 * k)) * still;
            assert_true(fabs(got - cabs(want) / 480.0) < 2e-4);
        }
    }
}

static void the_tube_leaves_nothing_standing_still(void **state)
{
    double mean = 0.0;

    (void)state;
    set_up("tube_saturation", 0, 10.0f);
    play(100.0, 1.0);
    for (int i = RATE; i < N; i++)
        mean += (double)bent[i] / RATE;
    assert_true(fabs(mean) < 1e-4);
}

/* The delay of 100 Hz, by its phase; the tone is a filter, its delay not counted. */
static void latency_is_the_delay_of_slow_sounds(void **state)
{
    (void)state;
    for (float times = 1.0f; times <= 16.0f; times *= 2.0f) {
        set_up("distortion", SOFTCLIP, 0.1f);
        rig_hold(&rig, "oversample", times);
        const struct leat_settings settings = rig_settings(&rig);
        const double claimed = rig.node->latency(&rig.env, &settings);
        play(100.0, 0.01);
        const double late = (-carg(line(100.0)) - PI / 2.0) / (2.0 * PI * 100.0) * RATE;
        assert_true(fabs(late - claimed) <= 0.51);
    }
}

/* A ramp through full scale takes the values of n bits and no others. */
static void bitcrush_leaves_n_bits(void **state)
{
    static const char *const names[] = {"bitcrush", "distortion"};

    (void)state;
    for (int c = 0; c < 2; c++) {
        for (int bits = 1; bits <= 12; bits += 3) {
            const double steps = pow(2.0, bits - 1);
            int64_t frame = 0;
            set_up(names[c], BITCRUSH, 1.0f);
            rig_hold(&rig, "bits", (float)bits);
            for (int i = 0; i < N; i++) /* stands still long enough for the tone */
                sound[i] = (float)(i / 2000) / 24.0f - 1.0f;
            rig_play(&rig, &frame, sound, bent, N);
            for (int i = 1999; i < N; i += 2000) {
                const double want = floor((double)sound[i] * steps + 0.5) / steps;
                assert_true(fabs((double)bent[i] - want) < 1e-5);
            }
        }
    }
}

/* At a rate of 100 Hz each 480th sample is taken, beginning with the first; with the
 * tone open the last of them is near. */
static void bitcrush_holds_samples(void **state)
{
    int64_t frame = 0;

    (void)state;
    set_up("bitcrush", 0, 1.0f);
    rig_hold(&rig, "bits", 16.0f);
    rig_hold(&rig, "rate", 100.0f);
    for (int i = 0; i < N; i++)
        sound[i] = rig_noise(1, (uint32_t)i % 256, (uint32_t)i / 256);
    rig_play(&rig, &frame, sound, bent, N);
    for (int i = 479; i < N; i += 480)
        assert_true(fabsf(bent[i] - sound[i - 479]) < 1e-4f);
}

/* Curves end at 1, output is at most 2; the steps' filters overshoot by less than 2,
 * and the tone that jumps by less than 1.4. */
static void junk_stays_bounded(void **state)
{
    static const char *const names[] = {"tube_saturation", "fold", "bitcrush"};
    static const double rates[] = {8000.0, 44100.0, 384000.0};

    (void)state;
    for (int r = 0; r < 3; r++) {
        for (int c = 0; c < TYPES + 3; c++) {
            set_up(c < TYPES ? "distortion" : names[c - TYPES], c, 1.0f);
            rig.env.rate_hz = rates[r];
            assert_true(junk_peak(&rig, 40) < 5.0);
        }
    }
}

/* Driven so far that products are infinite, were drive not held. */
static void the_loudest_stays_bounded(void **state)
{
    (void)state;
    for (int type = 0; type < TYPES; type++) {
        set_up("distortion", type, 100.0f);
        play(1000.0, 1e37);
        for (int i = 0; i < N; i++)
            assert_true(fabsf(bent[i]) < 5.0f);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(aliases_stay_below_their_bounds),
        cmocka_unit_test(more_oversampling_leaves_fewer),
        cmocka_unit_test(slow_sounds_follow_the_curves),
        cmocka_unit_test(the_tube_leaves_nothing_standing_still),
        cmocka_unit_test(latency_is_the_delay_of_slow_sounds),
        cmocka_unit_test(bitcrush_leaves_n_bits),
        cmocka_unit_test(bitcrush_holds_samples),
        cmocka_unit_test(junk_stays_bounded),
        cmocka_unit_test(the_loudest_stays_bounded),
    };
    const int failed = cmocka_run_group_tests_name("distortion", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
