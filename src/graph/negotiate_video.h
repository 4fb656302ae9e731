/* SPDX-License-Identifier: MIT */
#ifndef LEAT_GRAPH_NEGOTIATE_VIDEO_H
#define LEAT_GRAPH_NEGOTIATE_VIDEO_H

/**
 * Which pixel format every video link has, and which converters stand in it.
 *
 * The whole graph is solved at once: of all choices the one whose converters cost
 * least, then the one that suits the ports' preferences best, then the first in order
 * of declaration.  Costs are constants per pixel and second, never measured, so every
 * machine decides alike.
 *
 *     rgb to rgb, planar to planar, grey to anything   2 a pixel
 *     RGB to Y'CbCr or back                            4
 *     scale                                            6, of the pixels it gives
 *
 * Nothing turns colour into grey unasked: that is an error which names pixel_convert.
 *
 * Sizes are settled before: a size follows from a node's parameters and inputs, never
 * from a pixel format.
 *
 * Thread:  control; pure: no memory but the caller's and what it frees again.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/format.h>

struct negotiate_port {
    const char *name;              /* "blur1.in", for messages */
    const enum leat_pixel *pixels; /* best first, ended by NONE; NULL: any */
    int32_t same_as; /* output: index of the node's input whose format it has, or -1 */
    /* output: what it gives; input: what it must have, width 0: any */
    uint32_t width, height;
    struct leat_rational rate; /* output: frames a second */
};

struct negotiate_node {
    const struct negotiate_port *in, *out; /* video ports alone */
    uint32_t n_in, n_out;
};

/** A link; ports are indices into the nodes' arrays. */
struct negotiate_link {
    uint32_t from, from_port, to, to_port;
    uint32_t tag; /* place that findings carry */
};

enum negotiate_kind { NEGOTIATE_CONVERT, NEGOTIATE_SCALE };

/** A converter that has to be put in; several links may use it. */
struct negotiate_insert {
    enum negotiate_kind kind;
    uint32_t from, from_port;        /* the output it belongs to */
    int32_t before;                  /* insert that feeds it; -1: the output itself */
    struct leat_video_format format; /* what it gives */
    uint64_t cost;                   /* relative, a second */
    char name[32]; /* what follows the output's name: "~i420", "~640x480" */
};

enum { NEGOTIATE_STEPS = 200000 };

struct negotiate_result {
    struct leat_video_format *given; /* of each link: what its output gives */
    struct leat_video_format *taken; /* and what its input takes */
    int32_t *last; /* of each link: insert that feeds the input; -1: none */
    enum leat_pixel *out_pixel;      /* of all outputs of all nodes, in their order */
    struct negotiate_insert *insert; /* each after the one that feeds it */
    uint32_t n_inserts;
    uint64_t cost, rank;
    uint32_t steps; /* choices that were looked at */
    bool proven;    /* false: the best of NEGOTIATE_STEPS choices */
};

/**
 * Solve.
 *
 * Shape:   at most one link leads to an input.  `strict`: any insert is an error.
 * Owns:    the caller frees the result with negotiate_video_free().
 * Errors:  LEAT_ERR_FORMAT (E605: both ports, the field, what each offers, the repair),
 *          LEAT_ERR_NOMEM.
 */
int negotiate_video(const struct negotiate_node *nodes, uint32_t n_nodes,
                    const struct negotiate_link *links, uint32_t n_links, bool strict,
                    struct negotiate_result *result, struct leat_diag *diag);
void negotiate_video_free(struct negotiate_result *result);

/** Cost a pixel of turning one format into another; -1: not unasked.  0: the same. */
int32_t negotiate_video_cost(enum leat_pixel from, enum leat_pixel to);

enum { NEGOTIATE_CHAIN = 2 };

/** The converters between two formats, in the cheaper order; scale first when both cost
 * the same.  Returns how many, or -1 when there are none that would do. */
int negotiate_video_chain(struct leat_video_format from, struct leat_video_format to,
                          struct negotiate_insert chain[NEGOTIATE_CHAIN]);

#endif
