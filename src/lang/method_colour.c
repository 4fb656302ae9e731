/* SPDX-License-Identifier: MIT */
/* method_colour: what colours can be asked. */
#include "base/math_d.h"
#include "creative/colour_space.h"
#include "lang/method.h"

#define COLOUR (1u << VALUE_COLOUR)

static struct value component(struct value self, unsigned shift)
{
    return value_number((double)(self.colour >> shift & 0xFF) / 255.0, MEASURE_NONE);
}

static struct value call_r(struct eval *e, struct value self, const struct argument *a,
                           uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return component(self, 24);
}

static struct value call_g(struct eval *e, struct value self, const struct argument *a,
                           uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return component(self, 16);
}

static struct value call_b(struct eval *e, struct value self, const struct argument *a,
                           uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return component(self, 8);
}

static struct value call_a(struct eval *e, struct value self, const struct argument *a,
                           uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return component(self, 0);
}

/* Hue in degrees, saturation or value. */
static struct value of_hsv(struct value self, unsigned i)
{
    const struct colour colour = colour_of_rgba(self.colour);
    double hsv[3];

    colour_to_hsv(&colour, hsv);
    return value_number(hsv[i], MEASURE_NONE);
}

static struct value call_h(struct eval *e, struct value self, const struct argument *a,
                           uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return of_hsv(self, 0);
}

static struct value call_s(struct eval *e, struct value self, const struct argument *a,
                           uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return of_hsv(self, 1);
}

static struct value call_v(struct eval *e, struct value self, const struct argument *a,
                           uint32_t n, struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return of_hsv(self, 2);
}

static struct value call_with_alpha(struct eval *e, struct value self,
                                    const struct argument *a, uint32_t n,
                                    struct span span)
{
    const struct value *v = &a[0].value;
    const bool plain = value_is_number(v) &&
                       (v->measure == MEASURE_NONE || v->measure == MEASURE_FRACTION);
    const double x = plain ? value_as_number(v) : 0.0;
    char text[64];

    (void)n, (void)span;
    if (!plain) {
        report_error(e->report, a[0].span, 306, "This is %s; a fraction belongs here.",
                     value_kind_name(v));
        report_hint(e->report, "Such as 50%%.");
        return value_poison();
    }
    if (!(x >= 0.0 && x <= 1.0)) {
        value_print(v, true, text, sizeof(text));
        report_error(e->report, a[0].span, 401, "`alpha` is %s; it can go from 0 to 1.",
                     text);
        report_hint(e->report, "Try %s.", x < 0.0 ? "0" : "1");
        return value_poison();
    }
    self.colour = (self.colour & 0xFFFFFF00u) | (uint32_t)math_round_d(x * 255.0);
    return self;
}

static struct value call_hex(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    char text[16];
    const size_t size = value_print(&self, false, text, sizeof(text));
    const char *copy = heap_text(e->heap, text, size);

    (void)a, (void)n, (void)span;
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
