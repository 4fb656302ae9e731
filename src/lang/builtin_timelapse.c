/* SPDX-License-Identifier: MIT */
/*
 * builtin_timelapse: a film of few pictures of a long time.
 *
 * For `duration` of the program a picture is kept every `interval`, and the film shows
 * `output_fps` of them a second.  Where no interval is said the film lasts 10 s, but is
 * never slower than what it shows:
 *
 *     interval = max(duration / (10 s * output_fps), 1 / output_fps, 1 / fps)
 *
 * Source: language reference, section 8.8, whose "duration-dependent interval" it is.
 */
#include <string.h>
#include <strings.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin_argument.h"
#include "lang/length.h"
#include "lang/record_wish.h"

enum { FPS_MOST = 240, SIDE_LEAST = 2, SIDE_MOST = 8192 };
enum { DURATION, FPS, RESOLUTION, COMPRESSION, INTERVAL, NAME };

static const double DURATION_MOST_S = 366.0 * 86400.0, FILM_S = 10.0;

/* What there is, and the files that hold it; names without an ending get the first. */
static const struct compression {
    const char *name, *endings;
} compressions[] = {
    {"h264", ".mkv .mp4 .mov"},
    {"vp9", ".webm .mkv"},
    {"ffv1", ".mkv"},
    {"none", ".y4m"},
};
enum { N_COMPRESSIONS = sizeof(compressions) / sizeof(compressions[0]) };

static bool holds(const struct compression *c, const char *ending)
{
    const size_t n = strlen(ending);
    const char *at = strstr(c->endings, ending);

    return at && (at[n] == ' ' || at[n] == '\0');
}

static bool read_duration(struct eval *e, const struct builtin *self,
                          const struct argument *a, struct record_lapse *lapse)
{
    struct length length;

    if (!length_read(e, a, self->name, &length))
        return false;
    lapse->duration_s = length_seconds(e, length);
    if (lapse->duration_s > 0.0 && lapse->duration_s <= DURATION_MOST_S)
        return true;
    report_error(e->report, a->span, 401,
                 "`duration` is %g s; it can go from above 0 to %g s.",
                 lapse->duration_s, DURATION_MOST_S);
    report_hint(e->report, "Such as `Recording.start_timelapse(8.h)`.");
    return false;
}

static bool read_fps(struct eval *e, const struct builtin *self,
                     const struct argument *a, struct leat_rational *fps)
{
    double x;

    if (!argument_number(e, self, a, 30.0, &x))
        return false;
    if (x >= 1.0 && x <= FPS_MOST) {
        *fps = math_floor_d(x) == x
                   ? (struct leat_rational){(int64_t)x, 1}
                   : (struct leat_rational){(int64_t)(x * 1000.0 + 0.5), 1000};
        return true;
    }
    report_error(e->report, a->span, 401, "`output_fps` is %g; it can go from 1 to %d.",
                 x, FPS_MOST);
    report_hint(e->report, "Try %d.", x > FPS_MOST ? FPS_MOST : 1);
    return false;
}

static bool read_interval(struct eval *e, const struct builtin *self,
                          const struct argument *a, struct record_lapse *lapse)
{
    const double fps = (double)lapse->fps.num / (double)lapse->fps.den;
    const double frame_s = 1.0 / e->now.fps;
    struct length length;

    if (a->value.kind == VALUE_NULL) {
        const double least = math_max_d(1.0 / fps, frame_s);
        lapse->interval_s = math_max_d(lapse->duration_s / (FILM_S * fps), least);
        return true;
    }
    if (!length_read(e, a, self->name, &length))
        return false;
    lapse->interval_s = length_seconds(e, length);
    if (lapse->interval_s >= frame_s && lapse->interval_s <= lapse->duration_s)
        return true;
    report_error(e->report, a->span, 401,
                 "`interval` is %g s; it can go from %g s, which is a frame, to the "
                 "duration, %g s.",
                 lapse->interval_s, frame_s, lapse->duration_s);
    report_hint(e->report, "Leave it out, and the film lasts %g s.", FILM_S);
    return false;
}

/* Digits, at most as many as a side has; the text behind them. */
static const char *read_side(const char *text, double *side)
{
    for (*side = 0.0; *text >= '0' && *text <= '9' && *side <= SIDE_MOST; text++)
        *side = *side * 10.0 + (*text - '0');
    return text;
}

/* 1280x720, "1280x720" or [1280, 720]; false for what is no size at all. */
static bool read_sides(const struct value *v, double side[2])
{
    uint32_t n = 0;
    const struct value *item = value_items(v, &n);

    if (v->kind == VALUE_SIZE) {
        side[0] = v->size[0];
        side[1] = v->size[1];
        return true;
    }
    if (v->kind == VALUE_TEXT) {
        const char *rest = read_side(v->text, &side[0]);
        return side[0] > SIDE_MOST ||
               (*rest == 'x' &&
                (*read_side(rest + 1, &side[1]) == '\0' || side[1] > SIDE_MOST));
    }
    for (uint32_t i = 0; item && n == 2 && i < 2; i++)
        side[i] = value_is_number(&item[i]) ? value_as_number(&item[i]) : -1.0;
    return item && n == 2;
}

static bool read_resolution(struct eval *e, const struct builtin *self,
                            const struct argument *a, struct record_lapse *lapse)
{
    double side[2] = {0.0, 0.0};

    if (a->value.kind == VALUE_NULL)
        return true;
    if (!read_sides(&a->value, side)) {
        argument_refuse(e, self, a, "a size");
        return false;
    }
    for (int i = 0; i < 2; i++)
        if (!(side[i] >= SIDE_LEAST && side[i] <= SIDE_MOST)) {
            report_error(e->report, a->span, 401,
                         "A side of the film can go from %d to %d.", SIDE_LEAST,
                         SIDE_MOST);
            report_hint(e->report, "Such as `resolution: 1280x720`.");
            return false;
        }
    lapse->width = (uint32_t)side[0];
    lapse->height = (uint32_t)side[1];
    return true;
}

/* The one that was named, or else the first that goes into such a file; NULL: none. */
static const struct compression *find(const char *name, const char *ending)
{
    for (int i = 0; i < N_COMPRESSIONS; i++)
        if (name ? strcasecmp(name, compressions[i].name) == 0
                 : !ending || holds(&compressions[i], ending))
            return &compressions[i];
    return NULL;
}

/* What the pictures are written as, and the name with its ending. */
static bool read_file(struct eval *e, const struct builtin *self,
                      const struct argument *a, struct record_order *order)
{
    const struct value *v = &a[COMPRESSION].value;
    const bool is_said = v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL;

    if (!is_said && v->kind != VALUE_NULL)
        return argument_refuse(e, self, &a[COMPRESSION], "h264, vp9, ffv1 or none")
                   .kind == VALUE_NULL;
    if (!record_name(e, &a[NAME], "timelapse",
                     "A film has a plain name, \"day.mkv\" or \"day.mp4\".",
                     order->name))
        return false;
    const char *ending = strrchr(order->name, '.');
    const struct compression *c = find(is_said ? v->text : NULL, ending);
    if (!c || (ending && !holds(c, ending))) {
        report_error(e->report, (is_said ? &a[COMPRESSION] : &a[NAME])->span, 407,
                     is_said && !c ? "`start_timelapse` cannot work: there is no "
                                     "compression %.20s."
                     : is_said     ? "`start_timelapse` cannot work: %.20s goes into "
                                     "another file."
                                   : "`start_timelapse` cannot work: films do not end "
                                     "in %.20s.",
                     is_said ? v->text : ending);
        report_hint(e->report, "h264 is .mkv, .mp4 or .mov, vp9 is .webm or .mkv, ffv1 "
                               "is .mkv, none is .y4m.");
        return false;
    }
    str_format(order->format, sizeof(order->format), "%s", c->name);
    const size_t size = strlen(order->name);
    if (!ending)
        str_format(order->name + size, sizeof(order->name) - size, "%.*s",
                   (int)strcspn(c->endings, " "), c->endings);
    return true;
}

static struct value word_start_timelapse(struct eval *e, const struct builtin *self,
                                         const struct argument *argument, uint32_t n,
                                         struct span span)
{
    struct record_order *order = record_ask(e, span);

    (void)n;
    if (!order)
        return value_poison();
    struct record_lapse *lapse = &order->lapse;
    return record_kept(e, read_duration(e, self, &argument[DURATION], lapse) &&
                              read_fps(e, self, &argument[FPS], &lapse->fps) &&
                              read_resolution(e, self, &argument[RESOLUTION], lapse) &&
                              read_interval(e, self, &argument[INTERVAL], lapse) &&
                              read_file(e, self, argument, order));
}

const struct builtin builtin_timelapse[] = {
    {"start_timelapse", "duration output_fps resolution compression interval name", 1,
     0, word_start_timelapse, NULL, "Make a film of few pictures, one every so often.",
     "plasma(); Recording.start_timelapse(8.h, output_fps: 25, resolution: 1280x720)",
     "Recording"},
    {0},
};
