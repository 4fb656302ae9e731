/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_DRAFT_H
#define LEAT_LANG_DRAFT_H

/**
 * The graph that a program asks for, before it is made: nodes, links, events, texts to
 * print.
 *
 * A program with frames writes a draft a frame: what its top level made stands first
 * and is permanent, behind it comes what the frame reached.
 *
 * Owns:    its arrays, until draft_finish(); what they point to is an arena's.
 * Thread:  any, one at a time.
 */

#include <leat/event.h>
#include <leat/graph.h>

#include "lang/script.h"

enum {
    DRAFT_NODES_MAX = 10000,
    DRAFT_ENGINE = 0, /* as an identity: the engine itself, which hears tempo */
};

/** What comes again and again, and which time it is. */
struct draft_turn {
    uint64_t block; /* identity; 0: none */
    uint32_t n;
};

struct voice;

struct draft_param {
    uint32_t param; /* index in the class */
    struct span span;
    uint32_t n; /* values, one for each lane; 0 for a text */
    const float *value;
    const char *text;
};

struct draft_node {
    uint64_t
        identity; /* of the call that made it, in this frame and the next; 0: none */
    const struct leat_node_class *class;
    const char *name; /* of the variable it was assigned to, or NULL */
    struct span span;
    uint32_t n_params;
    const struct draft_param *param;
    uint32_t voices;   /* of the group it belongs to; 0: of none */
    uint32_t notes_to; /* its name goes to that node, plus 1, which takes its notes */
    struct draft_turn turn; /* in which it was made */
    bool renews;            /* made by another turn it is another node */
};

struct draft_link {
    struct leat_link link; /* `from` and `to` are indices in the draft, and what its
                              condition watches is one plus 1 */
    struct span span;
    struct draft_turn turn;
    const struct voice *voice; /* that is heard by it, or NULL */
};

/** An event that a frame sends to a node, which may be one of an earlier frame. */
struct draft_event {
    uint64_t identity; /* of the node, or DRAFT_ENGINE */
    struct leat_event event;
};

/** What is noted about a node. */
struct draft_metadata {
    uint32_t node;
    const char *key, *text;
};

struct draft {
    struct leat_rule *rule; /* permanent; nodes are indices of the draft plus 1 */
    struct draft_metadata *metadata; /* permanent */
    uint32_t n_rules, room_rules, n_metadata, room_metadata;
    struct draft_node *node;
    struct draft_link *link;
    struct draft_event *event;
    const char **line; /* to print */
    uint32_t n_nodes, n_links, n_events, n_lines;
    uint32_t room_nodes, room_links, room_events, room_lines;
    uint32_t n_permanent_nodes, n_permanent_links; /* of a program with frames */
    struct draft_turn turn;                        /* of what is added now */
};

void draft_finish(struct draft *draft);

/** Forget the nodes, links and events that the last frame added.  Who prints forgets
 * lines. */
void draft_truncate(struct draft *draft);

/**
 * Give every node without an identity one: that of its variable's name, or else of its
 * class, and of how many of them there are before it.
 *
 * Errors:  LEAT_ERR_NOMEM.
 */
int draft_identify(struct draft *draft);

/** How far a draft is; what comes behind can be taken back. */
struct draft_mark {
    uint32_t n_nodes, n_links;
};

static inline struct draft_mark draft_mark(const struct draft *draft)
{
    return (struct draft_mark){draft->n_nodes, draft->n_links};
}

/** Take back what was appended since the mark. */
void draft_return(struct draft *draft, struct draft_mark mark);

/** Append one; returns its index.  Errors: LEAT_ERR_NOMEM, LEAT_ERR_LIMIT. */
int draft_add_node(struct draft *draft, const struct draft_node *node);
int draft_add_link(struct draft *draft, const struct draft_link *link);
int draft_add_rule(struct draft *draft, const struct leat_rule *rule);
int draft_add_metadata(struct draft *draft, const struct draft_metadata *metadata);
int draft_add_event(struct draft *draft, const struct draft_event *event);
int draft_add_line(struct draft *draft, const char *line);

#endif
