/* SPDX-License-Identifier: MIT */
/* negotiate_video_chain: the converters that lead from one format of pictures to
 * another, and what they cost. */
#include "graph/negotiate_video.h"

enum { SWIZZLE = 2, MATRIX = 4, SCALE = 6 };

int32_t negotiate_video_cost(enum leat_pixel from, enum leat_pixel to)
{
    const bool planar = leat_pixel_layout(from).planes == 3;

    if (from == to)
        return 0;
    if (to == LEAT_PIXEL_GRAY8)
        return -1;
    if (from == LEAT_PIXEL_GRAY8 || planar == (leat_pixel_layout(to).planes == 3))
        return SWIZZLE;
    return MATRIX;
}

static uint64_t cost_of(int32_t each, const struct leat_video_format *f)
{
    const int64_t pixels = (int64_t)f->width * f->height;

    return (uint64_t)leat_rt_scale_round(each * pixels, f->rate.num, f->rate.den);
}

int negotiate_video_chain(struct leat_video_format from, struct leat_video_format to,
                          struct negotiate_insert chain[NEGOTIATE_CHAIN])
{
    const int32_t each = negotiate_video_cost(from.pixel, to.pixel);
    const bool scale = from.width != to.width || from.height != to.height;
    const bool convert_first =
        scale && (uint64_t)from.width * from.height < (uint64_t)to.width * to.height;
    struct leat_video_format format = from;
    int n = 0;

    if (each < 0)
        return -1;
    for (int turn = 0; turn < 2; turn++) {
        const bool converts = (turn == 0) == convert_first;
        if (converts ? each == 0 : !scale)
            continue;
        if (converts) {
            format.pixel = to.pixel;
        } else {
            format.width = to.width;
            format.height = to.height;
        }
        chain[n++] = (struct negotiate_insert){
            .kind = converts ? NEGOTIATE_CONVERT : NEGOTIATE_SCALE,
            .format = format,
            .cost = cost_of(converts ? each : SCALE, &format)};
    }
    return n;
}
