/* SPDX-License-Identifier: MIT */
/*
 * buffer_thing: `Stream.buffer(size, policy)`: numbers that wait, first in, first out.
 *
 * What is written to a full buffer pushes out the oldest (Circular), is refused
 * (Dropping), or waits outside until there is room (Blocking).
 *
 * Source: language reference, section 6.5.
 */
#include <string.h>

#include "lang/buffer_thing.h"
#include "lang/builtin.h"
#include "lang/sample.h"

enum { SIZE_LEAST = 64, SIZE_MOST = 1 << 20, SIZE_DEFAULT = 4096 };
enum { CIRCULAR, DROPPING, BLOCKING };

static const char *const policies[] = {"Circular", "Dropping", "Blocking"};

struct buffer {
    struct thing thing;
    double *value; /* a ring of `size` */
    uint32_t size, policy;
    uint32_t first, fill, peak_fill;
    double *late; /* Blocking: what waits outside */
    uint32_t first_late, n_late, room_late;
    uint64_t overruns, underruns;
};

static struct buffer *of(struct value self)
{
    return (struct buffer *)self.thing;
}

static void append(struct buffer *b, double x)
{
    b->value[(b->first + b->fill++) % b->size] = x;
    b->peak_fill = b->fill > b->peak_fill ? b->fill : b->peak_fill;
}

/* Keep one that found no room; false without memory. */
static bool wait(struct eval *e, struct buffer *b, double x, struct span span)
{
    if (b->n_late == SIZE_MOST) {
        eval_too_large(e, span, "values that wait for a buffer");
        return false;
    }
    if (b->first_late + b->n_late == b->room_late) {
        const uint32_t room = 2 * b->n_late + 64;
        double *wider = heap_take(e->heap, room, sizeof(*wider));
        if (!wider) {
            eval_out_of_memory(e);
            return false;
        }
        if (b->n_late)
            memcpy(wider, b->late + b->first_late, b->n_late * sizeof(*wider));
        b->late = wider;
        b->first_late = 0;
        b->room_late = room;
    }
    b->late[b->first_late + b->n_late++] = x;
    return true;
}

static bool write_one(struct eval *e, struct buffer *b, double x, struct span span)
{
    if (b->fill < b->size) {
        append(b, x);
        return true;
    }
    b->overruns++;
    if (b->policy == BLOCKING)
        return wait(e, b, x, span);
    if (b->policy == CIRCULAR) {
        b->first = (b->first + 1) % b->size;
        b->fill--;
        append(b, x);
    }
    return true;
}

static struct value no_number(struct eval *e, const struct argument *a)
{
    report_error(e->report, a->span, 306, "This is %s; a buffer takes numbers.",
                 value_kind_name(&a->value));
    report_hint(e->report, "Such as `buffer.write([0.1, 0.2])`.");
    return value_poison();
}

static struct value call_write(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    struct buffer *b = of(self);

    (void)n;
    if (a[0].value.kind == VALUE_STREAM && b->policy == BLOCKING &&
        a[0].value.stream->type == LEAT_AUDIO &&
        !sample_is_control(e, a[0].value.stream)) {
        report_error(e->report, a[0].span, 608,
                     "A waiting buffer would stop the sound.");
        report_hint(e->report, "Use Circular or Dropping here.");
        return value_poison();
    }
    const struct value given = sample_list(e, a[0].value, a[0].span);
    uint32_t count;
    const struct value *item = value_items(&given, &count);
    if (given.kind == VALUE_POISON)
        return value_poison();
    for (uint32_t i = 0; i < (item ? count : 1); i++) {
        const struct value *v = item ? &item[i] : &given;
        if (!value_is_number(v))
            return no_number(e, &a[0]);
        if (!write_one(e, b, value_as_number(v), span))
            return value_poison();
    }
    return self;
}

static double take(struct buffer *b)
{
    const double x = b->value[b->first];

    b->first = (b->first + 1) % b->size;
    b->fill--;
    if (b->n_late) {
        append(b, b->late[b->first_late++]);
        b->n_late--;
    }
    return x;
}

/* read(n): the n oldest, or as many as there are; read(): one, or null. */
static struct value call_read(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    struct buffer *b = of(self);
    const int64_t wanted = n && a[0].value.kind == VALUE_INTEGER ? a[0].value.integer
                           : n                                   ? -1
                                                                 : 1;

    if (wanted < 0) {
        report_error(e->report, a[0].span, 306,
                     "This is %s; a buffer is asked for a whole number of values.",
                     value_kind_name(&a[0].value));
        report_hint(e->report, "Such as `buffer.read(64)`.");
        return value_poison();
    }
    b->underruns += (uint64_t)wanted > b->fill + (uint64_t)b->n_late;
    if (!n)
        return b->fill ? value_number(take(b), MEASURE_NONE) : value_null();
    const uint64_t all = b->fill + (uint64_t)b->n_late;
    const uint32_t count = (uint32_t)((uint64_t)wanted < all ? (uint64_t)wanted : all);
    const struct value list = value_new_list(e->heap, count);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < count; i++)
        list.list->item[i] = value_number(take(b), MEASURE_NONE);
    (void)span;
    return list;
}

static struct value call_values(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    const struct buffer *b = of(self);
    const struct value list = value_new_list(e->heap, b->fill);

    (void)a, (void)n, (void)span;
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < b->fill; i++)
        list.list->item[i] =
            value_number(b->value[(b->first + i) % b->size], MEASURE_NONE);
    return list;
}

static struct value call_clear(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    of(self)->fill = of(self)->n_late = 0;
    return self;
}

#define FIGURE(word, what)                                                             \
    static struct value call_##word(struct eval *e, struct value self,                 \
                                    const struct argument *a, uint32_t n,              \
                                    struct span span)                                  \
    {                                                                                  \
        (void)e, (void)a, (void)n, (void)span;                                         \
        return value_integer((int64_t)(what));                                         \
    }

FIGURE(size, of(self)->size)
FIGURE(fill, of(self)->fill)
FIGURE(peak_fill, of(self)->peak_fill)
FIGURE(waiting, of(self)->n_late)
FIGURE(overruns, of(self)->overruns)
FIGURE(underruns, of(self)->underruns)

static struct value call_policy(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    const char *name = policies[of(self)->policy];

    (void)e, (void)a, (void)n, (void)span;
    return value_text(name, strlen(name));
}

#define FIELD(word, text)                                                              \
    {                                                                                  \
#word, "", 0, 0, METHOD_WITHOUT_BRACKETS, 1u << VALUE_THING, call_##word, text \
    }

static const struct method_word methods[] = {
    {"write", "values", 1, 1, 0, 1u << VALUE_THING, call_write,
     "Append a number, the numbers of a list, or what a stream is now."},
    {"read", "n", 0, 1, 0, 1u << VALUE_THING, call_read,
     "The n oldest, which leave; without n the oldest, or null."},
    {"values", "", 0, 0, 0, 1u << VALUE_THING, call_values,
     "All that are in it, the oldest first; they stay."},
    {"clear", "", 0, 0, 0, 1u << VALUE_THING, call_clear, "Let all go."},
    FIELD(size, "How many it holds."),
    FIELD(policy, "Circular, Dropping or Blocking."),
    FIELD(fill, "How many are in it."),
    FIELD(peak_fill, "The most that were in it at a time."),
    FIELD(waiting, "How many wait outside a Blocking one."),
    FIELD(overruns, "How many found it full."),
    FIELD(underruns, "How many reads found too few."),
    {0},
};

const struct thing_class buffer_class = {.name = "a buffer", .methods = methods};

static bool read_size(struct eval *e, const struct argument *a, uint32_t *size)
{
    const struct value *v = &a->value;
    const int64_t n = v->kind == VALUE_INTEGER ? v->integer : 0;

    *size = (uint32_t)n;
    if (v->kind == VALUE_NULL)
        *size = SIZE_DEFAULT;
    if (v->kind == VALUE_NULL ||
        (n >= SIZE_LEAST && n <= SIZE_MOST && (n & (n - 1)) == 0))
        return true;
    if (v->kind != VALUE_POISON) {
        report_error(e->report, a->span, 401,
                     "The size of a buffer is a power of two from %d to %d.",
                     SIZE_LEAST, SIZE_MOST);
        report_hint(e->report, "Such as `Stream.buffer(4096)`.");
    }
    return false;
}

static struct value call_buffer(struct eval *e, const struct builtin *self,
                                const struct argument *a, uint32_t n, struct span span)
{
    size_t size;
    const char *word = value_word(&a[1].value, &size);
    uint32_t capacity, policy = CIRCULAR;

    (void)self, (void)n, (void)span;
    if (!read_size(e, &a[0], &capacity))
        return value_poison();
    if (a[1].value.kind != VALUE_NULL) {
        while (policy <= BLOCKING && (!word || strcmp(word, policies[policy]) != 0))
            policy++;
        if (policy > BLOCKING) {
            report_error(e->report, a[1].span, 407,
                         "A buffer cannot work so: there is no such policy.");
            report_hint(e->report, "It is Circular, Dropping or Blocking.");
            return value_poison();
        }
    }
    const struct value made = thing_new(e, &buffer_class, sizeof(struct buffer));
    double *value = heap_take(e->heap, capacity, sizeof(*value));
    if (made.kind == VALUE_POISON || !value)
        return eval_out_of_memory(e);
    of(made)->value = value;
    of(made)->size = capacity;
    of(made)->policy = policy;
    return made;
}

/* The next power of two of what was a hint; of what is none, nothing. */
static struct value size_of_hint(struct value v)
{
    int64_t size = SIZE_LEAST;

    if (v.kind != VALUE_INTEGER || v.integer > SIZE_MOST)
        return value_null();
    while (size < v.integer)
        size *= 2;
    return value_integer(size);
}

/* The same by its older name, whose other settings were hints; it may begin with a name
 * of its own. */
static struct value call_create_stream(struct eval *e, const struct builtin *self,
                                       const struct argument *a, uint32_t n,
                                       struct span span)
{
    struct argument of[2] = {{0, span, value_null()}, {0, span, value_null()}};
    uint32_t position = 0;

    for (uint32_t i = 0; i < n; i++) {
        const char *name = a[i].name ? names_text(e->names, a[i].name) : NULL;
        if (!name && i == 0 && a[i].value.kind == VALUE_TEXT)
            continue;
        const uint32_t at = !name                         ? position++
                            : strcmp(name, "size") == 0   ? 0
                            : strcmp(name, "policy") == 0 ? 1
                                                          : 2;
        if (at < 2)
            of[at] = a[i];
    }
    size_t size;
    of[0].value = size_of_hint(of[0].value);
    if (!value_word(&of[1].value, &size))
        of[1].value = value_null();
    return call_buffer(e, self, of, 2, span);
}

const struct builtin builtin_buffer[] = {
    {"buffer", "size policy", 0, 0, call_buffer, NULL,
     "Numbers that wait, first in, first out.",
     "b = Stream.buffer(64, Dropping); b.write([1, 2, 3]); print(b.read(2), b.fill)",
     "Stream"},
    {"create_stream", "", 0, BUILTIN_GATHERS, call_create_stream, NULL,
     "The same as `Stream.buffer`.",
     "b = Audio.create_stream(4096, Circular); b.write(0.5); print(b.fill)", "Audio"},
    {0},
};
