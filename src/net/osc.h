/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NET_OSC_H
#define LEAT_NET_OSC_H

/**
 * Open Sound Control 1.0 and 1.1: packets are read where they lie, and written into the
 * caller's bytes.  Nothing is allocated, and nothing but numbers is copied.
 *
 *     struct osc_reader r;
 *     struct osc_message m;
 *     struct osc_args a;
 *     double hz;
 *     int n = osc_reader_init(&r, bytes, size);   below 0: drop it, r.why says why
 *     while ((n = osc_reader_next(&r, &m)))
 *         if (n > 0 && strcmp(m.address, "/voice1/freq") == 0) {
 *             osc_args_init(&a, &m);
 *             if (osc_args_number(&a, &hz) > 0)
 *                 set(hz, m.timetag);
 *         }
 *
 * Thread:  every function here: any but rt; one reader or writer by one at a time.
 * Source:  M. Wright, "The Open Sound Control 1.0 Specification", 2002; A. Freed,
 *          A. Schmeder, "Features and Future of Open Sound Control version 1.1", 2009.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/osc_arg.h"

enum {
    OSC_PACKET_MAX = 65536, /* bytes of a packet that is read */
    OSC_DEPTH_MAX = 16,     /* bundles within each other */
    OSC_IMMEDIATELY = 1,    /* the timetag of what has none */
};

/** A message.  It points into its packet and is good for as long as that is. */
struct osc_message {
    const char *address; /* or pattern; begins with `/`, ended by 0, not checked more */
    const char *tags;    /* one letter an argument, brackets balanced; ended by 0 */
    const uint8_t *data; /* of the arguments */
    uint32_t address_size, n_tags, data_size;
    bool typed;       /* false: an old sender left the tags out, only `data` is known */
    uint64_t timetag; /* of the innermost bundle around it */
};

/** Goes over the messages of a packet, into bundles and bundles of bundles. */
struct osc_reader {
    const char *why; /* what the last refusal was about: the rest of "the packet ..." */
    const uint8_t *bytes;
    uint32_t size, at, depth;
    bool begun;
    struct {
        uint32_t end;
        uint64_t timetag;
    } bundle[OSC_DEPTH_MAX]; /* around `at`, outermost first */
};

/**
 * Begin to read a packet, which stays the caller's, unchanged while it is read.
 *
 * All of it is looked at, so that nobody acts on the first half of what is damaged.
 *
 * Shape:   any bytes, at any address.
 * Errors:  LEAT_ERR_INVALID (not OSC, or damaged), LEAT_ERR_LIMIT (longer or deeper
 *          than above): the reader is at its end then.  Messages with a tag that is not
 *          known are no damage; the reader passes over them one by one.
 */
int osc_reader_init(struct osc_reader *reader, const uint8_t *bytes, size_t size);

/**
 * Read the next message, in the order of the packet.
 *
 * Shape:   returns 1, or 0 at the end.
 * Errors:  LEAT_ERR_UNSUPPORTED: this message has a tag that is not known, so where
 *          its arguments are cannot be said; of `m` all but `data` holds, and the next
 *          call goes on behind it.
 */
int osc_reader_next(struct osc_reader *reader, struct osc_message *m);

/** Goes over the arguments of a message. */
struct osc_args {
    const char *tag; /* of the next one */
    const uint8_t *data;
    uint32_t room; /* bytes of `data` */
};

/** Begin with the first argument of a message that osc_reader_next() gave. */
void osc_args_init(struct osc_args *args, const struct osc_message *m);

/** Read the next argument as it is, brackets too; false when there is none left. */
bool osc_args_next(struct osc_args *args, struct osc_arg *arg);

/**
 * Read the next argument; a list of one is its element.
 *
 * Shape:   returns 1, or 0 when there is none left.
 * Errors:  LEAT_ERR_TYPE: it is a list of none or several, or a list ends here; the
 *          argument is still the next one.
 */
int osc_args_value(struct osc_args *args, struct osc_arg *arg);

/** As osc_args_value(), of what osc_arg_number() takes; else LEAT_ERR_TYPE. */
int osc_args_number(struct osc_args *args, double *number);

/** As osc_args_value(), of s and S, in place and ended by 0; else LEAT_ERR_TYPE. */
int osc_args_text(struct osc_args *args, const char **text);

/**
 * The number that an argument is: i f d h, and T F as 1 and 0; false for all others.
 *
 * Shape:   of h beyond 2^53 the nearest double; a float may be infinite or NaN.
 */
bool osc_arg_number(const struct osc_arg *arg, double *number);

/** Bytes that are filled with one packet. */
struct osc_writer {
    uint8_t *bytes;
    size_t size, used; /* once in use, bytes[0, used) is a whole packet */
    uint32_t depth;
    size_t bundle[OSC_DEPTH_MAX]; /* where each open one begins, outermost first */
};

/** Begin a packet in the caller's bytes.  More than 2^31 - 4 are not used. */
void osc_writer_init(struct osc_writer *w, uint8_t *bytes, size_t size);

/**
 * Write a message: alone it is the packet, in a bundle there may be many.
 *
 *     osc_write_message(&w, "/foo", (struct osc_arg[]){osc_int(1000), osc_text("a")},
 * 2);
 *
 * Errors:  LEAT_ERR_LIMIT (no room), LEAT_ERR_INVALID (an address without `/`, a tag
 *          that is not known, brackets not balanced, a text with a 0 in it),
 *          LEAT_ERR_STATE (the packet is complete).  Nothing is written then.
 */
int osc_write_message(struct osc_writer *w, const char *address,
                      const struct osc_arg *args, size_t n_args);

/** Begin a bundle, or one in the bundle that is open.  Errors: as above. */
int osc_bundle_begin(struct osc_writer *w, uint64_t timetag);

/** End the bundle begun last.  Errors: LEAT_ERR_STATE when none is open. */
int osc_bundle_end(struct osc_writer *w);

#endif
