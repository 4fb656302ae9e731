/* SPDX-License-Identifier: MIT */
/* multiply, divide and offset against the arithmetic of C. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/player.h"

enum { LANES = 3, N = LANES * RIG_FRAMES };

static struct rig rig;

static void set_up(const char *name, uint32_t lanes)
{
    rig_set_up_plain(&rig, name, lanes);
    for (uint32_t p = 0; p < 2; p++)
        for (uint32_t s = 0; s < lanes * RIG_FRAMES; s++)
            rig.in[p][s] = rig_noise(p, s, 0);
}

static void multiply_gives_the_product_of_each_lane(void **state)
{
    (void)state;
    set_up("multiply", LANES);
    rig_run(&rig, 0, RIG_FRAMES);
    for (int s = 0; s < N; s++)
        assert_true(rig.out[0][s] == rig.in[0][s] * rig.in[1][s]);
}

/* sin a sin b = (cos(a - b) - cos(a + b)) / 2 */
static void tones_make_their_sum_and_difference(void **state)
{
    const double a = 0.3, b = 0.07;

    (void)state;
    set_up("multiply", 1);
    for (int i = 0; i < RIG_FRAMES; i++) {
        rig.in[0][i] = (float)sin(a * i);
        rig.in[1][i] = (float)sin(b * i);
    }
    rig_run(&rig, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++)
        assert_true(fabs((double)rig.out[0][i] -
                         0.5 * (cos((a - b) * i) - cos((a + b) * i))) < 2e-7);
}

static void divide_gives_the_quotient_of_each_lane(void **state)
{
    (void)state;
    set_up("divide", LANES);
    rig_run(&rig, 0, RIG_FRAMES);
    for (int s = 0; s < N; s++)
        assert_true(rig.out[0][s] == rig.in[0][s] / rig.in[1][s]);
}

static void a_quotient_by_0_is_0(void **state)
{
    (void)state;
    set_up("divide", LANES);
    for (int s = 0; s < N; s += 2)
        rig.in[1][s] = s % 4 ? 0.0f : -0.0f;
    rig_run(&rig, 0, RIG_FRAMES);
    for (int s = 0; s < N; s++)
        assert_true(rig.out[0][s] == (s % 2 ? rig.in[0][s] / rig.in[1][s] : 0.0f));
}

static void what_is_too_great_becomes_the_greatest_number(void **state)
{
    (void)state;
    set_up("multiply", 1);
    rig.in[0][0] = rig.in[1][0] = 3e38f;
    rig.in[0][1] = -3e38f;
    rig.in[1][1] = 2.0f;
    rig_run(&rig, 0, 2);
    assert_true(rig.out[0][0] == FLT_MAX && rig.out[0][1] == -FLT_MAX);
    set_up("divide", 1);
    rig.in[0][0] = 1.0f;
    rig.in[1][0] = FLT_TRUE_MIN;
    rig_run(&rig, 0, 1);
    assert_true(rig.out[0][0] == FLT_MAX);
}

static void offset_adds_its_amount_lane_by_lane(void **state)
{
    (void)state;
    set_up("offset", LANES);
    for (uint32_t s = 0; s < N; s++)
        rig.param[0][s] = (float)(s % LANES) - 0.75f;
    rig.step[0] = LANES;
    rig_run(&rig, 0, RIG_FRAMES);
    for (uint32_t s = 0; s < N; s++)
        assert_true(rig.out[0][s] == rig.in[0][s] + rig.param[0][s]);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(multiply_gives_the_product_of_each_lane),
        cmocka_unit_test(tones_make_their_sum_and_difference),
        cmocka_unit_test(divide_gives_the_quotient_of_each_lane),
        cmocka_unit_test(a_quotient_by_0_is_0),
        cmocka_unit_test(what_is_too_great_becomes_the_greatest_number),
        cmocka_unit_test(offset_adds_its_amount_lane_by_lane),
    };
    const int failed = cmocka_run_group_tests_name("arithmetic", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
