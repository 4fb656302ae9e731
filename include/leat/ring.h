/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RING_H
#define LEAT_RING_H
/* Written by the rt layer. */
#endif
