/* SPDX-License-Identifier: MIT */
/*
 * convolve: convolution with long impulse responses, without latency.
 *
 * A segment saves by overlap: block k of B inputs and the B before it become the
 * spectrum X[k]; sum over p of X[k - p] H[p], transformed back, holds in its second
 * half what the segment adds to B outputs.  The sum runs over p in rising order at each
 * bin.
 */
#include "dsp/convolve.h"

#include <string.h>

#include "base/math.h"
#include "dsp/fft.h"
#include "dsp/lanes.h"
#include "dsp/vector.h"

enum { GRID = 64 };

static const uint32_t block_of[CONVOLVE_SEGMENTS] = {64, 512, 4096, 32768};
static const uint32_t begin_of[CONVOLVE_SEGMENTS + 1] = {64, 1024, 8192, 65536,
                                                         UINT32_MAX};

struct convolve {
    struct convolve_shape shape;
    _Alignas(64) float data[];
    /* work; a ring for each input; then for each segment: spectra of blocks for each
     * input, a sum of spectra, the outputs to come and the outputs now for each output
     */
};

/* Parts of a segment. */
static uint32_t parts(const struct convolve_shape *shape, int segment)
{
    const uint32_t begin = begin_of[segment], next = begin_of[segment + 1];
    const uint32_t end = shape->taps < next ? shape->taps : next;

    return end > begin ? (end - begin + block_of[segment] - 1) / block_of[segment] : 0;
}

/* The longest block there is. */
static uint32_t longest(const struct convolve_shape *shape)
{
    int segment = CONVOLVE_SEGMENTS - 1;

    while (segment > 0 && parts(shape, segment) == 0)
        segment--;
    return block_of[segment];
}

/* Inputs kept: three of the longest blocks, and a power of two. */
static uint32_t ring_size(const struct convolve_shape *shape)
{
    return 4 * longest(shape);
}

/* Room for a piece of two blocks, and a transform's work. */
static size_t work_size(const struct convolve_shape *shape)
{
    return 6 * (size_t)longest(shape);
}

/* Floats of a spectrum; a multiple of 16. */
static size_t spectrum(int segment)
{
    return 2 * (size_t)block_of[segment] + 32;
}

static size_t response_of_segment(const struct convolve_shape *shape, int segment)
{
    return parts(shape, segment) * spectrum(segment);
}

/* Floats of one channel of the response. */
static size_t channel_size(const struct convolve_shape *shape)
{
    size_t size = CONVOLVE_HEAD;

    for (int s = 0; s < CONVOLVE_SEGMENTS; s++)
        size += response_of_segment(shape, s);
    return size;
}

/* Floats of a segment's state. */
static size_t segment_size(const struct convolve_shape *shape, int segment)
{
    if (parts(shape, segment) == 0)
        return 0;
    return shape->inputs * response_of_segment(shape, segment) +
           shape->outputs * (spectrum(segment) + 2 * (size_t)block_of[segment]);
}

static float *ring_of(struct convolve *c, uint32_t input)
{
    return c->data + work_size(&c->shape) + (size_t)input * ring_size(&c->shape);
}

/* A segment as it works: where its memories are. */
struct segment {
    uint32_t number, block, n_parts;
    size_t bins; /* floats of a spectrum */
    float *past, *sum, *next, *now;
    size_t response; /* where its spectra stand in a channel of the response */
};

static struct segment segment_at(struct convolve *c, int number)
{
    const struct convolve_shape *shape = &c->shape;
    struct segment s = {(uint32_t)number,
                        block_of[number],
                        parts(shape, number),
                        spectrum(number),
                        ring_of(c, shape->inputs),
                        NULL,
                        NULL,
                        NULL,
                        CONVOLVE_HEAD};

    for (int k = 0; k < number; k++) {
        s.past += segment_size(shape, k);
        s.response += response_of_segment(shape, k);
    }
    s.sum = s.past + shape->inputs * response_of_segment(shape, number);
    s.next = s.sum + shape->outputs * s.bins;
    s.now = s.next + (size_t)shape->outputs * s.block;
    return s;
}

/* The n-th input and channel of the response that an output is made of. */
struct route {
    uint32_t input, channel;
};

static uint32_t n_routes(const struct convolve_shape *shape)
{
    return shape->channels == 4 && shape->inputs <= 2 ? 2 : 1;
}

static struct route route(const struct convolve_shape *shape, uint32_t output,
                          uint32_t n)
{
    if (n_routes(shape) == 2)
        return (struct route){n < shape->inputs ? n : 0, 2 * n + output};
    return (struct route){shape->inputs == 1 ? 0 : output, output % shape->channels};
}

/* Copy `n` inputs that end before `frame`. */
static void recall(struct convolve *c, uint32_t input, float *out, uint32_t n,
                   int64_t frame)
{
    const uint32_t size = ring_size(&c->shape);
    const float *ring = ring_of(c, input);
    const uint32_t at = (uint32_t)((uint64_t)(frame - n) & (size - 1));
    const uint32_t first = n < size - at ? n : size - at;

    memcpy(out, ring + at, first * sizeof(float));
    memcpy(out + first, ring, (n - first) * sizeof(float));
}

static void transform(struct convolve *c, const struct segment *s, uint32_t input,
                      int64_t frame)
{
    const uint64_t slot = ((uint64_t)frame / s->block) % s->n_parts;
    float *re = s->past + ((size_t)input * s->n_parts + slot) * s->bins;

    recall(c, input, c->data, 2 * s->block, frame);
    dsp_fft_real(c->data, re, re + s->bins / 2, 2 * s->block, c->data + 2 * s->block);
}

LANES_INLINE void multiply_add(float *restrict sum, const float *restrict x,
                               const float *restrict h, size_t half, bool first)
{
    for (size_t k = 0; k < half; k++) {
        const float re = x[k] * h[k] - x[half + k] * h[half + k];
        const float im = x[k] * h[half + k] + x[half + k] * h[k];
        sum[k] = first ? re : sum[k] + re;
        sum[half + k] = first ? im : sum[half + k] + im;
    }
}

/* Add part `p` of the n-th route to an output's sum. */
static void add_part(struct convolve *c, const struct segment *s, const float *response,
                     uint32_t output, uint32_t n, uint32_t p, int64_t frame)
{
    const struct route r = route(&c->shape, output, n);
    const uint64_t block = (uint64_t)frame / s->block;
    const uint64_t slot = (block + s->n_parts - p) % s->n_parts;
    const float *x = s->past + ((size_t)r.input * s->n_parts + slot) * s->bins;
    const float *h =
        response + r.channel * channel_size(&c->shape) + s->response + p * s->bins;
    float *sum = s->sum + output * s->bins;

    if (n == 0 && p == 0)
        multiply_add(sum, x, h, s->bins / 2, true);
    else
        multiply_add(sum, x, h, s->bins / 2, false);
}

static void transform_back(struct convolve *c, const struct segment *s, uint32_t output)
{
    const float *re = s->sum + output * s->bins;

    dsp_fft_real_inverse(re, re + s->bins / 2, c->data, 2 * s->block,
                         c->data + 2 * s->block);
    memcpy(s->next + (size_t)output * s->block, c->data + s->block,
           s->block * sizeof(float));
}

/* Units of work [from, to) on the block that ended at `frame`. */
static void work(struct convolve *c, const struct segment *s, const float *response,
                 uint32_t from, uint32_t to, int64_t frame)
{
    const uint32_t inputs = c->shape.inputs, routes = n_routes(&c->shape);
    const uint32_t products = c->shape.outputs * routes * s->n_parts;

    for (uint32_t unit = from; unit < to; unit++) {
        const uint32_t product = unit - inputs, part = product % s->n_parts;
        const uint32_t path = product / s->n_parts;
        if (unit < inputs)
            transform(c, s, unit, frame);
        else if (product < products)
            add_part(c, s, response, path / routes, path % routes, part, frame);
        else
            transform_back(c, s, product - products);
    }
}

/* All that is due where the frame number is a multiple of 64. */
static void advance(struct convolve *c, const float *response, int64_t frame)
{
    for (int number = 0; number < CONVOLVE_SEGMENTS; number++) {
        const struct segment s = segment_at(c, number);
        const uint32_t steps = s.block / GRID;
        const uint32_t step = (uint32_t)((uint64_t)frame / GRID % steps);
        const uint64_t units =
            c->shape.inputs + c->shape.outputs +
            (uint64_t)c->shape.outputs * n_routes(&c->shape) * s.n_parts;
        const size_t bytes = sizeof(float) * c->shape.outputs * s.block;

        if (s.n_parts == 0)
            continue;
        if (step == 0 && steps > 1)
            memcpy(s.now, s.next, bytes);
        work(c, &s, response, (uint32_t)(units * step / steps),
             (uint32_t)(units * (step + 1) / steps), frame - step * (int64_t)GRID);
        if (steps == 1)
            memcpy(s.now, s.next, bytes);
    }
}

/* Add 64 taps at 64 places; x[63] is the input of the first.  Four sums by tap mod 4.
 */
LANES_INLINE void add_head(float *y, const float *x, const float *h)
{
    for (uint32_t i = 0; i < GRID; i += VECTOR_WIDTH) {
        vector part[4] = {{0}};
        for (uint32_t t = 0; t < CONVOLVE_HEAD; t += 4)
            for (uint32_t k = 0; k < 4; k++)
                part[k] += h[t + k] * *(const vector_loose *)(x + i + 63 - t - k);
        *(vector_loose *)(y + i) += (part[0] + part[2]) + (part[1] + part[3]);
    }
}

/* n outputs from `frame` on, within one step of the grid. */
static void convolve_some(struct convolve *c, const float *response, uint32_t output,
                          float *y, int64_t frame, uint32_t n)
{
    float x[2 * GRID] = {0};

    memset(y, 0, GRID * sizeof(float));
    for (uint32_t k = 0; k < n_routes(&c->shape); k++) {
        const struct route r = route(&c->shape, output, k);
        recall(c, r.input, x, 63 + n, frame + n);
        add_head(y, x, response + r.channel * channel_size(&c->shape));
    }
    for (int number = 0; number < CONVOLVE_SEGMENTS; number++) {
        const struct segment s = segment_at(c, number);
        const uint32_t at = (uint32_t)((uint64_t)frame % s.block);
        const float *now = s.now + (size_t)output * s.block + at;
        for (uint32_t i = 0; i < n && s.n_parts > 0; i++)
            y[i] += now[i];
    }
}

/* Mix n outputs with the inputs they belong to. */
static void tell(struct convolve *c, const float *wet, const struct leat_block *block,
                 uint32_t output, uint32_t i, uint32_t n)
{
    const uint32_t input = c->shape.inputs == c->shape.outputs ? output : 0;
    const uint32_t lanes = c->shape.outputs;
    const struct leat_value gain = block->param[CONVOLVE_GAIN];
    float *out = block->out[0] + (size_t)i * lanes + output;
    float dry[GRID], factor = 0.0f;

    recall(c, input, dry, n, block->frame + i + n);
    for (uint32_t k = 0; k < n; k++) {
        const float mix = leat_value_row(block->param[CONVOLVE_WET], i + k)[output];
        if (k == 0 || gain.step)
            factor = math_db_to_factor(leat_value_row(gain, i + k)[output]);
        out[(size_t)k * lanes] = (1.0f - mix) * dry[k] + mix * (factor * wet[k]);
    }
}

LEAT_RT static void run(void *state, const struct convolve_shape *shape,
                        const float *response, const struct leat_block *block)
{
    struct convolve *c = state;
    float wet[GRID];

    c->shape = *shape;

    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        const int64_t frame = block->frame + i;
        const uint32_t at = (uint32_t)((uint64_t)frame & (GRID - 1));
        n = block->nframes - i < GRID - at ? block->nframes - i : GRID - at;
        for (uint32_t l = 0; l < c->shape.inputs; l++) {
            float *ring = ring_of(c, l) + ((uint64_t)frame & (ring_size(shape) - 1));
            for (uint32_t k = 0; k < n; k++)
                ring[k] = block->in_lanes[0]
                              ? block->in[0][(size_t)(i + k) * c->shape.inputs + l]
                              : 0.0f;
        }
        for (uint32_t o = 0; o < c->shape.outputs; o++) {
            convolve_some(c, response, o, wet, frame, n);
            tell(c, wet, block, o, i, n);
        }
        if (at + n == GRID)
            advance(c, response, frame + n);
    }
}

/* One channel of a response: its head, and the spectra of its parts. */
static void prepare_channel(float *to, const struct convolve_shape *shape,
                            const float *taps, uint32_t channel, float *piece,
                            float *scratch)
{
    for (uint32_t t = 0; t < CONVOLVE_HEAD; t++)
        to[t] = t < shape->taps ? taps[(size_t)t * shape->channels + channel] : 0.0f;
    to += CONVOLVE_HEAD;
    for (int s = 0; s < CONVOLVE_SEGMENTS; s++) {
        const uint32_t block = block_of[s];
        for (uint32_t p = 0; p < parts(shape, s); p++, to += spectrum(s)) {
            const uint32_t from = begin_of[s] + p * block;
            memset(piece, 0, 2 * block * sizeof(float));
            for (uint32_t t = 0; t < block && from + t < shape->taps; t++)
                piece[t] = taps[(size_t)(from + t) * shape->channels + channel];
            dsp_fft_real(piece, to, to + spectrum(s) / 2, 2 * block, scratch);
        }
    }
}

/* The last floats of the response are room to work in. */
static void prepare(float *response, const struct convolve_shape *shape,
                    const float *taps)
{
    float *piece = response + shape->channels * channel_size(shape);

    for (uint32_t c = 0; c < shape->channels; c++)
        prepare_channel(response + c * channel_size(shape), shape, taps, c, piece,
                        piece + 2 * longest(shape));
}

static size_t response_size(const struct convolve_shape *shape)
{
    return sizeof(float) * (shape->channels * channel_size(shape) + work_size(shape));
}

static size_t state_size(const struct convolve_shape *shape)
{
    size_t floats = work_size(shape) + (size_t)shape->inputs * ring_size(shape);

    for (int s = 0; s < CONVOLVE_SEGMENTS; s++)
        floats += segment_size(shape, s);
    return sizeof(struct convolve) + sizeof(float) * floats;
}

const struct convolve_kernel convolve_kernel_of_level = {
    .response_size = response_size,
    .state_size = state_size,
    .prepare = prepare,
    .run = run,
};
