/* SPDX-License-Identifier: MIT */
/* fuzz_y4m: what any bytes are taken for is a picture that can be. */
#include <stdlib.h>

#include "io/y4m.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct leat_video_format f = {0}, g;
    struct leat_diag diag = {0};
    char text[Y4M_HEADER_MAX];
    const int n = y4m_read_header(data, size, &f, &diag);
    const int m = y4m_read_frame(data, size);

    if (n > (int)size || m > (int)size || (n < 0) != (diag.n_errors > 0))
        abort();
    if (n <= 0)
        return 0;
    if (f.width < 1 || f.height < 1 || f.width > 16384 || f.height > 16384 ||
        f.rate.num < 1 || f.rate.den < 1 || leat_pixel_layout(f.pixel).planes == 0)
        abort();
    const size_t written = y4m_write_header(text, &f); /* and it reads back */
    if (y4m_read_header((const uint8_t *)text, written, &g, NULL) != (int)written ||
        g.pixel != f.pixel || g.width != f.width || g.height != f.height ||
        g.rate.num != f.rate.num || g.rate.den != f.rate.den)
        abort();
    return 0;
}
