/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_STAGED_H
#define LEAT_LANG_STAGED_H

/**
 * What a stage knows of nodes and links, and a draft on its way there.
 *
 * Inside of lang/stage only.
 */

#include "base/arena.h"
#include "lang/names.h"
#include "lang/stage/stage.h"

#define STAGED_NONE UINT32_MAX

enum { STAGE_CLASSES = 256 }; /* further ones share their numbers */

/** A parameter as the program set it last; texts are part of the structure. */
struct staged_param {
    float *value;
    uint32_t n;     /* values; 0: the default holds */
    bool commanded; /* the engine has it by a command: edits note it */
};

struct staged {
    uint64_t identity, structure, inputs; /* hashes */
    const struct leat_node_class *class;
    uint32_t node; /* in the graph */
    char name[LEAT_NAME_MAX];
    struct staged_param *param; /* class->n_params of them, in one memory */
    bool asleep;
    int64_t since; /* asleep: from this frame; awake: commands reach it from here on */
};

struct staged_link {
    uint64_t key;
    uint32_t from, to;     /* indices among the nodes of the stage */
    uint32_t id;           /* in the graph */
    struct leat_link link; /* as the draft has it, but for the nodes; own matrix */
};

/** The newest numbers behind the names of classes. */
struct stage_numbers {
    const struct leat_node_class *class[STAGE_CLASSES];
    uint32_t n[STAGE_CLASSES];
};

/** Events that wait, in the order in which drafts had them, and notes that sound. */
struct stage_events {
    struct draft_event *waiting, *sounding;
    uint32_t n_waiting, n_sounding, room_waiting, room_sounding;
};

struct stage {
    struct leat_graph *graph;
    struct leat_engine *engine;
    struct staged *node;
    struct staged_link *link;
    uint32_t n_nodes, n_links;
    struct leat_rule *rule; /* as the draft had them */
    uint32_t n_rules;
    uint32_t *bucket; /* of node indices plus 1, by identity; 0: empty */
    uint32_t n_buckets;
    struct stage_numbers numbers;
    bool hushed, was_hushed;
    bool unsent;     /* commands found no room: the next draft sets what they would */
    int64_t settled; /* the last edit's fades are over */
    struct stage_counts counts;
    struct stage_events events;
    stage_lead_tempo *lead; /* NULL: nobody leads the musical clock */
    void *lead_user;
};

/** What becomes of a node of the draft. */
enum fate { FATE_NEW, FATE_STAYS, FATE_WAKES, FATE_REPLACES };

/** A node of the draft. */
struct part {
    uint64_t structure, inputs;
    enum fate fate;
    uint32_t old;               /* index in the stage, or STAGED_NONE */
    uint32_t next;              /* index in the stage that will be */
    bool is_named;              /* it has the name of its variable */
    struct staged_param *param; /* the stage's, should it come to that */
};

struct stage_command {
    uint32_t node, param;
    float value;
    int64_t frame;
};

/** A draft that is being brought on.  What it takes lives in its arena, but for what
 * the stage that will be owns. */
struct apply {
    struct stage *stage;
    const struct draft *draft;
    const struct stage_cue *cue;
    struct leat_diag *diag;
    struct arena arena;
    struct part *part;     /* of each node of the draft */
    uint32_t *part_of_old; /* of each node of the stage, or STAGED_NONE */
    bool *expires;         /* each node of the stage: it has slept long enough */
    bool ends_sleep;       /* who is not reached goes at once */
    bool by_edit;          /* values come with the edit, not by commands */
    bool changes;          /* of structure: it needs an edit */
    struct leat_edit *edit;
    struct names taken, freed; /* names in the graph: of nodes that stay, that go */
    struct staged *node;       /* the stage that will be */
    struct staged_link *link;
    uint32_t n_nodes, n_links;
    uint32_t *next_of_old; /* of each node of the stage, or STAGED_NONE */
    struct stage_command *command;
    uint32_t n_commands, room_commands;
    struct leat_rule *rule; /* of the stage that will be */
};

/* stage_rules.c: rules of routing, and what is noted about nodes. */
/** The graph's node of one of the draft, which is counted from 1; 0 for none. */
uint32_t apply_node_of(const struct apply *apply, uint32_t node);

bool apply_rules_differ(const struct apply *a);
/** Put them into the edit, behind the nodes.  Errors: as leat_edit_add_rule(). */
int apply_rules(struct apply *a);
/** Note them for the stage that will be.  Errors: LEAT_ERR_NOMEM. */
int apply_keep_rules(struct apply *a);

/* stage_compare.c: what a draft changes. */

/** Find out the fate of each part.  Errors: LEAT_ERR_INVALID, LEAT_ERR_NOMEM. */
int apply_compare(struct apply *a);

/** Index of the node of an identity, or STAGED_NONE. */
uint32_t stage_find(const struct stage *stage, uint64_t identity);

/** Where the search for an identity begins; `room` is a power of two. */
uint32_t stage_bucket(uint64_t identity, uint32_t room);

/** Enter nodes by identity into buckets, a power of two of them and more than nodes. */
void stage_index(const struct staged *node, uint32_t n, uint32_t *bucket,
                 uint32_t n_buckets);

/** Nodes and links that somebody else has removed from the graph are not on the stage
 * any more.  Errors: LEAT_ERR_NOMEM, and nothing has changed. */
int stage_forget_lost(struct stage *stage);

/* stage_event.c: events of drafts. */

void stage_events_finish(struct stage_events *events);

/** Keep the events of a draft until they are sent.  Errors: LEAT_ERR_NOMEM,
 * LEAT_ERR_LIMIT. */
int stage_events_take(struct stage *stage, const struct draft *draft);

/** End the notes of the program so far at a frame, before those of the next.  Errors:
 * alike. */
int stage_events_end(struct stage *stage, int64_t frame);

/** Send what waits, when there is an engine.  Errors: LEAT_ERR_NOMEM. */
int stage_events_send(struct stage *stage);

/* staged_param.c: parameters as a stage keeps them. */

/** A draft's.  Owns: the caller frees it.  Errors: NULL, no memory. */
struct staged_param *staged_params(const struct draft_node *node);

/** Whether two values of a parameter are the same in every lane. */
bool staged_param_equals(const struct leat_param *param, const struct staged_param *a,
                         const struct staged_param *b);

/** Whether it has one value for all lanes. */
bool staged_param_is_even(const struct staged_param *p);

/** Bring the parameters of a node that stays to those of its part: by commands, or in
 * the edit. */
int apply_params(struct apply *a, const struct part *part, struct staged *node);

/** Note in the edit what commands have set of a node that is not reached. */
int apply_notes(struct apply *a, const struct staged *node);

/* stage_nodes.c, stage_links.c: the edit, and the stage that will be. */
int apply_nodes(struct apply *a);
int apply_links(struct apply *a);

/** Whether links differ in what an edit can change of a link that stays. */
bool staged_link_differs(const struct leat_link *a, const struct leat_link *b);

/** Findings of what is edited next are at a place of the program. */
int apply_place(struct apply *a, struct span span);

#endif
