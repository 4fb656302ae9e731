/* SPDX-License-Identifier: MIT */
/*
 * builtin_sound: words that load sounds and play them.
 *
 * Source: language reference, sections 6.3 and 8.1.
 */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/files.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin_argument.h"
#include "lang/file_report.h"
#include "lang/player.h"
#include "lang/voice.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

static const struct leat_param
    gain_param = {.name = "gain", .unit = LEAT_UNIT_DB, .min = -120.0f, .max = 24.0f},
    rate_param = {.name = "rate", .min = 0.01f, .def = 1.0f, .max = 16.0f},
    pan_param = {.name = "pan", .min = -1.0f, .max = 1.0f};

/* A path as a text without a 0 inside, or NULL after E306. */
static const char *read_path(struct eval *e, const struct builtin *self,
                             const struct argument *a)
{
    if (a->value.kind == VALUE_TEXT && strlen(a->value.text) == a->value.n)
        return a->value.text;
    argument_refuse(e, self, a, "the name of a file");
    return NULL;
}

WORD(load)
{
    const char *path = read_path(e, self, &argument[0]);

    (void)n, (void)span;
    return path ? sound_load(e, path, argument[0].span) : value_poison();
}

/* A sound, or null for a file that is none. */
static struct value load_if_sound(struct eval *e, const char *path, struct span span)
{
    struct leat_finding kept = {0}, *const outer = e->report->keep;

    e->report->keep = &kept;
    const struct value sound = sound_load(e, path, span);
    e->report->keep = outer;
    return sound.kind == VALUE_THING ? sound : value_null();
}

/* Some(sound), or None when it cannot be read. */
WORD(try_load_sample)
{
    const char *path = read_path(e, self, &argument[0]);

    (void)n, (void)span;
    if (!path)
        return value_poison();
    const struct value sound = load_if_sound(e, path, argument[0].span);
    if (e->err)
        return value_poison();
    return sound.kind == VALUE_THING
               ? value_new_variant(e->heap, NULL, "Some", &sound, 1)
               : value_new_variant(e->heap, NULL, "None", NULL, 0);
}

/* Names of a folder that are being gathered. */
struct gathered {
    struct eval *e;
    struct list *list;
    bool failed;
};

static void gather(void *to, const char *name)
{
    struct gathered *g = to;
    const size_t size = strlen(name);
    const char *copy;

    if (g->failed || size == 0 || name[size - 1] == '/' || name[0] == '.')
        return;
    copy = g->list->n < PLAYER_SOUNDS_MAX ? heap_text(g->e->heap, name, size) : NULL;
    g->failed = !copy || !value_push(g->e->heap, g->list, value_text(copy, size));
}

static int compare_names(const void *a, const void *b)
{
    const struct value *x = a, *y = b;

    return strcmp(x->text, y->text);
}

/* A name of the folder behind its path. */
static const char *path_in(struct eval *e, const char *folder, const char *name)
{
    const size_t size = strlen(folder);
    const bool is_open = size == 0 || folder[size - 1] == '/';
    char *path = heap_take(e->heap, size + strlen(name) + 2, 1);

    if (!path)
        eval_out_of_memory(e);
    else
        str_format(path, size + strlen(name) + 2, "%s%s%s", folder, is_open ? "" : "/",
                   name);
    return path;
}

/* The files of a folder in the order of their names; poison after an error. */
static struct value names_of(struct eval *e, const struct argument *a)
{
    struct value names = value_new_list(e->heap, 0);
    struct gathered g = {.e = e, .list = names.list};
    const struct leat_files *f = e->files;
    int err = LEAT_ERR_NO_ACCESS;

    if (names.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    if (f && (f->list_reach || f->list))
        err = (f->list_reach ? f->list_reach : f->list)(f->user, a->value.text, gather,
                                                        &g);
    if (err < 0) {
        file_report(e->report, f, a->span, a->value.text, err, false);
        return value_poison();
    }
    if (g.failed)
        return e->heap->err ? eval_out_of_memory(e)
                            : eval_too_large(e, a->span, "folder");
    if (g.list->n > 1)
        qsort(g.list->item, g.list->n, sizeof(*g.list->item), compare_names);
    return names;
}

/* All sounds of a folder; what is no sound is left out. */
WORD(load_directory)
{
    const char *folder = read_path(e, self, &argument[0]);
    const struct value names = folder ? names_of(e, &argument[0]) : value_poison();
    struct value sounds = value_new_list(e->heap, 0);

    (void)n, (void)span;
    if (names.kind == VALUE_POISON)
        return names;
    for (uint32_t i = 0; i < names.list->n && !e->err; i++) {
        const char *path = path_in(e, folder, names.list->item[i].text);
        const struct value sound =
            path ? load_if_sound(e, path, argument[0].span) : value_poison();
        if (sound.kind == VALUE_THING &&
            (sounds.kind == VALUE_POISON || !value_push(e->heap, sounds.list, sound)))
            return eval_out_of_memory(e);
    }
    if (e->err || sounds.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    if (sounds.list->n > 0)
        return sounds;
    report_error(e->report, argument[0].span, 803,
                 "`%.60s` is not something I can read: no sound is in it.", folder);
    report_hint(e->report, "Name a folder with sound files, such as \"drums\".");
    return value_poison();
}

/* A sample with its peak at 0 dBFS; a stream is levelled by the node of that name. */
WORD(normalize)
{
    const struct sound *sound = n > 0 ? sound_of(&argument[0].value) : NULL;
    struct function *function;

    if (sound && n == 1)
        return sound_normalize(e, sound, span);
    function = heap_take(e->heap, 1, sizeof(*function));
    if (!function)
        return eval_out_of_memory(e);
    *function = (struct function){.class = leat_node_class_find(self->name),
                                  .name = self->name};
    return eval_node(e, function, argument, n, span);
}

static bool read_setting(struct eval *e, const struct argument *a,
                         const struct leat_param *param, double *out)
{
    if (a->value.kind == VALUE_NULL)
        return true;
    if (a->value.kind == VALUE_POISON ||
        !convert_double(&e->convert, &a->value, param, a->span, out))
        return false;
    if (param == &gain_param)
        *out = math_db_to_factor_d(*out);
    return true;
}

/* When it begins, in frames of the clock; a bare number is in seconds. */
static bool read_at(struct eval *e, const struct builtin *self,
                    const struct argument *a, int64_t *from)
{
    const struct value *v = &a->value;
    double seconds = 0.0;

    *from = e->now.event;
    if (v->kind == VALUE_NULL)
        return true;
    const enum measure measure =
        v->kind == VALUE_NUMBER ? (enum measure)v->measure : MEASURE_NONE;
    if (!value_is_number(v) || (measure != MEASURE_NONE &&
                                !convert_measure(&e->convert, value_as_number(v),
                                                 measure, MEASURE_TIME, &seconds))) {
        argument_refuse(e, self, a, "a time such as `0.5.s` or `1.beat`");
        return false;
    }
    if (measure == MEASURE_NONE)
        seconds = value_as_number(v);
    if (!(seconds >= 0.0 && seconds <= 1e6)) {
        report_error(e->report, a->span, 401,
                     "A time here can go from 0 to 1000000 s.");
        report_hint(e->report, "Give one between.");
        return false;
    }
    const int64_t at = (int64_t)math_floor_d(seconds * e->convert.rate_hz + 0.5);
    *from = at > *from ? at : *from;
    return true;
}

/* A stream goes by itself: what only a sound in memory can is refused. */
static bool is_plain(struct eval *e, const struct argument *argument)
{
    static const char *const name[] = {NULL, "loop", NULL, "rate", "at"};

    for (uint32_t i = 1; i < 5; i++) {
        if (!name[i] || argument[i].value.kind == VALUE_NULL)
            continue;
        report_error(e->report, argument[i].span, 407,
                     "`%s` cannot work: a stream goes at its own time.", name[i]);
        report_hint(e->report,
                    "Load it: `Audio.play(Audio.load(\"kick.wav\"), rate: 2)`.");
        return false;
    }
    return true;
}

static struct value play_stream(struct eval *e, const struct argument *argument,
                                struct value stream, double gain, struct span span)
{
    struct voice *before = voice_goes_on(e);

    if (!is_plain(e, argument))
        return value_poison();
    if (before)
        return voice_continue(e, before, stream.stream, span);
    const struct value voice = voice_of_stream(e, stream.stream, gain, span);
    voice_remember(e, voice);
    return voice;
}

WORD(play)
{
    struct sound_wish wish = {.gain = 1.0, .speed = 1.0};
    const struct sound *sound = sound_of(&argument[0].value);

    (void)n;
    if (!read_setting(e, &argument[2], &gain_param, &wish.gain) ||
        !read_setting(e, &argument[3], &rate_param, &wish.speed) ||
        !read_at(e, self, &argument[4], &wish.from))
        return value_poison();
    wish.loop = value_is_true(&argument[1].value);
    if (!sound) {
        const struct value stream = eval_as_chain(e, argument[0].value, span);
        if (stream.kind == VALUE_STREAM)
            return play_stream(e, argument, stream, wish.gain, span);
        return argument_refuse(e, self, &argument[0], "a sound");
    }
    struct voice *before = voice_goes_on(e);
    if (before)
        return (struct value){.kind = VALUE_THING, .thing = (struct thing *)before};
    const struct value voice = voice_of_sound(e, sound, &wish, span);
    voice_remember(e, voice);
    return voice;
}

WORD(trigger_sample)
{
    struct sound_wish wish = {.gain = 1.0, .speed = 1.0, .from = e->now.event};
    struct value what = argument[0].value;

    (void)n;
    if (what.kind == VALUE_TEXT) {
        const char *path = read_path(e, self, &argument[0]);
        what = path ? sound_load(e, path, argument[0].span) : value_poison();
    }
    const struct sound *sound = sound_of(&what);
    if (!sound)
        return what.kind == VALUE_POISON
                   ? what
                   : argument_refuse(e, self, &argument[0],
                                     "a sample or the name of a file");
    if (!read_setting(e, &argument[1], &gain_param, &wish.gain) ||
        !read_setting(e, &argument[2], &rate_param, &wish.speed) ||
        !read_setting(e, &argument[3], &pan_param, &wish.pan))
        return value_poison();
    return voice_of_sound(e, sound, &wish, span);
}

const struct builtin builtin_sound[] = {
    {"load", "path", 1, 0, word_load, NULL,
     "A sound from a file, as a whole in memory.",
     "kick = Audio.load(\"kick.wav\")\nprint(kick.duration)", "Audio"},
    {"load_file", "path", 1, 0, word_load, NULL, "The same as `load`.",
     "kick = Audio.load_file(\"kick.wav\")\nkick |> lowpass()", "Audio"},
    {"load_sample", "path", 1, 0, word_load, NULL, "The same as `load`.",
     "kick = Audio.load_sample(\"kick.wav\")\nprint(kick.channels)", "Audio"},
    {"try_load_sample", "path", 1, 0, word_try_load_sample, NULL,
     "Some(sample), or None when the file cannot be read.",
     "kick = Audio.try_load_sample(\"kick.wav\")\nprint(kick.is_some())", "Audio"},
    {"load_directory", "path", 1, 0, word_load_directory, NULL,
     "The sounds of a folder, in the order of their names.",
     "drums = try { Audio.load_directory(\"drums\") } catch e { [] }\n"
     "print(drums.length)",
     "Audio"},
    {"normalize", "", 0, BUILTIN_GATHERS, word_normalize, NULL,
     "A sample with its peak at 0 dBFS; a stream is levelled.",
     "kick = Audio.normalize(Audio.load(\"kick.wav\"))\nkick", "Audio"},
    {"play", "x loop gain rate at", 1, 0, word_play, NULL,
     "Let a sound be heard; gives its voice.", "Audio.play(saw(110.hz), gain: -12.db)",
     "Audio"},
    {"trigger_sample", "sample gain rate pan", 1, 0, word_trigger_sample, NULL,
     "Play a sample at the time of what is due; gives its voice.",
     "kick = Audio.load(\"kick.wav\")\nevery(1.beat) { Audio.trigger_sample(kick) }",
     "Audio"},
    {0},
};
