/* SPDX-License-Identifier: MIT */
/* convert: values to what a parameter wants. */
#include "lang/convert.h"

#include <string.h>

#include "base/math_d.h"
#include "base/note.h"
#include "base/str.h"
#include "creative/level.h"
#include "lang/musical.h"
#include "lang/visual.h"

#define PI        3.14159265358979323846
#define NO_NUMBER __builtin_nan("")

enum { WORD_SIZE = 64 };

/* What each unit is called, and an example that works. */
static const struct {
    const char *needs, *example;
} wants[] = {
    [LEAT_UNIT_NONE] = {"a number", "0.5"},
    [LEAT_UNIT_HZ] = {"a frequency", "440.hz, 1khz or \"A4\""},
    [LEAT_UNIT_DB] = {"a level", "-6.db or 50%"},
    [LEAT_UNIT_S] = {"a time", "2.s, 250.ms or 0.5.beats"},
    [LEAT_UNIT_MS] = {"a time", "10.ms"},
    [LEAT_UNIT_FRAMES] = {"a time in samples", "480.samples or 10.ms"},
    [LEAT_UNIT_FRACTION] = {"a part of the whole", "40% or 0.4"},
    [LEAT_UNIT_SEMITONES] = {"an interval", "7.st or 50.cents"},
    [LEAT_UNIT_DEGREES] = {"an angle", "45.deg"},
    [LEAT_UNIT_PX] = {"a number of pixels", "12.px"},
    [LEAT_UNIT_BPM] = {"a tempo", "120 bpm"},
    [LEAT_UNIT_BEATS] = {"a musical time", "0.5.beats"},
};

static const char *const suffixes[] = {
    [LEAT_UNIT_NONE] = "",        [LEAT_UNIT_HZ] = " Hz",
    [LEAT_UNIT_DB] = " dB",       [LEAT_UNIT_S] = " s",
    [LEAT_UNIT_MS] = " ms",       [LEAT_UNIT_FRAMES] = " samples",
    [LEAT_UNIT_FRACTION] = "",    [LEAT_UNIT_SEMITONES] = " semitones",
    [LEAT_UNIT_DEGREES] = " deg", [LEAT_UNIT_PX] = " px",
    [LEAT_UNIT_BPM] = " bpm",     [LEAT_UNIT_BEATS] = " beats",
};

/* A name of `words`, which blanks separate, without case, `_` and `-`; -1 for none. */
static int find_choice(const char *words, const char *name)
{
    int index = 0;

    for (const char *w = words; w && *w; index++, w += *w == ' ') {
        const char *n = name;
        const size_t size = strcspn(w, " ");
        size_t i = 0;
        for (; i < size; i++) {
            while (*n == ' ' || *n == '_' || *n == '-')
                n++;
            const char c = *n >= 'A' && *n <= 'Z' ? (char)(*n + 32) : *n;
            if (w[i] == '_' || w[i] == '-')
                continue;
            if (c != w[i])
                break;
            n++;
        }
        if (i == size && *n == '\0')
            return index;
        w += size;
    }
    return -1;
}

static void refuse(const struct convert *cv, const struct value *v,
                   const struct leat_param *p, struct span span, const char *needs)
{
    char text[WORD_SIZE];

    if (v->kind == VALUE_POISON)
        return;
    value_print(v, true, text, sizeof(text));
    if (value_is_number(v) || v->kind == VALUE_TEXT || v->kind == VALUE_BOOL ||
        v->kind == VALUE_COLOUR || v->kind == VALUE_SIZE)
        report_error(cv->report, span, 306, "`%s` is %s; `%s` needs %s.", text,
                     value_kind_name(v), p->name, needs);
    else
        report_error(cv->report, span, 306, "This is %s; `%s` needs %s.",
                     value_kind_name(v), p->name, needs);
}

static void hint_choices(const struct convert *cv, const struct leat_param *p,
                         const char *wanted)
{
    char list[200] = "", name[WORD_SIZE], *nearest = NULL, best[WORD_SIZE];
    size_t used = 0;
    unsigned least = 3;

    for (const char *w = p->choices; w && *w; w += *w == ' ') {
        const size_t size = strcspn(w, " ");
        str_format(name, sizeof(name), "%.*s", (int)size, w);
        used += str_format(list + used, sizeof(list) - used, "%s\"%s\"",
                           used ? ", " : "", name);
        if (wanted && str_distance(wanted, name) < least) {
            least = str_distance(wanted, name);
            nearest = memcpy(best, name, sizeof(name));
        }
        w += size;
    }
    if (nearest)
        report_hint(cv->report, "Did you mean \"%s\"?  It can be %s.", nearest, list);
    else
        report_hint(cv->report, "It can be %s.", list);
}

static bool to_choice(const struct convert *cv, const struct value *v,
                      const struct leat_param *p, struct span span, double *out)
{
    const char *word = v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL ? v->text
                       : v->kind == VALUE_FUNCTION ? v->function->name /* shape: exp */
                                                   : NULL;
    const int index = word ? find_choice(p->choices, word) : -1;

    *out = index;
    if (index >= 0)
        return true;
    refuse(cv, v, p, span, "one of its words");
    hint_choices(cv, p, word);
    return false;
}

static bool to_switch(const struct convert *cv, const struct value *v,
                      const struct leat_param *p, struct span span, double *out)
{
    if (v->kind == VALUE_BOOL) {
        *out = v->is_true;
        return true;
    }
    if (value_is_number(v) && v->measure == MEASURE_NONE) {
        *out = value_as_number(v) > 0.5;
        return true;
    }
    refuse(cv, v, p, span, "`true` or `false`");
    report_hint(cv->report, "Write `%s: true`.", p->name);
    return false;
}

/* Any measure of time in seconds; NaN when it is none. */
static double to_seconds(const struct convert *cv, double x, enum measure measure)
{
    switch (measure) {
    case MEASURE_TIME:
        return x;
    case MEASURE_SAMPLES:
        return x / cv->rate_hz;
    case MEASURE_BEATS:
        return x * 60.0 / cv->bpm;
    default:
        return NO_NUMBER;
    }
}

bool convert_measure(const struct convert *cv, double number, enum measure from,
                     enum measure to, double *out)
{
    const double seconds = to_seconds(cv, number, from);

    *out = number;
    if (from == to)
        return true;
    if (seconds != seconds || to_seconds(cv, 1.0, to) != to_seconds(cv, 1.0, to))
        return false;
    *out = seconds / to_seconds(cv, 1.0, to);
    return true;
}

/* The places that a text names: left, center, right. */
static bool is_place(const struct leat_param *p)
{
    return p->unit == LEAT_UNIT_NONE && p->min == -1.0f && p->max == 1.0f &&
           (strcmp(p->name, "position") == 0 || strcmp(p->name, "pan") == 0);
}

static bool takes_note(const struct leat_param *p)
{
    return p->unit == LEAT_UNIT_NONE && strcmp(p->name, "note") == 0;
}

static bool takes_colour(const struct leat_param *p)
{
    return strcmp(p->name, "color") == 0 || strcmp(p->name, "background") == 0;
}

static bool takes_level(const struct leat_param *p)
{
    return p->unit == LEAT_UNIT_FRACTION || strcmp(p->name, "amplitude") == 0 ||
           strcmp(p->name, "level") == 0 || strcmp(p->name, "volume") == 0;
}

/* A quantity in the unit of a parameter; NaN when they measure different things. */
static double to_unit(const struct convert *cv, double x, enum measure m,
                      const struct leat_param *p)
{
    const double seconds = to_seconds(cv, x, m), none = NO_NUMBER;

    if (m == MEASURE_NONE)
        return x;
    switch (p->unit) {
    case LEAT_UNIT_HZ:
        return m == MEASURE_FREQUENCY ? x
               : m == MEASURE_NOTE    ? math_note_to_hz_d(x)
                                      : 1.0 / seconds;
    case LEAT_UNIT_DB:
        return m == MEASURE_LEVEL      ? x
               : m != MEASURE_FRACTION ? none
               : x > 0.0               ? math_max_d(math_factor_to_db_d(x), -120.0)
                                       : -120.0;
    case LEAT_UNIT_S:
        return m == MEASURE_FREQUENCY ? 1.0 / x : seconds;
    case LEAT_UNIT_MS:
        return m == MEASURE_TIME        ? x * 1000.0
               : m == MEASURE_FREQUENCY ? 1000.0 / x
                                        : seconds * 1000.0;
    case LEAT_UNIT_FRAMES:
        x = m == MEASURE_SAMPLES ? x : seconds * cv->rate_hz;
        return p->kind == LEAT_INTEGER ? math_round_d(x) : x;
    case LEAT_UNIT_SEMITONES:
        return m == MEASURE_INTERVAL ? x : none;
    case LEAT_UNIT_DEGREES:
        return m == MEASURE_ANGLE ? x * (180.0 / PI) : none;
    case LEAT_UNIT_PX:
        return m == MEASURE_LENGTH ? x : none;
    case LEAT_UNIT_BPM:
        return m == MEASURE_TEMPO ? x : m == MEASURE_FREQUENCY ? x * 60.0 : none;
    case LEAT_UNIT_BEATS:
        return m == MEASURE_BEATS ? x : seconds * cv->bpm / 60.0;
    case LEAT_UNIT_NONE:
    case LEAT_UNIT_FRACTION:
        if (m == MEASURE_FRACTION && p->kind == LEAT_INTEGER && p->max == 100.0f)
            return math_round_d(x * 100.0); /* it counts in percent */
        if (m == MEASURE_FRACTION)
            return is_place(p) ? 2.0 * x - 1.0 : x;
        if (m == MEASURE_NOTE || m == MEASURE_FREQUENCY)
            return !takes_note(p) ? none : m == MEASURE_NOTE ? x : math_hz_to_note_d(x);
        return m == MEASURE_LEVEL && takes_level(p) ? level_of_db(x) : none;
    }
    return none;
}

/* A text that stands for a number of this unit; NaN when it does not. */
static double text_to_unit(const struct convert *cv, const char *text,
                           const struct leat_param *p)
{
    double x;

    if (p->unit == LEAT_UNIT_HZ && note_read(text, &x))
        return math_note_to_hz_d(x);
    if (takes_note(p) && note_read(text, &x))
        return x;
    if (p->unit == LEAT_UNIT_S || p->unit == LEAT_UNIT_MS) {
        if (note_read_clock(text, &x))
            return to_unit(cv, x, MEASURE_TIME, p);
        if (note_read_value(text, &x))
            return to_unit(cv, x, MEASURE_BEATS, p);
    }
    if (is_place(p)) {
        const int place = find_choice("left center right", text);
        return place < 0 ? NO_NUMBER : place - 1.0;
    }
    return NO_NUMBER;
}

/* 85 for a part of a whole is 85%, said once; as a velocity an integer is MIDI's. */
static double as_percent(const struct convert *cv, const struct value *v, double x,
                         const struct leat_param *p, struct span span)
{
    if (v->kind == VALUE_INTEGER && x > 1.0 && p->max == 1.0f &&
        strcmp(p->name, "velocity") == 0)
        return level_of_velocity(x);
    if (p->unit != LEAT_UNIT_FRACTION || p->max != 1.0f || x <= 1.0 || x > 100.0)
        return x;
    report_warning(cv->report, span, 402, "`%s` goes from 0 to 1; I read %g as %g%%.",
                   p->name, x, x);
    report_hint(cv->report, "Write `%g%%` or %g.", x, x / 100.0);
    return x / 100.0;
}

/* A resonance below that of a filter that has none, from 0.1 on, is none. */
static double raised_resonance(double x, const struct leat_param *p)
{
    const bool is_resonance = strcmp(p->name, "resonance") == 0 ||
                              (p->aliases && str_is_among(p->aliases, "resonance"));
    const double least = (double)p->min;

    return is_resonance && least == 0.5 && x >= 0.1 && x < least ? least : x;
}

static bool is_of_number(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '.' || c == '_' || c == '%';
}

/* Whether the program has it as a number, not as what computes one: `q: 0.3`. */
static bool is_written_out(const struct convert *cv, struct span span)
{
    const struct script *script =
        script_of(cv->report->script, cv->report->parts, &span);

    if (span.end > script->size || span.start >= span.end)
        return true;
    const char *end = script->text + span.end, *at = script->text + span.start;
    const char *colon = memchr(at, ':', (size_t)(end - at));
    at = colon ? colon + 1 : at;
    while (at < end && (*at == ' ' || *at == '-'))
        at++;
    if (at == end || *at < '0' || *at > '9')
        return false;
    while (at < end && is_of_number(*at))
        at++;
    return at == end;
}

/* Hold what is computed in the range. */
static void hold(const struct convert *cv, const struct leat_param *p, struct span span,
                 double *x)
{
    const double held =
        (double)leat_param_clamp(p, (float)math_clamp_d(*x, -3e38, 3e38));

    report_warning(cv->report, span, 401,
                   "`%s` is %g%s; it goes from %g to %g%s, so I take %g.", p->name, *x,
                   suffixes[p->unit], (double)p->min, (double)p->max, suffixes[p->unit],
                   held);
    report_hint(cv->report, "`clamp(x, %g, %g)` holds it without a word.",
                (double)p->min, (double)p->max);
    *x = held;
}

static bool in_range(const struct convert *cv, float x, const struct leat_param *p,
                     struct span span)
{
    const char *suffix = suffixes[p->unit];

    if (x >= p->min && x <= p->max)
        return true;
    report_error(cv->report, span, 401, "`%s` is %g%s; it can go from %g to %g%s.",
                 p->name, (double)x, suffix, (double)p->min, (double)p->max, suffix);
    report_hint(cv->report, "Try %g%s.", (double)leat_param_clamp(p, x), suffix);
    return false;
}

static bool to_number(const struct convert *cv, const struct value *v,
                      const struct leat_param *p, struct span span, double *out)
{
    struct chord chord;
    size_t size;
    const char *word = value_word(v, &size);

    *out = NO_NUMBER;
    if (p->unit == LEAT_UNIT_HZ && musical_is_chord(v, &chord)) {
        report_error(cv->report, span, 307,
                     "A chord has several tones; `%s` takes one.", p->name);
        report_hint(cv->report, "Pick one: `chord(\"%.20s\")[0]`.", word);
        return false;
    }
    if (value_is_number(v))
        *out = to_unit(cv, value_as_number(v), v->measure, p);
    else if (v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL)
        *out = text_to_unit(cv, v->text, p);
    if (*out != *out && cv->holds && value_is_number(v) &&
        value_as_number(v) != value_as_number(v)) {
        report_warning(cv->report, span, 403, "`%s` is not a number, so I take %g.",
                       p->name, (double)p->def);
        report_hint(cv->report, "Look at what computes it.");
        *out = (double)p->def;
    }
    if (*out != *out) {
        refuse(cv, v, p, span, wants[p->unit].needs);
        report_hint(cv->report, "Such as %s.", wants[p->unit].example);
        return false;
    }
    if (value_is_number(v) && v->measure == MEASURE_NONE)
        *out = raised_resonance(as_percent(cv, v, *out, p, span), p);
    if (p->kind == LEAT_INTEGER && math_floor_d(*out) != *out) {
        refuse(cv, v, p, span, "a whole number");
        report_hint(cv->report, "Try %g.", math_round_d(*out));
        return false;
    }
    return true;
}

bool convert_double(const struct convert *cv, const struct value *v,
                    const struct leat_param *p, struct span span, double *out)
{
    if (v->kind == VALUE_POISON)
        return false;
    if (p->kind == LEAT_ENUM) {
        if (!to_choice(cv, v, p, span, out))
            return false;
    } else if (p->kind == LEAT_BOOL) {
        if (!to_switch(cv, v, p, span, out))
            return false;
    } else if (!to_number(cv, v, p, span, out)) {
        return false;
    }
    const float x = (float)math_clamp_d(*out, -3e38, 3e38);
    if (cv->holds && !(x >= p->min && x <= p->max) && !is_written_out(cv, span)) {
        hold(cv, p, span, out);
        return true;
    }
    return in_range(cv, x, p, span);
}

bool convert_number(const struct convert *cv, const struct value *v,
                    const struct leat_param *p, struct span span, float *out)
{
    double x;
    const bool good = convert_double(cv, v, p, span, &x);

    if (good)
        *out = (float)math_clamp_d(x, -3e38, 3e38);
    return good;
}

/* A colour in any spelling as #RRGGBB, or #RRGGBBAA where it does not cover all. */
static bool to_colour(const struct convert *cv, const struct value *v,
                      const struct leat_param *p, struct span span, char *text,
                      size_t size)
{
    struct colour colour;

    if (!visual_colour(v, &colour)) {
        refuse(cv, v, p, span, "a colour");
        report_hint(cv->report, "Such as #FF8000, \"orange\" or [1, 0.5, 0].");
        return false;
    }
    const struct value value = value_colour(&colour);
    value_print(&value, false, text, size);
    return true;
}

bool convert_text(const struct convert *cv, const struct value *v,
                  const struct leat_param *p, struct span span, char *text, size_t size)
{
    const bool path = p->flags & LEAT_PARAM_PATH;

    text[0] = '\0';
    if (takes_colour(p))
        return to_colour(cv, v, p, span, text, size);
    if (v->kind == VALUE_TEXT && strlen(v->text) == v->n && v->n < size) {
        memcpy(text, v->text, v->n + 1);
        return true;
    }
    if (!path && (value_is_number(v) || v->kind == VALUE_SIZE ||
                  v->kind == VALUE_COLOUR || v->kind == VALUE_SYMBOL)) {
        value_print(v, false, text, size);
        return true;
    }
    if (v->kind == VALUE_TEXT && v->n >= size) {
        report_error(cv->report, span, 502,
                     "The text for `%s` is too long: it has %u bytes, and %zu is the "
                     "most.",
                     p->name, v->n, size - 1);
        report_hint(cv->report, "Make it shorter.");
        return false;
    }
    if (v->kind == VALUE_TEXT) {
        report_error(cv->report, span, 306, "The text for `%s` has a `\\0` in it.",
                     p->name);
        report_hint(cv->report, "It would end there: remove it.");
        return false;
    }
    refuse(cv, v, p, span, path ? "the name of a file" : "a text");
    report_hint(cv->report, path ? "Such as \"song.wav\"." : "Put it in quotes.");
    return false;
}

bool convert_factor(const struct convert *cv, enum measure measure,
                    const struct leat_param *p, struct span span, double *factor)
{

    const bool linear = measure != MEASURE_NOTE &&
                        !(p->unit == LEAT_UNIT_HZ && measure != MEASURE_FREQUENCY) &&
                        !(p->unit == LEAT_UNIT_DB && measure != MEASURE_LEVEL) &&
                        !(measure == MEASURE_LEVEL && p->unit != LEAT_UNIT_DB) &&
                        !(measure == MEASURE_FREQUENCY && p->unit != LEAT_UNIT_HZ);

    *factor = measure == MEASURE_NONE ? 1.0 : to_unit(cv, 1.0, measure, p);
    if (measure == MEASURE_NONE || (linear && *factor == *factor))
        return true;
    report_error(cv->report, span, 306, "This stream carries %s; `%s` needs %s.",
                 measure_name(measure), p->name, wants[p->unit].needs);
    report_hint(cv->report, "Such as %s.", wants[p->unit].example);
    return false;
}
