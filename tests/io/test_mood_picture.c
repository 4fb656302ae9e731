/* SPDX-License-Identifier: MIT */
/* mood_picture: what it draws is what its formulas say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <leat/leat.h>

enum { WIDTH = 64, HEIGHT = 48, SOUND = 800, PARAMS_MAX = 16 };

static float number[PARAMS_MAX];
static const char *text[PARAMS_MAX];
static bool is_set[PARAMS_MAX];
static struct leat_env env;
static const struct leat_settings settings = {number, text, is_set};

static const struct leat_node_class *class_of(void)
{
    return leat_node_class_find("mood_picture");
}

static uint32_t param(const char *name)
{
    return (uint32_t)leat_node_param_find(class_of(), name);
}

/* One node and what it remembers. */
struct scene {
    void *resource;
    double state[16];
    struct leat_frame_pool *pool;
    struct leat_frame *out;
    int64_t tick;
};

static void begin(struct scene *s, const char *palette)
{
    struct leat_diag diag = {0};
    const struct leat_node_class *c = class_of();

    memset(s, 0, sizeof(*s));
    for (size_t i = 0; i < c->n_params; i++) {
        number[i] = c->params[i].def;
        text[i] = c->params[i].text ? c->params[i].text : "";
    }
    text[param("size")] = "64x48";
    text[param("palette")] = palette;
    env = (struct leat_env){.seed = 5, .base = ""};
    assert_int_equal(c->shape_video(&env, &settings, &diag), 0);
    env.out_video[0].pixel = LEAT_PIXEL_RGBA8;
    assert_true(c->state_size(&env, &settings) <= sizeof(s->state));
    assert_int_equal(c->open(&env, &settings, &s->resource, &diag), 0);
    assert_int_equal(leat_frame_pool_create(&env.out_video[0], 1, &s->pool), 0);
    s->out = leat_frame_take(s->pool);
}

static void end(struct scene *s)
{
    leat_frame_unref(&s->out);
    leat_frame_pool_destroy(&s->pool);
    assert_int_equal(class_of()->close(&s->resource, NULL), 0);
}

/* The next frame, of a sound that is `level` throughout. */
static void draw(struct scene *s, float level)
{
    struct leat_value value[PARAMS_MAX] = {0};
    float sound[SOUND];
    struct leat_span span = {0};
    struct leat_video_block block = {.tick = s->tick++,
                                     .out = &s->out,
                                     .audio = &span,
                                     .param = value,
                                     .resource = s->resource};

    for (int i = 0; i < SOUND; i++)
        sound[i] = i % 2 ? level : -level;
    span.at = sound;
    span.nframes = SOUND;
    span.lanes = 1;
    for (size_t i = 0; i < PARAMS_MAX; i++)
        value[i].at = &number[i];
    assert_int_equal(class_of()->render(s->state, &block), 0);
}

static const uint8_t *row(const struct leat_frame *f, uint32_t y)
{
    return f->plane[0] + (size_t)y * f->stride[0];
}

/* Three frames of plasma, as the canvas draws it at that time with those settings. */
static void a_calm_picture_is_plasma_by_the_formulas(void **state)
{
    const struct leat_draw_class *plasma = leat_draw_class_find("plasma");
    const double e = 0.75, k = 0.5, low = 0.5, high = 0.25, level = 0.5;
    struct leat_draw_value v[LEAT_DRAW_MAX_PARAMS] = {{0}};
    const struct leat_canvas_config config = {
        .size = sizeof(config), .width = WIDTH, .height = HEIGHT};
    uint8_t palette[256][4];
    struct leat_canvas *canvas;
    struct leat_diag diag = {0};
    struct leat_frame *wanted;
    struct scene s;

    (void)state;
    begin(&s, "#000000 #FFFFFF");
    number[param("energy")] = (float)e;
    number[param("complexity")] = (float)k;
    number[param("low")] = (float)low;
    number[param("high")] = (float)high;
    for (int i = 0; i < 3; i++)
        draw(&s, (float)level);

    for (int i = 0; i < 256; i++)
        for (int c = 0; c < 4; c++)
            palette[i][c] = c == 3 ? 255 : (uint8_t)i;
    v[leat_draw_param_find(plasma, "scale")] =
        (struct leat_draw_value){.is_set = true, .number = 0.004 + 0.02 * k};
    v[leat_draw_param_find(plasma, "intensity")] = (struct leat_draw_value){
        .is_set = true, .number = 0.3 + 0.7 * level * (0.5 + e)};
    v[leat_draw_param_find(plasma, "color_shift")] = (struct leat_draw_value){
        .is_set = true, .number = 6.283185307179586 * 0.25 * high};
    v[leat_draw_param_find(plasma, "palette")] = (struct leat_draw_value){
        .is_set = true, .palette = (const uint8_t(*)[4])palette};
    assert_int_equal(leat_canvas_create(&config, &canvas), 0);
    leat_canvas_begin(canvas, 3.0 * (0.25 + 1.5 * e * (0.3 + low)) / 60.0, 2, 60.0);
    assert_int_equal(leat_canvas_draw(canvas, plasma, v, 1, &diag), 0);
    assert_int_equal(leat_canvas_end(canvas, &wanted), 0);
    for (uint32_t y = 0; y < HEIGHT; y++)
        assert_memory_equal(row(s.out, y), row(wanted, y), 4 * WIDTH);
    leat_frame_unref(&wanted);
    leat_canvas_destroy(&canvas);
    end(&s);
}

/* White of 0.25 e in the beat's frame, half of it 75 ms later, none after 150 ms. */
static void a_beat_is_a_flash_of_150_ms(void **state)
{
    struct scene plain, beaten;

    (void)state;
    for (int mood = 0; mood < 6; mood++) {
        begin(&plain, "#FF8000 #002040");
        begin(&beaten, "#FF8000 #002040");
        number[param("energy")] = 0.8f;
        number[param("mood")] = (float)mood;
        for (int tick = 0; tick < 30; tick++) {
            number[param("beats")] = 7.0f;
            draw(&plain, 0.25f);
            number[param("beats")] = tick < 10 ? 7.0f : 8.0f;
            draw(&beaten, 0.25f);
            const double age_s = tick < 10 ? 1.0 : (tick - 10) / 60.0;
            const double white = 0.25 * 0.8 * fmax(1.0 - age_s / 0.15, 0.0);
            for (uint32_t y = 0; y < HEIGHT; y++)
                for (uint32_t x = 0; x < 4 * WIDTH; x++) {
                    const double from = row(plain.out, y)[x];
                    const double to = row(beaten.out, y)[x];
                    /* both are rounded, and so is the part of white */
                    assert_true(fabs(from + (255.0 - from) * white - to) <= 2.0);
                    assert_true(white > 0.0 || from == to);
                }
        }
        end(&plain);
        end(&beaten);
    }
}

static void colours_that_are_none_are_refused(void **state)
{
    struct leat_diag diag = {0};
    struct scene s;

    (void)state;
    begin(&s, "#FF8000");
    text[param("palette")] = "#FF8000 blurb";
    assert_true(class_of()->shape_video(&env, &settings, &diag) < 0);
    assert_int_equal(diag.finding[0].code, 401);
    text[param("palette")] = "";
    assert_true(class_of()->shape_video(&env, &settings, &diag) < 0);
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_calm_picture_is_plasma_by_the_formulas),
        cmocka_unit_test(a_beat_is_a_flash_of_150_ms),
        cmocka_unit_test(colours_that_are_none_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
