/* SPDX-License-Identifier: MIT */
/*
 * builtin_tempo: how fast the music goes, and where it is.
 *
 * Source: language reference, sections 7.1 and 8.5.
 */
#include "base/math_d.h"
#include "creative/tempo.h"
#include "lang/builtin.h"
#include "lang/builtin_argument.h"
#include "lang/builtin_context.h"
#include "lang/length.h"
#include "lang/sample.h"
#include "lang/tempo_map.h"

#define COMPOSER "Composer composer"

static const double OVER_MOST_S = 86400.0, TAP_APART_S = 2.0;

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

bool context_read_tempo(struct eval *e, const struct argument *a, const char *word,
                        double *bpm)
{
    const struct value *v = &a->value;

    if (v->kind == VALUE_POISON)
        return false;
    if (!value_is_number(v) ||
        (v->measure != MEASURE_TEMPO && v->measure != MEASURE_NONE)) {
        report_error(e->report, a->span, 306, "This is %s; `%s` needs a tempo.",
                     value_kind_name(v), word);
        report_hint(e->report, "Such as `set_tempo(128 bpm)`.");
        return false;
    }
    *bpm = value_as_number(v);
    if (tempo_is(*bpm))
        return true;
    report_error(e->report, a->span, 401, "A tempo of %g bpm is outside %d to %d.",
                 *bpm, TEMPO_LEAST, TEMPO_MOST);
    report_hint(e->report, "Give one between.");
    return false;
}

double context_beat(const struct eval *e)
{
    return tempo_map_count(e->tempo, e->now.event);
}

double context_bar_beats(const struct eval *e)
{
    return e->music.numerator ? tempo_bar(e->music.numerator, e->music.denominator)
                              : TEMPO_QUARTERS;
}

double context_factor(const struct eval *e, const struct unit *unit)
{
    return unit_is_bar(unit) ? context_bar_beats(e) : unit->factor;
}

static bool read_over(struct eval *e, const struct argument *a, const char *word,
                      int64_t *frames)
{
    struct length over;

    *frames = 0;
    if (a->value.kind == VALUE_NULL)
        return true;
    if (!length_read(e, a, word, &over))
        return false;
    const double seconds = length_seconds(e, over);
    if (!(seconds >= 0.0 && seconds <= OVER_MOST_S)) {
        report_error(e->report, a->span, 401,
                     "`over` is %g s; it can go from 0 to %g s.", seconds, OVER_MOST_S);
        report_hint(e->report, "Such as `set_tempo(140 bpm, over: 8.s)`.");
        return false;
    }
    *frames = length_second_frame(e, seconds);
    return true;
}

struct value context_tempo_too_often(struct eval *e, struct span span)
{
    report_error(e->report, span, 407,
                 "This cannot work: the tempo is set too often in one frame.");
    report_hint(e->report, "Set it in fewer places, or use `over:`.");
    return value_poison();
}

bool context_set_tempo(struct eval *e, double bpm, int64_t over, struct span span)
{
    const int64_t at = e->now.event;
    const double now =
        over > 0 ? tempo_map_goal(e->tempo) : tempo_map_bpm(e->tempo, at);

    if (!e->in_frame && over == 0) {
        e->set_bpm = e->convert.bpm = bpm;
        tempo_map_init(e->tempo, bpm, e->convert.rate_hz);
        return true;
    }
    if ((float)now == (float)bpm)
        return true; /* said in every frame, it is set once */
    if (!tempo_map_set(e->tempo, at, bpm, over)) {
        context_tempo_too_often(e, span);
        return false;
    }
    if (over == 0)
        e->convert.bpm = bpm;
    return true;
}

WORD(set_tempo)
{
    int64_t over;
    double bpm;

    (void)n;
    return context_read_tempo(e, &argument[0], self->name, &bpm) &&
                   read_over(e, &argument[1], self->name, &over) &&
                   context_set_tempo(e, bpm, over, span)
               ? value_null()
               : value_poison();
}

WORD(sync_to_bpm)
{
    double bpm;

    (void)n;
    return context_read_tempo(e, &argument[0], self->name, &bpm) &&
                   context_set_tempo(e, bpm, 0, span)
               ? value_null()
               : value_poison();
}

/* The interval that as many are longer than as are shorter. */
static double median_interval(const struct taps *taps)
{
    double interval[TAPS_MOST];
    uint32_t n = 0;

    for (uint32_t i = 1; i < taps->n; i++) {
        const double x = (double)(taps->at[i] - taps->at[i - 1]);
        uint32_t k = n++;
        for (; k > 0 && interval[k - 1] > x; k--)
            interval[k] = interval[k - 1];
        interval[k] = x;
    }
    return 0.5 * (interval[(n - 1) / 2] + interval[n / 2]);
}

/* A tap at an audio frame; from the second on they give a tempo. */
static bool tap_at(struct eval *e, int64_t frame, struct span span)
{
    struct taps *taps = &e->taps;
    const int64_t apart = length_second_frame(e, TAP_APART_S);

    if (taps->n && frame == taps->at[taps->n - 1])
        return true;
    if (taps->n &&
        (frame < taps->at[taps->n - 1] || frame - taps->at[taps->n - 1] > apart))
        taps->n = 0;
    if (taps->n == TAPS_MOST) {
        for (uint32_t i = 1; i < TAPS_MOST; i++)
            taps->at[i - 1] = taps->at[i];
        taps->n--;
    }
    taps->at[taps->n++] = frame;
    return taps->n < 2 || context_set_tempo(e,
                                            math_clamp_d(60.0 * e->convert.rate_hz /
                                                             median_interval(taps),
                                                         TEMPO_LEAST, TEMPO_MOST),
                                            0, span);
}

/* What begins in an event stream, at its own time; else now, when it is true. */
WORD(tap)
{
    const struct value *v = &argument[0].value;
    struct leat_event events[SAMPLE_EVENTS_MAX];
    bool good = v->kind != VALUE_POISON;

    (void)self, (void)n;
    if (v->kind == VALUE_STREAM && v->stream->type == LEAT_EVENTS) {
        const uint32_t heard = sample_events(e, v->stream, span, events);
        for (uint32_t i = 0; i < heard && good; i++)
            if (!leat_event_is_end(&events[i]))
                good = tap_at(e, events[i].frame, span);
    } else if (good && (!argument[0].span.end || value_is_true(v))) {
        good = tap_at(e, e->now.event, span);
    }
    return !good           ? value_poison()
           : e->taps.n < 2 ? value_null()
                           : value_number(e->convert.bpm, MEASURE_NONE);
}

WORD(bpm)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(e->convert.bpm, MEASURE_NONE);
}

WORD(beat)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(context_beat(e), MEASURE_NONE);
}

WORD(bar)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(math_floor_d(context_beat(e) / context_bar_beats(e)),
                        MEASURE_NONE);
}

WORD(phase)
{
    const double beat = context_beat(e);

    (void)self, (void)argument, (void)n, (void)span;
    return value_number(beat - math_floor_d(beat), MEASURE_NONE);
}

#define BEATS "Beats since the program began."
#define BARS  "Bars that are over, as the time signature counts them."
#define PHASE "How far the beat has gone, from 0 to 1."

const struct builtin builtin_tempo[] = {
    {"beat", "", 0, 0, word_beat, NULL, BEATS, "print(beat())", "Time Timeline"},
    {"bar", "", 0, 0, word_bar, NULL, BARS, "print(bar())", "Time Timeline"},
    {"phase", "", 0, 0, word_phase, NULL, PHASE, "print(phase())", "Time Timeline"},
    {"set_tempo", "bpm over", 1, 0, word_set_tempo, NULL,
     "Say how fast the musical clock runs, or gets `over` some time.",
     "set_tempo(96 bpm); saw(110.hz) |> delay(time: 0.5.beats)",
     "Audio Graphics Stream " COMPOSER},
    {"sync_to_bpm", "bpm", 1, 0, word_sync_to_bpm, NULL,
     "Set the tempo, as `set_tempo` does.", "Time.sync_to_bpm(128)", "Time Timeline"},
    {"tap", "event", 0, 0, word_tap, NULL,
     "Take the tempo from taps, this one or those of a stream.",
     "GUI.button(\"Tap\") { composer.tap() }", COMPOSER},
    {"bpm", "", 0, BUILTIN_WITHOUT_BRACKETS, word_bpm, NULL, "The tempo.",
     "print(composer.bpm())", COMPOSER},
    {"beat", "", 0, BUILTIN_WITHOUT_BRACKETS, word_beat, NULL, BEATS,
     "print(composer.beat())", COMPOSER},
    {"bar", "", 0, BUILTIN_WITHOUT_BRACKETS, word_bar, NULL, BARS,
     "print(composer.bar())", COMPOSER},
    {"phase", "", 0, BUILTIN_WITHOUT_BRACKETS, word_phase, NULL, PHASE,
     "print(composer.phase())", COMPOSER},
    {0},
};
