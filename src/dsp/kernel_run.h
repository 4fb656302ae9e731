/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_KERNEL_RUN_H
#define LEAT_DSP_KERNEL_RUN_H

/**
 * What the words of a sample kernel do.
 *
 * What is not finite becomes 0 where it is kept or leaves, and so does what is nearer
 * to 0 than 1e-30 where it is kept.
 */

#include <leat/param.h>

#include "base/math_d.h"
#include "dsp/kernel_read.h"

#define KERNEL_NUMBER_PARAM(NAME)                                                      \
    {                                                                                  \
        .name = NAME, .min = -1e9f, .max = 1e9f,                                       \
        .help = "Number " NAME " of its code."                                         \
    }
/** KERNEL_PARAMS of them, which `pN` reads. */
#define KERNEL_NUMBERS                                                                 \
    KERNEL_NUMBER_PARAM("p0"), KERNEL_NUMBER_PARAM("p1"), KERNEL_NUMBER_PARAM("p2"),   \
        KERNEL_NUMBER_PARAM("p3"), KERNEL_NUMBER_PARAM("p4"),                          \
        KERNEL_NUMBER_PARAM("p5"), KERNEL_NUMBER_PARAM("p6"),                          \
        KERNEL_NUMBER_PARAM("p7")

static inline double kernel_keep(double x)
{
    const double size = math_abs_d(x);

    return size > 1e-30 && size < 1e30 ? x : 0.0;
}

static inline double kernel_clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static inline double kernel_operate(uint16_t op, const double *v)
{
    switch ((enum kernel_op)op) {
    case KERNEL_ADD:
        return v[0] + v[1];
    case KERNEL_SUBTRACT:
        return v[0] - v[1];
    case KERNEL_MULTIPLY:
        return v[0] * v[1];
    case KERNEL_DIVIDE:
        return v[1] != 0.0 ? v[0] / v[1] : 0.0;
    case KERNEL_REMAINDER:
        return v[1] != 0.0 ? v[0] - v[1] * math_floor_d(v[0] / v[1]) : 0.0;
    case KERNEL_POWER:
    case KERNEL_POW:
        return math_pow_d(v[0], v[1]);
    case KERNEL_LESS:
        return v[0] < v[1];
    case KERNEL_LESS_EQUAL:
        return v[0] <= v[1];
    case KERNEL_GREATER:
        return v[0] > v[1];
    case KERNEL_GREATER_EQUAL:
        return v[0] >= v[1];
    case KERNEL_EQUAL:
        return v[0] == v[1];
    case KERNEL_NOT_EQUAL:
        return v[0] != v[1];
    case KERNEL_BOTH:
        return v[0] != 0.0 && v[1] != 0.0;
    case KERNEL_EITHER:
        return v[0] != 0.0 || v[1] != 0.0;
    case KERNEL_NEGATE:
        return -v[0];
    case KERNEL_NOT:
        return v[0] == 0.0;
    case KERNEL_SIN:
        return math_sin_d(v[0]);
    case KERNEL_COS:
        return math_cos_d(v[0]);
    case KERNEL_TAN:
        return math_tan_d(v[0]);
    case KERNEL_ASIN:
        return math_asin_d(kernel_clamp(v[0], -1.0, 1.0));
    case KERNEL_ACOS:
        return math_acos_d(kernel_clamp(v[0], -1.0, 1.0));
    case KERNEL_ATAN:
        return math_atan_d(v[0]);
    case KERNEL_ATAN2:
        return math_atan2_d(v[0], v[1]);
    case KERNEL_TANH:
        return math_tanh_d(v[0]);
    case KERNEL_SQRT:
        return v[0] > 0.0 ? math_sqrt_d(v[0]) : 0.0;
    case KERNEL_EXP:
        return math_exp_d(v[0]);
    case KERNEL_LOG:
        return v[0] > 0.0 ? math_log_d(v[0]) : 0.0;
    case KERNEL_LOG2:
        return v[0] > 0.0 ? math_log2_d(v[0]) : 0.0;
    case KERNEL_ABS:
        return math_abs_d(v[0]);
    case KERNEL_SIGN:
        return (v[0] > 0.0) - (v[0] < 0.0);
    case KERNEL_FLOOR:
        return math_floor_d(v[0]);
    case KERNEL_CEIL:
        return -math_floor_d(-v[0]);
    case KERNEL_ROUND:
        return math_floor_d(v[0] + 0.5);
    case KERNEL_FRAC:
        return v[0] - math_floor_d(v[0]);
    case KERNEL_MIN:
        return v[1] < v[0] ? v[1] : v[0];
    case KERNEL_MAX:
        return v[1] > v[0] ? v[1] : v[0];
    case KERNEL_CLAMP:
        return kernel_clamp(v[0], v[1], v[2]);
    case KERNEL_LERP:
        return v[0] + (v[1] - v[0]) * v[2];
    default:
        return 0.0;
    }
}

/* A sample of a buffer; without one there is but x. */
static inline double kernel_at(const double *buffer, double x, double at)
{
    return buffer ? buffer[at >= 0.0 && at < KERNEL_BUFFER ? (uint32_t)at : 0] : x;
}

/* All words for one sample.  They were looked at: the stack never runs over. */
static inline double kernel_pass(const struct kernel_code *c, double x, double i,
                                 const double *param, double *state, double *local,
                                 const double *buffer)
{
    double stack[KERNEL_STACK + 1] = {0};
    double *top = stack; /* behind the last */

    for (uint32_t k = 0; k < c->n; k++) {
        const struct kernel_word *w = &c->word[k];
        switch (w->op) {
        case KERNEL_X:
            *top++ = x;
            break;
        case KERNEL_I:
            *top++ = i;
            break;
        case KERNEL_NUMBER:
            *top++ = w->number;
            break;
        case KERNEL_PARAM:
            *top++ = param[w->at];
            break;
        case KERNEL_LOCAL:
            *top++ = local[w->at];
            break;
        case KERNEL_STATE:
            *top++ = state[w->at];
            break;
        case KERNEL_SET_LOCAL:
            local[w->at] = *--top;
            break;
        case KERNEL_SET_STATE:
            state[w->at] = kernel_keep(*--top);
            break;
        case KERNEL_UNLESS:
            if (*--top == 0.0)
                k = w->at - 1u;
            break;
        case KERNEL_JUMP:
            k = w->at - 1u;
            break;
        case KERNEL_AT:
            top[-1] = kernel_at(buffer, x, top[-1]);
            break;
        default:
            top -= kernel_ops[w->op].takes;
            *top = kernel_operate(w->op, top);
            top++;
            break;
        }
    }
    return stack[0];
}

/* The same for a sample that has no buffer. */
static inline double kernel_run(const struct kernel_code *c, double x, double i,
                                const double *param, double *state)
{
    double local[KERNEL_SLOTS] = {0};

    return kernel_pass(c, x, i, param, state, local, NULL);
}

#endif
