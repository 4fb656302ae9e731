/* SPDX-License-Identifier: MIT */
/* mix_video: one picture over another. */
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "pix/blend.h"
#include "pix/convert.h"
#include "pix/light.h"

enum { A, B };
enum { OUT };
enum { AMOUNT, MODE, SPACE, N_PARAMS };
enum { ENCODED, LINEAR };

static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_NONE};

#define X(name, text) " " text
static const char modes[] = PIX_BLEND_LIST(X);
#undef X

static const struct leat_port ports[] = {
    {"a", LEAT_IN, LEAT_VIDEO, 0, "Picture below; the result has its size.", pixels},
    {"b", LEAT_IN, LEAT_VIDEO, 0, "Picture above, scaled to the same size.", pixels},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Both.", pixels},
};

static const struct leat_param params[N_PARAMS] = {
    [AMOUNT] = {.name = "amount",
                .aliases = "mix opacity",
                .unit = LEAT_UNIT_FRACTION,
                .def = 0.5f,
                .max = 1.0f,
                .help = "How much of the picture above is seen."},
    [MODE] = {.name = "mode",
              .aliases = "blend",
              .kind = LEAT_ENUM,
              .max = PIX_N_BLENDS - 1,
              .flags = LEAT_PARAM_STRUCTURAL,
              .choices = modes + 1,
              .help = "What the two make of each other."},
    [SPACE] = {.name = "space",
               .kind = LEAT_ENUM,
               .max = LINEAR,
               .flags = LEAT_PARAM_STRUCTURAL,
               .choices = "encoded linear",
               .help = "What is mixed: sRGB values as they are, or the light that they "
                       "stand for, in mode normal alone."},
};

/* Made for linear alone. */
struct state {
    struct pix_light light;
};

static bool is_linear(const struct leat_settings *settings)
{
    return (int)settings->number[SPACE] == LINEAR;
}

static int shape_video(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    env->out_video[OUT] = env->in_video[A];
    env->in_video[B].width = env->in_video[A].width;
    env->in_video[B].height = env->in_video[A].height;
    if (!is_linear(settings) || (int)settings->number[MODE] == PIX_BLEND_NORMAL)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 407,
                  "This mode mixes encoded values; linear light is for normal alone.");
    leat_diag_hint(diag, "Leave out `space`, or take mode: \"normal\".");
    return LEAT_ERR_FORMAT;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    return is_linear(settings) ? sizeof(struct state) : 0;
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct state *s = state;

    (void)env;
    if (is_linear(settings))
        pix_light_set(&s->light);
}

static int render(void *state, const struct leat_video_block *block)
{
    const struct state *s = state;
    const struct leat_frame *a = block->in[A], *b = block->in[B],
                            *out = block->out[OUT];
    const uint32_t opacity = (uint32_t)(block->param[AMOUNT].at[0] * 255.0f + 0.5f);
    const uint32_t width = a->format.width;

    for (uint32_t y = 0; y < a->format.height; y++) {
        uint8_t *row = pix_row(out, 0, y);
        const struct pix_source above = {pix_row(b, 0, y), 4, NULL, opacity};
        memcpy(row, pix_row(a, 0, y), 4 * (size_t)width);
        if ((int)block->param[SPACE].at[0] == LINEAR)
            pix_light_row(&s->light, row, above.rgba, opacity, width);
        else
            pix_blend_row(row, &above, width, (enum pix_blend)block->param[MODE].at[0]);
    }
    return 0;
}

const struct leat_node_class LEVEL(leat_node_mix_video) = {
    .size = sizeof(struct leat_node_class),
    .name = "mix_video",
    .summary = "Lay one picture over another, in one of 18 modes.",
    .example = "mix_video(testpattern(\"smpte\"), testpattern(\"gradient\"), "
               "amount: 70%, mode: \"multiply\") |> file(\"mixed.y4m\")",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape_video = shape_video,
    .state_size = state_size,
    .init = init,
    .render = render,
};
