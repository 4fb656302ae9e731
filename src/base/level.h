/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_LEVEL_H
#define LEAT_BASE_LEVEL_H

/**
 * Names of what is built once for every CPU level.
 *
 * dsp, pix and nodes are compiled several times, each time with another LEAT_LEVEL (v2,
 * v3, v4, base).  LEVEL(name) is that level's own symbol: leat_node_gain_v3.  The level
 * is chosen at start (nodes/level_choice.c); it changes speed, never a bit.
 */

#ifndef LEAT_LEVEL
#define LEAT_LEVEL base
#endif

#define LEVEL_PASTE(a, b)  a##_##b
#define LEVEL_EXPAND(a, b) LEVEL_PASTE(a, b)
#define LEVEL(name)        LEVEL_EXPAND(name, LEAT_LEVEL)

#endif
