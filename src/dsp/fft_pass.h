/* SPDX-License-Identifier: MIT */
/*
 * fft_pass: the passes of fft.c over vectors of one width; included once for each.
 *
 * Before it PASS(name) gives the functions names of their own, V is the vector, V_LOOSE
 * its loose kind and V_WIDTH its size; without these it works on single floats.
 */
#include "base/roots.h"
#include "dsp/lanes.h"
#include "dsp/vector.h"

#ifndef V
#define PASS(name) name##_one
#define V          float
#define V_LOOSE    float
#define V_WIDTH    1
#endif

/* y[k] = w^k sum over j of x[j] (-i)^(jk) for k in [0, 4). */
LANES_INLINE void PASS(butterfly)(V *re, V *im, const V *w, bool turned)
{
    const V sr = re[0] + re[2], dr = re[0] - re[2], si = im[0] + im[2];
    const V di = im[0] - im[2], tr = re[1] + re[3], er = re[1] - re[3];
    const V ti = im[1] + im[3], ei = im[1] - im[3];
    const V r[4] = {sr + tr, dr + ei, sr - tr, dr - ei};
    const V i[4] = {si + ti, di - er, si - ti, di + er};

    re[0] = r[0];
    im[0] = i[0];
    for (int k = 1; k < 4; k++) {
        re[k] = turned ? r[k] * w[2 * k - 2] - i[k] * w[2 * k - 1] : r[k];
        im[k] = turned ? r[k] * w[2 * k - 1] + i[k] * w[2 * k - 2] : i[k];
    }
}

/* Rows of 16 vectors become columns: out[16 * lane + row]. */
LANES_INLINE void PASS(turn)(float *out, const V *rows)
{
    const float *in = (const float *)rows;

    for (int lane = 0; lane < V_WIDTH; lane += 4) {
        for (int row = 0; row < 16; row += 4) {
            const float *from = in + row * V_WIDTH + lane;
            const vector4 a = *(const vector4_loose *)from;
            const vector4 b = *(const vector4_loose *)(from + V_WIDTH);
            const vector4 c = *(const vector4_loose *)(from + 2 * V_WIDTH);
            const vector4 d = *(const vector4_loose *)(from + 3 * V_WIDTH);
            const vector4 ab = VECTOR4_SHUFFLE(a, b, 0, 4, 1, 5);
            const vector4 cd = VECTOR4_SHUFFLE(c, d, 0, 4, 1, 5);
            const vector4 ef = VECTOR4_SHUFFLE(a, b, 2, 6, 3, 7);
            const vector4 gh = VECTOR4_SHUFFLE(c, d, 2, 6, 3, 7);
            float *to = out + lane * 16 + row;
            *(vector4_loose *)to = VECTOR4_SHUFFLE(ab, cd, 0, 1, 4, 5);
            *(vector4_loose *)(to + 16) = VECTOR4_SHUFFLE(ab, cd, 2, 3, 6, 7);
            *(vector4_loose *)(to + 32) = VECTOR4_SHUFFLE(ef, gh, 0, 1, 4, 5);
            *(vector4_loose *)(to + 48) = VECTOR4_SHUFFLE(ef, gh, 2, 3, 6, 7);
        }
    }
}

/* The first two passes at once: strides 1 and 4. */
LANES_INLINE void PASS(first)(const float *xr, const float *xi, float *yr, float *yi,
                              uint32_t n)
{
    const uint32_t m = n / 16;
    const float *outer = math_roots + ROOTS_OF(n);
    const float *inner = math_roots + ROOTS_OF(n / 4);

    for (uint32_t p = 0; p < m; p += V_WIDTH) {
        V re[4][4], im[4][4], tr[16], ti[16], w[6];
        for (uint32_t j = 0; j < 4; j++) {
            for (uint32_t k = 0; k < 4; k++) {
                re[j][k] = *(const V_LOOSE *)(xr + p + m * (j + 4 * k));
                im[j][k] = *(const V_LOOSE *)(xi + p + m * (j + 4 * k));
            }
            for (uint32_t k = 0; k < 6; k++)
                w[k] = *(const V_LOOSE *)(outer + p + m * (j + 4 * k));
            PASS(butterfly)(re[j], im[j], w, true);
        }
        for (uint32_t k = 0; k < 6; k++)
            w[k] = *(const V_LOOSE *)(inner + p + m * k);
        for (uint32_t k = 0; k < 4; k++) {
            V r[4] = {re[0][k], re[1][k], re[2][k], re[3][k]};
            V i[4] = {im[0][k], im[1][k], im[2][k], im[3][k]};
            PASS(butterfly)(r, i, w, true);
            for (uint32_t j = 0; j < 4; j++) {
                tr[4 * j + k] = r[j];
                ti[4 * j + k] = i[j];
            }
        }
        PASS(turn)(yr + 16 * p, tr);
        PASS(turn)(yi + 16 * p, ti);
    }
}

/* A pass of four-point butterflies; `left` is the length of what is left to do. */
LANES_INLINE void PASS(middle)(const float *xr, const float *xi, float *yr, float *yi,
                               uint32_t left, uint32_t stride, bool turned)
{
    const uint32_t m = left / 4;
    const float *root = math_roots + ROOTS_OF(left);

    for (uint32_t p = 0; p < m; p++) {
        V w[6];
        for (uint32_t k = 0; k < 6; k++)
            w[k] = root[p + m * k] - (V){0};
        for (uint32_t q = 0; q < stride; q += V_WIDTH) {
            V re[4], im[4];
            for (uint32_t k = 0; k < 4; k++) {
                re[k] = *(const V_LOOSE *)(xr + q + stride * (p + m * k));
                im[k] = *(const V_LOOSE *)(xi + q + stride * (p + m * k));
            }
            PASS(butterfly)(re, im, w, turned);
            for (uint32_t k = 0; k < 4; k++) {
                *(V_LOOSE *)(yr + q + stride * (4 * p + k)) = re[k];
                *(V_LOOSE *)(yi + q + stride * (4 * p + k)) = im[k];
            }
        }
    }
}

#undef PASS
#undef V
#undef V_LOOSE
#undef V_WIDTH
