/* SPDX-License-Identifier: MIT */
/* The classes of the Chronus rig against closed forms and slow references. */
#include <math.h>

#include "chronus_rig.h"
#include "support/junk.h"

enum { LONG = 9600 };

static float x[LONG], out[LONG], other[LONG];

static void fill_sine(double hz, double amplitude)
{
    for (int i = 0; i < LONG; i++)
        x[i] = (float)(amplitude * sin(TURN * hz * i / RATE));
}

static void fill_noise(float amplitude)
{
    uint32_t seed = 5;

    for (int i = 0; i < LONG; i++)
        x[i] = amplitude * ((float)junk_next(&seed) / 32768.0f - 1.0f);
}

static double rms(const float *y, int from, int n)
{
    double sum = 0.0;

    for (int i = from; i < from + n; i++)
        sum += (double)y[i] * (double)y[i];
    return sqrt(sum / n);
}

/* The first three kinds are the catalogue's waves, bit for bit but for the sine. */
static void kinds_are_those_of_the_catalogue(void **state)
{
    static const char *const names[] = {"sine", "saw", "pulse"};

    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        set_up(names[kind], 3);
        set("frequency", 311.5f);
        play(NULL, other, LONG);
        set_up("rig_osc", 3);
        set("freq", 311.5f);
        set("type", (float)kind);
        play(NULL, out, LONG);
        for (int i = 0; i < LONG; i++) /* the catalogue's phase is rounded to 2^-32 */
            assert_true(fabsf(out[i] - other[i]) < (kind ? 2e-4f : 2e-5f));
    }
}

/* White is even: RMS 1 / sqrt(3); the others have 0.2, and brown wanders. */
static void noises_have_their_gains(void **state)
{
    static const double expected[] = {0.7 * 0.57735, 0.85 * 0.2, 0.2};
    static const double within[] = {0.02, 0.2, 0.5};

    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        set_up("rig_osc", 3);
        set("type", (float)(3 + kind));
        double power = 0.0;
        for (int i = 0; i < 20; i++) {
            play(NULL, out, LONG);
            power += pow(rms(out, 0, LONG), 2.0) / 20;
        }
        assert_true(fabs(sqrt(power) / expected[kind] - 1.0) < within[kind]);
    }
}

/* From white to sine: what comes out minus the sine that has begun is a white that
 * fades in a straight line, below 0.7. */
static void a_switch_fades_in_5_ms(void **state)
{
    (void)state;
    set_up("rig_osc", 3);
    set("type", 3.0f);
    play(NULL, out, 1000);
    set("type", 0.0f);
    play(NULL, out, 1000);
    for (int i = 0; i < 1000; i++) {
        const double old = i < 240 ? 1.0 - i / 240.0 : 0.0;
        const double sine = (1.0 - old) * sin(TURN * 440.0 * i / RATE);
        assert_true(fabs((double)out[i] - sine) <= 0.7 * old + 1e-6);
    }
    assert_true(rms(out, 0, 60) > 0.2); /* and white there was */
}

/* A second change waits for the end of the fade: no step is greater than what a sine
 * of full scale and a fade make. */
static void switches_in_a_row_make_no_click(void **state)
{
    static const float kinds[] = {0.0f, 1.0f, 2.0f, 0.0f, 0.0f, 1.0f, 0.0f};
    float last = 0.0f;

    (void)state;
    set_up("rig_osc", 3);
    set("freq", 20.0f);
    play(NULL, out, 2400);
    last = out[2399];
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        set("type", kinds[k] == 2.0f ? 0.0f : kinds[k]); /* a square steps by itself */
        play(NULL, out, 50);
        for (int i = 0; i < 50; i++) {
            assert_true(fabsf(out[i] - last) < 0.02f); /* 2 / 240 and the waves' own */
            last = out[i];
        }
    }
}

/* 63 % of the way after the time constant, and none when it is 0. */
static void freq_glides_exponentially(void **state)
{
    double turns = 0.0, hz = 200.0;
    const double part = 1.0 - exp(-1.0 / (0.05 * RATE));

    (void)state;
    set_up("rig_osc", 3);
    set("freq", 200.0f);
    set("slide_time", 0.05f);
    play(NULL, out, 240); /* one cycle */
    set("freq", 400.0f);
    play(NULL, out, LONG);
    for (int i = 0; i < LONG; i++) {
        assert_true(fabs(out[i] - sin(TURN * turns)) < 1e-3);
        hz += part * (400.0 - hz);
        turns += hz / RATE;
    }
    set_up("rig_osc", 3);
    play(NULL, out, 480);
    set("freq", 1000.0f);
    play(NULL, out, 480);
    for (int i = 0; i < 480; i++) /* 440 Hz have done 4.4 turns by then */
        assert_true(fabs(out[i] - sin(TURN * (4.4 + 1000.0 * i / RATE))) < 1e-5);
}

/* |1 / (1 - w^2 + j w / q)|, w the bilinear frequency over that of the corner. */
static void the_filter_is_a_low_pass_of_two_poles(void **state)
{
    static const double hz[] = {50.0, 1000.0, 4000.0};

    (void)state;
    for (int k = 0; k < 3; k++) {
        const double w = tan(TURN / 2 * hz[k] / RATE) / tan(TURN / 2 * 1000.0 / RATE);
        const double gain = 1.0 / hypot(1.0 - w * w, w / 2.0);
        set_up("rig_filter", 3);
        fill_sine(hz[k], 0.25);
        play(x, out, LONG);
        const double heard = rms(out, LONG - 4800, 4800) / rms(x, LONG - 4800, 4800);
        assert_true(fabs(heard / gain - 1.0) < 1e-4);
    }
}

static void sends_come_after_the_level(void **state)
{
    (void)state;
    set_up("rig_send", 3);
    set("amp", 0.5f);
    set("reverb", 0.25f);
    set("delay", 0.75f);
    set("tremolo", 0.5f);
    for (int i = 0; i < RIG_FRAMES; i++)
        a.in[0][i] = 1.0f;
    rig_run(&a, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++) {
        assert_true(a.out[0][i] == 0.25f);
        assert_true(a.out[1][i] == 0.0625f);
        assert_true(a.out[2][i] == 0.1875f);
    }
    set("amp", 1.0f);
    rig_run(&a, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++) {
        const double amp = 1.0 - 0.5 * pow(0.01, (i + 1) / 960.0);
        assert_true(fabs(a.out[0][i] - 0.5 * amp) < 1e-6);
    }
}

/* Of an impulse, what comes after `time` is mix times it through both filters. */
static void the_delay_has_its_cuts_in_the_loop(void **state)
{
    const int d = RATE / 8;
    double sum = 0.0;

    (void)state;
    set_up("rig_delay", 3);
    set("time", 0.125f);
    set("mix", 0.5f);
    rig_prepare(&a);
    memset(x, 0, sizeof(x));
    x[0] = 1.0f;
    play(x, out, LONG);
    assert_true(out[0] == 0.5f);
    for (int i = 1; i < d; i++)
        assert_true(fabsf(out[i]) < 1e-9f);
    for (int i = d; i < LONG; i++)
        sum += (double)out[i];
    assert_true(out[d] > 0.05f && out[d] < 0.25f); /* the high cut takes most of it */
    assert_true(fabs(sum) < 0.01);                 /* the low cut what stands still */
}

static double bent(double in, double drive)
{
    const double k = fmin(50.0, 2.0 * drive / fmax(1.0 - drive, 1e-6));

    return (1.0 + k) * in / (1.0 + k * fabs(in));
}

static double low(double *s, double in, double hz)
{
    const double g = tan(TURN / 2 * hz / RATE), v = (in - *s) * g / (1.0 + g);
    const double y = v + *s;

    *s = y + v;
    return y;
}

/* The formula in double.  Tolerance: floats, times a level of up to 8. */
static void dist_is_its_formula(void **state)
{
    static const float drives[] = {0.0f, 0.3f, 0.8f, 1.0f};

    (void)state;
    fill_noise(0.5f);
    for (int k = 0; k < 4; k++) {
        double high = 0, still = 0, tone = 0, in_power = 0, w_power = 0;
        const double part = 1.0 - exp(-1.0 / (0.05 * RATE));
        set_up("rig_dist", 3);
        set("drive", drives[k]);
        set("mix", 0.75f);
        set("tone", 0.25f);
        play(x, out, LONG);
        for (int i = 0; i < LONG; i++) {
            const double in = (double)x[i];
            const double b = bent(in - low(&high, in, 20.0), (double)drives[k]);
            const double w = low(&tone, b - low(&still, b, 7.0), 1000 * exp2(0.75));
            in_power += part * (in * in + 1e-12 - in_power);
            w_power += part * (w * w + 1e-12 - w_power);
            const double level = fmin(8.0, sqrt(in_power / w_power));
            assert_true(fabs((double)out[i] - (0.25 * in + 0.75 * level * w)) < 1e-4);
        }
    }
}

/* Whatever the drive and the mix, a sine stays as loud within 0.5 dB; and without mix
 * nothing is touched. */
static void dist_keeps_the_loudness(void **state)
{
    (void)state;
    fill_sine(220.0, 0.3);
    for (int k = 0; k < 12; k++) {
        set_up("rig_dist", 3);
        set("drive", 0.25f * (float)(k % 4 + 1));
        set("mix", 0.5f * (float)(k / 4));
        play(x, out, LONG);
        assert_true(k >= 4 || memcmp(x, out, sizeof(x)) == 0);
        const double change_db =
            20.0 * log10(rms(out, 4800, 4800) / rms(x, 4800, 4800));
        assert_true(fabs(change_db) < 0.5);
    }
}

/* sat of dsp/saturate.h, and the root of w + a sat(w) = c by halving. */
static double sat(double w)
{
    const double c = fmax(-3.0, fmin(3.0, w));

    return c * (27 + c * c) / (27 + 9 * c * c);
}

static double root(double k, double c)
{
    double from = -1e3, to = 1e3;

    for (int i = 0; i < 80; i++) {
        const double w = (from + to) / 2;
        *(w + k * sat(w) < c ? &from : &to) = w;
    }
    return (from + to) / 2;
}

struct slow {
    double s[4], env, snap;
};

/* One frame of the acid, by the formulas of the instrument. */
static double slow_acid(struct slow *m, double in, double accent, double res)
{
    const double c = fmax(80.0, 200.0 + m->env * 2500.0 + accent * m->snap * 500.0);
    const double r =
        fmin(0.98, res + accent * m->snap * 0.3) * (0.2 + 0.8 * fmin(1.0, c / 400.0));
    const double g = tan(TURN / 2 * c / RATE), G = g / (1 + g), k = 4 * r;
    const double past =
        (1 - G) * (((m->s[0] * G + m->s[1]) * G + m->s[2]) * G + m->s[3]);
    double y = sat(root(k * G * G * G * G, bent(in, 0.2) - k * past));

    for (int i = 0; i < 4; i++)
        y = low(&m->s[i], y, c);
    m->env *= pow(0.01, 1.0 / (0.25 * RATE));
    m->snap *= pow(0.01, 1.0 / (0.08 * RATE));
    return fmax(-0.98, fmin(0.98, y * (1 + 0.5 * k)));
}

/* Tolerance: the node's root is right to 5e-4 (dsp/saturate.h) where it bends, and at a
 * resonance of 0.9 the loop makes about ten times that of it. */
static void acid_and_its_accent_are_their_formulas(void **state)
{
    (void)state;
    for (int accent = 0; accent < 2; accent++)
        for (int k = 0; k < 2; k++) {
            struct slow m = {{0}, 0, 0};
            const float res = k ? 0.6f : 0.45f;
            double most = 0.0, off = 0.0;
            set_up("rig_acid", 3);
            set("cutoff", 200.0f);
            set("res", res);
            set("accent", (float)accent);
            for (uint32_t i = 0; i < RIG_FRAMES; i++)
                a.in[0][i] = 2.0f * (float)(i % 109) / 109.0f - 1.0f;
            rt_guard_enter();
            for (int block = 0; block < 40; block++) {
                if (block % 16)
                    rig_run(&a, 0, RIG_FRAMES);
                else
                    gate_at(0, RIG_FRAMES, block % 32 ? 0.0f : 1.0f);
                m.env = block % 32 ? m.env : 1.0;
                m.snap = block % 32 ? m.snap : 1.0;
                for (int i = 0; i < RIG_FRAMES; i++) {
                    const double y =
                        slow_acid(&m, (double)a.in[0][i], accent, (double)res);
                    off = fmax(off, fabs(y - (double)a.out[0][i]));
                    most = fmax(most, fabs(y));
                }
            }
            rt_guard_leave();
            assert_true(most > 0.5 && most <= 0.98);
            assert_true(off < 5e-3);
        }
}

static void acid_replaces_by_its_mix(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        set_up("rig_acid", 3);
        set("mix", (float)k);
        for (int i = 0; i < RIG_FRAMES; i++) {
            a.in[0][i] = 0.0f;
            a.in[1][i] = 0.7f;
        }
        rig_run(&a, 0, RIG_FRAMES);
        for (int i = 0; i < RIG_FRAMES; i++)
            assert_true(k ? fabsf(a.out[0][i]) < 1e-9f : a.out[0][i] == 0.7f);
    }
}

static void an_lfo_gives_a_level_as_well(void **state)
{
    static const float depths[] = {0.3f, 1.0f};

    (void)state;
    for (int k = 0; k < 2; k++) {
        const double floor_at = fmax(0.2, 1.0 - (double)depths[k]);
        set_up("rig_lfo", 3);
        set("rate", 10.0f);
        set("depth", depths[k]);
        for (int block = 0; block < 20; block++) {
            rig_run_at(&a, block * RIG_FRAMES, 0, RIG_FRAMES);
            for (int i = 0; i < RIG_FRAMES; i++) {
                const double w = sin(TURN * 10.0 * (block * RIG_FRAMES + i) / RATE);
                assert_true(fabs(a.out[0][i] - (double)depths[k] * w) < 1e-6);
                assert_true(fabs(a.out[1][i] -
                                 (floor_at + (1 - floor_at) * (1 + w) / 2)) < 1e-6);
            }
        }
    }
}

/* What each class promises when its settings jump at every frame; the acid is clipped,
 * the delay's loop of 0.7 sums up to 3.4. */
static void junk_stays_bounded(void **state)
{
    static const struct {
        const char *name;
        double most;
    } rows[] = {{"rig_osc", 1.3},    {"rig_filter", 60.0}, {"rig_send", 1.0},
                {"rig_acid", 1.001}, {"rig_delay", 4.0},   {"rig_dist", 17.0},
                {"rig_lfo", 2.0},    {"rig_adsr", 1.0},    {"biquad_filter", 200.0}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        rig_set_up_plain(&a, rows[i].name, 2);
        assert_true(junk_peak(&a, 300) <= rows[i].most);
    }
}

static void ranges_are_those_of_the_instrument(void **state)
{
    static const struct range rows[] = {
        {"rig_osc", "freq", 20.0f, 440.0f, 5000.0f},
        {"rig_osc", "slide_time", 0.0f, 0.0f, 1.5f},
        {"rig_osc", "type", 0.0f, 0.0f, 5.0f},
        {"rig_send", "amp", 0.0f, 0.3f, 1.0f},
        {"rig_send", "reverb", 0.0f, 0.0f, 1.0f},
        {"rig_send", "delay", 0.0f, 0.0f, 1.0f},
        {"rig_filter", "freq", 50.0f, 1000.0f, 8000.0f},
        {"rig_filter", "q", 0.5f, 2.0f, 10.0f},
        {"rig_adsr", "attack", 0.001f, 0.01f, 2.0f},
        {"rig_adsr", "decay", 0.0f, 0.1f, 2.0f},
        {"rig_adsr", "sustain", 0.0f, 0.7f, 1.0f},
        {"rig_adsr", "release", 0.01f, 0.5f, 3.0f},
        {"rig_acid", "cutoff", 80.0f, 1500.0f, 5000.0f},
        {"rig_acid", "res", 0.0f, 0.45f, 0.98f},
        {"rig_acid", "env_amount", 0.0f, 2500.0f, 5000.0f},
        {"rig_acid", "decay", 0.02f, 0.25f, 1.0f},
        {"rig_acid", "accent", 0.0f, 0.0f, 1.0f},
        {"rig_acid", "cutoff_offset", 0.0f, 500.0f, 1000.0f},
        {"rig_acid", "res_accent_boost", 0.0f, 0.3f, 0.4f},
        {"rig_acid", "accent_decay", 0.02f, 0.08f, 0.15f},
        {"rig_acid", "drive", 0.0f, 0.2f, 1.0f},
        {"rig_acid", "mix", 0.0f, 1.0f, 1.0f},
        {"rig_acid", "vol_comp", 0.0f, 0.5f, 1.0f},
        {"reverb", "mix", 0.0f, 0.3f, 1.0f},
        {"reverb", "room", 0.0f, 0.5f, 1.0f},
        {"reverb", "damp", 0.0f, 0.5f, 1.0f},
        {"rig_delay", "time", 0.1f, 0.25f, 0.6f},
        {"rig_delay", "feedback", 0.0f, 0.4f, 0.7f},
        {"rig_delay", "mix", 0.0f, 0.3f, 1.0f},
        {"rig_delay", "lowcut", 20.0f, 100.0f, 1000.0f},
        {"rig_delay", "highcut", 1000.0f, 5000.0f, 10000.0f},
        {"rig_dist", "drive", 0.0f, 0.0f, 1.0f},
        {"rig_dist", "mix", 0.0f, 0.0f, 1.0f},
        {"rig_dist", "tone", 0.0f, 0.5f, 1.0f},
        {"rig_lfo", "rate", 0.01f, 0.25f, 10.0f},
        {"rig_lfo", "depth", 0.0f, 0.7f, 1.0f},
        {"rig_lfo", "shape", 0.0f, 0.0f, 4.0f},
        {"rig_lfo", "offset", -1.0f, 0.0f, 1.0f},
    };

    (void)state;
    ranges_hold(rows, sizeof(rows) / sizeof(rows[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_those_of_the_catalogue),
        cmocka_unit_test(noises_have_their_gains),
        cmocka_unit_test(a_switch_fades_in_5_ms),
        cmocka_unit_test(switches_in_a_row_make_no_click),
        cmocka_unit_test(freq_glides_exponentially),
        cmocka_unit_test(the_filter_is_a_low_pass_of_two_poles),
        cmocka_unit_test(sends_come_after_the_level),
        cmocka_unit_test(the_delay_has_its_cuts_in_the_loop),
        cmocka_unit_test(dist_is_its_formula),
        cmocka_unit_test(dist_keeps_the_loudness),
        cmocka_unit_test(acid_and_its_accent_are_their_formulas),
        cmocka_unit_test(acid_replaces_by_its_mix),
        cmocka_unit_test(an_lfo_gives_a_level_as_well),
        cmocka_unit_test(junk_stays_bounded),
        cmocka_unit_test(ranges_are_those_of_the_instrument),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    rig_tear_down(&a);
    return failed;
}
