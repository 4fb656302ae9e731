/* SPDX-License-Identifier: MIT */
/*
 * method_stream: what streams can be asked, and what is made of them behind a dot.
 *
 * Source: language reference, sections 6.2 and 6.5.
 */
#include <string.h>

#include "base/str.h"
#include "lang/kernel.h"
#include "lang/latency.h"
#include "lang/method.h"
#include "lang/named.h"
#include "lang/sample.h"
#include "lang/stopped.h"
#include "lang/token.h"

#define STREAM (1u << VALUE_STREAM)

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

/* At most one event in a period; of values the one at its begin. */
METHOD(throttle)
{
    static const struct leat_param period = {
        .name = "time", .unit = LEAT_UNIT_S, .min = 0.001f, .max = 3600.0f};
    const bool is_events = self.stream->type == LEAT_EVENTS;
    float seconds;

    (void)n;
    if (!is_events && !sample_is_control(e, self.stream)) {
        report_error(e->report, span, 306,
                     "This is %s; `throttle` works on events and values.",
                     value_kind_name(&self));
        report_hint(e->report, "Such as `beat_detect(sound).throttle(1.s)`.");
        return value_poison();
    }
    if (is_events)
        return named_node(e, "throttle", &self,
                          &(struct named_setting){"period", a[0].value}, 1, span);
    if (!convert_number(&e->convert, &a[0].value, &period, a[0].span, &seconds))
        return value_poison();
    const struct named_setting rate = {
        "rate", value_number(1.0 / (double)seconds, MEASURE_NONE)};
    return named_node(e, "sample_hold", &self, &rate, 1, span);
}

/* The stream, which is not heard once more where the call is a statement. */
static struct value quiet(struct eval *e, struct value self)
{
    struct stream *copy = heap_take(e->heap, 1, sizeof(*copy));

    if (!copy)
        return eval_out_of_memory(e);
    *copy = *self.stream;
    e->quiet = copy;
    return (struct value){.kind = VALUE_STREAM, .stream = copy};
}

METHOD(stop)
{
    (void)a, (void)n;
    return stopped_add(e, self.stream, span) ? quiet(e, self) : value_poison();
}

METHOD(start)
{
    (void)a, (void)n;
    return stopped_remove(e, self.stream, span) ? quiet(e, self) : value_poison();
}

METHOD(latency)
{
    double seconds;

    (void)a, (void)n;
    return latency_of_stream(e, self.stream, span, &seconds)
               ? value_number(seconds, MEASURE_TIME)
               : value_poison();
}

/* Each sample of a sound; of a stream of values the list of them. */
METHOD(map)
{
    (void)n;
    if (self.stream->type == LEAT_AUDIO && !sample_is_control(e, self.stream))
        return kernel_apply(e, self, &a[0], KERNEL_OF_SAMPLES, span);
    const struct value list = sample_list(e, self, span);
    return list.kind == VALUE_POISON ? list : method_call(e, list, "map", a, n, span);
}

METHOD(on_buffer)
{
    (void)n;
    return kernel_apply(e, self, &a[0], KERNEL_OF_BUFFERS, span);
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
    {"throttle", "time", 1, 1, 0, STREAM, call_throttle,
     "Events, at most one in that time; values that stand so long."},
    {"stop", "", 0, 0, 0, STREAM, call_stop,
     "Nothing hears it until it starts again; gives the stream."},
    {"start", "", 0, 0, 0, STREAM, call_start,
     "All that it is linked to hears it again; gives the stream."},
    {"latency", "", 0, 0, 0, STREAM, call_latency,
     "How much later it is than what goes in at the beginning."},
    {"map", "f", 1, 1, 0, STREAM, call_map, "What a function makes of each sample."},
    {"on_buffer", "f", 1, 1, 0, STREAM, call_on_buffer,
     "What a function makes of buffers: `|b| b.map(|x| x * x)`."},
    {"name", "name", 1, 1, 0, STREAM, call_name, "Give it a name; gives the stream."},
    {0},
};
