/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_EVAL_H
#define LEAT_LANG_EVAL_H

/**
 * What the words of a program do: operators work on values, calls of stream functions
 * become nodes and links of a draft.  Arguments are checked on the way.
 *
 * Thread:  any, one at a time.
 */

#include <stdbool.h>

#include <leat/event.h>

#include "creative/key.h"
#include "lang/chance.h"
#include "lang/context.h"
#include "lang/convert.h"
#include "lang/draft.h"
#include "lang/host.h"
#include "lang/outside.h"
#include "lang/scope.h"

enum {
    EVAL_DEPTH_MAX = 100,     /* lists inside each other */
    EVAL_STEPS_MAX = 400000,  /* steps of a program before it plays */
    EVAL_TEXT_MAX = 1 << 20,  /* bytes of a text */
    EVAL_PRINT_MAX = 1024,    /* bytes of a value inside a text */
    EVAL_ITEMS_MAX = 1 << 16, /* items of a list that is written out */
};

struct code;
struct controls;
struct player;
struct tempo_map;
struct vm;

/** A frame of the program: from its position on the audio clock up to the next. */
struct moment {
    int64_t k, before; /* before: the newest that ran to its end before it; -1: none */
    double time_s, fps;
    int64_t position, next_position;
    int64_t event; /* position of what is due right now, */
    bool is_due;   /* if that comes from `every`, `after` or `when` */
};

enum { EVAL_SHOTS_MAX = 8, EVAL_SEEN_MAX = 64 };

/** A picture that is to be saved when the frame is whole. */
struct shot {
    const char *path;
    struct span span;
};

/** How far the events of a stream had been read when a frame began, and have been. */
struct heard {
    uint64_t probe, since, next;
    uint32_t frame;
};

/** A stream that lasts and was asked for its value: it is looked at from then on. */
struct looked {
    struct stream stream;
    const char *probe; /* the class that looks */
    struct span span;
};

/** Things that act by themselves (ticking.h). */
struct ticking {
    struct thing **at;
    uint32_t n, room;
};

/** A thing that a frame has made, and when its call was reached last. */
struct kept_thing {
    uint64_t site;
    int64_t k;
    struct thing *thing;
};

struct awaited;
struct exports;
struct leat_device_info;
struct lasting;
struct named;
struct stopped;
struct watched;

struct eval {
    const struct script *script;
    struct names *names;
    struct report *report;
    struct heap *heap;
    const struct scope *scope;
    struct draft *draft;
    struct vm *vm;
    const struct exports *exports;   /* functions that others may call */
    const struct host *host;         /* NULL: nothing plays yet */
    const struct overtime *overtime; /* NULL: it may draw as long as it likes */
    const struct leat_files *files;  /* NULL: there are none */
    int (*devices)(struct leat_device_info *infos, uint32_t n); /* NULL: none */
    const char *device; /* that select_device() has wished; NULL: any */
    struct reach reach; /* what is outside of it */
    struct controls *controls;
    struct player *player; /* of notes that the program plays */
    struct heard *heard;
    uint32_t n_heard, room_heard;
    struct looked *looked;
    uint32_t n_looked, room_looked;
    struct convert convert;
    struct tempo_map *tempo;    /* its beats and positions */
    struct leat_canvas *canvas; /* NULL: nothing was drawn yet */
    bool draws;                 /* a picture of this frame has begun */
    uint32_t width, height;     /* of it; 0: as the canvas does without */
    uint32_t coordinates;       /* enum leat_draw_coordinates */
    struct shot shot[EVAL_SHOTS_MAX];
    uint32_t n_shots;
    double mouse[2];     /* on the picture, [0, 1] each way */
    uint64_t seed;       /* of what is random */
    const char *base;    /* folder that paths start from */
    double set_bpm;      /* by set_tempo() before its frames; 0: not yet */
    bool begins_stopped; /* by stop_transport() before them */
    struct key key;      /* by set_key(); without steps: C major */
    struct music music;
    struct visuals visuals;
    struct taps taps;
    struct tempo_plan tempo_plan;
    struct named *named; /* streams by their names, the newest last (named.h) */
    uint32_t n_named, room_named;
    const struct record_host *recorder; /* NULL: nothing records */
    struct record_wish *wish;           /* orders for it, that wait */
    uint32_t n_wishes;
    struct map *shared;   /* by Network.share_variable(), by name; NULL: none yet */
    struct map *written;  /* texts by path where files may not be; NULL: none yet */
    struct map *metadata; /* by the name of a stream, a map; NULL: none yet */
    struct health_memory health; /* as it was told last */
    struct watched *watched;     /* streams whose health was asked (builtin_health.c) */
    uint32_t n_watched, room_watched;
    struct stopped *stopped; /* streams that nothing hears (stopped.h) */
    uint32_t n_stopped, room_stopped;
    const struct stream *quiet; /* as a statement it is not heard; NULL: none */
    struct lasting *lasting;    /* blocks that have come (lasting.h) */
    uint32_t n_lasting, room_lasting;
    struct awaited *awaited; /* what `after` is to do (awaited.h) */
    uint32_t n_awaited, room_awaited;
    struct ticking ticking;
    struct kept_thing *kept;
    uint32_t n_kept, room_kept;
    struct moment now;
    bool in_frame;  /* what it makes lasts for this frame */
    bool begins;    /* the frame does: nothing of the program has run */
    uint32_t frame; /* how many there were, with this one */
    int64_t whole;  /* the newest that ran to its end; -1: none */
    bool exits;     /* no frame comes after this one, */
    int exit_code;  /* and how the program ends */
    bool tells;     /* values that nobody uses, as struct leat_program_options has it */
    size_t tells_from;
    bool has_told;    /* a statement from there on has begun, */
    bool has_written; /* and files were written since */
    uint64_t site;    /* identity of what the running call makes */
    struct chance chance;
    uint32_t n_made; /* nodes that it has made */
    uint32_t depth;  /* lists inside each other */
    uint32_t
        first_made; /* node of the draft: what arguments of this call made begins */
    uint32_t shorten_frames;     /* inside `a <> chain`: taken from the first delay */
    uint32_t output;             /* node of the default output, or NO_NODE */
    const struct stream **shown; /* streams of pictures that nothing else takes */
    uint32_t n_shown, room_shown;
    struct leat_frame *seen[EVAL_SEEN_MAX]; /* of streams, drawn in this frame */
    uint32_t n_seen;
    bool is_full;   /* more nodes than a draft takes; it was said */
    bool *is_named; /* by name number: a node has the name */
    int err;        /* no memory */
};

enum { NO_NODE = UINT32_MAX };

/**
 * Work out a program with its steps counted; the machine is ready for its frames then.
 *
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_LIMIT; the rest is reported.
 */
int eval_program(struct eval *e, struct vm *vm, const struct code *code, int64_t steps);

/** Frames a second from frame 0, which runs, on; before there is an engine. */
void eval_set_fps(struct eval *e, double fps);

/** Give a stream's node the name of a variable, unless it has one. */
void eval_name_node(struct eval *e, uint32_t name, const struct value *value);
/** A statement of the program begins: the first that tells its value is the first that
 * prints. */
void eval_begin_statement(struct eval *e, struct span span);
/** What the value of a statement does that nobody uses: a sound is heard. */
void eval_settle(struct eval *e, struct value value, struct span span);
/** A value as a type that is known by its name; E306. */
struct value eval_convert(struct eval *e, struct value value, const char *type,
                          struct span span);

/** A number held in the range of its type, W401; what is no number stays.  `name` is
 * the variable's. */
struct value eval_limit(struct eval *e, struct value value, const struct limits *limits,
                        const char *name, struct span span);

/* Inside: operators. */

/** left SIGN right, for constants and streams; `grows`: a sum that gets one more. */
struct value eval_binary(struct eval *e, uint8_t sign, struct value left,
                         struct value right, bool grows, struct span span);
/** For numbers, texts and lists. */
struct value eval_arithmetic(struct eval *e, uint8_t sign, struct value left,
                             struct value right, struct span span);
/** Whether two values are equal, which takes steps. */
bool eval_equal(struct eval *e, const struct value *a, const struct value *b);
/** When one of them is a stream. */
struct value eval_streams(struct eval *e, uint8_t sign, struct value left,
                          struct value right, bool grows, struct span span);
struct value eval_feedback(struct eval *e, struct value left, struct value right,
                           uint32_t delay_frames, struct span span);
struct value eval_pipe(struct eval *e, struct value left, struct value right,
                       struct span span);

/* Inside: calls. */

/** Call a function or apply a chain. */
struct value eval_call_value(struct eval *e, struct value callee,
                             const struct argument *argument, uint32_t n,
                             struct span span);
/** A node of a class, or a chain when its input is left out; of what measures a list of
 * samples, what it says (gauge.h). */
struct value eval_node(struct eval *e, const struct function *function,
                       const struct argument *argument, uint32_t n, struct span span);
/** `file` reads without an input and writes with one. */
struct value eval_file(struct eval *e, const struct argument *argument, uint32_t n,
                       struct span span);
/** A chain of one step, behind those of `before` if it is one. */
struct value eval_chain(struct eval *e, const struct value *before,
                        const struct function *function,
                        const struct argument *argument, uint32_t n, struct span span);
/** A function without its input is a chain as well, and a thing that stands for a
 * stream is that stream; other values stay. */
struct value eval_as_chain(struct eval *e, struct value value, struct span span);

/* Inside: streams. */

struct value eval_stream_value(struct eval *e, uint32_t node, uint32_t port,
                               enum leat_stream type);
/** Whether its node is in the draft of this frame. */
static inline bool eval_is_here(const struct eval *e, const struct stream *s)
{
    return s->frame == 0 || s->frame == e->frame;
}
/** The same; E407 when it is not. */
bool eval_see(struct eval *e, const struct stream *s, struct span span);
/** An output of a node; one that is called a frequency carries hertz. */
struct value eval_output(struct eval *e, uint32_t node, uint32_t port);
/** Another output of a stream's node, or of a reading, by its name; false when there is
 * none. */
bool eval_port(struct eval *e, const struct value *object, const char *name,
               struct value *out);
/** After an error: which outputs there are. */
void eval_port_hint(struct eval *e, const struct value *object);
/** A node without parameters.  Errors: NO_NODE. */
uint32_t eval_add_node(struct eval *e, const struct draft_node *node);
/** Link a stream to an input.  Errors: E602 for one of another type. */
void eval_link(struct eval *e, const struct stream *from, uint32_t to, uint32_t port,
               struct span span);
/** Link a stream to the default output of its type. */
void eval_to_output(struct eval *e, const struct stream *stream, struct span span);
/** The sum of streams as one. */
struct value eval_mix(struct eval *e, const struct value *streams, uint32_t n,
                      const double *gains, struct span span);
struct value eval_scale(struct eval *e, const struct stream *stream, double factor);
/** Lanes of a stream as far as they are known before it plays; 0: they are not. */
uint32_t eval_lanes(const struct eval *e, const struct stream *stream);
/** The same, in [1, LEAT_MAX_CHANNELS].  Errors: 0 after E407. */
uint32_t eval_need_lanes(struct eval *e, const struct stream *stream, struct span span);
/** A stream through a matrix, as `map` writes it. */
struct value eval_rows(struct eval *e, const struct stream *stream, const char *matrix,
                       struct span span);
/** One lane of a stream, counted from 0.  Errors: E302, E407. */
struct value eval_lane(struct eval *e, const struct stream *stream, int64_t lane,
                       struct span span);

/* Inside: errors. */

struct value eval_out_of_memory(struct eval *e);
/** E502 */
struct value eval_too_large(struct eval *e, struct span span, const char *what);
/** E206: promised, but not in this version. */
struct value eval_planned(struct eval *e, struct span span, const char *what,
                          const char *instead);

#endif
