/* SPDX-License-Identifier: MIT */
/*
 * method_stream: what streams can be asked, and what is made of them behind a dot.
 *
 * Source: language reference, sections 6.2 and 6.5.
 */
#include <string.h>

#include "base/str.h"
#include "lang/method.h"
#include "lang/named.h"
#include "lang/token.h"

#define STREAM (1u << VALUE_STREAM)

#define METHOD(word)                                                                   \
    static struct value call_##word(struct eval *e, struct value self,                 \
                                    const struct argument *a, uint32_t n,              \
                                    struct span span)

METHOD(lane)
{
    (void)n, (void)span;
    if (a[0].value.kind == VALUE_INTEGER)
        return eval_lane(e, self.stream, a[0].value.integer, a[0].span);
    report_error(e->report, a[0].span, 306, "This is %s; a lane has a whole number.",
                 value_kind_name(&a[0].value));
    report_hint(e->report, "The first is `.lane(0)`.");
    return value_poison();
}

METHOD(lanes)
{
    (void)a, (void)n;
    const uint32_t lanes = eval_need_lanes(e, self.stream, span);
    return lanes ? value_integer(lanes) : value_poison();
}

METHOD(mono)
{
    const struct named_setting one = {"channels", value_integer(1)};

    (void)a, (void)n;
    return named_node(e, "map", &self, &one, 1, span);
}

/* The sum of all lanes. */
METHOD(mix)
{
    const uint32_t lanes = eval_need_lanes(e, self.stream, span);
    char row[4 * LEAT_MAX_CHANNELS] = "";
    size_t used = 0;

    (void)a, (void)n;
    if (lanes == 0)
        return value_poison();
    for (uint32_t i = 0; i < lanes; i++)
        used += str_format(row + used, sizeof(row) - used, "%s1", i ? " " : "");
    return eval_rows(e, self.stream, row, span);
}

METHOD(smooth)
{
    const struct named_setting setting[] = {{"rise", a[0].value}, {"fall", a[0].value}};

    (void)n;
    return named_node(e, "slew", &self, setting, 2, span);
}

METHOD(scale)
{
    const struct named_setting setting[] = {{"out_min", a[0].value},
                                            {"out_max", a[1].value}};

    (void)n;
    return named_node(e, "range", &self, setting, 2, span);
}

METHOD(delay)
{
    const struct named_setting setting[] = {
        {"time", a[0].value},
        {"feedback", value_number(0.0, MEASURE_NONE)},
        {"wet_mix", value_number(1.0, MEASURE_NONE)},
    };

    (void)n;
    return named_node(e, "delay", &self, setting, 3, span);
}

/* Open while a condition is true; a stream opens it as far as its value says. */
METHOD(gate)
{
    (void)n;
    if (a[0].value.kind != VALUE_STREAM)
        return eval_scale(e, self.stream, value_is_true(&a[0].value) ? 1.0 : 0.0);
    return eval_streams(e, TOKEN_TIMES, self, a[0].value, false, span);
}

METHOD(level)
{
    (void)a, (void)n;
    return named_node(e, "rms", &self, NULL, 0, span);
}

METHOD(peak)
{
    (void)a, (void)n;
    return named_node(e, "peak", &self, NULL, 0, span);
}

METHOD(beat_drops)
{
    const struct value drops = named_node(e, "beat_drops", &self, NULL, 0, span);
    struct value marks;

    (void)a, (void)n;
    return drops.kind == VALUE_STREAM && eval_port(e, &drops, "marks", &marks)
               ? marks
               : value_poison();
}

METHOD(name)
{
    (void)n, (void)span;
    return named_result(e, &a[0], &self, self.stream->node, "name", false)
               ? self
               : value_poison();
}

const struct method_word method_stream[] = {
    {"lane", "k", 1, 1, 0, STREAM, call_lane, "One lane alone, counted from 0."},
    {"lanes", "", 0, 0, METHOD_WITHOUT_BRACKETS, STREAM, call_lanes,
     "How many lanes it has."},
    {"mono", "", 0, 0, 0, STREAM, call_mono, "The mean of its lanes."},
    {"mix", "", 0, 0, 0, STREAM, call_mix, "The sum of its lanes."},
    {"smooth", "time", 1, 1, 0, STREAM, call_smooth, "Without its fast changes."},
    {"scale", "low high", 2, 2, 0, STREAM, call_scale,
     "What goes from -1 to 1, from low to high."},
    {"delay", "time", 1, 1, 0, STREAM, call_delay, "The same, later."},
    {"gate", "condition", 1, 1, 0, STREAM, call_gate,
     "Heard while a condition is true, or as far as a stream says."},
    {"level", "", 0, 0, 0, STREAM, call_level, "Its RMS level, as a stream."},
    {"peak", "", 0, 0, 0, STREAM, call_peak, "Its peak level, as a stream."},
    {"beat_drops", "", 0, 0, 0, STREAM, call_beat_drops,
     "Events where it comes back with force."},
    {"name", "name", 1, 1, 0, STREAM, call_name, "Give it a name; gives the stream."},
    {0},
};
