/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_NEGOTIATE_VIDEO_SAY_H
#define LEAT_GRAPH_NEGOTIATE_VIDEO_SAY_H

/** What negotiation of pictures says to people.  Thread: control. */

#include "graph/negotiate_video.h"

/** Set insert->name. */
void negotiate_video_name(struct negotiate_insert *insert);

/** E605: no format of `given` (which `out` gives) suits `in`. */
void negotiate_video_say_formats(const struct negotiate_port *out,
                                 const enum leat_pixel *given,
                                 const struct negotiate_port *in, uint32_t tag,
                                 struct leat_diag *diag);

/** E605: a converter is needed, and none is allowed. */
void negotiate_video_say_strict(const struct negotiate_port *out,
                                const struct negotiate_insert *insert,
                                struct leat_diag *diag);

#endif
