/* SPDX-License-Identifier: MIT */
/* gain, mix, pan and map against the factors they promise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>

#include "support/player.h"

#define PI 3.14159265358979323846

static struct rig rig;

static void assert_near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%.9g is not %.9g", got, want);
}

/* math_db_to_factor() is good to 2e-6. */
static void gain_multiplies_by_its_factor(void **state)
{
    static const float gains_db[] = {-120.0f, -6.0f, 0.0f, 3.5f, 24.0f};
    static const char *const names[] = {"gain", "mix"};

    (void)state;
    for (int c = 0; c < 2; c++) {
        for (int g = 0; g < 5; g++) {
            rig_set_up_plain(&rig, names[c], 3);
            rig_hold(&rig, "gain", gains_db[g]);
            for (int s = 0; s < 3 * RIG_FRAMES; s++)
                rig.in[0][s] = rig_noise(0, (uint32_t)s, 0);
            rig_run(&rig, 0, RIG_FRAMES);
            const double factor = pow(10.0, (double)gains_db[g] / 20.0);
            for (int s = 0; s < 3 * RIG_FRAMES; s++)
                assert_near((double)rig.out[0][s], factor * (double)rig.in[0][s],
                            3e-6 * factor);
        }
    }
}

static void gain_of_0_db_changes_no_bit(void **state)
{
    (void)state;
    rig_set_up(&rig, leat_node_class_find("gain"), 5, RIG_STILL, RIG_ALL_ALIKE);
    rig_set(&rig, 0, 0.0f);
    rig_run(&rig, 0, RIG_FRAMES);
    assert_memory_equal(rig.in[0], rig.out[0], sizeof(float) * 5 * RIG_FRAMES);
}

static void pan_keeps_the_power(void **state)
{
    (void)state;
    for (int k = -10; k <= 10; k++) {
        const double p = k / 10.0;
        rig_set_up_plain(&rig, "pan", 1);
        rig_hold(&rig, "position", (float)p);
        rig.in[0][0] = 1.0f;
        rig_run(&rig, 0, 1);
        /* the sine's polynomial is good to 3e-7 */
        assert_near((double)rig.out[0][0], cos(PI / 4.0 * (1.0 + p)), 5e-7);
        assert_near((double)rig.out[0][1], sin(PI / 4.0 * (1.0 + p)), 5e-7);
    }
}

static void pan_adds_lanes_each_at_its_place(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "pan", 20);
    for (int l = 0; l < 20; l++) {
        rig.in[0][l] = 1.0f;
        rig.param[0][l] = l < 15 ? -1.0f : 1.0f;
    }
    rig_run(&rig, 0, 1);
    assert_near((double)rig.out[0][0], 15.0, 1e-5);
    assert_near((double)rig.out[0][1], 5.0, 1e-5);
}

static void pan_leaves_labelled_stereo_where_it_is(void **state)
{
    (void)state;
    rig_set_up_plain(&rig, "pan", 2);
    rig.env.in_mask[0] = LEAT_CH_FL | LEAT_CH_FR;
    rig_prepare(&rig);
    rig.in[0][0] = 0.25f;
    rig.in[0][1] = -0.5f;
    rig_run(&rig, 0, 1);
    assert_near((double)rig.out[0][0], 0.25, 1e-6);
    assert_near((double)rig.out[0][1], -0.5, 1e-6);
}

/* Send 1, 2, 4, ... through map and see `want` come out. */
static void assert_maps(uint32_t n_in, uint32_t mask, float channels,
                        const char *matrix, int n_out, const double *want)
{
    rig_set_up_plain(&rig, "map", n_in > 1 ? 2 : 1);
    for (uint32_t i = 0; i < n_in; i++)
        rig.in[0][i] = (float)(1 << i);
    rig.env.in_lanes[0] = n_in;
    rig.env.in_mask[0] = mask;
    rig.text[1] = matrix;
    rig_hold(&rig, "channels", channels);
    assert_int_equal(rig.env.out_lanes[0], n_out);
    rig_run(&rig, 0, 1);
    for (int o = 0; o < n_out; o++)
        assert_near((double)rig.out[0][o], want[o], 1e-5);
}

static void map_follows_its_rules(void **state)
{
    const uint32_t surround =
        LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_FC | LEAT_CH_LFE | LEAT_CH_SL | LEAT_CH_SR;
    const double h = sqrt(0.5);
    const double copies[] = {1, 1, 1, 1}, same[] = {1, 2, 4}, mean[] = {15.0 / 4.0};
    /* left, right, centre, low, side left, side right are 1, 2, 4, 8, 16, 32 */
    const double stereo[] = {1 + 4 * h + 16 * h, 2 + 4 * h + 32 * h};
    const double mono[] = {h + 2 * h + 4 + 8 + 16};
    const double given[] = {2, 1, 0.5 * 1 - 0.25 * 2};

    (void)state;
    assert_maps(1, 0, 4.0f, "", 4, copies);
    assert_maps(3, 0, 3.0f, "", 3, same);
    assert_maps(4, 0, 1.0f, "", 1, mean);
    assert_maps(6, surround, 2.0f, "", 2, stereo);
    assert_maps(6, surround, 1.0f, "", 1, mono);
    assert_maps(2, 0, 2.0f, "0 1; 1 0; 0.5, -.25", 3, given);
}

static void map_refuses_what_no_rule_tells(void **state)
{
    static const char *const wrong[] = {"1 0; 0",  "1;0;1 1", "one 0; 0 1", "1 0; 0 1;",
                                        "1 . 1 0", "1e3 0",   "--1 0"};
    struct leat_settings settings;
    static struct leat_diag diag;

    (void)state;
    rig_set_up_plain(&rig, "map", 2);
    settings = (struct leat_settings){rig.number, rig.text, rig.is_set};
    rig.number[0] = 3.0f;
    rig.env.in_lanes[0] = 2;
    assert_int_equal(rig.node->shape(&rig.env, &settings, &diag), LEAT_ERR_FORMAT);
    assert_non_null(strstr(diag.finding[0].message, "2 channels become 3"));
    assert_non_null(strstr(diag.finding[0].hint, "matrix"));
    for (size_t w = 0; w < sizeof(wrong) / sizeof(wrong[0]); w++) {
        rig.text[1] = wrong[w];
        assert_int_equal(rig.node->shape(&rig.env, &settings, NULL), LEAT_ERR_FORMAT);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(gain_multiplies_by_its_factor),
        cmocka_unit_test(gain_of_0_db_changes_no_bit),
        cmocka_unit_test(pan_keeps_the_power),
        cmocka_unit_test(pan_adds_lanes_each_at_its_place),
        cmocka_unit_test(pan_leaves_labelled_stereo_where_it_is),
        cmocka_unit_test(map_follows_its_rules),
        cmocka_unit_test(map_refuses_what_no_rule_tells),
    };
    const int failed = cmocka_run_group_tests_name("routing", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
