/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NET_OSC_ARG_H
#define LEAT_NET_OSC_ARG_H

/**
 * One argument of an OSC message, as it is read and as it is written.
 *
 * The tag says which member holds the value:
 *
 *     i int32   f float   d double   h int64   s text   S symbol   b blob
 *     t timetag m MIDI bytes (port, status, data, data)   c character, in `i`
 *     T true    F false   N nil      I impulse: no value  [ ] begin and end of a list
 */

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct osc_arg {
    char tag;
    uint32_t size; /* bytes of a text, without its closing 0, or of a blob */
    union {
        int32_t i;
        int64_t h;
        float f;
        double d;
        uint64_t t;
        uint8_t m[4];
        const char *s;    /* read: ended by 0; written: `size` bytes without any 0 */
        const uint8_t *b; /* both point into what is read */
    };
};

static inline struct osc_arg osc_int(int32_t value)
{
    return (struct osc_arg){.tag = 'i', .i = value};
}

static inline struct osc_arg osc_long(int64_t value)
{
    return (struct osc_arg){.tag = 'h', .h = value};
}

static inline struct osc_arg osc_float(float value)
{
    return (struct osc_arg){.tag = 'f', .f = value};
}

static inline struct osc_arg osc_double(double value)
{
    return (struct osc_arg){.tag = 'd', .d = value};
}

static inline struct osc_arg osc_text(const char *text)
{
    return (struct osc_arg){.tag = 's', .size = (uint32_t)strlen(text), .s = text};
}

static inline struct osc_arg osc_symbol(const char *text)
{
    return (struct osc_arg){.tag = 'S', .size = (uint32_t)strlen(text), .s = text};
}

static inline struct osc_arg osc_blob(const void *bytes, uint32_t size)
{
    return (struct osc_arg){.tag = 'b', .size = size, .b = bytes};
}

static inline struct osc_arg osc_timetag(uint64_t timetag)
{
    return (struct osc_arg){.tag = 't', .t = timetag};
}

static inline struct osc_arg osc_midi(uint8_t port, uint8_t status, uint8_t a,
                                      uint8_t b)
{
    return (struct osc_arg){.tag = 'm', .m = {port, status, a, b}};
}

static inline struct osc_arg osc_char(char c)
{
    return (struct osc_arg){.tag = 'c', .i = (unsigned char)c};
}

static inline struct osc_arg osc_bool(bool value)
{
    return (struct osc_arg){.tag = value ? 'T' : 'F'};
}

/** What is its tag alone: T F N I [ and ]. */
static inline struct osc_arg osc_mark(char tag)
{
    return (struct osc_arg){.tag = tag};
}

#endif
