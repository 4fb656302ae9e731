/* SPDX-License-Identifier: MIT */
/*
 * builtin_engine: what a program can ask of the engine that plays it, and its clock.
 *
 * Source: language reference, section 8.1.
 */
#include <string.h>

#include <leat/device.h>
#include <leat/stats.h>

#include "base/str.h"
#include "creative/health.h"
#include "lang/builtin_argument.h"
#include "lang/builtin_context.h"
#include "lang/named.h"
#include "lang/sample.h"
#include "lang/tempo_map.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

enum { BUFFER_MAX = 1 << 20, DEVICES_MAX = 64, DEVICE_NAME = 160 };

/* What the engine has counted; all 0 before there is one. */
static struct leat_engine_stats figures(const struct eval *e)
{
    struct leat_engine_stats stats = {0};

    if (e->host && e->host->stats)
        e->host->stats(e->host->user, &stats);
    return stats;
}

WORD(get_latency)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number((double)figures(e).latency_frames / e->convert.rate_hz * 1000.0,
                        MEASURE_NONE);
}

WORD(get_cpu_usage)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(figures(e).load * 100.0, MEASURE_NONE);
}

WORD(get_sample_rate)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(e->convert.rate_hz, MEASURE_FREQUENCY);
}

WORD(get_input_level)
{
    (void)self, (void)argument, (void)n;
    return sample(e, named_node(e, "mic_input", NULL, NULL, 0, span), span);
}

/* The level of all that goes to the output, as far as the frame has come. */
WORD(get_output_level)
{
    const struct draft *d = e->draft;
    uint32_t used = 0;

    (void)self, (void)argument, (void)n;
    if (e->output == NO_NODE)
        return value_number(0.0, MEASURE_NONE);
    struct value *heard = heap_take(e->heap, d->n_links + 1u, sizeof(*heard));
    if (!heard)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < d->n_links; i++) {
        const struct leat_link *l = &d->link[i].link;
        if (l->to != e->output || l->to_param || l->disabled)
            continue;
        const struct value whole =
            eval_stream_value(e, l->from, l->from_port, LEAT_AUDIO);
        if (whole.kind != VALUE_STREAM)
            return whole;
        heard[used++] = eval_scale(e, whole.stream, (double)l->gain);
    }
    return used ? sample(e, eval_mix(e, heard, used, NULL, span), span)
                : value_number(0.0, MEASURE_NONE);
}

/* The clock of the music is that of the engine: it goes on from the first frame. */
/* Above the loop the clock has not begun: it begins so.  It goes on with the next
 * frame, so that what counts beats above this statement is in time as well. */
static struct value set_transport(struct eval *e, bool goes, struct span span)
{
    if (!e->in_frame)
        e->begins_stopped = !goes;
    else if (goes ? !tempo_map_start(e->tempo, e->now.next_position)
                  : !tempo_map_stop(e->tempo, e->now.event))
        return context_tempo_too_often(e, span);
    return value_null();
}

WORD(start)
{
    (void)self, (void)argument, (void)n;
    return set_transport(e, true, span);
}

WORD(stop)
{
    (void)self, (void)argument, (void)n;
    return set_transport(e, false, span);
}

WORD(is_playing)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_bool(e->in_frame && !e->exits && !tempo_map_stands(e->tempo));
}

WORD(get_playback_position)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number((double)e->now.event / e->convert.rate_hz, MEASURE_TIME);
}

/* Wishes; what the engine is started with counts, and a wish that differs is told. */
WORD(initialize)
{
    int64_t rate, frames, channels;

    (void)n;
    if (!argument_integer(e, self, &argument[0], "sample_rate", 44100, 192000, 0,
                          &rate) ||
        !argument_integer(e, self, &argument[1], "buffer_size", 16, 4096, 0, &frames) ||
        !argument_integer(e, self, &argument[2], "channels", 1, 64, 0, &channels))
        return value_poison();
    if (rate && (double)rate != e->convert.rate_hz) {
        report_warning(e->report, span, 206,
                       "`initialize` wishes %lld Hz; the engine runs at %g Hz.",
                       (long long)rate, e->convert.rate_hz);
        report_hint(e->report, "Start it with `--rate %lld`.", (long long)rate);
    }
    return value_null();
}

/* How full the fullest queue between two parts of the graph is. */
WORD(get_buffer_fill)
{
    struct host_health health = {.flows = false};

    (void)self, (void)argument, (void)n, (void)span;
    if (e->host && e->host->health)
        e->host->health(e->host->user, &health);
    return value_number(health_knows(&health.figures, HEALTH_QUEUE)
                            ? health.figures.value[HEALTH_QUEUE]
                            : 0.0,
                        MEASURE_NONE);
}

/* A device as a Map; its name is what select_device() takes. */
static struct value describe(struct eval *e, const struct leat_device_info *info,
                             struct span span)
{
    const struct value map = value_new_map(e->heap);
    char label[DEVICE_NAME];
    const size_t size = str_format(label, sizeof(label), "%s%s%s", info->backend,
                                   info->name[0] ? ":" : "", info->name);
    const char *name = heap_text(e->heap, label, size);
    const struct {
        const char *key;
        struct value value;
    } entry[] = {
        {"name", value_text(name, size)},
        {"inputs", value_integer(info->inputs)},
        {"outputs", value_integer(info->outputs)},
        {"rate", value_number(info->rate_hz, MEASURE_FREQUENCY)},
        {"is_default", value_bool(info->is_default)},
        {"available", value_bool(info->available)},
    };

    if (map.kind == VALUE_POISON || !name)
        return eval_out_of_memory(e);
    for (size_t i = 0; i < sizeof(entry) / sizeof(entry[0]); i++) {
        const char *key = entry[i].key;
        if (!value_put(e->heap, map.map, names_add(e->names, key, strlen(key)), key,
                       span, entry[i].value))
            return eval_out_of_memory(e);
    }
    return map;
}

WORD(devices)
{
    const struct value list = value_new_list(e->heap, 0);
    struct leat_device_info *infos = heap_take(e->heap, DEVICES_MAX, sizeof(*infos));

    (void)self, (void)argument, (void)n;
    if (list.kind == VALUE_POISON || !infos)
        return eval_out_of_memory(e);
    const int found = e->devices ? e->devices(infos, DEVICES_MAX) : 0;
    for (int i = 0; i < found && i < DEVICES_MAX; i++) {
        const struct value device = describe(e, &infos[i], span);
        if (device.kind == VALUE_POISON || !value_push(e->heap, list.list, device))
            return eval_out_of_memory(e);
    }
    return list;
}

/* What an engine runs on is decided before its first frame. */
WORD(select_device)
{
    const struct value *v = &argument[0].value;

    (void)n;
    if (v->kind == VALUE_MAP) { /* one of devices() */
        const struct entry *entry = value_entry(v->map, names_find(e->names, "name"));
        v = entry ? &entry->value : v;
    }
    if (v->kind != VALUE_TEXT || strlen(v->text) != v->n || v->n == 0)
        return argument_refuse(e, self, &argument[0], "the name of a sound device");
    if (!e->in_frame) {
        e->device = v->text;
        return value_null();
    }
    if (e->device && strcmp(e->device, v->text) == 0)
        return value_null();
    report_error(e->report, span, 407,
                 "`select_device` cannot work: the sound plays already.");
    report_hint(e->report,
                "Say it above the loop, or start leat with `--device \"%.60s\"`.",
                v->text);
    return value_poison();
}

WORD(create_buffer)
{
    int64_t frames;

    (void)n, (void)span;
    if (!argument_integer(e, self, &argument[0], "size", 0, BUFFER_MAX, 1024, &frames))
        return value_poison();
    const struct value list = value_new_list(e->heap, (uint32_t)frames);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (int64_t i = 0; i < frames; i++)
        list.list->item[i] = value_number(0.0, MEASURE_NONE);
    return list;
}

#define ASK(name, summary)                                                             \
    {                                                                                  \
#name, "", 0, 0, word_##name, NULL, summary,                                   \
            "loop { print(Audio." #name "()) }", "Audio"                               \
    }

const struct builtin builtin_engine[] = {
    ASK(get_latency, "Time from what goes in to what is heard, in ms."),
    ASK(get_cpu_usage, "Part of its time that the engine needs, in percent."),
    ASK(get_buffer_fill, "Part of the fullest queue that is full, from 0 to 1."),
    ASK(get_sample_rate, "Frames of sound a second."),
    ASK(get_input_level, "Level of what comes in, from 0 to 1."),
    ASK(get_output_level, "Level of what is heard, from 0 to 1."),
    ASK(is_playing, "Whether the clock of the music goes on."),
    ASK(get_playback_position, "Where the clock of the music is."),
    {"start_transport", "", 0, 0, word_start, NULL, "Let the clock of the music go on.",
     "Audio.start_transport()", "Audio"},
    {"stop_transport", "", 0, 0, word_stop, NULL,
     "Let the clock of the music stand, and what counts its beats.",
     "every(1.beat) { Audio.play_drum(\"kick\") }\n"
     "after(2.s) { Audio.stop_transport() }",
     "Audio"},
    {"start_playback", "", 0, 0, word_start, NULL, "The same as `start_transport`.",
     "Audio.start_playback()", "Audio"},
    {"devices", "", 0, 0, word_devices, NULL,
     "The sound devices, as a list of Maps; it may be empty.",
     "for d in Audio.devices() { print(d.name, d.outputs) }\nprint(\"done\")", "Audio"},
    {"select_device", "name", 1, 0, word_select_device, NULL,
     "Play on a sound device; `--device` decides, if it is given.",
     "Audio.select_device(\"null\")", "Audio"},
    {"initialize", "sample_rate buffer_size channels", 0, 0, word_initialize, NULL,
     "Wishes for the sound device; `--rate` and `--block` decide.",
     "Audio.initialize(48000, 256, 2)", "Audio"},
    {"create_buffer", "size", 0, 0, word_create_buffer, NULL, "A list of zeros.",
     "print(Audio.create_buffer(4))", "Audio"},
    {0},
};
