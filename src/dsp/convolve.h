/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_CONVOLVE_H
#define LEAT_DSP_CONVOLVE_H

/**
 * Convolution with long impulse responses, without latency.
 *
 * The first 64 taps are summed as they stand.  The others are cut into segments of
 * growing block size B, each beginning at least 2 B taps into the response, so that B
 * frames are left for the work on a block.  That work, transforms and products, is
 * dealt out evenly over the grid of 64 frames; what is done when depends on the frame
 * number alone, never on load or on where calls are cut.
 *
 *     taps       64..    1024..   8192..   65536..
 *     B          64      512      4096     32768
 *
 * Routes: a response of 1 channel serves every lane; one of n serves lane l with
 * channel l mod n, and a single lane becomes n; 4 channels on two lanes, or one, are
 * left-left, left-right, right-left, right-right.
 *
 * Sources: W. G. Gardner, "Efficient convolution without input-output delay", 1995;
 * F. Wefers, "Partitioned convolution algorithms for real-time auralization", 2014.
 */

#include <stddef.h>
#include <stdint.h>

#include <leat/node.h>

#include "base/level.h"

enum { CONVOLVE_SEGMENTS = 4, CONVOLVE_HEAD = 64 };

/** Parameters of the class that convolve_kernel.run looks at. */
enum { CONVOLVE_IR, CONVOLVE_WET, CONVOLVE_GAIN };

/** What is convolved with what. */
struct convolve_shape {
    uint32_t taps, channels; /* of the response */
    uint32_t inputs, outputs;
};

/** Lanes that come out when `inputs` go in. */
static inline uint32_t convolve_outputs(uint32_t inputs, uint32_t channels)
{
    if (channels == 4 && inputs <= 2)
        return 2;
    return inputs == 1 && channels > 0 ? channels : inputs;
}

/** What is built for each CPU level. */
struct convolve_kernel {
    /** Bytes of a prepared response, and of the state of one instance. */
    size_t (*response_size)(const struct convolve_shape *shape);
    size_t (*state_size)(const struct convolve_shape *shape);
    /** Prepare a response: `taps` rows of its channels.  Thread: control. */
    void (*prepare)(float *response, const struct convolve_shape *shape,
                    const float *taps);
    /** Port 0 to port 0, with a state that began as zeros.  Thread: rt. */
    void (*run)(void *state, const struct convolve_shape *shape, const float *response,
                const struct leat_block *block);
};

#define convolve_kernel_of_level LEVEL(dsp_convolve_kernel)
extern const struct convolve_kernel convolve_kernel_of_level;

#endif
