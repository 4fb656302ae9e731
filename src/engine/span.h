/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_SPAN_H
#define LEAT_ENGINE_SPAN_H

#include <stdint.h>

/** Hand sound to a picture's clock: `n` rows from `frame` on.  Thread: rt. */
void rt_span_write(void *span, const float *rows, int64_t frame, uint32_t n,
                   uint32_t lanes);

#endif
