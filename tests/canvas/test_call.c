/* SPDX-License-Identifier: MIT */
/* Values of a call: the coordinate rule, defaults, ranges, and names that are looked
 * up. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <leat/draw.h>
#include <leat/err.h>

enum { X, Y, LENGTH, THICK, NUMBER, PAIR, COLOR, TEXT, POINT, POINTS, CHOICE, N };

static struct leat_draw_value got[N];
static struct leat_draw_point got_points[8];
static int result;

static int keep(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    (void)canvas;
    memcpy(got, values, sizeof(got));
    memcpy(got_points, values[POINTS].points, values[POINTS].n * sizeof(*got_points));
    return result;
}

static const struct leat_draw_param params[N] = {
    [X] = {.name = "x",
           .kind = LEAT_DRAW_X,
           .def = 0.5,
           .def_written = LEAT_DRAW_PERCENT},
    [Y] = {.name = "y",
           .aliases = "row line",
           .kind = LEAT_DRAW_Y,
           .def = 7.0,
           .def_written = LEAT_DRAW_PIXELS},
    [LENGTH] = {.name = "length",
                .kind = LEAT_DRAW_LENGTH,
                .def = 0.1,
                .max = 1e6,
                .def_written = LEAT_DRAW_PERCENT},
    [THICK] = {.name = "thick",
               .kind = LEAT_DRAW_THICKNESS,
               .def = 2.0,
               .max = 1e4,
               .def_written = LEAT_DRAW_PIXELS},
    [NUMBER] = {.name = "number",
                .kind = LEAT_DRAW_NUMBER,
                .min = -1.0,
                .def = 0.25,
                .max = 3.0},
    [PAIR] = {.name = "pair",
              .kind = LEAT_DRAW_PAIR,
              .def = 2.0,
              .def_y = 8.0,
              .max = 100.0},
    [COLOR] = {.name = "color", .kind = LEAT_DRAW_COLOR, .color = 0x336699cc},
    [TEXT] = {.name = "text", .kind = LEAT_DRAW_TEXT, .text = "so"},
    [POINT] = {.name = "point",
               .kind = LEAT_DRAW_POINT,
               .def = 0.5,
               .def_y = 1.0,
               .def_written = LEAT_DRAW_PERCENT},
    [POINTS] = {.name = "points", .kind = LEAT_DRAW_POINTS},
    [CHOICE] = {.name = "choice",
                .kind = LEAT_DRAW_CHOICE,
                .max = 2.0,
                .choices = "normal soft_light color"},
};

static const struct leat_draw_class keeper = {.size = sizeof(keeper),
                                              .name = "keeper",
                                              .params = params,
                                              .n_params = N,
                                              .draw = keep};

static struct leat_canvas *canvas;

static int set_up(void **state)
{
    const struct leat_canvas_config config = {
        .size = sizeof(config), .width = 200, .height = 100};

    (void)state;
    result = 0;
    return leat_canvas_create(&config, &canvas);
}

static int tear_down(void **state)
{
    (void)state;
    leat_canvas_destroy(&canvas);
    return 0;
}

static struct leat_draw_value written(double number, enum leat_draw_written as)
{
    return (struct leat_draw_value){.is_set = true, .written = as, .number = number};
}

#define BARE(v)    written(v, LEAT_DRAW_BARE)
#define PERCENT(v) written((v) / 100.0, LEAT_DRAW_PERCENT)
#define PX(v)      written(v, LEAT_DRAW_PIXELS)
#define UNSET      ((struct leat_draw_value){.is_set = false})

static void the_coordinate_rule(void **state)
{
    const struct {
        struct leat_draw_value x, y, length;
        enum leat_draw_coordinates mode;
        double wanted[3];
    } rows[] = {
        /* all bare ones within -1...1 are fractions */
        {BARE(0.5), BARE(0.25), BARE(0.1), 0, {100, 25, 10}},
        {BARE(1), BARE(-1), BARE(1), 0, {200, -100, 100}},
        {BARE(0), BARE(0), BARE(0), 0, {0, 0, 0}},
        /* one that is not makes all of them pixels */
        {BARE(0.5), BARE(0.25), BARE(20), 0, {0.5, 0.25, 20}},
        {BARE(100), BARE(1), BARE(0.5), 0, {100, 1, 0.5}},
        {BARE(-1.01), BARE(1), BARE(1), 0, {-1.01, 1, 1}},
        /* percent and px say what they are, and are not judged */
        {PERCENT(50), PERCENT(50), PERCENT(20), 0, {100, 50, 20}},
        {BARE(0.5), BARE(0.5), PX(20), 0, {100, 50, 20}},
        {BARE(0.5), PERCENT(300), BARE(0.1), 0, {100, 300, 10}},
        {BARE(150), PERCENT(50), PX(3), 0, {150, 50, 3}},
        {PX(0.5), PX(0.5), PX(0.5), 0, {0.5, 0.5, 0.5}},
        /* what was not given is the default, and is not judged */
        {BARE(0.5), UNSET, UNSET, 0, {100, 7, 10}},
        {BARE(50), UNSET, UNSET, 0, {50, 7, 10}},
        {UNSET, UNSET, BARE(1), 0, {100, 7, 100}},
        {UNSET, UNSET, UNSET, 0, {100, 7, 10}},
        /* a program may say it once and for all */
        {BARE(0.5), BARE(3), BARE(2), LEAT_COORDINATES_FRACTION, {100, 300, 200}},
        {BARE(0.5), BARE(1), BARE(1), LEAT_COORDINATES_PIXEL, {0.5, 1, 1}},
        {PERCENT(50), UNSET, BARE(1), LEAT_COORDINATES_PIXEL, {100, 7, 1}},
        /* wild ones: not a number is the default, what is far is held */
        {BARE(NAN), BARE(0.5), BARE(0.5), 0, {100, 50, 50}},
        {BARE(INFINITY), BARE(-INFINITY), BARE(1), 0, {1e6, -1e6, 1}},
        {PX(1e300), PX(-1e300), PX(-5), 0, {1e6, -1e6, 0}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct leat_draw_value values[N] = {
            [X] = rows[i].x, [Y] = rows[i].y, [LENGTH] = rows[i].length};
        leat_canvas_coordinates(canvas, rows[i].mode);
        assert_int_equal(leat_canvas_draw(canvas, &keeper, values, 0, NULL), 0);
        for (int k = 0; k < 3; k++)
            if (!(fabs(got[k].number - rows[i].wanted[k]) < 1e-9))
                fail_msg("row %zu value %d: %g, not %g", i, k, got[k].number,
                         rows[i].wanted[k]);
    }
}

static void points_are_judged_with_all_others(void **state)
{
    const struct leat_draw_point small[] = {{0.5, 0.5, 0, 0},
                                            {1.0, 0.1, LEAT_DRAW_PERCENT, 0}};
    const struct leat_draw_point large[] = {{0.5, 30.0, 0, 0}, {1.0, NAN, 0, 0}};
    struct leat_draw_value values[N] = {{.is_set = false}};

    (void)state;
    values[X] = BARE(0.5);
    values[POINTS] = (struct leat_draw_value){.is_set = true, .points = small, .n = 2};
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[X].number == 100.0);
    assert_true(got_points[0].x == 100.0 && got_points[0].y == 50.0);
    assert_true(got_points[1].x == 200.0 && got_points[1].y == 10.0);
    assert_true(got[POINT].points->x == 100.0 && got[POINT].points->y == 100.0);
    values[POINTS].points = large;
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[X].number == 0.5);
    assert_true(got_points[0].x == 0.5 && got_points[0].y == 30.0);
    assert_true(got_points[1].x == 1.0 && got_points[1].y == 0.0);
    /* one place may come as the only one that is bare */
    values[POINTS].is_set = false;
    values[POINT] = (struct leat_draw_value){.is_set = true, .points = large, .n = 1};
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[POINT].points->y == 30.0 && got[POINTS].n == 0);
    values[POINT].points = NULL;
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[POINT].points->y == 100.0);
}

static void thickness_that_is_bare_is_pixels(void **state)
{
    struct leat_draw_value values[N] = {{.is_set = false}};

    (void)state;
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[THICK].number == 2.0);
    values[THICK] = BARE(0.5);
    values[X] = BARE(0.5);
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[THICK].number == 0.5 && got[X].number == 100.0);
    values[THICK] = BARE(12); /* nor does it make others pixels */
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[THICK].number == 12.0 && got[X].number == 100.0);
    values[THICK] = PERCENT(5);
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[THICK].number == 5.0);
}

static void values_are_held_in_their_ranges(void **state)
{
    struct leat_draw_value values[N] = {{.is_set = false}};

    (void)state;
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[NUMBER].number == 0.25);
    assert_true(got[PAIR].number == 2.0 && got[PAIR].second == 8.0);
    assert_string_equal(got[TEXT].text, "so");
    assert_true(fabsf(got[COLOR].rgba[3] - 0.8f) < 1e-6f);
    values[NUMBER] = BARE(1e9);
    values[PAIR] = BARE(-5.0);
    values[PAIR].second = NAN;
    values[COLOR] =
        (struct leat_draw_value){.is_set = true, .rgba = {NAN, -1.0f, INFINITY, 0.5f}};
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[NUMBER].number == 3.0);
    assert_true(got[PAIR].number == 0.0 && got[PAIR].second != got[PAIR].second);
    assert_true(got[COLOR].rgba[0] == 0.0f && got[COLOR].rgba[1] == 0.0f &&
                got[COLOR].rgba[2] == 1.0f && got[COLOR].rgba[3] == 0.5f);
    values[NUMBER] = BARE(NAN);
    leat_canvas_draw(canvas, &keeper, values, 0, NULL);
    assert_true(got[NUMBER].number == 0.25);
}

static void what_a_class_returns_comes_back(void **state)
{
    struct leat_draw_value values[N] = {{.is_set = false}};

    (void)state;
    result = LEAT_ERR_BAD_FILE;
    assert_int_equal(leat_canvas_draw(canvas, &keeper, values, 0, NULL),
                     LEAT_ERR_BAD_FILE);
}

static void what_is_required_is_asked_for(void **state)
{
    static struct leat_diag diag;
    const struct leat_draw_value values[LEAT_DRAW_MAX_PARAMS] = {{.is_set = false}};

    (void)state;
    assert_int_equal(
        leat_canvas_draw(canvas, leat_draw_class_find("polygon"), values, 0, &diag),
        LEAT_ERR_INVALID);
    assert_non_null(strstr(diag.finding[0].message, "points"));
    assert_non_null(strstr(diag.finding[0].hint, "Graphics.polygon"));
}

static void names_are_found(void **state)
{
    const struct leat_draw_class *blend = leat_draw_class_find("set_blend_mode");

    (void)state;
    assert_ptr_equal(leat_draw_class_find("rectangle"), leat_draw_class_find("rect"));
    assert_null(leat_draw_class_find(""));
    assert_null(leat_draw_class_find("rectang"));
    assert_null(leat_draw_class_at(leat_n_draw_classes()));
    assert_int_equal(leat_draw_param_find(&keeper, "line"), Y);
    assert_int_equal(leat_draw_param_find(&keeper, "lin"), -1);
    assert_non_null(blend);
    assert_string_equal(blend->name, "blend_mode");
    assert_int_equal(leat_draw_choice_find(&params[CHOICE], "SoftLight"), 1);
    assert_int_equal(leat_draw_choice_find(&params[CHOICE], "soft_light"), 1);
    assert_int_equal(leat_draw_choice_find(&params[CHOICE], "COLOR"), 2);
    assert_int_equal(leat_draw_choice_find(&params[CHOICE], "soft"), -1);
    assert_int_equal(leat_draw_choice_find(&params[CHOICE], "soft light"), -1);
    assert_int_equal(leat_draw_choice_find(&params[CHOICE], ""), -1);
    assert_int_equal(leat_draw_choice_find(&blend->params[0], "Luminosity"), 17);
    assert_int_equal(leat_draw_choice_find(&blend->params[0], "Normal"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_coordinate_rule, set_up, tear_down),
        cmocka_unit_test_setup_teardown(points_are_judged_with_all_others, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(thickness_that_is_bare_is_pixels, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(values_are_held_in_their_ranges, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_a_class_returns_comes_back, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_required_is_asked_for, set_up,
                                        tear_down),
        cmocka_unit_test(names_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
