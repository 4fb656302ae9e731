/* SPDX-License-Identifier: MIT */
/* terminal: where streams begin and end outside of the graph. */
#include "lang/terminal.h"

#include "base/math_d.h"
#include "lang/named.h"
#include "lang/player.h"
#include "lang/ticking.h"

static const double VALUE_MOST = 1e9; /* as the class event_to_value has it */

void *terminal_take(struct eval *e, const struct thing_class *class, size_t bytes,
                    struct span span)
{
    struct thing *kept = ticking_kept(e, class);
    const struct value made = kept ? (struct value){.kind = VALUE_THING, .thing = kept}
                                   : thing_new(e, class, bytes);
    struct terminal *t = (struct terminal *)made.thing;

    if (made.kind == VALUE_POISON || (!kept && !ticking_keep(e, made.thing, span)) ||
        !ticking_begin(e, made.thing, span))
        return NULL;
    t->reached = e->now.k;
    t->lasts = !e->in_frame;
    t->site = e->site;
    t->span = span;
    return t;
}

bool terminal_is_here(const struct eval *e, const struct terminal *t)
{
    return t->stream && eval_is_here(e, t->stream) &&
           (t->lasts || t->reached == e->now.k);
}

struct value terminal_begin(struct eval *e, struct terminal *t,
                            const struct argument *otherwise,
                            const struct argument *glide)
{
    const struct named_setting setting[] = {{"value", otherwise->value},
                                            {"glide", glide->value}};
    uint32_t n;

    if (value_items(&otherwise->value, &n) && n > TERMINAL_LANES_MAX)
        return eval_too_large(e, otherwise->span, "list");
    const struct value made =
        named_node(e, "event_to_value", NULL, setting, 2, t->span);
    if (made.kind == VALUE_STREAM)
        t->stream = made.stream;
    return made;
}

static bool give_one(struct eval *e, const struct terminal *t, uint32_t lane,
                     const struct value *v, int64_t at)
{
    const bool is_number = value_is_number(v) || v->kind == VALUE_BOOL;
    const double x = v->kind == VALUE_BOOL ? v->is_true
                     : is_number           ? value_as_number(v)
                                           : 0.0;
    const struct leat_event event = {
        .frame = at,
        .type = LEAT_EVENT_CONTROL,
        .param = lane,
        .value = (float)math_clamp_d(x, -VALUE_MOST, VALUE_MOST)};

    return !is_number || x != x || player_send(e, t->stream->node, &event, t->span);
}

bool terminal_give(struct eval *e, const struct terminal *t, const struct value *value,
                   int64_t at)
{
    const uint32_t lanes = eval_lanes(e, t->stream);
    uint32_t n = 1;
    const struct value *item = value_items(value, &n);
    bool good = true;

    if (!item) {
        item = value;
        n = 1;
    }
    for (uint32_t i = 0; i < n && i < lanes && good; i++)
        good = give_one(e, t, i, &item[i], at);
    return good;
}
