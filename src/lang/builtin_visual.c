/* SPDX-License-Identifier: MIT */
/*
 * builtin_visual: the visual context, and pictures of sounds.
 *
 * Source: language reference, sections 7.1 and 7.2.
 */
#include <string.h>

#include "base/str.h"
#include "creative/mood.h"
#include "lang/builtin.h"
#include "lang/named.h"
#include "lang/visual.h"

#define COMPOSER "Composer composer"

enum { BANDS = 32, STOPS = 32, COUNT_MOST = 16777216 };

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/** The palette of a stream. */
struct tint {
    uint32_t node, port;
    int64_t frame; /* of the program, with which it is forgotten; -1: it stays */
    struct value palette;
};

enum { PALETTE, MOOD, ENERGY, COMPLEXITY, N_FIELDS };
#define FIELDS "palette mood energy complexity"
static const char *const fields[] = {"palette", "mood", "energy", "complexity"};

static bool read_palette(struct eval *e, const struct argument *a, struct palette *out)
{
    if (visual_palette(&a->value, out))
        return true;
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306, "This is %s; it must be a palette.",
                     value_kind_name(&a->value));
        report_hint(e->report, "Such as \"neon\", or [#FF8000, #002040].");
    }
    return false;
}

static bool read_mood(struct eval *e, const struct argument *a, uint32_t *mood)
{
    size_t size;
    const char *word = value_word(&a->value, &size);
    const int found = word ? mood_find(word, size) : -1;

    *mood = found < 0 ? 0 : (uint32_t)found;
    if (found >= 0 || a->value.kind == VALUE_POISON)
        return found >= 0;
    report_error(e->report, a->span, 306, "This is %s; it must be a mood.",
                 value_kind_name(&a->value));
    report_hint(e->report, "Calm, Energetic, Mysterious, Joyful, Melancholy or "
                           "Aggressive.");
    return false;
}

/* A number in [0, 1], or a stream that moves it. */
static bool read_part(struct eval *e, const struct argument *a, const char *name,
                      struct value *out)
{
    const struct leat_param part = {
        .name = name, .unit = LEAT_UNIT_FRACTION, .max = 1.0f};
    float x;

    *out = a->value;
    if (a->value.kind == VALUE_STREAM)
        return true;
    if (!convert_number(&e->convert, &a->value, &part, a->span, &x))
        return false;
    *out = value_number((double)x, MEASURE_NONE);
    return true;
}

/* What is said of a context; the rest stays as it is in `out`. */
static bool read_context(struct eval *e, const char *word,
                         const struct argument *argument, uint32_t n, struct span span,
                         struct argument given[BUILTIN_PARAMS_MAX], struct visuals *out)
{
    const struct argument *entries = builtin_unpack(e, argument, &n);
    struct palette palette;

    if (!entries) {
        eval_out_of_memory(e);
        return false;
    }
    if (!builtin_order(e, word, FIELDS, 0, entries, n, span, given))
        return false;
    if (given[PALETTE].span.end) {
        if (!read_palette(e, &given[PALETTE], &palette))
            return false;
        out->has_palette = true;
        out->palette = given[PALETTE].value;
    }
    return (!given[MOOD].span.end || read_mood(e, &given[MOOD], &out->mood)) &&
           (!given[ENERGY].span.end ||
            read_part(e, &given[ENERGY], "energy", &out->energy)) &&
           (!given[COMPLEXITY].span.end ||
            read_part(e, &given[COMPLEXITY], "complexity", &out->complexity));
}

WORD(set_visual_context)
{
    struct argument given[BUILTIN_PARAMS_MAX];
    struct visuals visuals = e->visuals;

    if (!read_context(e, self->name, argument, n, span, given, &visuals))
        return value_poison();
    e->visuals = visuals;
    return value_null();
}

/* A record that set_visual_context() and visualize() take, checked here. */
WORD(context)
{
    struct argument given[BUILTIN_PARAMS_MAX];
    struct visuals visuals = e->visuals;
    const struct value map = value_new_map(e->heap);

    if (map.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    if (!read_context(e, self->name, argument, n, span, given, &visuals))
        return value_poison();
    for (int i = 0; i < N_FIELDS; i++) {
        const uint32_t name = names_add(e->names, fields[i], strlen(fields[i]));
        if (given[i].span.end &&
            !value_put(e->heap, map.map, name, fields[i], span, given[i].value))
            return eval_out_of_memory(e);
    }
    return map;
}

static void forget_tints(struct eval *e)
{
    struct visuals *v = &e->visuals;

    while (v->n_tints > 0 && v->tint[v->n_tints - 1].frame >= 0 &&
           (!e->in_frame || v->tint[v->n_tints - 1].frame != e->now.k))
        v->n_tints--;
}

/* The palette that a stream was given, or that of the context; NULL: none was. */
static const struct value *palette_of(struct eval *e, const struct stream *s)
{
    const struct visuals *v = &e->visuals;

    forget_tints(e);
    for (uint32_t i = v->n_tints; i > 0; i--)
        if (v->tint[i - 1].node == s->node && v->tint[i - 1].port == s->port)
            return &v->tint[i - 1].palette;
    return v->has_palette ? &v->palette : NULL;
}

static struct value keep_tint(struct eval *e, const struct stream *s,
                              const struct value *palette)
{
    struct visuals *v = &e->visuals;

    forget_tints(e);
    struct tint *tints =
        heap_grow(e->heap, v->tint, v->n_tints, &v->room_tints, sizeof(*tints));
    if (!tints)
        return eval_out_of_memory(e);
    v->tint = tints;
    v->tint[v->n_tints++] =
        (struct tint){s->node, s->port, e->in_frame ? e->now.k : -1, *palette};
    return value_null();
}

/* set_palette(p), set_palette(stream, p) */
WORD(set_palette)
{
    const struct argument *palette = &argument[argument[1].span.end ? 1 : 0];
    const bool is_whole = palette == argument || argument[0].value.kind == VALUE_NULL;
    struct palette read;

    (void)n, (void)span;
    if (!read_palette(e, palette, &read))
        return value_poison();
    if (!is_whole) {
        const struct value stream = named_stream(e, &argument[0], self->name);
        return stream.kind == VALUE_STREAM
                   ? keep_tint(e, stream.stream, &palette->value)
                   : value_poison();
    }
    e->visuals.has_palette = true;
    e->visuals.palette = palette->value;
    return value_null();
}

/* The mean of bands [from, to) of a spectrum, as a stream. */
static struct value mean_of(struct eval *e, const struct value *spectrum, uint32_t from,
                            uint32_t to, struct span span)
{
    char row[BANDS * 20] = "";
    size_t used = 0;

    for (uint32_t b = 0; b < BANDS; b++)
        used += str_format(row + used, sizeof(row) - used, "%s%.9g", b ? " " : "",
                           b >= from && b < to ? 1.0 / (to - from) : 0.0);
    return eval_rows(e, spectrum->stream, row, span);
}

/* The number of beats so far. */
static struct value count_beats(struct eval *e, const struct value *audio,
                                struct span span)
{
    const struct named_setting most = {"modulo", value_integer(COUNT_MOST)};
    const struct value beats = named_node(e, "beat_detect", audio, NULL, 0, span);

    return beats.kind == VALUE_STREAM ? named_node(e, "counter", &beats, &most, 1, span)
                                      : value_poison();
}

/* Colours at equal distances, as the node takes them. */
static struct value palette_text(struct eval *e, const struct value *palette)
{
    char text[STOPS * 8 + 1] = "";
    struct palette read;
    size_t used = 0;

    if (!palette || !visual_palette(palette, &read))
        return value_null();
    for (int i = 0; i < STOPS; i++) {
        const struct colour c = palette_at(&read, (double)i / (STOPS - 1));
        used += str_format(text + used, sizeof(text) - used, "%s#%06X", i ? " " : "",
                           (unsigned)(colour_to_rgba(&c) >> 8));
    }
    const char *copy = heap_text(e->heap, text, used);
    return copy ? value_text(copy, used) : eval_out_of_memory(e);
}

static struct value size_text(struct eval *e)
{
    char text[32];

    if (!e->width)
        return value_null();
    const size_t used = str_format(text, sizeof(text), "%ux%u", e->width, e->height);
    const char *copy = heap_text(e->heap, text, used);
    return copy ? value_text(copy, used) : eval_out_of_memory(e);
}

/* As the node's choices write it. */
static struct value mood_text(struct eval *e, uint32_t mood)
{
    const char *name = mood_name(mood);
    char *text = heap_take(e->heap, strlen(name) + 1, 1);

    if (!text)
        return eval_out_of_memory(e);
    for (size_t i = 0; name[i]; i++)
        text[i] = (char)(name[i] | 32);
    return value_text(text, strlen(name));
}

static struct value draw_sound(struct eval *e, const struct value *audio,
                               const struct visuals *v, const struct value *palette,
                               struct span span)
{
    const struct named_setting bands = {"bands", value_integer(BANDS)};
    const struct value spectrum = named_node(e, "spectrum", audio, &bands, 1, span);

    if (spectrum.kind != VALUE_STREAM)
        return value_poison();
    const struct named_setting setting[] = {
        {"mood", mood_text(e, v->mood)},
        {"energy", v->energy},
        {"complexity", v->complexity},
        {"low", mean_of(e, &spectrum, 0, 8, span)},
        {"mid", mean_of(e, &spectrum, 8, 20, span)},
        {"high", mean_of(e, &spectrum, 20, BANDS, span)},
        {"beats", count_beats(e, audio, span)},
        {"palette", palette_text(e, palette)},
        {"size", size_text(e)},
    };
    const uint32_t n_settings = sizeof(setting) / sizeof(setting[0]);
    for (uint32_t i = 0; i < n_settings; i++)
        if (setting[i].value.kind == VALUE_POISON)
            return value_poison();
    return named_node(e, "mood_picture", audio, setting, n_settings, span);
}

/* <audio>_visual, where nothing else is said. */
static bool name_visual(struct eval *e, const struct argument *audio,
                        const struct argument *output, const struct stream *from,
                        const struct value *made, uint32_t first_node, const char *word)
{
    const char *name =
        audio->value.kind == VALUE_TEXT ? audio->value.text : named_name(e, from);
    struct argument named = *output;
    char text[LEAT_NAME_MAX];

    if (output->value.kind == VALUE_NULL && name &&
        strlen(name) + sizeof("_visual") <= sizeof(text)) {
        const size_t size = str_format(text, sizeof(text), "%s_visual", name);
        const char *copy = heap_text(e->heap, text, size);
        if (!copy) {
            eval_out_of_memory(e);
            return false;
        }
        named.value = value_text(copy, size);
    }
    return named_result(e, &named, made, first_node, word, true);
}

WORD(visualize)
{
    const uint32_t first_node = e->draft->n_nodes;
    const struct value audio = named_stream(e, &argument[0], self->name);
    struct argument given[BUILTIN_PARAMS_MAX];
    struct visuals v = e->visuals;

    (void)n;
    if (audio.kind != VALUE_STREAM)
        return value_poison();
    const bool says = argument[1].value.kind != VALUE_NULL;
    v.has_palette = false;
    if (says && argument[1].value.kind != VALUE_MAP) {
        report_error(e->report, argument[1].span, 306,
                     "This is %s; a visual context is a record.",
                     value_kind_name(&argument[1].value));
        report_hint(e->report, "Such as `{ mood: Joyful, energy: 80%% }`.");
        return value_poison();
    }
    const struct argument context = {0, argument[1].span, argument[1].value};
    if (says && !read_context(e, self->name, &context, 1, span, given, &v))
        return value_poison();
    const struct value made = draw_sound(
        e, &audio, &v, v.has_palette ? &v.palette : palette_of(e, audio.stream), span);
    return made.kind == VALUE_STREAM &&
                   name_visual(e, &argument[0], &argument[2], audio.stream, &made,
                               first_node, self->name)
               ? made
               : value_poison();
}

const struct builtin builtin_visual[] = {
    {"set_palette", "stream palette", 1, BUILTIN_IS_WHOLE, word_set_palette, NULL,
     "Say which colours pictures have, all or those of one stream.",
     "composer.set_palette(\"neon\"); loop { plasma() }", COMPOSER},
    {"set_visual_context", FIELDS, 0, BUILTIN_GATHERS, word_set_visual_context, NULL,
     "Say palette, mood, energy and complexity of pictures.",
     "composer.set_visual_context(mood: Joyful, energy: 80%)", COMPOSER},
    {"VisualContext", FIELDS, 0, BUILTIN_GATHERS, word_context, NULL,
     "A record of what set_visual_context() sets.",
     "composer.set_visual_context(VisualContext { palette: neon, mood: Calm })",
     COMPOSER},
    {"visualize", "audio context output", 1, BUILTIN_IS_WHOLE, word_visualize, NULL,
     "A picture of a sound, by mood, energy and complexity.",
     "composer.visualize(saw(110.hz), { mood: Mysterious }) |> file(\"tunnel.y4m\")",
     COMPOSER},
    {0},
};
