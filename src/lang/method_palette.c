/* SPDX-License-Identifier: MIT */
/*
 * method_palette: colours of a palette, which is a list of them or its name.
 *
 * Source: language reference, section 4.2.
 */
#include "lang/method.h"
#include "lang/visual.h"

#define PALETTE (1u << VALUE_LIST | 1u << VALUE_TUPLE | 1u << VALUE_SYMBOL)

static bool read(struct eval *e, const struct value *self, struct palette *out,
                 struct span span)
{
    if (visual_palette(self, out))
        return true;
    report_error(e->report, span, 306, "This is %s; a palette belongs here.",
                 value_kind_name(self));
    report_hint(e->report, "Such as `neon` or `[#FF0000, #0000FF]`.");
    return false;
}

static struct value member(struct eval *e, const struct value *self,
                           enum palette_member which, struct span span)
{
    struct palette palette;

    if (!read(e, self, &palette, span))
        return value_poison();
    const struct colour colour = palette_member(&palette, which);
    return value_colour(&colour);
}

static struct value call_primary(struct eval *e, struct value self,
                                 const struct argument *a, uint32_t n, struct span span)
{
    (void)a, (void)n;
    return member(e, &self, PALETTE_PRIMARY, span);
}

static struct value call_secondary(struct eval *e, struct value self,
                                   const struct argument *a, uint32_t n,
                                   struct span span)
{
    (void)a, (void)n;
    return member(e, &self, PALETTE_SECONDARY, span);
}

static struct value call_accent(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    (void)a, (void)n;
    return member(e, &self, PALETTE_ACCENT, span);
}

static struct value call_background(struct eval *e, struct value self,
                                    const struct argument *a, uint32_t n,
                                    struct span span)
{
    (void)a, (void)n;
    return member(e, &self, PALETTE_BACKGROUND, span);
}

static struct value call_sample(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    const struct value *t = &a[0].value;
    struct palette palette;

    (void)n;
    if (!read(e, &self, &palette, span))
        return value_poison();
    if (!value_is_number(t) ||
        (t->measure != MEASURE_NONE && t->measure != MEASURE_FRACTION)) {
        report_error(e->report, a[0].span, 306,
                     "This is %s; `sample` needs a fraction.", value_kind_name(t));
        report_hint(e->report, "0 is the first colour, 1 the last.");
        return value_poison();
    }
    const struct colour colour = palette_at(&palette, value_as_number(t));
    return value_colour(&colour);
}

const struct method_word method_palette[] = {
    {"primary", "", 0, 0, METHOD_WITHOUT_BRACKETS, PALETTE, call_primary,
     "First colour of a palette."},
    {"secondary", "", 0, 0, METHOD_WITHOUT_BRACKETS, PALETTE, call_secondary,
     "Second colour of a palette."},
    {"accent", "", 0, 0, METHOD_WITHOUT_BRACKETS, PALETTE, call_accent,
     "Third colour of a palette."},
    {"background", "", 0, 0, METHOD_WITHOUT_BRACKETS, PALETTE, call_background,
     "Last colour of a palette."},
    {"sample", "t", 1, 1, 0, PALETTE, call_sample,
     "Colour of a palette at t, from 0 to 1."},
    {0},
};
