/* SPDX-License-Identifier: MIT */
/*
 * curve: a curve through keyframes, along the time of the program (base/curve.h).
 */
#include <leat/node.h>

#include "base/curve.h"
#include "base/level.h"
#include "dsp/step_list.h"

enum { POINTS, WAY, N_PARAMS };
enum { NUMBERS = 3 /* of a point */ };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "The curve.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [POINTS] = {.name = "points",
                .kind = LEAT_TEXT,
                .text = "0 0 0 1 1 0",
                .flags = LEAT_PARAM_STRUCTURAL,
                .help =
                    "Of each keyframe, by time: seconds, value, and the easing to the "
                    "next, 0 to 6 as linear, ease_in, ease_out, ease_in_out, bounce, "
                    "elastic, back."},
    [WAY] = {.name = "interpolation",
             .kind = LEAT_ENUM,
             .max = CURVE_STEP,
             .choices = "linear bezier step",
             .help = "Straight, a smooth curve through all, or steps."},
};

struct curve {
    double rate_hz;
    uint32_t n;
    struct curve_point point[CURVE_POINTS_MAX];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct curve);
}

/* A number, and the blanks before it. */
static bool next(const char **text, double *out)
{
    while (step_list_is_blank(**text))
        ++*text;
    return step_list_double(text, out);
}

/* What is out of order is left out. */
LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct curve *c = state;
    const char *text = settings->text[POINTS];
    double x[NUMBERS];

    c->rate_hz = env->rate_hz;
    while (c->n < CURVE_POINTS_MAX && next(&text, &x[0]) && next(&text, &x[1]) &&
           next(&text, &x[2]))
        if (c->n == 0 || x[0] > c->point[c->n - 1].t)
            c->point[c->n++] = (struct curve_point){
                x[0], x[1],
                x[2] > 0.0 && x[2] <= (double)EASING_BACK ? (enum easing)(int)x[2]
                                                          : EASING_LINEAR};
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const struct curve *c = state;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const float *way = leat_value_row(block->param[WAY], i);
        const double t = (double)(block->frame + i) / c->rate_hz;
        for (uint32_t l = 0; l < block->lanes; l++)
            block->out[0][i * block->lanes + l] =
                (float)curve_at(c->point, c->n, (enum curve_way)(int)way[l], t);
    }
}

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    (void)base;
    (void)info;
    return step_list_check(settings->text[POINTS], false, NUMBERS * CURVE_POINTS_MAX,
                           "points", "curve", diag);
}

const struct leat_node_class LEVEL(leat_node_curve) = {
    .size = sizeof(struct leat_node_class),
    .name = "curve",
    .summary = "A curve through keyframes, along the time of the program.",
    .example = "saw(110.hz) |> lowpass(cutoff: curve(\"0 200 3 4 4000 0\"))",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .state_size = state_size,
    .init = init,
    .process = process,
};
