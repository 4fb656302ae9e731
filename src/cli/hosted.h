/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_HOSTED_H
#define LEAT_CLI_HOSTED_H

/**
 * hosted: one audio node run by hand, where a graph would be too much: what is measured
 * or limited on the way to a file.
 *
 * Thread:  one at a time.
 */

#include <leat/node.h>

enum { HOSTED_FRAMES = 256 }; /* of a call */

struct hosted;

/**
 * Make a node with one input and one output of `channels` lanes.
 *
 * Shape:   parameters are at their defaults but for the first, which is `first` when
 *          the class has any.
 * Owns:    the caller destroys it.
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_FORMAT.
 */
int hosted_create(const char *name, float first, uint32_t channels, uint32_t mask,
                  double rate_hz, struct hosted **out);
void hosted_destroy(struct hosted **hosted);

/** Frames by which the output is late. */
uint32_t hosted_latency(const struct hosted *hosted);

/** What the node tells people, as its class names it. */
const float *hosted_mailbox(const struct hosted *hosted);

/** Process at most HOSTED_FRAMES frames; returns them, until the next call. */
float *hosted_run(struct hosted *hosted, const float *in, uint32_t nframes);

#endif
