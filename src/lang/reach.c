/* SPDX-License-Identifier: MIT */
/* reach: what the words of Hardware share. */
#include "lang/reach.h"

#include <string.h>

#include <leat/err.h>

#include "base/number.h"
#include "base/str.h"
#include "lang/vm.h"

void reach_finish(struct reach *reach)
{
    for (uint32_t i = 0; i < reach->n; i++)
        reach->outside->leave(reach->outside->user, reach->channel[i]);
    reach->n = 0;
}

static void print(struct eval *e, const char *text)
{
    const char *copy = heap_text(e->heap, text, strlen(text));

    if (!copy || draft_add_line(e->draft, copy) < 0)
        eval_out_of_memory(e);
}

int reach_keep(struct eval *e, const char *what, int opened,
               const struct leat_diag *diag)
{
    struct reach *r = &e->reach;
    char line[500];

    if (opened > 0 && r->n < REACH_CHANNELS_MAX) {
        r->channel[r->n++] = opened;
        return opened;
    }
    if (opened > 0)
        r->outside->leave(r->outside->user, opened);
    str_format(line, sizeof(line), "W701 %s: %s", what,
               opened > 0 ? "no more than 64 at once."
               : diag->n  ? diag->finding[0].message
                          : leat_strerror(opened));
    print(e, line);
    return 0;
}

void reach_tell_alone(struct eval *e, const char *what)
{
    char line[200];

    str_format(line, sizeof(line),
               "W701 %s: nothing is outside of what is computed; leat play reaches it.",
               what);
    print(e, line);
}

void reach_leave(struct eval *e, int channel)
{
    struct reach *r = &e->reach;

    for (uint32_t i = 0; i < r->n; i++)
        if (r->channel[i] == channel) {
            r->outside->leave(r->outside->user, channel);
            r->channel[i] = r->channel[--r->n];
            return;
        }
}

static bool refuse_address(struct eval *e, const char *word, const struct argument *a)
{
    report_error(e->report, a->span, 407, "`%s` cannot work: this is no address.",
                 word);
    report_hint(e->report, "Such as \"127.0.0.1:9000\".");
    return false;
}

bool reach_address(struct eval *e, const char *word, const struct argument *a,
                   char host[OUTSIDE_NAME], uint16_t *port)
{
    double number = 0.0;
    size_t size = 0;
    const char *text = value_word(&a->value, &size);

    if (a->value.kind == VALUE_POISON)
        return false;
    if (value_is_number(&a->value)) {
        number = value_as_number(&a->value);
    } else if (text && size < OUTSIDE_NAME) {
        const char *colon = strrchr(text, ':');
        const size_t n = colon ? (size_t)(colon - text) : 0;
        if (number_parse(colon ? colon + 1 : text, &number) < 0)
            return refuse_address(e, word, a);
        if (n > 0)
            str_format(host, OUTSIDE_NAME, "%.*s", (int)n, text);
    }
    if (!(number >= 1.0 && number <= 65535.0))
        return refuse_address(e, word, a);
    *port = (uint16_t)number;
    return true;
}

struct value reach_value(struct eval *e, const struct outside_value *v)
{
    size_t size;
    char *text;

    switch (v->kind) {
    case 'i':
        return value_integer((int64_t)v->number);
    case 'b':
        return value_bool(v->number != 0.0);
    case 's':
        size = strlen(v->text);
        text = heap_text(e->heap, v->text, size);
        return text ? value_text(text, size) : eval_out_of_memory(e);
    default:
        return value_number(v->number, MEASURE_NONE);
    }
}

bool reach_message_value(struct eval *e, const char *word, const struct value *value,
                         struct span span, struct outside_value *out)
{
    size_t size;
    const char *text = value_word(value, &size);

    *out = (struct outside_value){.kind = 'f'};
    if (value->kind == VALUE_POISON)
        return false;
    if (value->kind == VALUE_BOOL) {
        *out = (struct outside_value){.kind = 'b', .number = value->is_true};
    } else if (value->kind == VALUE_INTEGER) {
        *out = (struct outside_value){.kind = 'i', .number = (double)value->integer};
    } else if (value_is_number(value)) {
        out->number = value_as_number(value);
    } else if (text) {
        *out = (struct outside_value){.kind = 's', .text = text};
    } else {
        report_error(e->report, span, 306,
                     "This is %s; `%s` sends numbers, texts and truths.",
                     value_kind_name(value), word);
        report_hint(e->report, "Such as `send_message(\"/note\", [60, 0.8, \"on\"])`.");
        return false;
    }
    return true;
}

const char *reach_text(struct eval *e, const char *word, const struct argument *a)
{
    size_t size;
    const char *text = value_word(&a->value, &size);

    if (text || a->value.kind == VALUE_POISON)
        return text;
    report_error(e->report, a->span, 306, "This is %s; `%s` needs a Text.",
                 value_kind_name(&a->value), word);
    report_hint(e->report, "Such as \"/volume\".");
    return NULL;
}

bool reach_number(struct eval *e, const char *word, const struct argument *a,
                  double *out)
{
    if (value_is_number(&a->value) || a->value.kind == VALUE_BOOL) {
        *out =
            a->value.kind == VALUE_BOOL ? a->value.is_true : value_as_number(&a->value);
        return true;
    }
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306, "This is %s; `%s` needs a number.",
                     value_kind_name(&a->value), word);
        report_hint(e->report, "Such as `0.5`.");
    }
    return false;
}

bool reach_call(struct eval *e, struct value f, const struct value *given, uint32_t n,
                uint64_t site, uint32_t step, struct span span)
{
    const uint32_t takes = method_n_params(&f);

    e->vm->path = site;
    return method_apply(e, f, given, takes < n ? takes : n, step, span).kind !=
           VALUE_POISON;
}
