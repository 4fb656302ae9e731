/* SPDX-License-Identifier: MIT */
/* method_colour: what colours can be asked. */
#include "lang/colour_part.h"
#include "lang/method.h"
#include "lang/visual.h"

#define COLOUR (1u << VALUE_COLOUR | 1u << VALUE_SYMBOL)

#define PART(name)                                                                     \
    static struct value call_##name(struct eval *e, struct value self,                 \
                                    const struct argument *a, uint32_t n,              \
                                    struct span span)                                  \
    {                                                                                  \
        (void)a, (void)n;                                                              \
        return colour_part(e, &self, #name, span);                                     \
    }
PART(r)
PART(g)
PART(b)
PART(a)
PART(h)
PART(s)
PART(v)

/* A name of a colour as that colour; poison after E202. */
static struct value read(struct eval *e, struct value self, const char *name,
                         struct span span)
{
    struct colour colour;

    if (visual_colour(&self, &colour))
        return value_colour(&colour);
    report_error(e->report, span, 202, "%s has no `%.60s`.", value_kind_name(&self),
                 name);
    report_hint(e->report, "Colours do, such as `red` or `hsv(120, 1, 1)`.");
    return value_poison();
}

static struct value call_with_alpha(struct eval *e, struct value self,
                                    const struct argument *a, uint32_t n,
                                    struct span span)
{
    const struct value *v = &a[0].value;
    const bool plain = value_is_number(v) &&
                       (v->measure == MEASURE_NONE || v->measure == MEASURE_FRACTION);
    static const struct leat_param part = {.name = "alpha", .max = 1.0f, .def = 1.0f};
    double x = plain ? value_as_number(v) : 0.0;
    char text[64];

    (void)n;
    self = read(e, self, "with_alpha", span);
    if (self.kind == VALUE_POISON)
        return self;
    if (!plain) {
        report_error(e->report, a[0].span, 306, "This is %s; a fraction belongs here.",
                     value_kind_name(v));
        report_hint(e->report, "Such as 50%%.");
        return value_poison();
    }
    const struct value number = value_number(x, MEASURE_NONE);
    if (plain && e->convert.holds &&
        !convert_double(&e->convert, &number, &part, a[0].span, &x))
        return value_poison();
    if (!(x >= 0.0 && x <= 1.0)) {
        value_print(v, true, text, sizeof(text));
        report_error(e->report, a[0].span, 401, "`alpha` is %s; it can go from 0 to 1.",
                     text);
        report_hint(e->report, "Try %s.", x < 0.0 ? "0" : "1");
        return value_poison();
    }
    struct colour colour = value_as_colour(&self);
    colour.a = x;
    return value_colour(&colour);
}

static struct value call_hex(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    const struct value colour = read(e, self, "hex", span);
    char text[16];
    const size_t size = value_print(&colour, false, text, sizeof(text));
    const char *copy = heap_text(e->heap, text, size);

    (void)a, (void)n;
    if (colour.kind == VALUE_POISON)
        return colour;
    return copy ? value_text(copy, size) : eval_out_of_memory(e);
}

const struct method_word method_colour[] = {
    {"r", "", 0, 0, METHOD_WITHOUT_BRACKETS, COLOUR, call_r, "Red, from 0 to 1."},
    {"g", "", 0, 0, METHOD_WITHOUT_BRACKETS, COLOUR, call_g, "Green, from 0 to 1."},
    {"b", "", 0, 0, METHOD_WITHOUT_BRACKETS, COLOUR, call_b, "Blue, from 0 to 1."},
    {"a", "", 0, 0, METHOD_WITHOUT_BRACKETS, COLOUR, call_a,
     "How much it covers, from 0 to 1."},
    {"h", "", 0, 0, METHOD_WITHOUT_BRACKETS, COLOUR, call_h,
     "Hue in degrees, from 0 to 360; 0 of greys."},
    {"s", "", 0, 0, METHOD_WITHOUT_BRACKETS, COLOUR, call_s,
     "How far from grey, from 0 to 1."},
    {"v", "", 0, 0, METHOD_WITHOUT_BRACKETS, COLOUR, call_v,
     "The greatest of red, green and blue."},
    {"with_alpha", "x", 1, 1, 0, COLOUR, call_with_alpha,
     "The same colour that covers as much as x says, from 0 to 1."},
    {"hex", "", 0, 0, 0, COLOUR, call_hex, "As text, \"#FF8000\"."},
    {0},
};
