/* SPDX-License-Identifier: MIT */
/* sound: sounds of files, their nodes and their fields. */
#include "lang/sound.h"

#include <string.h>

#include "base/fnv.h"
#include "base/math_d.h"
#include "lang/file_report.h"
#include "lang/kernel.h"
#include "lang/named.h"
#include "lang/player.h"

const struct sound *sound_of(const struct value *value)
{
    return value->kind == VALUE_THING && value->thing->class == &sound_class
               ? (const struct sound *)(const void *)value->thing
               : NULL;
}

/* What a file says of itself before it is read. */
static int look(const struct leat_node_class *class, const char *base, const char *path,
                struct leat_source_info *info, struct leat_diag *diag)
{
    float number[LEAT_MAX_PARAMS] = {0};
    const char *text[LEAT_MAX_PARAMS] = {0};
    bool is_set[LEAT_MAX_PARAMS] = {0};
    const struct leat_settings settings = {number, text, is_set};

    for (size_t i = 0; i < class->n_params; i++) {
        number[i] = class->params[i].def;
        text[i] = class->params[i].text ? class->params[i].text : "";
    }
    const int at = leat_node_param_find(class, "path");
    text[at < 0 ? 0 : at] = path;
    return class->probe(&settings, base, info, diag);
}

/* What a class has said of a file, at its place in the program. */
static struct value unreadable(struct eval *e, const struct leat_diag *diag,
                               const char *path, struct span span)
{
    if (diag->n == 0) {
        report_error(e->report, span, 803, "`%.200s` cannot be read.", path);
        report_hint(e->report, "Name a sound file, such as \"kick.wav\".");
        return value_poison();
    }
    const struct leat_finding *f = &diag->finding[0];
    report_error(e->report, span, f->code, "%s", f->message);
    report_hint(e->report, "%s", f->hint);
    return value_poison();
}

/* What is known of a file already, so that a loop may load it every frame. */
static const struct sound *known(const struct eval *e, const char *path,
                                 bool normalized)
{
    const struct player *p = e->player;

    for (uint32_t i = 0; i < p->n_sounds; i++)
        if (p->sound[i].sound->normalized == normalized &&
            strcmp(p->sound[i].sound->path, path) == 0)
            return p->sound[i].sound;
    return NULL;
}

static bool keep(struct eval *e, const struct sound *sound)
{
    struct player *p = e->player;
    struct player_sound *sounds =
        heap_grow(e->heap, p->sound, p->n_sounds, &p->room_sounds, sizeof(*sounds));

    if (!sounds)
        return false;
    p->sound = sounds;
    p->sound[p->n_sounds++] = (struct player_sound){sound, NO_NODE, 0, false};
    return true;
}

struct value sound_load(struct eval *e, const char *path, struct span span)
{
    const struct leat_node_class *class = leat_node_class_find("file_in");
    const struct sound *before = known(e, path, false);
    struct leat_source_info info = {0};

    if (before)
        return (struct value){.kind = VALUE_THING,
                              .thing = (struct thing *)(uintptr_t)&before->thing};
    if (!class || !leat_node_class_find("shots"))
        return eval_planned(e, span, "Reading sound files here",
                            "The command `leat` reads them.");
    if (e->player->n_sounds >= PLAYER_SOUNDS_MAX) {
        report_error(e->report, span, 502,
                     "This grew too large: more than %d sounds are loaded.",
                     PLAYER_SOUNDS_MAX);
        report_hint(e->report, "`file(path)` reads from the disk while it plays.");
        return value_poison();
    }
    if (!file_may_reach(e->report, e->files, span, path, false))
        return value_poison();
    struct leat_diag *diag = heap_take(e->heap, 1, sizeof(*diag));
    if (!diag)
        return eval_out_of_memory(e);
    if (look(class, e->base, path, &info, diag) < 0)
        return unreadable(e, diag, path, span);
    const struct value value = thing_new(e, &sound_class, sizeof(struct sound));
    if (value.kind == VALUE_POISON)
        return value;
    struct sound *sound = (struct sound *)(void *)value.thing;
    sound->path = heap_text(e->heap, path, strlen(path));
    sound->length = info.length;
    sound->channels = info.lanes;
    sound->rate_hz = info.rate_hz;
    if (!sound->path || !keep(e, sound))
        return eval_out_of_memory(e);
    if (e->player->plays_sounds && sound_need_shots(e, sound, span) == NO_NODE)
        return value_poison();
    return value;
}

struct value sound_normalize(struct eval *e, const struct sound *sound,
                             struct span span)
{
    const struct sound *before = known(e, sound->path, true);

    if (before)
        return (struct value){.kind = VALUE_THING,
                              .thing = (struct thing *)(uintptr_t)&before->thing};
    const struct value value = thing_new(e, &sound_class, sizeof(struct sound));
    if (value.kind == VALUE_POISON)
        return value;
    struct sound *louder = (struct sound *)(void *)value.thing;
    const struct thing thing = louder->thing;
    *louder = *sound;
    louder->thing = thing;
    louder->normalized = true;
    if (!keep(e, louder))
        return eval_out_of_memory(e);
    if (e->player->plays_sounds && sound_need_shots(e, louder, span) == NO_NODE)
        return value_poison();
    return value;
}

int64_t sound_frames(const struct eval *e, const struct sound *s, double speed)
{
    return (int64_t)math_floor_d(
        (double)s->length / (s->rate_hz * speed) * e->convert.rate_hz + 0.999999);
}

static struct value path_of(struct eval *e, const struct sound *s)
{
    (void)e;
    return value_text(s->path, strlen(s->path));
}

struct value sound_stream(struct eval *e, const struct sound *s,
                          const struct sound_wish *wish, struct span span)
{
    const double seconds = (double)s->length / (s->rate_hz * wish->speed);
    const bool as_it_is = s->rate_hz * wish->speed == e->convert.rate_hz;
    const struct named_setting setting[] = {
        {"path", path_of(e, s)},
        {"interpolation", as_it_is ? value_null() : value_text("sinc", 4)},
        {"normalize", s->normalized ? value_bool(true) : value_null()},
        {"loop", wish->loop ? value_text("forward", 7) : value_null()},
        {"rate", value_number(wish->speed, MEASURE_NONE)},
        {"amplitude", value_number(wish->gain, MEASURE_NONE)},
        {"duration", wish->loop ? value_null() : value_number(seconds, MEASURE_TIME)},
    };

    return named_node(e, "sampler", NULL, setting, sizeof(setting) / sizeof(setting[0]),
                      span);
}

static struct player_sound *entry_of(struct player *p, const struct sound *sound)
{
    for (uint32_t i = 0; i < p->n_sounds; i++)
        if (p->sound[i].sound == sound)
            return &p->sound[i];
    return NULL;
}

static uint32_t place(struct eval *e, struct player_sound *entry, struct span span)
{
    const bool normalized = entry->sound->normalized;
    const struct named_setting setting[] = {
        {"path", path_of(e, entry->sound)},
        {"interpolation", value_text("sinc", 4)},
        {"normalize", normalized ? value_bool(true) : value_null()}};
    const struct value heard = named_node(e, "shots", NULL, setting, 3, span);

    if (heard.kind != VALUE_STREAM)
        return NO_NODE;
    const uint32_t node = heard.stream->node;
    const uint64_t identity = fnv_bytes(FNV_START + normalized, entry->sound->path,
                                        strlen(entry->sound->path)) *
                              UINT64_C(0x9E3779B97F4A7C15);
    e->draft->node[node].identity = identity + (identity == 0);
    e->draft->node[node].renews = false;
    eval_to_output(e, heard.stream, span);
    entry->node = node;
    entry->frame = e->frame;
    entry->lasts = !e->in_frame;
    e->player->plays_sounds = true;
    return e->err ? NO_NODE : node;
}

uint32_t sound_need_shots(struct eval *e, const struct sound *sound, struct span span)
{
    struct player_sound *entry = entry_of(e->player, sound);

    if (!entry)
        return NO_NODE;
    if (entry->node != NO_NODE &&
        (entry->lasts || (e->in_frame && entry->frame == e->frame)))
        return entry->node;
    return place(e, entry, span);
}

void sound_keep_shots(struct eval *e)
{
    const struct span nowhere = {0, 0};

    for (uint32_t i = 0; i < e->player->n_sounds && !e->err; i++) {
        struct player_sound *entry = &e->player->sound[i];
        if (entry->node != NO_NODE && !entry->lasts && entry->frame != e->frame)
            (void)place(e, entry, nowhere);
    }
}

static struct value as_stream(struct eval *e, struct thing *self, struct span span)
{
    const struct sound_wish once = {.gain = 1.0, .speed = 1.0};

    return sound_stream(e, (const struct sound *)(const void *)self, &once, span);
}

#define FIELD(name, result)                                                            \
    static struct value field_##name(struct eval *e, struct value self,                \
                                     const struct argument *a, uint32_t n,             \
                                     struct span span)                                 \
    {                                                                                  \
        const struct sound *s = (const struct sound *)(const void *)self.thing;        \
        (void)e, (void)a, (void)n, (void)span;                                         \
        return result;                                                                 \
    }

FIELD(length, value_integer(sound_frames(e, s, 1.0)))
FIELD(duration, value_number((double)s->length / s->rate_hz, MEASURE_TIME))
FIELD(channels, value_integer(s->channels))
FIELD(rate, value_number(s->rate_hz, MEASURE_FREQUENCY))
FIELD(path, path_of(e, s))

static struct value call_map(struct eval *e, struct value self,
                             const struct argument *a, uint32_t n, struct span span)
{
    const struct value stream = as_stream(e, self.thing, span);

    (void)n;
    return stream.kind == VALUE_STREAM
               ? kernel_apply(e, stream, &a[0], KERNEL_OF_SAMPLES, span)
               : value_poison();
}

static const struct method_word methods[] = {
    {"map", "f", 1, 1, 0, 0, call_map, "What a function makes of each sample."},
    {"length", "", 0, 0, METHOD_WITHOUT_BRACKETS | METHOD_AT_ONCE, 0, field_length,
     "How many frames it has at the rate of the engine."},
    {"duration", "", 0, 0, METHOD_WITHOUT_BRACKETS | METHOD_AT_ONCE, 0, field_duration,
     "How long it is."},
    {"channels", "", 0, 0, METHOD_WITHOUT_BRACKETS | METHOD_AT_ONCE, 0, field_channels,
     "How many channels it has."},
    {"rate", "", 0, 0, METHOD_WITHOUT_BRACKETS | METHOD_AT_ONCE, 0, field_rate,
     "The sample rate of its file."},
    {"path", "", 0, 0, METHOD_WITHOUT_BRACKETS | METHOD_AT_ONCE, 0, field_path,
     "The name of its file."},
    {0},
};

const struct thing_class sound_class = {
    .name = "a sample", .methods = methods, .stream = as_stream};
