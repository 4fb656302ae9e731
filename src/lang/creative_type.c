/* SPDX-License-Identifier: MIT */
/* creative_type: types of music and pictures. */
#include "lang/creative_type.h"

#include <string.h>

#include "base/math_d.h"
#include "creative/fraction.h"
#include "creative/level.h"
#include "creative/mood.h"
#include "creative/pan.h"
#include "creative/tempo.h"
#include "lang/musical.h"
#include "lang/visual.h"

#define TYPE(name)                                                                     \
    static struct value type_##name(struct eval *e, struct value v, struct span span)

static struct value none(void)
{
    return (struct value){.kind = VALUE_UNSET};
}

/* E401 for a number outside [min, max], which has the unit `measure`. */
static struct value in_range(struct eval *e, const char *type, double x, double min,
                             double max, enum measure measure, struct span span)
{
    const double within = math_clamp_d(x, min, max);
    char text[40], least[40], most[40], nearest[40];
    const struct {
        double x;
        char *text;
    } shown[] = {{x, text}, {min, least}, {max, most}, {within, nearest}};

    if (x >= min && x <= max)
        return value_number(x, measure);
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
        const struct value number = value_number(shown[i].x, measure);
        value_print(&number, true, shown[i].text, sizeof(text));
    }
    report_error(e->report, span, 401, "`%s` is %s; it can go from %s to %s.", type,
                 text, least, most);
    report_hint(e->report, "Try %s.", nearest);
    return value_poison();
}

/* What a parameter of that unit takes, without its range. */
static struct value as_param(struct eval *e, const struct value *v, const char *type,
                             enum leat_unit unit, enum measure measure,
                             struct span span)
{
    const struct leat_param param = {
        .name = type, .unit = unit, .min = -3e38f, .max = 3e38f};
    double x;

    if (!convert_double(&e->convert, v, &param, span, &x))
        return value_poison();
    return value_number(x, measure);
}

TYPE(frequency)
{
    const double least = 1e-6; /* an hour is 0.0003 Hz */
    const struct value made =
        as_param(e, &v, "Frequency", LEAT_UNIT_HZ, MEASURE_FREQUENCY, span);

    return made.kind == VALUE_POISON
               ? made
               : in_range(e, "Frequency", made.number, least, e->convert.rate_hz / 2.0,
                          MEASURE_FREQUENCY, span);
}

TYPE(note)
{
    double note;

    if (!musical_note(&v, &note))
        return none();
    return in_range(e, "Note", note, 0.0, 127.0, MEASURE_NOTE, span);
}

TYPE(chord)
{
    struct chord chord;

    (void)span;
    return musical_chord(&v, &chord) ? musical_notes(e, chord.note, chord.n) : none();
}

TYPE(scale)
{
    struct scale scale;

    (void)span;
    return musical_scale(&v, &scale) ? musical_numbers(e, scale.step, scale.n) : none();
}

TYPE(key)
{
    struct key key;

    return musical_key(&v, &key) ? musical_key_value(e, &key, span) : none();
}

TYPE(duration)
{
    const struct value made =
        as_param(e, &v, "Duration", LEAT_UNIT_S, MEASURE_TIME, span);

    return made.kind == VALUE_POISON
               ? made
               : in_range(e, "Duration", made.number, 0.0, 1e9, MEASURE_TIME, span);
}

TYPE(tempo)
{
    const struct value made =
        as_param(e, &v, "Tempo", LEAT_UNIT_BPM, MEASURE_TEMPO, span);

    return made.kind == VALUE_POISON ? made
                                     : in_range(e, "Tempo", made.number, TEMPO_LEAST,
                                                TEMPO_MOST, MEASURE_TEMPO, span);
}

/* Linear gain. */
TYPE(level)
{
    if (!value_is_number(&v))
        return none();
    if (v.measure == MEASURE_LEVEL)
        return value_number(level_of_db(v.number), MEASURE_NONE);
    if (v.measure != MEASURE_NONE && v.measure != MEASURE_FRACTION)
        return none();
    return in_range(e, "Level", value_as_number(&v), 0.0, 1e9, MEASURE_NONE, span);
}

TYPE(velocity)
{
    const bool is_part =
        v.kind == VALUE_NUMBER && (v.measure == MEASURE_FRACTION || v.number <= 1.0);

    if (!value_is_number(&v) ||
        (v.measure != MEASURE_NONE && v.measure != MEASURE_FRACTION))
        return none();
    return in_range(e, "Velocity",
                    is_part ? level_to_velocity(v.number) : value_as_number(&v), 0.0,
                    VELOCITY_MOST, MEASURE_NONE, span);
}

/* A part of the whole; a bare number outside is held, W401. */
TYPE(fraction)
{
    enum fraction_reading reading;

    if (!value_is_number(&v) ||
        (v.measure != MEASURE_NONE && v.measure != MEASURE_FRACTION))
        return none();
    const double x = value_as_number(&v);
    if (v.measure == MEASURE_FRACTION) {
        v = in_range(e, "Fraction", x, 0.0, 1.0, MEASURE_FRACTION, span);
        v.measure = MEASURE_NONE;
        return v;
    }
    const double part = fraction_read(x, 0.0, &reading);
    if (reading == FRACTION_PERCENT) {
        report_warning(e->report, span, 402,
                       "`Fraction` goes from 0 to 1; I read %g as %g%%.", x, x);
        report_hint(e->report, "Write `%g%%` or %g.", x, part);
    } else if (reading == FRACTION_CLAMPED) {
        report_warning(e->report, span, 401,
                       "`Fraction` is %g; it goes from 0 to 1, so I take %g.", x, part);
        report_hint(e->report, "Write %g.", part);
    } else if (reading == FRACTION_NONE) {
        report_warning(e->report, span, 403,
                       "`Fraction` is not a number, so I take %g.", part);
        report_hint(e->report, "Look at what computes it.");
    }
    return value_number(part, MEASURE_NONE);
}

/* -1 is left, 1 right; 0% is left as well. */
TYPE(pan)
{
    size_t size;
    const char *word = value_word(&v, &size);
    double pan;

    if (word)
        return pan_find(word, size, &pan) < 0 ? none()
                                              : value_number(pan, MEASURE_NONE);
    if (!value_is_number(&v) ||
        (v.measure != MEASURE_NONE && v.measure != MEASURE_FRACTION))
        return none();
    pan =
        v.measure == MEASURE_FRACTION ? pan_of_fraction(v.number) : value_as_number(&v);
    return in_range(e, "Pan", pan, -1.0, 1.0, MEASURE_NONE, span);
}

TYPE(rhythm)
{
    struct rhythm rhythm;
    double velocity[RHYTHM_MAX];

    (void)span;
    if (!musical_rhythm(&v, &rhythm))
        return none();
    for (uint32_t i = 0; i < rhythm.n; i++) /* 0.6, of which a float keeps 7 digits */
        velocity[i] = math_round_d((double)rhythm.velocity[i] * 1e6) / 1e6;
    return musical_numbers(e, velocity, rhythm.n);
}

TYPE(interval)
{
    (void)e, (void)span;
    if (!value_is_number(&v) ||
        (v.measure != MEASURE_NONE && v.measure != MEASURE_INTERVAL))
        return none();
    return value_number(value_as_number(&v), MEASURE_INTERVAL);
}

TYPE(colour)
{
    struct colour colour;

    (void)e, (void)span;
    return visual_colour(&v, &colour) ? value_colour(&colour) : none();
}

TYPE(palette)
{
    struct palette palette;

    (void)span;
    return visual_palette(&v, &palette) ? visual_palette_value(e, &palette) : none();
}

/* x and y of a map or of a list of two; false for anything else. */
static bool coordinates(struct eval *e, const struct value *v, struct value xy[2])
{
    static const char *const keys[] = {"x", "y"};
    uint32_t n;
    const struct value *item = value_items(v, &n);

    for (uint32_t i = 0; i < 2; i++) {
        const uint32_t name = names_find(e->names, keys[i]);
        const struct entry *entry =
            v->kind == VALUE_MAP && name ? value_entry(v->map, name) : NULL;
        if (!entry && n != 2)
            return false;
        xy[i] = entry ? entry->value : item[i];
        if (!value_is_number(&xy[i]) ||
            (xy[i].measure != MEASURE_NONE && xy[i].measure != MEASURE_FRACTION &&
             xy[i].measure != MEASURE_LENGTH))
            return false;
    }
    return true;
}

/* { x, y }: of a name parts of the picture, of others what they were given as. */
TYPE(position)
{
    static const char x_key[] = "x", y_key[] = "y";
    struct value xy[2];
    double x, y;

    if (visual_place(&v, &x, &y)) {
        xy[0] = value_number(x, MEASURE_FRACTION);
        xy[1] = value_number(y, MEASURE_FRACTION);
    } else if (!coordinates(e, &v, xy)) {
        return none();
    }
    const struct value map = value_new_map(e->heap);
    if (map.kind == VALUE_POISON ||
        !value_put(e->heap, map.map, names_add(e->names, x_key, 1), x_key, span,
                   xy[0]) ||
        !value_put(e->heap, map.map, names_add(e->names, y_key, 1), y_key, span, xy[1]))
        return eval_out_of_memory(e);
    return map;
}

/* A bare number is radians. */
TYPE(angle)
{
    (void)e, (void)span;
    if (!value_is_number(&v) ||
        (v.measure != MEASURE_NONE && v.measure != MEASURE_ANGLE))
        return none();
    return value_number(value_as_number(&v), MEASURE_ANGLE);
}

/* A mood is its name. */
TYPE(mood)
{
    size_t size;
    const char *word = value_word(&v, &size);
    const int mood = word ? mood_find(word, size) : -1;

    (void)e, (void)span;
    if (mood < 0)
        return none();
    return (struct value){.kind = VALUE_SYMBOL, .text = mood_name((size_t)mood)};
}

static const struct creative_type types[] = {
    {"Frequency", "\"A4\" as Frequency", type_frequency},
    {"Note", "\"C4\" as Note", type_note},
    {"Chord", "\"Am\" as Chord", type_chord},
    {"Scale", "\"minor\" as Scale", type_scale},
    {"Key", "\"D minor\" as Key", type_key},
    {"Duration", "250.ms as Duration", type_duration},
    {"Tempo", "120 as Tempo", type_tempo},
    {"Level", "-6.db as Level", type_level},
    {"Velocity", "0.8 as Velocity", type_velocity},
    {"Fraction", "80% as Fraction", type_fraction},
    {"Pan", "\"left\" as Pan", type_pan},
    {"Rhythm", "\"x..x..x.\" as Rhythm", type_rhythm},
    {"Interval", "7.st as Interval", type_interval},
    {"Color", "\"orange\" as Color", type_colour},
    {"Colour", "\"orange\" as Colour", type_colour},
    {"Palette", "\"neon\" as Palette", type_palette},
    {"Position", "\"top_left\" as Position", type_position},
    {"Angle", "90.deg as Angle", type_angle},
    {"Mood", "\"calm\" as Mood", type_mood},
};

const struct creative_type *creative_type_find(const char *name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i].name, name) == 0)
            return &types[i];
    return NULL;
}
