/* SPDX-License-Identifier: MIT */
/* length: lengths of time as programs give them. */
#include "lang/length.h"

#include "base/math_d.h"
#include "lang/tempo_map.h"

static const double FARTHEST = 9e15;

static bool measures_time(const struct value *v, double rate_hz, double *amount)
{
    const double x = value_as_number(v);

    *amount = v->measure == MEASURE_SAMPLES                ? x / rate_hz
              : v->measure == MEASURE_FREQUENCY && x > 0.0 ? 1.0 / x
              : v->measure == MEASURE_FREQUENCY            ? 0.0
                                                           : x;
    return v->measure == MEASURE_NONE || v->measure == MEASURE_TIME ||
           v->measure == MEASURE_BEATS || v->measure == MEASURE_SAMPLES ||
           v->measure == MEASURE_FREQUENCY;
}

static bool reads_text(struct eval *e, const struct argument *a, const char *what,
                       double *seconds)
{
    const struct leat_param param = {
        .name = what, .unit = LEAT_UNIT_S, .min = 0.0f, .max = 1e9f};
    float number;

    if (!convert_number(&e->convert, &a->value, &param, a->span, &number))
        return false;
    *seconds = (double)number;
    return true;
}

bool length_read(struct eval *e, const struct argument *a, const char *what,
                 struct length *out)
{
    const struct value *v = &a->value;

    if (v->kind == VALUE_POISON)
        return false;
    out->in_beats = v->measure == MEASURE_BEATS;
    if (value_is_number(v) && measures_time(v, e->convert.rate_hz, &out->amount))
        return true;
    if (v->kind == VALUE_TEXT) /* "1/8." or "1:30.5" */
        return reads_text(e, a, what, &out->amount);
    report_error(e->report, a->span, 306, "This is %s; `%s` needs a time.",
                 value_kind_name(v), what);
    report_hint(e->report, "Such as `0.5.beats` or `2.s`.");
    return false;
}

double length_in(const struct eval *e, struct length unit, struct length length)
{
    const double bps = e->convert.bpm / 60.0;

    return length.in_beats == unit.in_beats ? length.amount
           : unit.in_beats                  ? length.amount * bps
                                            : length.amount / bps;
}

double length_seconds(const struct eval *e, struct length length)
{
    return length_in(e, (struct length){0.0, false}, length);
}

static int64_t nearest(double frame)
{
    return frame < -FARTHEST  ? -(int64_t)FARTHEST
           : frame < FARTHEST ? (int64_t)math_floor_d(frame + 0.5)
                              : (int64_t)FARTHEST;
}

int64_t length_beat_frame(const struct eval *e, double beat)
{
    return nearest(tempo_map_place(e->tempo, beat));
}

int64_t length_second_frame(const struct eval *e, double seconds)
{
    return nearest(seconds * e->convert.rate_hz);
}

int64_t length_from(const struct eval *e, int64_t frame, struct length length)
{
    return length.in_beats
               ? length_beat_frame(e, tempo_map_beat(e->tempo, frame) + length.amount)
               : frame + length_second_frame(e, length.amount);
}
