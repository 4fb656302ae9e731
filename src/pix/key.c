/* SPDX-License-Identifier: MIT */
/* key: distances in whole numbers, but for one square root. */
#include "pix/key.h"

#include <stddef.h>

#include "base/math.h"
#include "pix/alpha.h"

/* Cb and Cr as sums of parts of 256: zero for every grey. */
struct chroma {
    int32_t blue, red;
};

static int32_t luma(const int32_t rgb[3])
{
    return (54 * rgb[0] + 183 * rgb[1] + 19 * rgb[2]) / 256;
}

static struct chroma chroma(const int32_t rgb[3])
{
    return (struct chroma){-29 * rgb[0] - 99 * rgb[1] + 128 * rgb[2],
                           128 * rgb[0] - 116 * rgb[1] - 12 * rgb[2]};
}

static float distance(enum pix_key_kind kind, const int32_t a[3], const int32_t b[3])
{
    const struct chroma ca = chroma(a), cb = chroma(b);
    const float blue = (float)(ca.blue - cb.blue), red = (float)(ca.red - cb.red);
    int32_t most = 0;

    if (kind == PIX_KEY_LUMA)
        return math_abs((float)(luma(a) - luma(b)));
    if (kind == PIX_KEY_CHROMA)
        return math_sqrt(blue * blue + red * red) * (1.0f / 256.0f);
    for (int c = 0; c < 3; c++) {
        const int32_t apart = a[c] < b[c] ? b[c] - a[c] : a[c] - b[c];
        most = apart > most ? apart : most;
    }
    return (float)most;
}

/* What is kept of a pixel, [0, 255]. */
static uint32_t keep(const struct pix_key *key, float apart)
{
    const float over = apart - key->tolerance;
    uint32_t part;

    if (over >= key->softness && over > 0.0f)
        part = 255;
    else
        part = over > 0.0f ? (uint32_t)(over / key->softness * 255.0f + 0.5f) : 0;
    return key->is_inverted ? 255 - part : part;
}

void pix_key_row(const struct pix_key *key, const uint8_t *in, uint8_t *out, uint32_t n)
{
    const int32_t wanted[3] = {key->rgb[0], key->rgb[1], key->rgb[2]};

    for (size_t i = 0; i < 4 * (size_t)n; i += 4) {
        int32_t rgb[3];
        for (size_t c = 0; c < 3; c++)
            rgb[c] = (int32_t)pix_without_alpha(in[i + c], in[i + 3]);
        const uint32_t part = keep(key, distance(key->kind, rgb, wanted));
        for (size_t c = i; c < i + 4; c++)
            out[c] = (uint8_t)pix_times(in[c], part);
    }
}
