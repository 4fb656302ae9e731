/* SPDX-License-Identifier: MIT */
/* builtin: words of the language that are no classes of nodes. */
#include "lang/builtin.h"

#include <string.h>

#include <leat/time.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/named.h"
#include "lang/sample.h"

/* print(x, ...): one line when the program begins. */
static struct value call_print(struct eval *e, const struct builtin *self,
                               const struct argument *argument, uint32_t n,
                               struct span span)
{
    char line[2048] = "";
    size_t used = 0;

    (void)self;
    (void)span;
    for (uint32_t i = 0; i < n && used + 2 < sizeof(line); i++) {
        const struct value now = sample(e, argument[i].value, argument[i].span);
        if (now.kind == VALUE_POISON)
            return value_poison();
        if (i > 0)
            line[used++] = ' ';
        used += value_print(&now, false, line + used, sizeof(line) - used);
    }
    const char *copy = heap_text(e->heap, line, used);
    if (!copy || draft_add_line(e->draft, copy) < 0)
        return eval_out_of_memory(e);
    return value_null();
}

static struct value not_streams(struct eval *e, const struct argument *a,
                                const char *name)
{
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306,
                     "This is %s; `%s` needs a list of streams.",
                     value_kind_name(&a->value), name);
        report_hint(e->report, "Such as `merge([a, b])`.");
    }
    return value_poison();
}

/* What stands in a list of streams: names are of streams, too. */
static struct value part_of_merge(struct eval *e, const struct argument *a,
                                  const struct value *v)
{
    const struct argument part = {0, a->span, *v};

    return v->kind == VALUE_TEXT ? named_stream(e, &part, "merge") : *v;
}

/* The numbers of a list of gains, one for each of n streams. */
static bool read_gains(struct eval *e, const struct argument *a, uint32_t n,
                       double *gains)
{
    uint32_t n_items;
    const struct value *item = value_items(&a->value, &n_items);

    if (!item || n_items != n) {
        report_error(e->report, a->span, 406,
                     "These lists belong together but have %u and %u entries.", n,
                     item ? n_items : 1);
        report_hint(e->report, "Give one entry per stream.");
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct value *v = &item[i];
        if (v->kind == VALUE_POISON)
            return false;
        if (!value_is_number(v) ||
            (v->measure != MEASURE_NONE && v->measure != MEASURE_FRACTION &&
             v->measure != MEASURE_LEVEL)) {
            report_error(e->report, a->span, 306, "A gain is %s; it needs a level.",
                         value_kind_name(v));
            report_hint(e->report, "Such as `gains: [1, 50%%, -6.db]`.");
            return false;
        }
        gains[i] = v->measure == MEASURE_LEVEL ? math_db_to_factor_d(v->number)
                                               : value_as_number(v);
    }
    return true;
}

/* merge([a, b], gains: [1, 0.5]) or merge(a, b): the sum at equal times. */
static struct value call_merge(struct eval *e, const struct builtin *self,
                               const struct argument *argument, uint32_t n,
                               struct span span)
{
    const uint32_t first_node = e->draft->n_nodes;
    const struct argument *gains = NULL, *wrong = NULL, *output = NULL;
    struct value *stream, sum;
    uint32_t room = 0, used = 0;
    double *gain;

    for (uint32_t i = 0; i < n; i++)
        room += argument[i].value.kind == VALUE_LIST ? argument[i].value.list->n : 1;
    stream = heap_take(e->heap, room, sizeof(*stream));
    gain = heap_take(e->heap, room, sizeof(*gain));
    if (!stream || !gain)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++) {
        const struct value *v = &argument[i].value;
        const char *name = names_text(e->names, argument[i].name);
        if (argument[i].name && strcmp(name, "gains") == 0) {
            gains = &argument[i];
            continue;
        }
        if (argument[i].name ? strcmp(name, "output") == 0
                             : i == 1 && v->kind == VALUE_TEXT &&
                                   argument[0].value.kind == VALUE_LIST) {
            output = &argument[i];
            continue;
        }
        if (argument[i].name && strcmp(name, "streams") != 0) {
            report_error(e->report, argument[i].span, 404,
                         "`merge` has no setting `%.60s`.", name);
            report_hint(e->report, "It has: gains, output.");
            return value_poison();
        }
        const uint32_t m = v->kind == VALUE_LIST ? v->list->n : 1;
        for (uint32_t k = 0; k < m; k++) {
            stream[used] = part_of_merge(e, &argument[i],
                                         v->kind == VALUE_LIST ? &v->list->item[k] : v);
            if (stream[used].kind == VALUE_POISON)
                return value_poison();
            if (stream[used++].kind != VALUE_STREAM)
                wrong = &argument[i];
        }
    }
    if (wrong)
        return not_streams(e, wrong, self->name);
    if (used == 0) {
        report_error(e->report, span, 407, "`merge` cannot work: it has no streams.");
        report_hint(e->report, "Such as `merge([a, b])`.");
        return value_poison();
    }
    if (gains && !read_gains(e, gains, used, gain))
        return value_poison();
    sum = eval_mix(e, stream, used, gains ? gain : NULL, span);
    return !output || named_result(e, output, &sum, first_node, self->name, false)
               ? sum
               : value_poison();
}

/* branch(s, n): n taps of one stream. */
static struct value call_branch(struct eval *e, const struct builtin *self,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    const struct value *count = &argument[1].value;
    struct value taps;

    (void)self;
    (void)n;
    if (count->kind == VALUE_POISON)
        return value_poison();
    if (count->kind != VALUE_INTEGER || count->integer < 1 ||
        count->integer > LEAT_MAX_LANES) {
        report_error(e->report, count->kind == VALUE_NULL ? span : argument[1].span,
                     401, "`n` of `branch` can go from 1 to %d.", LEAT_MAX_LANES);
        report_hint(e->report, "Such as `branch(sound, 2)`.");
        return value_poison();
    }
    taps = value_new_list(e->heap, (uint32_t)count->integer);
    if (taps.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < taps.list->n; i++)
        taps.list->item[i] = argument[0].value;
    return taps;
}

/* fb(a, chain, delay: 300.samples): feedback with a delay of its own. */
static struct value call_fb(struct eval *e, const struct builtin *self,
                            const struct argument *argument, uint32_t n,
                            struct span span)
{
    static const struct leat_param param = {.name = "delay",
                                            .unit = LEAT_UNIT_FRAMES,
                                            .min = 0.0f,
                                            .def = LEAT_QUANTUM,
                                            .max = 1e8f};
    float frames = LEAT_QUANTUM;

    (void)self;
    (void)n;
    if (argument[2].value.kind != VALUE_NULL) {
        struct value delay = argument[2].value;
        if (delay.kind == VALUE_INTEGER || delay.kind == VALUE_NUMBER)
            delay = value_number(value_as_number(&delay), delay.measure == MEASURE_NONE
                                                              ? MEASURE_TIME
                                                              : delay.measure);
        if (!convert_number(&e->convert, &delay, &param, argument[2].span, &frames))
            return value_poison();
        if (frames < LEAT_QUANTUM) {
            report_error(e->report, argument[2].span, 604,
                         "A feedback delay must be at least %d frames.", LEAT_QUANTUM);
            report_hint(e->report, "Use %d.samples.", LEAT_QUANTUM);
            return value_poison();
        }
    }
    return eval_feedback(e, argument[0].value, argument[1].value,
                         (uint32_t)(frames + 0.5f), span);
}

/* volume(s, 0.5): a link with a gain. */
static struct value call_volume(struct eval *e, const struct builtin *self,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    static const struct leat_param param = {
        .name = "level", .min = 0.0f, .def = 1.0f, .max = 16.0f};
    float level = 1.0f;

    (void)self;
    (void)n;
    if (argument[1].value.kind == VALUE_STREAM)
        return eval_planned(e, span, "A volume that moves",
                            "`gain(sound, mover)` follows a stream, in dB.");
    if (argument[1].value.kind != VALUE_NULL &&
        !convert_number(&e->convert, &argument[1].value, &param, argument[1].span,
                        &level))
        return value_poison();
    return eval_scale(e, argument[0].value.stream, (double)level);
}

static struct value call_output(struct eval *e, const struct builtin *self,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    const struct leat_node_class *class = leat_node_class_find("output");
    const struct function function = {.class = class, .name = self->name};

    if (n == 1 || !class) {
        eval_to_output(e, argument[0].value.stream, span);
        return value_null();
    }
    const struct value value = eval_node(e, &function, argument, n, span);
    return value.kind == VALUE_STREAM ? value_null() : value;
}

/* Which classes read and write files with an ending; the last is for all others. */
static const struct {
    const char *ending, *reads, *writes;
} file_kinds[] = {
    {".mid", "midi_file", "midi_file_out"}, {".y4m", "y4m_in", "y4m_out"},
    {".png", "png_in", "png_out"},          {".mkv", "video_in", "video_out"},
    {".mp4", "video_in", "video_out"},      {".mov", "video_in", "video_out"},
    {".webm", "video_in", "video_out"},     {"", "file_in", "file_out"},
};

static bool ends_with(const char *text, const char *ending)
{
    const size_t n = strlen(text), m = strlen(ending);

    if (n < m)
        return false;
    for (size_t i = 0; i < m; i++)
        if ((text[n - m + i] | 32) != (ending[i] | 32))
            return false;
    return true;
}

/* file("x.wav") reads without an input, and writes with one. */
static struct value call_file(struct eval *e, const struct builtin *self,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    const bool writes = n > 0 && !argument[0].name &&
                        (argument[0].value.kind == VALUE_STREAM ||
                         argument[0].value.kind == VALUE_CHAIN ||
                         argument[0].value.kind == VALUE_POISON);
    const char *path = "", *name = "file_in";
    struct function *function = heap_take(e->heap, 1, sizeof(*function));

    for (uint32_t i = 0; i < n; i++) {
        const bool is_path =
            !argument[i].name ||
            strcmp(names_text(e->names, argument[i].name), "path") == 0;
        if (is_path && argument[i].value.kind == VALUE_TEXT && !path[0])
            path = argument[i].value.text;
    }
    for (size_t i = 0; i < sizeof(file_kinds) / sizeof(file_kinds[0]); i++)
        if (ends_with(path, file_kinds[i].ending)) {
            name = writes ? file_kinds[i].writes : file_kinds[i].reads;
            break;
        }
    if (!function)
        return eval_out_of_memory(e);
    *function =
        (struct function){.class = leat_node_class_find(name), .name = self->name};
    if (!function->class)
        return eval_planned(
            e, span, writes ? "Writing this kind of file" : "Reading this kind of file",
            "Sound files work: wav, flac, ogg.");
    return eval_node(e, function, argument, n, span);
}

/* Modules that offer words of sound and pictures. */
#define MEDIA "Audio Graphics Stream"

static const struct builtin words[] = {
    {"print", "", 0, BUILTIN_GATHERS | BUILTIN_TAKES_RECORD, call_print, NULL,
     "Print values, with blanks between, before the program begins.",
     "print(440.hz + 12.st, [1, 2] * 10)", MEDIA},
    {"merge", "", 0, BUILTIN_GATHERS | BUILTIN_IS_WHOLE, call_merge, NULL,
     "Mix any number of streams, each with a gain of its own.",
     "merge([saw(110.hz), sine(220.hz)], gains: [-12.db, -6.db])", MEDIA},
    {"file", "", 0, BUILTIN_GATHERS, call_file, NULL,
     "Read a file, or write it where a stream is sent into it.",
     "sine(440.hz, duration: 1.s) |> file(\"tone.flac\")", MEDIA},
    {"stream_file", "", 0, BUILTIN_GATHERS, call_file, NULL,
     "The same as `file`: it is read while it plays.",
     "sine(440.hz, duration: 1.s) |> stream_file(\"tone.wav\")", MEDIA},
    {"output", "s", 1, BUILTIN_TAKES_STREAM | BUILTIN_GATHERS, call_output, NULL,
     "Be heard; a stream alone on its line is so without it.",
     "saw(110.hz) |> gain(-12.db) |> output()", "Audio Graphics"},
    {"branch", "s n", 2, BUILTIN_TAKES_STREAM, call_branch, NULL,
     "List of n taps of one stream.",
     "taps = branch(saw(110.hz), 2); taps[0] |> lowpass(); taps[1] |> delay()", MEDIA},
    {"volume", "s level", 1, BUILTIN_TAKES_STREAM, call_volume, NULL,
     "Make softer or louder by a factor, a percentage or dB.",
     "saw(110.hz) |> volume(25%)", MEDIA},
    {"voices", "", 0, BUILTIN_GATHERS, eval_voices, NULL,
     "Play notes by n voices, each with a graph of its own.",
     "voices(8, saw() |> lowpass() |> adsr(), notes: step(\"57 60 64 _\"))", MEDIA},
    {"fb", "s chain delay", 2, 0, call_fb, NULL,
     "Send through a chain and back in later; `s <> chain` in short.",
     "noise(duration: 5.ms) |> fb(gain(-3.db), delay: 20.ms)", MEDIA},
    {"node", "", 0, BUILTIN_GATHERS, builtin_node, NULL,
     "Make a node by its name and its class, unlinked.",
     "node(\"low\", \"saw\", frequency: 55.hz); node(\"out\", \"output\"); "
     "link(\"low:out\", \"out:in\")",
     MEDIA},
    {"link", "from to gain delay feedback add", 2, 0, builtin_link, NULL,
     "Link an output of a node to an input or a setting.",
     "node(\"low\", \"saw\"); node(\"out\", \"output\"); "
     "link(\"low:out\", \"out:in\", gain: 0.5)",
     MEDIA},
    {0},
};

/* In the order in which they are listed: those of one family together. */
static const struct builtin *const tables[] = {words,
                                               builtin_sound,
                                               builtin_effect,
                                               builtin_looper,
                                               builtin_listen,
                                               builtin_engine,
                                               builtin_kernel,
                                               builtin_audio,
                                               builtin_describe,
                                               builtin_time,
                                               builtin_timeline,
                                               builtin_tempo,
                                               builtin_graphics,
                                               builtin_picture,
                                               builtin_particles,
                                               builtin_garden,
                                               builtin_gui,
                                               builtin_hardware,
                                               builtin_play,
                                               builtin_music,
                                               builtin_colour,
                                               builtin_context,
                                               builtin_composer,
                                               builtin_layer,
                                               builtin_kind,
                                               builtin_drop,
                                               builtin_health,
                                               builtin_visual,
                                               builtin_buffer,
                                               builtin_route,
                                               builtin_rule,
                                               builtin_stream,
                                               builtin_sync,
                                               builtin_file,
                                               builtin_record,
                                               builtin_timelapse,
                                               builtin_later,
                                               builtin_math,
                                               builtin_random,
                                               builtin_generate,
                                               builtin_notes,
                                               builtin_terrain};
enum { N_TABLES = sizeof(tables) / sizeof(tables[0]) };

const struct builtin *builtin_at(size_t index)
{
    for (size_t t = 0; t < N_TABLES; t++)
        for (const struct builtin *b = tables[t]; b->name; b++)
            if (index-- == 0)
                return b;
    return NULL;
}

/* Whether a module offers a word. */
static bool is_offered(const struct builtin *b, const char *module)
{
    return module ? str_is_among(b->module, module) : !(b->flags & BUILTIN_OF_MODULE);
}

const struct builtin *builtin_find(const char *module, const char *name)
{
    /* all the editors of GUI that are planned are alike */
    if ((!module || strcmp(module, "GUI") == 0) && ends_with(name, "_ui"))
        name = "editor_ui";
    for (size_t t = 0; t < N_TABLES; t++)
        for (const struct builtin *b = tables[t]; b->name; b++)
            if (b->name[0] == name[0] && strcmp(b->name, name) == 0 &&
                is_offered(b, module))
                return b;
    return NULL;
}

/* Index of a word among those of `words`, which blanks separate; -1 for none. */
static int word_index(const char *list, const char *name, uint32_t *n)
{
    int found = -1;

    for (*n = 0; *list; (*n)++, list += *list == ' ') {
        const size_t size = strcspn(list, " ");
        if (strlen(name) == size && strncmp(list, name, size) == 0)
            found = (int)*n;
        list += size;
    }
    return found;
}

bool builtin_order(struct eval *e, const char *name, const char *params,
                   uint32_t n_needed, const struct argument *argument, uint32_t n,
                   struct span span, struct argument *out)
{
    uint32_t position = 0, n_params;

    memset(out, 0, BUILTIN_PARAMS_MAX * sizeof(*out));
    for (uint32_t i = 0; i < BUILTIN_PARAMS_MAX; i++)
        out[i].value = value_null();
    word_index(params, "", &n_params);
    for (uint32_t i = 0; i < n; i++) {
        const char *word = names_text(e->names, argument[i].name);
        const int at =
            argument[i].name ? word_index(params, word, &n_params) : (int)position++;
        if (at < 0 || at >= (int)n_params) {
            report_error(e->report, argument[i].span, 404,
                         argument[i].name ? "`%s` has no setting `%.60s`."
                                          : "`%s` takes fewer values than this.%s",
                         name, word);
            report_hint(e->report, "It takes: %s.", params);
            return false;
        }
        if (out[at].span.end) {
            report_error(e->report, argument[i].span, 405,
                         "A value of `%s` is given twice.", name);
            report_hint(e->report, "Keep one.");
            return false;
        }
        out[at] = argument[i];
    }
    for (uint32_t i = 0; i < n_needed; i++)
        if (!out[i].span.end) {
            report_error(e->report, span, 403, "`%s` needs %u values.", name, n_needed);
            report_hint(e->report, "It takes: %s.", params);
            return false;
        }
    return true;
}

const struct argument *builtin_unpack(struct eval *e, const struct argument *argument,
                                      uint32_t *n)
{
    if (*n != 1 || argument[0].name || argument[0].value.kind != VALUE_MAP)
        return argument;
    const struct map *map = argument[0].value.map;
    struct argument *entries = heap_take(e->heap, map->n + 1, sizeof(*entries));

    for (uint32_t i = 0; entries && i < map->n; i++)
        entries[i] = (struct argument){map->entry[i].name, argument[0].span,
                                       map->entry[i].value};
    *n = map->n;
    return entries;
}

/* Call a word; one that is whole leaves nothing behind when it fails. */
static struct value run_word(struct eval *e, const struct builtin *b,
                             const struct argument *argument, uint32_t n,
                             struct span span)
{
    const struct draft_mark mark = draft_mark(e->draft);
    const uint32_t n_errors = e->report->n_errors, n_named = e->n_named;
    const struct value value = b->call(e, b, argument, n, span);
    const bool failed = value.kind == VALUE_POISON || e->report->n_errors != n_errors ||
                        (e->report->keep && e->report->keep->code);

    if (!(b->flags & BUILTIN_IS_WHOLE) || !failed)
        return value;
    draft_return(e->draft, mark);
    e->n_named = n_named < e->n_named ? n_named : e->n_named;
    if (e->output != NO_NODE && e->output >= mark.n_nodes)
        e->output = NO_NODE;
    return value_poison();
}

/* Whether every name of a record is one of a word's parameters, as far as these are
 * known. */
static bool may_spread(const struct builtin *b, const struct map *map)
{
    for (uint32_t i = 0; i < map->n; i++)
        if (!(b->flags & BUILTIN_GATHERS) &&
            !str_is_among(b->params, map->entry[i].key))
            return false;
    return map->n > 0 && !(b->flags & BUILTIN_TAKES_RECORD);
}

/* A record as the last position spreads into named arguments. */
static const struct argument *spread(struct eval *e, const struct builtin *b,
                                     const struct argument *argument, uint32_t *n)
{
    uint32_t last = *n;

    while (last > 0 && argument[last - 1].name)
        last--;
    if (last == 0 || argument[last - 1].value.kind != VALUE_MAP ||
        !may_spread(b, argument[last - 1].value.map))
        return argument;
    const struct argument *record = &argument[last - 1];
    const struct map *map = record->value.map;
    struct argument *all = heap_take(e->heap, *n + map->n, sizeof(*all));
    if (!all) {
        eval_out_of_memory(e);
        return argument;
    }
    memcpy(all, argument, (last - 1) * sizeof(*all));
    for (uint32_t i = 0; i < map->n; i++)
        all[last - 1 + i] =
            (struct argument){map->entry[i].name, record->span, map->entry[i].value};
    memcpy(all + last - 1 + map->n, argument + last, (*n - last) * sizeof(*all));
    *n += map->n - 1;
    return all;
}

/* Without named settings that a word does not have. */
static const struct argument *known_only(struct eval *e, const struct builtin *b,
                                         const struct argument *argument, uint32_t *n)
{
    struct argument *known = heap_take(e->heap, *n + 1, sizeof(*known));
    uint32_t used = 0;

    if (!known) {
        eval_out_of_memory(e);
        return argument;
    }
    for (uint32_t i = 0; i < *n; i++)
        if (!argument[i].name ||
            str_is_among(b->params, names_text(e->names, argument[i].name)))
            known[used++] = argument[i];
    *n = used;
    return known;
}

struct value builtin_call(struct eval *e, const struct function *function,
                          const struct argument *argument, uint32_t n, struct span span)
{
    const struct builtin *b = function->builtin;

    argument = spread(e, b, argument, &n);
    const bool positional = n > 0 && !argument[0].name;
    const uint8_t kind = positional ? argument[0].value.kind : VALUE_NULL;
    struct argument out[BUILTIN_PARAMS_MAX];

    if (b->flags & BUILTIN_TAKES_STREAM) {
        if (kind == VALUE_CHAIN)
            return eval_chain(e, &argument[0].value, function, argument + 1, n - 1,
                              span);
        if (kind == VALUE_POISON)
            return value_poison();
        if (kind != VALUE_STREAM && !(b->flags & BUILTIN_TAKES_SAMPLES &&
                                      (kind == VALUE_LIST || kind == VALUE_TUPLE)))
            return eval_chain(e, NULL, function, argument, n, span);
    }
    if (b->flags & BUILTIN_GATHERS)
        return run_word(e, b, argument, n, span);
    if (b->flags & BUILTIN_IS_PLANNED)
        argument = known_only(e, b, argument, &n);
    return builtin_order(e, b->name, b->params, b->n_needed, argument, n, span, out)
               ? run_word(e, b, out, n, span)
               : value_poison();
}
