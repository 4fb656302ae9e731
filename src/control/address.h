/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_ADDRESS_H
#define LEAT_CONTROL_ADDRESS_H

/**
 * address_book: the addresses that a graph's nodes answer to.
 *
 * Node `voice1.filter` has `/voice1/filter/cutoff` for each parameter and alias of its
 * class.  A node that a person named also publishes what the nodes that feed it have
 * and it has not: in `lead = saw() |> lowpass() |> adsr()`, where `lead` is the
 * envelope,
 * `/lead/cutoff` is the filter's.  It looks upstream, nearest first, as far as nodes
 * have names of their own, and, for the notes of `voices`, downstream to the sum. Alike
 * `/note/lead` is the nearest that hears notes.
 *
 * Thread:  control makes it; then it is constant, for any.
 */

#include <leat/graph.h>

#include "base/arena.h"

enum address_kind {
    ADDRESS_PARAM, /* a number, switch or word */
    ADDRESS_TEXT,
    ADDRESS_GATE,  /* of a node that hears gates; `param` is its own, or ADDRESS_NONE */
    ADDRESS_NOTES, /* `/note/...`: the node hears events */
};

enum { ADDRESS_NONE = -1 };

struct address {
    const char *path;
    uint32_t node;
    int32_t param;
    enum address_kind kind;
    bool by_event; /* GATE: it hears events, not the parameter */
    bool own;      /* not published for another, nor an alias */
    bool is_alias; /* of the parameter's name */
    uint32_t rank; /* of two with one path the lesser stays */
    const struct leat_node_class *node_class;
};

struct address_book {
    struct arena arena;
    struct address *at; /* sorted by path */
    uint32_t n, cap;
};

/**
 * The addresses of a graph's last commit.
 *
 * Owns:    the caller destroys it.
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_LIMIT.
 */
int address_book_create(struct leat_graph *graph, struct address_book **out);
void address_book_destroy(struct address_book **book);

/** The address of a path, or NULL. */
const struct address *address_find(const struct address_book *book, const char *path);

/** What stands below a name: `voice1.filter` and "freq"; NULL: nothing. */
const struct address *address_below(const struct address_book *book, const char *name,
                                    const char *word);

/** The path that was probably meant, or NULL. */
const char *address_nearest(const struct address_book *book, const char *path);

/** Write a name as addresses have it: `voice1.osc` and `/voice1/osc` are
 * `/voice1/osc`. */
void address_of_node(const char *name, char *path, size_t size);

/** The parameter or gate of a name as people write it, `lead.cutoff` or `/lead/cutoff`;
 * NULL: there is none. */
const struct address *address_target(const struct address_book *book, const char *name);

/** The node of a name or of an address as people write them: `voice1/osc`,
 * `/voice1/osc`, `voice1.osc`; 0 for none. */
uint32_t address_node(struct leat_graph *graph, const char *name);

#endif
