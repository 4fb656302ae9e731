/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_NET_VIDEO_H
#define LEAT_GRAPH_NET_VIDEO_H

/** What net_video() is made of.  Thread: control. */

#include "graph/negotiate_video.h"
#include "graph/net.h"

/**
 * Put the converters of a result into a net whose ports have their formats.  Nodes have
 * to be sorted anew afterwards.
 *
 * Shape:   net_link[i] is the index of the link that the result calls i.
 * Errors:  LEAT_ERR_FORMAT (E605) when this leat has no class that converts.
 */
int net_video_insert(struct net *net, const uint32_t *net_link, uint32_t n_links,
                     const struct negotiate_result *result, struct leat_diag *diag);

#endif
