/* SPDX-License-Identifier: MIT */
/* bench_canvas [--json]: milliseconds of one core that a frame of a drawing class
 * takes, when it has been drawn for a while; the median of some frames. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/draw.h>

enum { WARM = 150, FRAMES = 41 };

struct setting {
    const char *name;
    double number;
};

static const struct {
    const char *name, *class;
    double goal_ms; /* 0: none was asked for */
    uint32_t width, height;
    struct setting set[4];
} rows[] = {
    {"plasma 1920x1080", "plasma", 6.0, 1920, 1080, {{0}}},
    {"plasma 1280x720", "plasma", 0.0, 1280, 720, {{0}}},
    {"feedback 1280x720", "feedback", 0.0, 1280, 720, {{0}}},
    {"bloom 1280x720", "bloom_effect", 0.0, 1280, 720, {{0}}},
    {"20000 particles 1280x720",
     "particles",
     0.0,
     1280,
     720,
     {{"count", 20000.0}, {"emission_rate", 1e5}, {"velocity_spread", 300.0}}},
    {"starfield of 5000 1280x720", "starfield", 0.0, 1280, 720, {{"count", 5000.0}}},
    {"noise 1280x720", "noise", 0.0, 1280, 720, {{0}}},
};

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* A frame: something for effects to work on, then the class. */
static double draw(struct leat_canvas *canvas, size_t row, int64_t k)
{
    const struct leat_draw_class *class = leat_draw_class_find(rows[row].class);
    const struct leat_draw_class *circle = leat_draw_class_find("circle");
    struct leat_draw_value values[LEAT_DRAW_MAX_PARAMS] = {{0}};
    struct leat_draw_value scene[LEAT_DRAW_MAX_PARAMS] = {{0}};
    struct leat_frame *frame = NULL;
    double start, cost;

    for (const struct setting *s = rows[row].set; s->name; s++) {
        const int at = leat_draw_param_find(class, s->name);
        if (at >= 0)
            values[at] = (struct leat_draw_value){.is_set = true, .number = s->number};
    }
    leat_canvas_begin(canvas, (double)k / 60.0, k, 60.0);
    (void)leat_canvas_draw(canvas, circle, scene, 0, NULL);
    start = now_ms();
    (void)leat_canvas_draw(canvas, class, values, 1, NULL);
    cost = now_ms() - start;
    (void)leat_canvas_end(canvas, &frame);
    leat_frame_unref(&frame);
    return cost;
}

static double measure(size_t row)
{
    const struct leat_canvas_config config = {.size = sizeof(config),
                                              .width = rows[row].width,
                                              .height = rows[row].height,
                                              .seed = 1};
    struct leat_canvas *canvas;
    double cost[FRAMES];

    if (leat_canvas_create(&config, &canvas) < 0)
        return -1.0;
    for (int64_t k = 0; k < WARM; k++)
        (void)draw(canvas, row, k);
    for (int64_t k = 0; k < FRAMES; k++)
        cost[k] = draw(canvas, row, WARM + k);
    leat_canvas_destroy(&canvas);
    qsort(cost, FRAMES, sizeof(cost[0]), compare);
    return cost[FRAMES / 2];
}

static void print_json(size_t row)
{
    printf("{\"name\": \"canvas %s\", \"value\": %.3f, \"unit\": \"ms\", "
           "\"better\": \"lower\", ",
           rows[row].name, measure(row));
    if (rows[row].goal_ms > 0.0)
        printf("\"goal\": %.1f, ", rows[row].goal_ms);
    printf("\"peers\": {}}\n");
}

int main(int argc, char **argv)
{
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;

    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++)
        if (json)
            print_json(r);
        else
            printf("%-28s %8.2f ms\n", rows[r].name, measure(r));
    return 0;
}
