/* SPDX-License-Identifier: MIT */
/* draw_call: arguments find their places, and the canvas draws. */
#include "lang/draw_call.h"

#include <string.h>

#include <leat/diag.h>
#include <leat/err.h>

#include "base/str.h"
#include "lang/draw_value.h"
#include "lang/picture.h"
#include "lang/sample.h"
#include "lang/vm.h"

/* A call while its arguments find their places. */
struct drawing {
    const struct leat_draw_class *draw;
    struct leat_draw_value value[LEAT_DRAW_MAX_PARAMS];
    uint32_t position;
    bool good;
};

static void unknown_setting(struct eval *e, struct drawing *d, const char *name,
                            struct span span)
{
    char list[200] = "";
    struct str_nearest near;
    size_t used = 0;

    d->good = false;
    str_nearest_init(&near, name);
    for (size_t i = 0; i < d->draw->n_params; i++) {
        str_nearest_offer(&near, d->draw->params[i].name);
        used += str_format(list + used, sizeof(list) - used, "%s%s", used ? ", " : "",
                           d->draw->params[i].name);
    }
    report_error(e->report, span, 404, "`%s` has no setting `%.60s`.", d->draw->name,
                 name);
    if (near.best)
        report_hint(e->report, "Did you mean `%s`?", near.best);
    else
        report_hint(e->report, used ? "It has: %s." : "It has no settings.%s", list);
}

/* What views show of a sound: levels of bands, or the newest samples. */
static const struct {
    const char *view, *word; /* NULL: the samples of both sides in turn */
    int64_t n;
} shown[] = {{"spectrum_analyzer", "spectrum", 32},
             {"bars", "spectrum", 32},
             {"spectrogram", "spectrum", 32},
             {"waveform", "get_samples", 1024},
             {"stereo_meter", NULL, 1024}};

/* word(stream, n) */
static struct value measure(struct eval *e, const char *word, struct value stream,
                            int64_t n, struct span span)
{
    const struct argument given[] = {{0, span, stream}, {0, span, value_integer(n)}};
    struct function *function = heap_take(e->heap, 1, sizeof(*function));

    if (!function || !scope_function(NULL, NULL, word, function))
        return eval_out_of_memory(e);
    return eval_call_value(e,
                           (struct value){.kind = VALUE_FUNCTION, .function = function},
                           given, 2, span);
}

/* The newest samples of the first two lanes in turn; one lane is both. */
static struct value sides(struct eval *e, const struct stream *s, int64_t n,
                          struct span span)
{
    const struct value whole = {.kind = VALUE_STREAM, .stream = s};
    const bool is_stereo = eval_lanes(e, s) > 1;
    struct value side[2], list;

    for (int64_t l = 0; l < 2; l++) {
        const struct value lane = is_stereo ? eval_lane(e, s, l, span) : whole;
        side[l] = measure(e, "get_samples", lane, n, span);
        if (side[l].kind != VALUE_LIST)
            return side[l];
    }
    list = value_new_list(e->heap, 2 * side[0].list->n);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < list.list->n; i++)
        list.list->item[i] = side[i % 2].list->item[i / 2];
    return list;
}

/* A sound where a view wants numbers is measured first. */
static struct argument measured(struct eval *e, const struct drawing *d, size_t index,
                                const struct argument *a)
{
    const size_t n_views = sizeof(shown) / sizeof(shown[0]);
    struct argument out = *a;
    size_t v = 0;

    while (v < n_views && strcmp(d->draw->name, shown[v].view) != 0)
        v++;
    if (v == n_views || a->value.kind != VALUE_STREAM ||
        a->value.stream->type != LEAT_AUDIO ||
        d->draw->params[index].kind != LEAT_DRAW_NUMBERS || !e->in_frame ||
        !eval_is_here(e, a->value.stream) || sample_is_control(e, a->value.stream))
        return out;
    out.value = shown[v].word ? measure(e, shown[v].word, a->value, shown[v].n, a->span)
                              : sides(e, a->value.stream, shown[v].n, a->span);
    return out;
}

static void set(struct eval *e, struct drawing *d, size_t index,
                const struct argument *given)
{
    const struct argument made = measured(e, d, index, given), *a = &made;

    if (d->value[index].is_set) {
        report_error(e->report, a->span, 405, "`%s` is given twice.",
                     d->draw->params[index].name);
        report_hint(e->report, "Keep one.");
        d->good = false;
    } else if (a->value.kind != VALUE_NULL) {
        d->good &= draw_value(e, &d->draw->params[index], a, &d->value[index]);
    }
}

static void set_named(struct eval *e, struct drawing *d, uint32_t name,
                      const struct argument *a)
{
    const char *text = names_text(e->names, name);
    const int index = leat_draw_param_find(d->draw, text);

    if (index < 0)
        unknown_setting(e, d, text, a->span);
    else
        set(e, d, (size_t)index, a);
}

/* A record spreads into named arguments; other values go to the next free place. */
static void set_next(struct eval *e, struct drawing *d, const struct argument *a)
{
    while (d->position < d->draw->n_params && d->value[d->position].is_set)
        d->position++;
    if (a->value.kind == VALUE_MAP &&
        (d->position == d->draw->n_params ||
         d->draw->params[d->position].kind != LEAT_DRAW_POINT)) {
        for (uint32_t i = 0; i < a->value.map->n; i++) {
            const struct argument one = {0, a->span, a->value.map->entry[i].value};
            set_named(e, d, a->value.map->entry[i].name, &one);
        }
        return;
    }
    if (d->position == d->draw->n_params) {
        report_error(e->report, a->span, 404, "`%s` takes %u values; this is one more.",
                     d->draw->name, (unsigned)d->draw->n_params);
        report_hint(e->report, "Remove it.");
        d->good = false;
        return;
    }
    set(e, d, d->position++, a);
}

bool draw_canvas(struct eval *e)
{
    const struct leat_canvas_config config = {.size = sizeof(config),
                                              .width = e->width,
                                              .height = e->height,
                                              .seed = e->seed,
                                              .base = e->base};

    if (!e->canvas && leat_canvas_create(&config, &e->canvas) < 0)
        eval_out_of_memory(e);
    if (e->canvas && !e->draws) {
        e->draws = true;
        leat_canvas_coordinates(e->canvas, (enum leat_draw_coordinates)e->coordinates);
        leat_canvas_begin(e->canvas, e->now.time_s, e->now.k, e->now.fps);
    }
    return e->canvas != NULL;
}

bool draw_in_time(struct eval *e, struct span span)
{
    if (!e->overtime || !e->overtime->has_come(e->overtime->user))
        return true;
    vm_give_up(e->vm);
    report_error(e->report, span, 501, "This frame takes more than a second to draw.");
    report_hint(e->report,
                "Draw less, or smaller pictures: `Graphics.size(1280, 720)`.");
    return false;
}

/* A picture that is a value is drawn as those of streams are. */
static const struct leat_draw_class *draw_of_picture(const struct leat_draw_class *draw,
                                                     const struct argument *argument,
                                                     uint32_t n)
{
    return n > 0 && !argument[0].name && picture_of(&argument[0].value) &&
                   strcmp(draw->name, "image") == 0
               ? leat_draw_class_find("video")
               : draw;
}

/* A `palette` that was not said is that of set_palette(). */
static void use_context(struct eval *e, struct drawing *d, struct span span)
{
    const struct argument palette = {0, span, e->visuals.palette};

    for (size_t i = 0; e->visuals.has_palette && i < d->draw->n_params; i++)
        if (d->draw->params[i].kind == LEAT_DRAW_PALETTE && !d->value[i].is_set &&
            strcmp(d->draw->params[i].name, "palette") == 0)
            d->good &= draw_value(e, &d->draw->params[i], &palette, &d->value[i]);
}

struct value draw_call(struct eval *e, const struct leat_draw_class *draw,
                       const struct argument *argument, uint32_t n, struct span span)
{
    struct drawing d = {.draw = draw_of_picture(draw, argument, n), .good = true};
    struct leat_diag diag = {0};
    int err;

    draw = d.draw;
    for (uint32_t i = 0; i < n; i++)
        if (argument[i].value.kind == VALUE_POISON)
            d.good = false;
        else if (argument[i].name)
            set_named(e, &d, argument[i].name, &argument[i]);
        else
            set_next(e, &d, &argument[i]);
    for (size_t i = 0; d.good && i < draw->n_params; i++)
        if (draw->params[i].flags & LEAT_PARAM_REQUIRED && !d.value[i].is_set) {
            report_error(e->report, span, 403, "`%s` needs `%s`.", draw->name,
                         draw->params[i].name);
            report_hint(e->report, "%s", draw->params[i].help);
            d.good = false;
        }
    use_context(e, &d, span);
    if (!d.good || !draw_in_time(e, span) || !draw_canvas(e))
        return value_poison();
    err = leat_canvas_draw(e->canvas, draw, d.value, e->site, &diag);
    if (err >= 0)
        return value_null();
    if (diag.n && diag.finding[0].code)
        report_error(e->report, span, diag.finding[0].code, "%s",
                     diag.finding[0].message);
    else
        report_error(e->report, span, 407, "`%s` cannot work: %s", draw->name,
                     diag.n ? diag.finding[0].message : leat_strerror(err));
    report_hint(e->report, "%s",
                diag.n && diag.finding[0].hint[0] ? diag.finding[0].hint
                                                  : draw->summary);
    return value_poison();
}

/* The whole canvas; without a size of its own it is as large as the pictures. */
static void show(struct eval *e, const struct stream *stream, struct span span)
{
    const struct leat_draw_class *video = leat_draw_class_find("video");
    const struct argument a = {0, span, {.kind = VALUE_STREAM, .stream = stream}};
    struct leat_draw_value value[LEAT_DRAW_MAX_PARAMS] = {{0}};
    struct leat_diag diag = {0};

    if (!draw_value(e, &video->params[0], &a, &value[0]) || !value[0].picture ||
        !draw_in_time(e, span) || !draw_canvas(e))
        return;
    const struct leat_frame *picture = value[0].picture;
    if (!e->width) {
        e->width = picture->format.width;
        e->height = picture->format.height;
        if (leat_canvas_resize(e->canvas, e->width, e->height) < 0)
            eval_out_of_memory(e);
    }
    if (leat_canvas_draw(e->canvas, video, value, 0, &diag) < 0)
        eval_out_of_memory(e);
}

void draw_stream(struct eval *e, const struct stream *stream, struct span span)
{
    if (e->in_frame) {
        show(e, stream, span);
        return;
    }
    if (e->n_shown == e->room_shown) {
        const uint32_t room = e->room_shown ? 2 * e->room_shown : 4;
        const struct stream **wider = heap_take(e->heap, room, sizeof(*wider));
        if (!wider) {
            eval_out_of_memory(e);
            return;
        }
        if (e->n_shown > 0)
            memcpy(wider, e->shown, e->n_shown * sizeof(*wider));
        e->shown = wider;
        e->room_shown = room;
    }
    e->shown[e->n_shown++] = stream;
}

void draw_shown(struct eval *e)
{
    const struct span nowhere = {0, 0};

    for (uint32_t i = 0; i < e->n_shown; i++)
        show(e, e->shown[i], nowhere);
}

void draw_finish(struct eval *e)
{
    for (; e->n_seen > 0; e->n_seen--)
        leat_frame_unref(&e->seen[e->n_seen - 1]);
}

void draw_begin(struct eval *e)
{
    draw_finish(e);
    if (e->canvas) {
        e->draws = true;
        leat_canvas_begin(e->canvas, e->now.time_s, e->now.k, e->now.fps);
    }
}

struct leat_frame *draw_end(struct eval *e)
{
    struct leat_frame *frame = NULL;

    if (!e->draws)
        return NULL;
    e->draws = false;
    if (leat_canvas_end(e->canvas, &frame) < 0)
        return NULL; /* somebody holds all frames: this one is not shown */
    return frame;
}
