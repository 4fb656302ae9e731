/* SPDX-License-Identifier: MIT */
/* named: streams by their names, and nodes that words make. */
#include "lang/named.h"

#include <string.h>

#include "base/str.h"
#include "lang/thing.h"

enum { SETTINGS_MAX = 12 };

void named_forget(struct eval *e)
{
    while (e->n_named > 0) {
        const int64_t frame = e->named[e->n_named - 1].frame;
        if (frame < 0 || (e->in_frame && frame == e->now.k))
            return;
        e->n_named--;
    }
}

void named_keep(struct eval *e, const char *name, const struct named *what)
{
    const uint32_t number = names_add(e->names, name, strlen(name));

    named_forget(e);
    if (e->n_named == e->room_named) {
        const uint32_t room = e->room_named ? 2 * e->room_named : 16;
        struct named *wider = heap_take(e->heap, room, sizeof(*wider));
        if (!wider) {
            eval_out_of_memory(e);
            return;
        }
        if (e->n_named)
            memcpy(wider, e->named, e->n_named * sizeof(*wider));
        e->named = wider;
        e->room_named = room;
    }
    e->named[e->n_named] = *what;
    e->named[e->n_named].name = names_text(e->names, number);
    e->named[e->n_named++].frame = e->in_frame ? e->now.k : -1;
}

/* The newest of this name, or NULL. */
static const struct named *find(struct eval *e, const char *name)
{
    named_forget(e);
    for (uint32_t i = e->n_named; i > 0; i--)
        if (strcmp(e->named[i - 1].name, name) == 0)
            return &e->named[i - 1];
    return NULL;
}

/* The node of this name, or NO_NODE; of voices their sum. */
static uint32_t find_node(const struct draft *d, const char *name)
{
    for (uint32_t i = d->n_nodes; i > 0; i--) {
        const char *own = d->node[i - 1].name;
        if (!own || strcmp(own, name) != 0)
            continue;
        for (uint32_t k = 0; k < d->n_nodes; k++)
            if (d->node[k].notes_to == i)
                return k;
        return i - 1;
    }
    return NO_NODE;
}

static struct value unknown(struct eval *e, const char *name, struct span span)
{
    const struct draft *d = e->draft;
    struct str_nearest near;

    str_nearest_init(&near, name);
    for (uint32_t i = 0; i < e->n_named; i++)
        str_nearest_offer(&near, e->named[i].name);
    for (uint32_t i = 0; i < d->n_nodes; i++)
        if (d->node[i].name)
            str_nearest_offer(&near, d->node[i].name);
    report_error(e->report, span, 601, "I know no stream called `%.64s`.", name);
    if (near.best)
        report_hint(e->report, "Make it first, or did you mean `%.64s`?", near.best);
    else
        report_hint(e->report, "Make it first: `%.64s = ...`.", name);
    return value_poison();
}

static struct value by_name(struct eval *e, const char *name, struct span span)
{
    const struct named *named = find(e, name);
    const uint32_t node = named ? named->stream.node : find_node(e->draft, name);

    if (node >= e->draft->n_nodes) /* NO_NODE, too */
        return unknown(e, name, span);
    if (!named) {
        const struct leat_port *out =
            leat_node_port(e->draft->node[node].class, LEAT_OUT, 0);
        return out ? eval_stream_value(e, node, 0, out->stream)
                   : unknown(e, name, span);
    }
    if (named->lane) {
        const struct stream whole = named->stream;
        return eval_lane(e, &whole, (int64_t)named->lane - 1, span);
    }
    struct stream *stream = heap_take(e->heap, 1, sizeof(*stream));
    if (!stream)
        return eval_out_of_memory(e);
    *stream = named->stream;
    return (struct value){.kind = VALUE_STREAM, .stream = stream};
}

static struct value as_stream(struct eval *e, const struct value *v, struct span span,
                              const char *word)
{
    if (v->kind == VALUE_STREAM || v->kind == VALUE_POISON)
        return *v;
    if (v->kind == VALUE_TEXT && strlen(v->text) == v->n)
        return by_name(e, v->text, span);
    const struct value chain = eval_as_chain(e, thing_as_stream(e, *v, span), span);
    if (chain.kind == VALUE_STREAM)
        return chain;
    report_error(e->report, span, 306,
                 "This is %s; `%s` needs a stream, or the name of one.",
                 value_kind_name(v), word);
    report_hint(e->report, "Such as `%s(sound)`, or `%s(\"sound\")`.", word, word);
    return value_poison();
}

struct value named_stream(struct eval *e, const struct argument *a, const char *word)
{
    return as_stream(e, &a->value, a->span, word);
}

struct value *named_streams(struct eval *e, const struct argument *a, const char *word,
                            uint32_t *n)
{
    const struct value *item = value_items(&a->value, n);
    struct value *stream;

    *n = item ? *n : 1;
    stream = heap_take(e->heap, *n + 1, sizeof(*stream));
    if (!stream) {
        eval_out_of_memory(e);
        return NULL;
    }
    for (uint32_t i = 0; i < *n; i++) {
        stream[i] = as_stream(e, item ? &item[i] : &a->value, a->span, word);
        if (stream[i].kind != VALUE_STREAM)
            return NULL;
    }
    return stream;
}

const char *named_name(struct eval *e, const struct stream *s)
{
    const struct draft *d = e->draft;

    named_forget(e);
    for (uint32_t i = e->n_named; i > 0; i--) {
        const struct named *named = &e->named[i - 1];
        const struct stream *t = &named->stream;
        if (t->node == s->node && t->port == s->port && t->gain == s->gain &&
            t->offset == s->offset && !named->lane && named->name[0])
            return named->name;
    }
    const uint32_t of = d->node[s->node].notes_to;
    return d->node[of ? of - 1 : s->node].name;
}

const char *named_text(struct eval *e, const struct argument *a, const char *word,
                       const char *otherwise)
{
    size_t size;
    const char *text = value_word(&a->value, &size);

    if (a->value.kind == VALUE_NULL)
        return otherwise;
    if (text)
        return text;
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306, "This is %s; `%s` needs a text here.",
                     value_kind_name(&a->value), word);
        report_hint(e->report, "Such as \"drums\".");
    }
    return NULL;
}

bool named_result(struct eval *e, const struct argument *output,
                  const struct value *result, uint32_t first_node, const char *word,
                  bool is_result)
{
    const char *name = named_text(e, output, word, NULL);

    if (result->kind != VALUE_STREAM)
        return result->kind != VALUE_POISON;
    if (output->value.kind == VALUE_NULL) { /* perform() looks for it */
        named_keep(e, "",
                   &(struct named){.stream = *result->stream, .is_result = is_result});
        return !e->err;
    }
    if (!name)
        return false;
    if (!name[0] || strlen(name) >= LEAT_NAME_MAX) {
        report_error(e->report, output->span, 407,
                     "A stream's name has 1 to 63 letters.");
        report_hint(e->report, "Such as `drums`.");
        return false;
    }
    const bool is_free = find_node(e->draft, name) == NO_NODE;
    named_keep(e, name,
               &(struct named){.stream = *result->stream, .is_result = is_result});
    struct draft_node *node = &e->draft->node[result->stream->node];
    if (is_free && !node->name && result->stream->node >= first_node)
        node->name = names_text(e->names, names_find(e->names, name));
    return !e->err;
}

struct value named_node(struct eval *e, const char *class, const struct value *input,
                        const struct named_setting *setting, uint32_t n,
                        struct span span)
{
    struct argument *argument = heap_take(e->heap, SETTINGS_MAX + 1, sizeof(*argument));
    struct function *function = heap_take(e->heap, 1, sizeof(*function));
    uint32_t used = 0;

    if (!argument || !function)
        return eval_out_of_memory(e);
    *function = (struct function){.class = leat_node_class_find(class), .name = class};
    if (!function->class) {
        char what[80];
        str_format(what, sizeof(what), "`%s`", class);
        return eval_planned(e, span, what, "`leat nodes` lists what there is.");
    }
    if (input)
        argument[used++] = (struct argument){0, span, *input};
    for (uint32_t i = 0; i < n; i++) {
        if (setting[i].value.kind == VALUE_NULL)
            continue;
        const char *name = setting[i].name;
        argument[used++] = (struct argument){names_add(e->names, name, strlen(name)),
                                             span, setting[i].value};
    }
    return eval_node(e, function, argument, used, span);
}

bool named_set(struct eval *e, uint32_t node, const char *name, double number)
{
    struct draft_node *of = &e->draft->node[node];
    const int which = leat_node_param_find(of->class, name);
    struct draft_param *param = heap_take(e->heap, of->n_params + 1, sizeof(*param));
    float *value = heap_take(e->heap, 1, sizeof(*value));
    uint32_t at = 0;

    if (!param || !value) {
        eval_out_of_memory(e);
        return false;
    }
    if (which < 0)
        return true;
    if (of->n_params)
        memcpy(param, of->param, of->n_params * sizeof(*param));
    while (at < of->n_params && param[at].param != (uint32_t)which)
        at++;
    *value = leat_param_clamp(&of->class->params[which], (float)number);
    param[at] = (struct draft_param){
        .param = (uint32_t)which, .span = of->span, .n = 1, .value = value};
    of->n_params += at == of->n_params;
    of->param = param;
    return true;
}
