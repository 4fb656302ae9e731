/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_TERMINAL_H
#define LEAT_LANG_TERMINAL_H

/**
 * Terminals: where streams begin and end outside of the graph, in messages of OSC and
 * in functions of the program.  Each acts once in every frame.
 *
 * Source:  language reference, section 6.5, `input` and `output`.
 * Thread:  the one that runs frames.
 */

#include "lang/thing.h"

enum { TERMINAL_LANES_MAX = 64 };

/** The first member of the struct of each kind. */
struct terminal {
    struct thing thing;
    const struct stream *stream; /* that begins or ends here */
    int64_t reached;             /* frame in which its call was, */
    bool lasts;                  /* or it is no call of a frame */
    uint64_t site;
    struct span span;
};

extern const struct thing_class terminal_osc_in_class, terminal_osc_out_class,
    terminal_function_in_class, terminal_function_out_class;

/** The terminal that the running call has made in an earlier frame, or another, zeroed
 * but for its head; it acts from now on.  Errors: NULL, and it was reported. */
void *terminal_take(struct eval *e, const struct thing_class *class, size_t bytes,
                    struct span span);

/** Whether it has something to do in this frame. */
bool terminal_is_here(const struct eval *e, const struct terminal *terminal);

/** Begin a stream of values behind a terminal: as many lanes as the default has, a
 * number or a list of them.  Errors: poison. */
struct value terminal_begin(struct eval *e, struct terminal *terminal,
                            const struct argument *otherwise,
                            const struct argument *glide);

/** Give a value, or a list of them, at a frame of the clock; what is none is left out.
 * Errors: false. */
bool terminal_give(struct eval *e, const struct terminal *terminal,
                   const struct value *value, int64_t at);

/** A stream of the messages that come to a port, and one sent as messages, with the
 * settings of their kind.  Errors: poison. */
struct value terminal_osc_in(struct eval *e, const struct argument *setting, uint32_t n,
                             struct span span);
struct value terminal_osc_out(struct eval *e, const struct value *stream,
                              const struct argument *setting, uint32_t n,
                              struct span span);

/** A stream of what a function gives for each quantum, and one that a function is
 * called with.  Errors: poison. */
struct value terminal_function_in(struct eval *e, const struct argument *setting,
                                  uint32_t n, struct span span);
struct value terminal_function_out(struct eval *e, const struct value *stream,
                                   const struct argument *setting, uint32_t n,
                                   struct span span);

#endif
