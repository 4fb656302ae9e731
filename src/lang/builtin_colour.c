/* SPDX-License-Identifier: MIT */
/*
 * builtin_colour: colours and palettes.
 *
 * Source: language reference, sections 4.2 and 8.2.
 */
#include <string.h>

#include "base/math_d.h"
#include "creative/colour_space.h"
#include "creative/name.h"
#include "lang/builtin_argument.h"
#include "lang/visual.h"

#define PI 3.14159265358979323846

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* How much a colour covers; 1 where it was left out. */
static bool read_alpha(struct eval *e, const struct builtin *self,
                       const struct argument *a, double *alpha)
{
    static const struct leat_param part = {.name = "alpha", .max = 1.0f, .def = 1.0f};

    if (!argument_number(e, self, a, 1.0, alpha))
        return false;
    const struct value number = value_number(*alpha, MEASURE_NONE);
    return convert_double(&e->convert, &number, &part, a->span, alpha);
}

/* Red, green or blue, from 0 to 255; in a frame what is computed is held there. */
static bool read_part(struct eval *e, const struct builtin *self,
                      const struct argument *a, double *x)
{
    static const struct leat_param part = {.name = "colour", .max = 255.0f};

    if (!argument_number(e, self, a, 0.0, x))
        return false;
    const struct value number = value_number(*x, MEASURE_NONE);
    return !e->convert.holds || convert_double(&e->convert, &number, &part, a->span, x);
}

static bool read_colour(struct eval *e, const struct builtin *self,
                        const struct argument *a, struct colour *out)
{
    if (visual_colour(&a->value, out))
        return true;
    argument_refuse(e, self, a, "a colour");
    return false;
}

/* rgb(255, 128, 0), rgb(1, 50%, 0) and rgba with an alpha of its own. */
WORD(rgb)
{
    struct colour colour;
    double x[3], alpha;

    (void)n;
    for (uint32_t i = 0; i < 3; i++)
        if (!read_part(e, self, &argument[i], &x[i]))
            return value_poison();
    if (!read_alpha(e, self, &argument[3], &alpha))
        return value_poison();
    if (colour_of_list(x, 3, &colour) < 0)
        return builtin_cannot(e, self, span,
                              "its parts go from 0 to 1, or all from 0 to 255");
    colour.a = alpha;
    return value_colour(&colour);
}

/* A hue in degrees or as an angle, and two parts of the whole. */
static bool read_hue(struct eval *e, const struct builtin *self,
                     const struct argument *argument, double x[3])
{
    static const char *const names[] = {"h", "s", "v"};
    const struct value *h = &argument[0].value;

    if (h->measure == MEASURE_ANGLE && h->kind == VALUE_NUMBER)
        x[0] = h->number * (180.0 / PI);
    else if (!argument_number(e, self, &argument[0], 0.0, &x[0]))
        return false;
    for (uint32_t i = 1; i < 3; i++) {
        const struct leat_param part = {
            .name = names[i], .unit = LEAT_UNIT_FRACTION, .max = 1.0f};
        if (!convert_double(&e->convert, &argument[i].value, &part, argument[i].span,
                            &x[i]))
            return false;
    }
    return true;
}

static struct value of_hue(struct eval *e, const struct builtin *self,
                           const struct argument *argument,
                           struct colour (*make)(double h, double s, double v))
{
    struct colour colour;
    double x[3], alpha;

    if (!read_hue(e, self, argument, x) || !read_alpha(e, self, &argument[3], &alpha))
        return value_poison();
    colour = make(x[0], x[1], x[2]);
    colour.a = alpha;
    return value_colour(&colour);
}

WORD(hsv)
{
    (void)n, (void)span;
    return of_hue(e, self, argument, colour_of_hsv);
}

WORD(hsl)
{
    (void)n, (void)span;
    return of_hue(e, self, argument, colour_of_hsl);
}

static struct value of_lab(struct eval *e, const struct builtin *self,
                           const struct argument *argument,
                           struct colour (*make)(double l, double a, double b))
{
    struct colour colour;
    double x[3], alpha;

    for (uint32_t i = 0; i < 3; i++)
        if (!argument_number(e, self, &argument[i], 0.0, &x[i]))
            return value_poison();
    if (!read_alpha(e, self, &argument[3], &alpha))
        return value_poison();
    colour = make(x[0], x[1], x[2]);
    colour.a = alpha;
    return value_colour(&colour);
}

WORD(lab)
{
    (void)n, (void)span;
    return of_lab(e, self, argument, colour_of_lab);
}

WORD(oklab)
{
    (void)n, (void)span;
    return of_lab(e, self, argument, colour_of_oklab);
}

WORD(color)
{
    struct colour colour;

    (void)n, (void)span;
    return read_colour(e, self, &argument[0], &colour) ? value_colour(&colour)
                                                       : value_poison();
}

static double mix(double a, double b, double t)
{
    return a + (b - a) * t;
}

/* As its components stand, */
static struct colour mix_srgb(const struct colour *a, const struct colour *b, double t)
{
    return (struct colour){mix(a->r, b->r, t), mix(a->g, b->g, t), mix(a->b, b->b, t),
                           mix(a->a, b->a, t)};
}

/* as light adds up, */
static struct colour mix_linear(const struct colour *a, const struct colour *b,
                                double t)
{
    const double light[][2] = {{colour_space_light(a->r), colour_space_light(b->r)},
                               {colour_space_light(a->g), colour_space_light(b->g)},
                               {colour_space_light(a->b), colour_space_light(b->b)}};

    return (struct colour){colour_space_component(mix(light[0][0], light[0][1], t)),
                           colour_space_component(mix(light[1][0], light[1][1], t)),
                           colour_space_component(mix(light[2][0], light[2][1], t)),
                           mix(a->a, b->a, t)};
}

/* or as it looks even. */
static struct colour mix_oklab(const struct colour *a, const struct colour *b, double t)
{
    double from[3], to[3];
    struct colour colour;

    colour_to_oklab(a, from);
    colour_to_oklab(b, to);
    colour = colour_of_oklab(mix(from[0], to[0], t), mix(from[1], to[1], t),
                             mix(from[2], to[2], t));
    colour.a = mix(a->a, b->a, t);
    return colour;
}

WORD(lerp_color)
{
    static const char *const spaces[] = {"srgb", "linear", "oklab"};
    static struct colour (*const mixers[])(const struct colour *, const struct colour *,
                                           double) = {mix_srgb, mix_linear, mix_oklab};
    struct colour a, b;
    double t;
    size_t size;
    const char *word = value_word(&argument[3].value, &size);
    const int space = argument[3].value.kind == VALUE_NULL ? 0
                      : word ? name_find(word, size, spaces, 3)
                             : -1;

    (void)n, (void)span;
    if (!read_colour(e, self, &argument[0], &a) ||
        !read_colour(e, self, &argument[1], &b) ||
        !argument_number(e, self, &argument[2], 0.0, &t))
        return value_poison();
    if (space < 0)
        return argument_refuse(e, self, &argument[3], "srgb, linear or oklab");
    const struct colour mixed = mixers[space](&a, &b, math_clamp_d(t, 0.0, 1.0));
    return value_colour(&mixed);
}

/* alpha(c, a) covers as much as a says, fade_alpha(c, a) that part of what it did. */
WORD(alpha)
{
    const bool fades = strcmp(self->name, "fade_alpha") == 0;
    struct colour colour;
    double alpha;

    (void)n, (void)span;
    if (!read_colour(e, self, &argument[0], &colour) ||
        !read_alpha(e, self, &argument[1], &alpha))
        return value_poison();
    colour.a = fades ? colour.a * alpha : alpha;
    return value_colour(&colour);
}

/* palette(neon), palette([red, blue]): the list; with t the colour that lies there. */
WORD(palette)
{
    struct palette palette;
    double t;

    (void)n, (void)span;
    if (!visual_palette(&argument[0].value, &palette))
        return argument_refuse(e, self, &argument[0], "colours or a palette's name");
    if (argument[1].value.kind == VALUE_NULL)
        return visual_palette_value(e, &palette);
    if (!argument_number(e, self, &argument[1], 0.0, &t))
        return value_poison();
    const struct colour colour = palette_at(&palette, t);
    return value_colour(&colour);
}

WORD(gradient)
{
    struct colour colour[PALETTE_MAX];
    struct palette palette;

    for (uint32_t i = 0; i < n; i++) {
        if (argument[i].name) {
            report_error(e->report, argument[i].span, 404,
                         "`gradient` has no setting `%.60s`.",
                         names_text(e->names, argument[i].name));
            report_hint(e->report, "It takes colours.");
            return value_poison();
        }
        if (i < PALETTE_MAX && !read_colour(e, self, &argument[i], &colour[i]))
            return value_poison();
    }
    if (n > PALETTE_MAX || palette_of_colours(colour, n, &palette) < 0)
        return builtin_cannot(e, self, span, "it goes through 1 to 64 colours");
    return visual_palette_value(e, &palette);
}

static struct value
of_one(struct eval *e, const struct builtin *self, const struct argument *argument,
       void (*make)(const struct colour *colour, struct palette *out))
{
    struct palette palette;
    struct colour colour;

    if (!read_colour(e, self, &argument[0], &colour))
        return value_poison();
    make(&colour, &palette);
    return visual_palette_value(e, &palette);
}

WORD(monochromatic)
{
    (void)n, (void)span;
    return of_one(e, self, argument, palette_monochromatic);
}

WORD(complementary)
{
    (void)n, (void)span;
    return of_one(e, self, argument, palette_complementary);
}

WORD(triadic)
{
    (void)n, (void)span;
    return of_one(e, self, argument, palette_triadic);
}

const struct builtin builtin_colour[] = {
    {"rgb", "r g b a", 3, 0, word_rgb, NULL,
     "Colour of red, green and blue, from 0 to 1 or to 255.",
     "print(rgb(255, 128, 0), rgb(1, 50%, 0))", "Graphics"},
    {"rgba", "r g b a", 4, 0, word_rgb, NULL, "Colour that lets others show through.",
     "print(rgba(255, 128, 0, 0.5))", "Graphics"},
    {"hsv", "h s v a", 3, 0, word_hsv, NULL,
     "Colour of a hue in degrees, saturation and value.", "print(hsv(30, 100%, 80%))",
     "Graphics"},
    {"hsl", "h s l a", 3, 0, word_hsl, NULL,
     "Colour of a hue in degrees, saturation and lightness.",
     "print(hsl(30, 100%, 40%))", "Graphics"},
    {"lab", "l a b alpha", 3, 0, word_lab, NULL,
     "Colour of CIE L*a*b*, with L from 0 to 100.", "print(lab(60, 40, -20))",
     "Graphics"},
    {"oklab", "l a b alpha", 3, 0, word_oklab, NULL,
     "Colour of Oklab, with L from 0 to 1.", "print(oklab(0.7, 0.1, -0.1))",
     "Graphics"},
    {"color", "x", 1, 0, word_color, NULL,
     "Colour of a name, a number, a list, a note or a chord.",
     "print(color(\"css:orange\"), color(\"Am\"))", "Graphics"},
    {"lerp_color", "a b t space", 3, 0, word_lerp_color, NULL,
     "Colour between two, mixed in srgb, linear or oklab.",
     "print(lerp_color(red, blue, 25%, oklab))", "Graphics"},
    {"alpha", "c a", 2, 0, word_alpha, NULL, "The same colour, covering as much as a.",
     "print(alpha(red, 50%))", "Graphics"},
    {"fade_alpha", "c a", 2, 0, word_alpha, NULL,
     "The same colour, covering a part of what it did.",
     "print(fade_alpha(#FF800080, 50%))", "Graphics"},
    {"palette", "colors t", 1, 0, word_palette, NULL,
     "List of a palette's colours, or the colour at t of them.",
     "print(palette(neon), palette(rainbow, 1 / 3))", "Graphics"},
    {"gradient", "", 0, BUILTIN_GATHERS, word_gradient, NULL,
     "Palette that goes from colour to colour.", "print(gradient(red, #FFFF00, white))",
     "Graphics"},
    {"Monochromatic", "c", 1, 0, word_monochromatic, NULL,
     "Palette of one hue, from bright to dark.", "print(Monochromatic(orange))",
     "Graphics"},
    {"Complementary", "c", 1, 0, word_complementary, NULL,
     "Palette of a colour and its opposite.", "print(Complementary(orange))",
     "Graphics"},
    {"Triadic", "c", 1, 0, word_triadic, NULL,
     "Palette of a colour and those a third of the wheel away.",
     "print(Triadic(orange))", "Graphics"},
    {0},
};
