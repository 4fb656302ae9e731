/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_GAUGE_H
#define LEAT_LANG_GAUGE_H

/**
 * gauge: a node that a program runs itself, over the samples of a list.
 *
 * It is an instance of a class of nodes, so that a list is measured as a stream is.
 * Each call has its own, known by identity as streams are: the samples of one list
 * follow those of the list before.  What it says is what a stream would one frame
 * behind the last sample.  Setting a number holds from the first sample of the list on;
 * another structure begins anew.
 *
 * Source:  language reference, sections 6.3 and 8.1.
 * Owns:    the heap of the program holds it, and lets go of it when its call was not
 *          reached for ten seconds.
 * Thread:  the one that runs frames.
 */

#include "lang/eval.h"

struct gauge;

/** Whether a class measures sounds, and so lists of samples. */
bool gauge_measures(const struct leat_node_class *class);

/** Whether a call of such a class has a list where its sound would be. */
bool gauge_takes(const struct leat_node_class *class, const struct argument *argument,
                 uint32_t n);

/**
 * Let the samples of a list through the gauge of the running call; a call that makes
 * several has them in the order in which it does.
 *
 * Shape:   the list is the first argument; the others are settings of the class, of
 *          which a stream stands for its value.
 * Errors:  NULL after E306 for what are no samples, E501 for more than a frame can
 *          measure, and those of settings.
 */
struct gauge *gauge_run(struct eval *e, const struct function *function,
                        const struct argument *argument, uint32_t n, struct span span);

/** What its outputs say now: a number, a list of several lanes, or, of several outputs,
 * a reading. */
struct value gauge_value(struct eval *e, const struct gauge *gauge);

/** The newest event among the samples of the list; null: there is none. */
struct value gauge_newest(struct eval *e, const struct gauge *gauge, struct span span);

/** Where in the list there were events: indices of samples. */
struct value gauge_indices(struct eval *e, const struct gauge *gauge);

/** What has become of each sample of the list, on its first output. */
struct value gauge_samples(struct eval *e, const struct gauge *gauge);

#endif
