/* SPDX-License-Identifier: MIT */
/*
 * align_slices: cuts a sound where its notes begin, and plays each at the next line of
 * a rhythm.
 *
 * A slice lasts from one mark to the next, and what overlaps is mixed.  Over the 3 ms
 * before a mark one goes and the other comes in straight lines: where two move alike
 * nothing is heard of the cut.  A mark that comes less than 3 ms after another is
 * none, nor is one while 16 slices sound.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/align.h"

enum { N_PARAMS = ALIGN_N_PARAMS };
enum { SLICES = 16 };

static const float FADE_S = 0.003f;

static const struct leat_port ports[] = {ALIGN_PORTS};
static const struct leat_param params[N_PARAMS] = {GRID_PARAMS(0.25f), ALIGN_PARAMS};

struct slicer {
    struct align align;
    uint32_t n;
    int64_t fade; /* frames */
    struct slice {
        int64_t start, end; /* input frames where it comes and goes; INT64_MAX: not
                               known yet */
        int64_t way;        /* frames by which it moves */
    } slice[SLICES];
    float memory[];
};

static uint32_t fade_frames(const struct leat_env *env)
{
    return (uint32_t)seconds_to_frames(FADE_S, env->rate_hz);
}

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    return align_of(env, settings, fade_frames(env)).lag;
}

static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    return align_of(env, settings, fade_frames(env)).size;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return sizeof(struct slicer) +
           sizeof(float) * env->lanes * (size_t)tail(env, settings);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct slicer *s = state;

    s->fade = fade_frames(env);
    s->align = align_of(env, settings, (uint32_t)s->fade);
    s->slice[s->n++] = (struct slice){INT64_MIN / 2, INT64_MAX, 0};
}

static void hear(struct slicer *s, const struct leat_block *block)
{
    int64_t start;

    if (!align_hears(&s->align, block, &start) || s->n == SLICES ||
        start < s->slice[s->n - 1].start + 2 * s->fade)
        return;
    const int64_t way = align_way(&s->align, block, start);
    s->slice[s->n - 1].end = start - s->fade;
    s->slice[s->n++] = (struct slice){start - s->fade, INT64_MAX, way};
}

static float part_of(int64_t frames, int64_t fade)
{
    return frames <= 0 ? 0.0f : frames >= fade ? 1.0f : (float)frames / (float)fade;
}

/* Add slice k as it sounds at `now`; false when it is over. */
static bool add(struct slicer *s, const struct slice *slice, int64_t now, float *out,
                uint32_t lanes)
{
    const int64_t at = now - slice->way; /* frame of the input */
    const float in = part_of(at - slice->start, s->fade);
    const float away =
        slice->end == INT64_MAX ? 0.0f : part_of(at - slice->end, s->fade);
    const float *row = align_row(&s->align, s->memory, at, lanes);

    if (at >= slice->start && away == 0.0f && in == 1.0f)
        for (uint32_t l = 0; l < lanes; l++)
            out[l] += row[l];
    else if (at >= slice->start)
        for (uint32_t l = 0; l < lanes; l++)
            out[l] += (in - away) * row[l];
    return away < 1.0f;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct slicer *s = state;
    const uint32_t lanes = block->lanes;

    hear(s, block);
    for (uint32_t i = 0; i < block->nframes; i++) {
        const int64_t frame = block->frame + i, now = frame - s->align.lag;
        float *out = block->out[0] + (size_t)i * lanes;
        uint32_t left = 0;

        memcpy(align_row(&s->align, s->memory, frame, lanes),
               block->in[ALIGN_IN] + (size_t)i * lanes, lanes * sizeof(float));
        memset(out, 0, lanes * sizeof(float));
        for (uint32_t k = 0; k < s->n; k++) {
            const struct slice slice = s->slice[k];
            if (add(s, &slice, now, out, lanes))
                s->slice[left++] = slice;
        }
        s->n = left;
    }
}

const struct leat_node_class LEVEL(leat_node_align_slices) = {
    .size = sizeof(struct leat_node_class),
    .name = "align_slices",
    .summary = "Play the notes of a sound on the lines of a rhythm.",
    .example = "beat = noise(duration: 1.s, amplitude: 0.1); align_slices(beat, "
               "onset(beat))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .latency = latency,
    .tail = tail,
    .init = init,
    .process = process,
};
