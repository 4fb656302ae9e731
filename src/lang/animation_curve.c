/* SPDX-License-Identifier: MIT */
/* animation_curve: keyframes in time, and what lies between them. */
#include "lang/animation_curve.h"

#include <string.h>

#include "base/curve.h"
#include "base/math_d.h"
#include "base/str.h"
#include "creative/easing.h"
#include "lang/builtin.h"
#include "lang/length.h"
#include "lang/ticking.h"

enum { POINT_TEXT = 64, POINTS_PARAM = 0, WAY_PARAM = 1 /* of the class curve */ };
static const double TIME_MOST_S = 1e6, VALUE_MOST = 1e6;

struct animation_curve {
    struct thing thing;
    struct curve_point point[CURVE_POINTS_MAX];
    uint32_t n;
    enum curve_way way;
    enum measure measure;  /* of the values */
    struct stream *stream; /* its node's, or NULL */
    struct draft_param param[2];
    float way_value;
    uint64_t site;
};

static struct animation_curve *of(struct value self)
{
    return (struct animation_curve *)self.thing;
}

static bool read_time(struct eval *e, const struct argument *a, const char *what,
                      double *out)
{
    struct length length;

    if (!length_read(e, a, what, &length))
        return false;
    *out = length_seconds(e, length);
    if (*out >= 0.0 && *out <= TIME_MOST_S)
        return true;
    report_error(e->report, a->span, 401, "A time of %g s is not on a curve.", *out);
    report_hint(e->report, "It begins at 0.");
    return false;
}

/* A number in the unit that the others have. */
static bool read_value(struct eval *e, const struct animation_curve *c,
                       const struct argument *a, double *out)
{
    const struct value *v = &a->value;

    if (!value_is_number(v)) {
        report_error(e->report, a->span, 306, "This is %s; a keyframe has a number.",
                     value_kind_name(v));
        report_hint(e->report, "Such as `.add_keyframe(1.s, 800.hz)`.");
        return false;
    }
    if (c->n && v->measure != MEASURE_NONE && v->measure != c->measure) {
        report_error(e->report, a->span, 303, "%s and %s measure different things.",
                     measure_name(c->measure), measure_name(v->measure));
        report_hint(e->report, "Give all keyframes the same unit.");
        return false;
    }
    *out = value_as_number(v);
    if (*out >= -VALUE_MOST && *out <= VALUE_MOST)
        return true;
    report_error(e->report, a->span, 401, "A keyframe can be from -%g to %g.",
                 VALUE_MOST, VALUE_MOST);
    report_hint(e->report, "Make it smaller, and multiply what comes of it.");
    return false;
}

static bool read_ease(struct eval *e, const struct argument *a, enum easing *easing)
{
    const bool is_word = a->value.kind == VALUE_TEXT || a->value.kind == VALUE_SYMBOL;
    const char *text = is_word ? a->value.text : "";
    const int found = easing_find(text, strlen(text));
    struct str_nearest near;

    if (found >= 0) {
        *easing = (enum easing)found;
        return true;
    }
    report_error(e->report, a->span, 407,
                 "This cannot work: there is no easing `%.60s`.", text);
    str_nearest_init(&near, text);
    for (size_t i = 0; easing_name(i); i++)
        str_nearest_offer(&near, easing_name(i));
    report_hint(e->report, near.best ? "Did you mean `%s`?" : "Such as \"%s\".",
                near.best ? near.best : easing_name(EASING_IN_OUT));
    return false;
}

/* What its node plays: each keyframe as time, value, easing. */
static bool write_points(struct eval *e, struct animation_curve *c)
{
    const size_t size = (size_t)c->n * POINT_TEXT + 1;
    char *text = heap_take(e->heap, size, 1);
    size_t used = 0;

    if (!text)
        return eval_out_of_memory(e).kind != VALUE_POISON;
    for (uint32_t i = 0; i < c->n; i++)
        used += str_format(text + used, size - used, "%.9f %.9f %d ", c->point[i].t,
                           c->point[i].v, (int)c->point[i].easing);
    c->way_value = (float)c->way;
    c->param[0] = (struct draft_param){.param = POINTS_PARAM, .text = text};
    c->param[1] =
        (struct draft_param){.param = WAY_PARAM, .n = 1, .value = &c->way_value};
    return true;
}

static struct value stream(struct eval *e, struct thing *self, struct span span)
{
    struct animation_curve *c = (struct animation_curve *)self;

    if (c->stream && eval_is_here(e, c->stream))
        return (struct value){.kind = VALUE_STREAM, .stream = c->stream};
    if (!write_points(e, c))
        return value_poison();
    const uint32_t node = eval_add_node(
        e, &(struct draft_node){.class = leat_node_class_find("curve"),
                                .span = span,
                                .n_params = 2,
                                .param = c->param,
                                .identity = e->in_frame ? c->site | 1 : 0});
    if (node == NO_NODE)
        return value_poison();
    const struct value value = eval_stream_value(e, node, 0, LEAT_AUDIO);
    struct stream *own = heap_take(e->heap, 1, sizeof(*own));
    if (value.kind != VALUE_STREAM || !own)
        return own ? value : eval_out_of_memory(e);
    *own = *value.stream;
    own->measure = c->measure;
    c->stream = own;
    return (struct value){.kind = VALUE_STREAM, .stream = own};
}

METHOD(add_keyframe)
{
    struct animation_curve *c = of(self);
    struct argument out[BUILTIN_PARAMS_MAX];
    struct curve_point point = {.easing = EASING_LINEAR};

    if (!builtin_order(e, "add_keyframe", "time value ease", 2, a, n, span, out) ||
        !read_time(e, &out[0], "add_keyframe", &point.t) ||
        !read_value(e, c, &out[1], &point.v) ||
        (out[2].span.end && !read_ease(e, &out[2], &point.easing)))
        return value_poison();
    const uint32_t before = c->n ? curve_find(c->point, c->n, point.t) : 0;
    const bool same = c->n && c->point[before].t == point.t;
    uint32_t at = c->n && c->point[before].t <= point.t ? before + !same : before;
    if (!same && c->n == CURVE_POINTS_MAX)
        return eval_too_large(e, span, "curve");
    if (!c->n)
        c->measure = out[1].value.measure;
    for (uint32_t i = same ? 0 : c->n++; !same && i > at; i--)
        c->point[i] = c->point[i - 1];
    c->point[at] = point;
    return !c->stream || write_points(e, c) ? self : value_poison();
}

/* Where it is at a time, or at the time of what is due. */
METHOD(evaluate)
{
    const struct animation_curve *c = of(self);
    double t = (double)e->now.event / e->convert.rate_hz;

    (void)span;
    if (n && !read_time(e, &a[0], "evaluate", &t))
        return value_poison();
    return value_number(curve_at(c->point, c->n, c->way, t), c->measure);
}

static bool read_way(struct eval *e, const struct argument *a, enum curve_way *way)
{
    static const char *const ways[] = {"Linear", "Bezier", "Step"};
    const char *near;

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        const struct value word = {.kind = VALUE_SYMBOL, .text = ways[i]};
        if (eval_equal(e, &a->value, &word)) {
            *way = (enum curve_way)i;
            return true;
        }
    }
    near = a->value.kind == VALUE_TEXT || a->value.kind == VALUE_SYMBOL
               ? str_nearest_of(a->value.text, ways, sizeof(ways) / sizeof(ways[0]))
               : NULL;
    report_error(e->report, a->span, 306, "This is no interpolation.");
    report_hint(e->report,
                near ? "Did you mean `%s`?" : "%sThere are: Linear, Bezier, Step.",
                near ? near : "");
    return false;
}

METHOD(set_interpolation)
{
    struct animation_curve *c = of(self);

    (void)n, (void)span;
    return read_way(e, &a[0], &c->way) && (!c->stream || write_points(e, c))
               ? self
               : value_poison();
}

static const struct method_word methods[] = {
    {"add_keyframe", "time value ease", 0, 3, 0, 0, call_add_keyframe,
     "Add a value at a time, and how it goes on to the next."},
    {"evaluate", "t", 0, 1, 0, 0, call_evaluate, "Where a curve is at a time, or now."},
    {"sample", "t", 0, 1, 0, 0, call_evaluate, "Where a curve is at a time, or now."},
    {"set_interpolation", "kind", 1, 1, 0, 0, call_set_interpolation,
     "What lies between keyframes: Linear, Bezier or Step."},
    {0},
};

const struct thing_class animation_curve_class = {.name = "an animation curve",
                                                  .methods = methods,
                                                  .stream = stream,
                                                  .is_quiet = true};

struct value animation_curve_new(struct eval *e, const struct argument *way,
                                 struct span span)
{
    struct thing *kept = ticking_kept(e, &animation_curve_class);
    enum curve_way read = CURVE_LINEAR;

    if (way->span.end && !read_way(e, way, &read))
        return value_poison();
    if (kept)
        return (struct value){.kind = VALUE_THING, .thing = kept};
    const struct value value =
        thing_new(e, &animation_curve_class, sizeof(struct animation_curve));
    if (value.kind == VALUE_POISON)
        return value;
    of(value)->way = read;
    of(value)->measure = MEASURE_NONE;
    of(value)->site = e->site;
    return ticking_keep(e, value.thing, span) ? value : value_poison();
}
