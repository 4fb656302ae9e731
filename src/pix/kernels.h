/* SPDX-License-Identifier: MIT */
#ifndef LEAT_PIX_KERNELS_H
#define LEAT_PIX_KERNELS_H

/**
 * kernels: one CPU level's functions of src/pix, for callers that are built once for
 * all levels.  They get the table from nodes_registry_choose().
 */

#include "pix/blend.h"
#include "pix/blur.h"
#include "pix/convert.h"
#include "pix/key.h"
#include "pix/light.h"
#include "pix/noise.h"
#include "pix/plasma.h"
#include "pix/ramp.h"
#include "pix/scale.h"
#include "pix/spot.h"
#include "pix/tone.h"
#include "pix/tunnel.h"
#include "pix/warp.h"

/* The functions of the table, each as its own header tells. */
#define PIX_KERNEL_LIST(X)                                                             \
    X(blend_row)                                                                       \
    X(blur)                                                                            \
    X(box)                                                                             \
    X(bright)                                                                          \
    X(clear)                                                                           \
    X(convert)                                                                         \
    X(fade)                                                                            \
    X(gauss_set)                                                                       \
    X(key_row)                                                                         \
    X(light_row)                                                                       \
    X(light_set)                                                                       \
    X(noise_rows)                                                                      \
    X(plasma_rows)                                                                     \
    X(plasma_table)                                                                    \
    X(ramp_rows)                                                                       \
    X(scale)                                                                           \
    X(spot_draw)                                                                       \
    X(tunnel_rows)                                                                     \
    X(warp_rows)                                                                       \
    X(warp_set)

struct pix_kernels {
#define X(name) __typeof__(pix_##name) *name;
    PIX_KERNEL_LIST(X)
#undef X
};

#define pix_kernels_of_level LEVEL(pix_kernels_of_level)

extern const struct pix_kernels pix_kernels_of_level;

#endif
