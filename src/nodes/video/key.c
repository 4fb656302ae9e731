/* SPDX-License-Identifier: MIT */
/* key: make what is like a colour transparent, as for a green screen. */
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "nodes/video/text_params.h"
#include "pix/convert.h"
#include "pix/key.h"

enum { IN };
enum { OUT };
enum { KIND, COLOR, TOLERANCE, SOFTNESS, INVERT, N_PARAMS };

static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_NONE};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Picture with a colour to remove.", pixels},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Picture that is transparent there.", pixels},
};

static const struct leat_param params[N_PARAMS] = {
    [KIND] = {.name = "kind",
              .kind = LEAT_ENUM,
              .max = PIX_KEY_COLOR,
              .choices = "chroma luma color",
              .help = "What is compared: the hue and its strength, the brightness, or "
                      "red, green and blue."},
    [COLOR] = {.name = "color",
               .kind = LEAT_TEXT,
               .text = "#00ff00",
               .help = "Colour to remove: #rrggbb, #rgb or a name."},
    [TOLERANCE] = {.name = "tolerance",
                   .aliases = "threshold",
                   .unit = LEAT_UNIT_FRACTION,
                   .def = 0.2f,
                   .max = 1.0f,
                   .help = "How unlike it may be and still vanishes wholly."},
    [SOFTNESS] = {.name = "softness",
                  .unit = LEAT_UNIT_FRACTION,
                  .def = 0.1f,
                  .max = 1.0f,
                  .help = "How much further, until all is kept."},
    [INVERT] = {.name = "invert",
                .kind = LEAT_BOOL,
                .max = 1.0f,
                .help = "Keep what is like it, and nothing else."},
};

struct state {
    uint32_t rgb;
};

static int shape_video(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    env->out_video[OUT] = env->in_video[IN];
    return text_params_color(settings->text[COLOR], diag);
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct state);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct state *s = state;

    (void)env;
    pix_read_color(settings->text[COLOR], &s->rgb);
}

static int render(void *state, const struct leat_video_block *block)
{
    const struct state *s = state;
    const struct leat_frame *in = block->in[IN], *out = block->out[OUT];
    const struct pix_key key = {
        .kind = (enum pix_key_kind)block->param[KIND].at[0],
        .rgb = {(uint8_t)(s->rgb >> 16), (uint8_t)(s->rgb >> 8), (uint8_t)s->rgb},
        .tolerance = 255.0f * block->param[TOLERANCE].at[0],
        .softness = 255.0f * block->param[SOFTNESS].at[0],
        .is_inverted = block->param[INVERT].at[0] > 0.0f};

    for (uint32_t y = 0; y < in->format.height; y++)
        pix_key_row(&key, pix_row(in, 0, y), pix_row(out, 0, y), in->format.width);
    return 0;
}

const struct leat_node_class LEVEL(leat_node_key) = {
    .size = sizeof(struct leat_node_class),
    .name = "key",
    .summary = "Make what is like a colour transparent.",
    .example =
        "testpattern(\"solid\", color: \"#3050a0\") |> "
        "mix_video(testpattern(\"smpte\") |> key(color: \"#00bf00\"), amount: 1) "
        "|> file(\"keyed.y4m\")",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape_video = shape_video,
    .state_size = state_size,
    .init = init,
    .render = render,
};
