/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_RIG_H
#define LEAT_CONTROL_RIG_H

/**
 * The Chronus rig: voices 1 to N and their buses, as a graph.
 *
 * A voice is a group of nodes, named with a dot: voice1.osc, voice1.adsr,
 * voice1.filter, voice1.send.  The signal goes
 *
 *     voiceN.osc > voiceN.adsr > voiceN.filter > voiceN.send
 *     voice2.adsr > acid1, voice2.filter > acid1.dry, acid1 > voice2.send
 *     voiceN.send > dry > dist1        voiceN.send.to_reverb > reverb1 > dist1
 *     voiceN.send.to_delay > delay1 > dist1       dist1 > master > limiter > output
 *     lfo1 > voice2.filter.freq, 800 Hz more or less      lfo2.level >
 * voice3.send.tremolo
 *
 * What of that belongs to a voice that is not there is left unlinked.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/graph.h>

enum { RIG_VOICES_MAX = 512 };

/**
 * Add the whole rig to a graph, in one edit.
 *
 * Shape:   voices in [1, RIG_VOICES_MAX].
 * Errors:  LEAT_ERR_RANGE for other numbers; what leat_graph_begin() and the calls of
 *          an edit return, the graph is then as before.
 * Thread:  control.
 */
int rig_build(struct leat_graph *graph, uint32_t voices, struct leat_diag *diag);

/** A setting that a group has at its own address: /voice1/freq is that of voice1.osc.
 */
struct rig_published {
    const char *param;      /* by its name in the address */
    const char *node;       /* behind the group and a dot */
    const char *class_name; /* of that node */
    const char *node_param; /* its parameter */
};

/**
 * What a voice publishes under a name, or under an alias of the parameter: `freq`,
 * `frequency`, `slide_time`, `amp`, `gate`.  NULL: nothing of that name.
 *
 * Thread:  any.
 */
const struct rig_published *rig_published_find(const char *param);

/** The same by number, for lists of addresses; NULL past the last.  Thread: any. */
const struct rig_published *rig_published_at(uint32_t index);

/** Whether a name is that of a voice, voice1 to voice512.  Thread: any. */
bool rig_is_voice(const char *group);

#endif
