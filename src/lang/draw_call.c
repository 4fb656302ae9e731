/* SPDX-License-Identifier: MIT */
/* draw_call: arguments find their places, and the canvas draws. */
#include "lang/draw_call.h"

#include <string.h>

#include <leat/diag.h>
#include <leat/err.h>

#include "base/str.h"
#include "lang/draw_value.h"

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

static void set(struct eval *e, struct drawing *d, size_t index,
                const struct argument *a)
{
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

static bool has_canvas(struct eval *e)
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

struct value draw_call(struct eval *e, const struct leat_draw_class *draw,
                       const struct argument *argument, uint32_t n, struct span span)
{
    struct drawing d = {.draw = draw, .good = true};
    struct leat_diag diag = {0};
    int err;

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
    if (!d.good || !has_canvas(e))
        return value_poison();
    err = leat_canvas_draw(e->canvas, draw, d.value, e->site, &diag);
    if (err >= 0)
        return value_null();
    report_error(e->report, span, 407, "`%s` cannot work: %s", draw->name,
                 diag.n ? diag.finding[0].message : leat_strerror(err));
    report_hint(e->report, "%s",
                diag.n && diag.finding[0].hint[0] ? diag.finding[0].hint
                                                  : draw->summary);
    return value_poison();
}

void draw_begin(struct eval *e)
{
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
