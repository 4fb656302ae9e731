/* SPDX-License-Identifier: MIT */
/* curve: through its points, by the easing between them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/curve.h"
#include "base/random.h"

enum { N = 20 };

static void make(struct curve_point *p)
{
    for (uint32_t i = 0; i < N; i++)
        p[i] = (struct curve_point){i + random_unit_d(1, i) * 0.9,
                                    random_unit_d(2, i) * 10.0 - 5.0,
                                    (enum easing)(i % (EASING_BACK + 1))};
}

static void every_way_goes_through_the_points(void **state)
{
    struct curve_point p[N];

    (void)state;
    make(p);
    for (int way = CURVE_LINEAR; way <= CURVE_STEP; way++) {
        for (uint32_t i = 0; i < N; i++)
            assert_true(curve_at(p, N, (enum curve_way)way, p[i].t) == p[i].v);
        assert_true(curve_at(p, N, (enum curve_way)way, -1.0) == p[0].v);
        assert_true(curve_at(p, N, (enum curve_way)way, 99.0) == p[N - 1].v);
        assert_true(curve_at(p, N, (enum curve_way)way, NAN) == p[0].v);
        assert_true(curve_at(p, 0, (enum curve_way)way, 1.0) == 0.0);
        assert_true(curve_at(p, 1, (enum curve_way)way, 1.0) == p[0].v);
    }
}

/* The slow way: walk to the segment, and the formula as it stands in a book. */
static void between_them_the_formulas_hold(void **state)
{
    struct curve_point p[N];

    (void)state;
    make(p);
    for (double t = 0.9; t < N - 1; t += 0.003) {
        uint32_t i = 0;
        while (i + 2 < N && p[i + 1].t <= t)
            i++;
        if (t < p[0].t || t >= p[N - 1].t)
            continue;
        const double u = easing_at(p[i].easing, (t - p[i].t) / (p[i + 1].t - p[i].t));
        assert_true(curve_at(p, N, CURVE_STEP, t) == p[i].v);
        assert_true(fabs(curve_at(p, N, CURVE_LINEAR, t) -
                         ((1.0 - u) * p[i].v + u * p[i + 1].v)) < 1e-12);
        /* Hermite's form of the same cubic */
        const uint32_t a = i ? i - 1 : 0, b = i + 2 < N ? i + 2 : i + 1;
        const double d = p[i + 1].t - p[i].t;
        const double m0 = (p[i + 1].v - p[a].v) / (p[i + 1].t - p[a].t) * d;
        const double m1 = (p[b].v - p[i].v) / (p[b].t - p[i].t) * d;
        const double u2 = u * u, u3 = u2 * u;
        const double h = (2 * u3 - 3 * u2 + 1) * p[i].v + (u3 - 2 * u2 + u) * m0 +
                         (3 * u2 - 2 * u3) * p[i + 1].v + (u3 - u2) * m1;
        assert_true(fabs(curve_at(p, N, CURVE_BEZIER, t) - h) < 1e-10);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_goes_through_the_points),
        cmocka_unit_test(between_them_the_formulas_hold),
    };
    return cmocka_run_group_tests_name("curve", tests, NULL, NULL);
}
