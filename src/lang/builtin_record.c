/* SPDX-License-Identifier: MIT */
/*
 * builtin_record: the module Recording: what is heard, or single streams, to files.
 *
 * What is asked for is handed to the recorder with the next frame, since the streams of
 * this one are not there yet; it acts where this one stands on the clock.
 *
 * Source: language reference, section 8.8.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/builtin_argument.h"
#include "lang/length.h"
#include "lang/record_wish.h"

enum { ORDERS_MAX = 64 };

struct record_wish {
    struct record_order order;
    struct span span;
};

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

struct record_order *record_ask(struct eval *e, struct span span)
{
    if (!e->wish)
        e->wish = heap_take(e->heap, ORDERS_MAX, sizeof(*e->wish));
    if (!e->wish) {
        eval_out_of_memory(e);
        return NULL;
    }
    if (e->n_wishes == ORDERS_MAX) {
        report_error(e->report, span, 502,
                     "This grew too large: %d recordings begin or end in one frame.",
                     ORDERS_MAX);
        report_hint(e->report, "Begin one, and end it later.");
        return NULL;
    }
    struct record_wish *wish = &e->wish[e->n_wishes++];
    *wish = (struct record_wish){.order = {.frame = e->now.event}, .span = span};
    return &wish->order;
}

bool record_name(struct eval *e, const struct argument *a, const char *otherwise,
                 const char *hint, char name[RECORD_NAME_SIZE])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_.-";
    const char *text = a->value.kind == VALUE_TEXT ? a->value.text : otherwise;

    if (a->value.kind == VALUE_POISON)
        return false;
    if ((a->value.kind == VALUE_TEXT || a->value.kind == VALUE_NULL) &&
        strspn(text, letters) == strlen(text) && text[0] != '.' &&
        strlen(text) < RECORD_NAME_SIZE - 16) {
        str_format(name, RECORD_NAME_SIZE, "%s", text);
        return true;
    }
    report_error(e->report, a->span, 802, "`%.60s` may not be written.",
                 a->value.kind == VALUE_TEXT ? text : value_kind_name(&a->value));
    report_hint(e->report, "%s", hint);
    return false;
}

static bool read_name(struct eval *e, const struct argument *a, const char *otherwise,
                      char name[RECORD_NAME_SIZE])
{
    return record_name(e, a, otherwise,
                       "A recording has a plain name, \"take.wav\" or \"take.flac\".",
                       name);
}

static bool add_stream(struct eval *e, const struct argument *a, const struct value *v,
                       struct record_order *order)
{
    const char *name = NULL;

    if (v->kind == VALUE_POISON)
        return false;
    if (v->kind == VALUE_TEXT && strlen(v->text) == v->n)
        name = v->text;
    else if (v->kind == VALUE_STREAM && eval_is_here(e, v->stream))
        name = e->draft->node[v->stream->node].name;
    if (!name || order->n_streams == RECORD_STREAMS_MAX) {
        report_error(e->report, a->span, 407,
                     name ? "`start` cannot work: these are more than %d streams."
                          : "`start` cannot work: this is no stream with a name.",
                     RECORD_STREAMS_MAX);
        report_hint(e->report, "Such as `lead = saw(); Recording.start(\"take.wav\", "
                               "[lead])`.");
        return false;
    }
    order->stream[order->n_streams++] = name;
    return true;
}

static bool add_streams(struct eval *e, const struct argument *a,
                        struct record_order *order)
{
    uint32_t n;
    const struct value *item = value_items(&a->value, &n);

    if (a->value.kind == VALUE_NULL)
        return true;
    for (uint32_t i = 0; item && i < n; i++)
        if (!add_stream(e, a, &item[i], order))
            return false;
    return item || add_stream(e, a, &a->value, order);
}

/* The sound of what was to be a film, W206. */
static const char *keep_sound(struct eval *e, struct span span,
                              struct record_order *order)
{
    char film[RECORD_NAME_SIZE];
    char *dot = strrchr(order->name, '.');

    str_format(film, sizeof(film), "%s", order->name);
    if (dot)
        str_format(dot, sizeof(order->name) - (size_t)(dot - order->name), ".wav");
    report_warning(e->report, span, 206,
                   "Recording pictures is planned: `%.60s` gets the sound.",
                   order->name);
    report_hint(e->report,
                "`leat render program.syn -o %.60s` makes the film; "
                "`Recording.start_timelapse` one of few pictures.",
                dot ? film : "film.mkv");
    return "wav";
}

/* "wav24", "flac16", ... */
static bool read_format(struct eval *e, const struct builtin *self,
                        const struct argument *argument, struct record_order *order)
{
    const struct argument *format = &argument[2], *bits = &argument[3];
    const char *dot = strrchr(order->name, '.'), *kind = dot ? dot + 1 : "wav";
    const struct value *b = &bits->value;
    int64_t n = 24;

    if (format->value.kind == VALUE_TEXT || format->value.kind == VALUE_SYMBOL)
        kind = format->value.text;
    else if (format->value.kind != VALUE_NULL)
        return argument_refuse(e, self, format, "wav or flac").kind == VALUE_NULL;
    if (b->kind == VALUE_TEXT && strcmp(b->text, "32f") == 0)
        n = 32;
    else if (!argument_integer(e, self, bits, "bits", 16, 32, 24, &n))
        return false;
    if (str_is_among("mkv mp4 mov webm avi y4m", kind))
        kind = keep_sound(e, argument[0].span, order);
    const bool is_wav = strcmp(kind, "wav") == 0;
    if ((is_wav || strcmp(kind, "flac") == 0) &&
        (n == 16 || n == 24 || (n == 32 && is_wav))) {
        str_format(order->format, sizeof(order->format), "%s%d%s", kind, (int)n,
                   n == 32 ? "f" : "");
        return true;
    }
    const struct argument *wrong = b->kind != VALUE_NULL              ? bits
                                   : format->value.kind != VALUE_NULL ? format
                                                                      : &argument[0];
    report_error(e->report, wrong->span, 407,
                 "`start` cannot work: there is no %.20s of %d bits.", kind, (int)n);
    report_hint(e->report, "wav has 16, 24 or 32 (floating point), flac 16 or 24.");
    return false;
}

struct value record_kept(struct eval *e, bool good)
{
    e->n_wishes -= !good;
    return good ? value_null() : value_poison();
}

WORD(start)
{
    struct record_order *order = record_ask(e, span);

    (void)n;
    if (!order)
        return value_poison();
    order->starts = true;
    return record_kept(e, read_name(e, &argument[0], "", order->name) &&
                              add_streams(e, &argument[1], order) &&
                              read_format(e, self, argument, order));
}

WORD(stems)
{
    struct record_order *order = record_ask(e, span);

    (void)self, (void)n;
    if (!order)
        return value_poison();
    order->starts = order->stems = true;
    return record_kept(e, read_name(e, &argument[0], "stems", order->name));
}

static const double BOUNCE_MOST_S = 86400.0;

WORD(bounce)
{
    struct record_order *order = record_ask(e, span);
    struct length length;

    (void)n;
    if (!order)
        return value_poison();
    if (!read_name(e, &argument[0], "", order->name) ||
        !length_read(e, &argument[1], self->name, &length))
        return record_kept(e, false);
    order->script = e->script;
    order->bounce_s = length_seconds(e, length);
    if (order->bounce_s > 0.0 && order->bounce_s <= BOUNCE_MOST_S)
        return value_null();
    report_error(e->report, argument[1].span, 401,
                 "`duration` is %g s; it can go from above 0 to %g s.", order->bounce_s,
                 BOUNCE_MOST_S);
    report_hint(e->report, "Such as `Recording.bounce(\"mix.wav\", 30.s)`.");
    return record_kept(e, false);
}

WORD(stop)
{
    (void)self, (void)argument, (void)n;
    return record_ask(e, span) ? value_null() : value_poison();
}

static bool put(struct eval *e, struct map *map, const char *key, struct value value,
                struct span span)
{
    const uint32_t name = names_add(e->names, key, strlen(key));

    return name &&
           value_put(e->heap, map, name, names_text(e->names, name), span, value);
}

WORD(status)
{
    struct value map = value_new_map(e->heap);
    struct record_status s = {.path = ""};

    (void)self, (void)argument, (void)n;
    if (e->recorder && e->recorder->status)
        (void)e->recorder->status(e->recorder->user, &s);
    const char *path = heap_text(e->heap, s.path, strlen(s.path));
    if (map.kind == VALUE_POISON || !path ||
        !put(e, map.map, "recording", value_bool(s.recording), span) ||
        !put(e, map.map, "file", value_text(path, strlen(path)), span) ||
        !put(e, map.map, "seconds", value_number(s.seconds, MEASURE_NONE), span) ||
        !put(e, map.map, "frames", value_integer(s.frames), span) ||
        !put(e, map.map, "pictures", value_integer(s.pictures), span) ||
        !put(e, map.map, "dropped", value_integer((int64_t)s.dropped), span) ||
        !put(e, map.map, "peak", value_number((double)s.peak, MEASURE_NONE), span))
        return eval_out_of_memory(e);
    return map;
}

static void refuse(struct eval *e, struct span span, const struct leat_diag *diag)
{
    const struct leat_finding *f = diag->n > 0 ? &diag->finding[0] : NULL;

    report_error(e->report, span, 802, "%s",
                 f ? f->message : "Nothing is being recorded.");
    report_hint(e->report, "%s",
                f && f->hint[0] ? f->hint
                                : "`Recording.start` begins, `Recording.stop` ends.");
}

bool record_run(struct eval *e, uint32_t n)
{
    bool good = true;

    if (e->recorder && e->recorder->ready && e->now.next_position > e->now.position)
        (void)e->recorder->ready(
            e->recorder->user, 2 * (uint32_t)(e->now.next_position - e->now.position));
    if (n == 0 || !e->host) /* nothing plays yet */
        return true;
    e->n_wishes -= n;
    struct leat_diag *diag = calloc(1, sizeof(*diag));
    for (uint32_t i = 0; i < n && good && diag; i++) {
        leat_diag_clear(diag);
        good = !e->recorder || !e->recorder->order || /* nothing records */
               e->recorder->order(e->recorder->user, &e->wish[i].order, diag) >= 0;
        if (!good)
            refuse(e, e->wish[i].span, diag);
    }
    memmove(e->wish, e->wish + n, e->n_wishes * sizeof(*e->wish));
    if (!diag)
        eval_out_of_memory(e);
    free(diag);
    return good && diag;
}

const struct builtin builtin_record[] = {
    {"start", "path streams format bits", 1, 0, word_start, NULL,
     "Record what is heard, or some streams, each in a file.",
     "saw(110.hz, duration: 1.s); Recording.start(\"take.wav\", bits: 16)",
     "Recording"},
    {"bounce", "path duration", 2, 0, word_bounce, NULL,
     "Compute this program to a file while it plays.",
     "saw(110.hz) |> output(); Recording.bounce(\"mix.wav\", 30.s)", "Recording"},
    {"stop", "", 0, 0, word_stop, NULL, "End the recording.",
     "Recording.start(\"take.flac\"); after(2.s) { Recording.stop() }", "Recording"},
    {"status", "", 0, 0, word_status, NULL, "How the recording goes, as a Map.",
     "print(Recording.status().recording)", "Recording"},
    {"stems", "name", 0, 0, word_stems, NULL,
     "Record each stream with a name in a file of its own.",
     "lead = saw(110.hz); lead |> output(); Recording.stems(\"night\")", "Recording"},
    {0},
};
