/* SPDX-License-Identifier: MIT */
/*
 * builtin_picture: layers of the canvas, and its picture as a value or a file.
 *
 * Source: language reference, section 8.2.
 */
#include "lang/picture.h"

#include <string.h>

#include <leat/draw.h>
#include <leat/err.h>

#include "lang/builtin_argument.h"
#include "lang/draw_call.h"

enum { PIXEL_BYTES = 4, ROW_ALIGN = 64 };

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* layer(base, [effects]) of sound is the composer's word. */
static struct value layer_of_sound(struct eval *e, const struct argument *argument,
                                   uint32_t n, struct span span)
{
    const struct function function = {.builtin = builtin_find("Composer", "layer"),
                                      .name = "layer"};

    return builtin_call(e, &function, argument, n, span);
}

/* Index of a mode of blending by its word. */
static bool read_mode(struct eval *e, const struct argument *a, uint32_t *mode)
{
    const struct leat_draw_class *blend = leat_draw_class_find("blend_mode");
    const struct value *v = &a->value;
    size_t size;
    const char *word = value_word(v, &size);
    const int found = word ? leat_draw_choice_find(&blend->params[0], word) : 0;

    *mode = found > 0 ? (uint32_t)found : 0;
    if (v->kind == VALUE_NULL || (word && found >= 0))
        return true;
    if (v->kind == VALUE_POISON)
        return false;
    report_error(e->report, a->span, 306, "`mode` of `layer` needs one of its words.");
    report_hint(e->report, "It can be: %s.", blend->params[0].choices);
    return false;
}

WORD(layer)
{
    static const struct leat_param part = {
        .name = "opacity", .unit = LEAT_UNIT_FRACTION, .def = 1.0f, .max = 1.0f};
    struct argument a[BUILTIN_PARAMS_MAX];
    struct value map;
    double opacity = 1.0;
    uint32_t mode;
    int err;

    for (uint32_t i = 0; i < n; i++)
        if (value_is_list(&argument[i].value) || argument[i].value.kind == VALUE_STREAM)
            return layer_of_sound(e, argument, n, span);
    if (!builtin_order(e, self->name, self->params, 0, argument, n, span, a))
        return value_poison();
    argument = a;
    if ((argument[1].value.kind != VALUE_NULL &&
         !convert_double(&e->convert, &argument[1].value, &part, argument[1].span,
                         &opacity)) ||
        !read_mode(e, &argument[2], &mode))
        return value_poison();
    if (!draw_in_time(e, span) || !draw_canvas(e))
        return value_poison();
    err = leat_canvas_layer_begin(e->canvas, opacity, mode);
    if (err == LEAT_ERR_LIMIT)
        return builtin_cannot(e, self, span, "8 layers are inside each other");
    map = err < 0 ? value_poison() : value_new_map(e->heap);
    return map.kind == VALUE_POISON ? eval_out_of_memory(e) : map;
}

WORD(layer_end)
{
    (void)self, (void)argument, (void)n, (void)span;
    if (e->canvas && e->draws)
        (void)leat_canvas_layer_end(e->canvas); /* an error has laid it down */
    return value_null();
}

const struct builtin builtin_layer_end = {
    .name = "layer", .params = "", .call = word_layer_end, .module = ""};

/* What capture_frame() gives. */
struct captured {
    struct thing thing;
    struct leat_frame frame;
    void *pixels; /* the heap finds them by where they begin */
};

const struct leat_frame *picture_of(const struct value *value)
{
    return value->kind == VALUE_THING && value->thing->class == &thing_picture
               ? &((const struct captured *)value->thing)->frame
               : NULL;
}

WORD(capture_frame)
{
    struct captured *c;
    struct value out;
    uint32_t stride;
    size_t bytes;

    (void)self, (void)argument, (void)n, (void)span;
    if (!draw_canvas(e))
        return value_poison();
    stride = (leat_canvas_width(e->canvas) * PIXEL_BYTES + ROW_ALIGN - 1) / ROW_ALIGN *
             ROW_ALIGN;
    bytes = (size_t)stride * leat_canvas_height(e->canvas) + ROW_ALIGN;
    out = thing_new(e, &thing_picture, sizeof(*c));
    if (out.kind == VALUE_POISON)
        return out;
    c = (struct captured *)out.thing;
    c->pixels = heap_take(e->heap, bytes, 1);
    if (!c->pixels)
        return eval_out_of_memory(e);
    c->frame.format = (struct leat_video_format){LEAT_PIXEL_RGBA8,
                                                 leat_canvas_width(e->canvas),
                                                 leat_canvas_height(e->canvas),
                                                 {1, 1}};
    c->frame.plane[0] =
        (uint8_t *)c->pixels + ROW_ALIGN - (uintptr_t)c->pixels % ROW_ALIGN;
    c->frame.stride[0] = stride;
    leat_canvas_copy(e->canvas, c->frame.plane[0], stride);
    return out;
}

static struct value picture_width(struct eval *e, struct value self,
                                  const struct argument *a, uint32_t n,
                                  struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_number(((struct captured *)self.thing)->frame.format.width,
                        MEASURE_LENGTH);
}

static struct value picture_height(struct eval *e, struct value self,
                                   const struct argument *a, uint32_t n,
                                   struct span span)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_number(((struct captured *)self.thing)->frame.format.height,
                        MEASURE_LENGTH);
}

static const struct method_word picture_methods[] = {
    {"width", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, picture_width,
     "Width of a captured picture."},
    {"height", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, picture_height,
     "Height of a captured picture."},
    {0},
};

const struct thing_class thing_picture = {.name = "a picture",
                                          .methods = picture_methods};

/* As large as the picture is, as often as it comes. */
WORD(canvas)
{
    enum { WIDTH = 1280, HEIGHT = 720 };
    struct function *function = heap_take(e->heap, 1, sizeof(*function));
    const struct value size = {
        .kind = VALUE_SIZE,
        .size = {e->width ? e->width : WIDTH, e->height ? e->height : HEIGHT}};
    const struct argument a[] = {
        {0, span, size}, {0, span, value_number(e->now.fps, MEASURE_FREQUENCY)}};

    (void)argument, (void)n;
    if (!function)
        return eval_out_of_memory(e);
    *function = (struct function){.class = leat_node_class_find("canvas_in"),
                                  .name = self->name};
    if (!function->class)
        return builtin_cannot(e, self, span, "this leat has no streams of pictures");
    return eval_node(e, function, a, 2, span);
}

/* It is saved when the frame is whole. */
WORD(save_screenshot)
{
    const struct value *path = &argument[0].value;

    (void)n;
    if (path->kind != VALUE_TEXT || path->n == 0 || strlen(path->text) != path->n)
        return argument_refuse(e, self, &argument[0], "the name of a file");
    if (e->n_shots == EVAL_SHOTS_MAX)
        return builtin_cannot(e, self, span, "it was called too often in this frame");
    e->shot[e->n_shots].path = path->text;
    e->shot[e->n_shots++].span = span;
    return value_null();
}

const struct builtin builtin_picture[] = {
    {"layer", "name opacity mode", 0,
     BUILTIN_GATHERS | BUILTIN_CONTAINER | BUILTIN_LAYER, word_layer, NULL,
     "Draw by itself what is then laid over all below.",
     "Graphics.layer(\"glow\", opacity: 50%, mode: \"Screen\") { circle(0.5, 0.5, 0.2) "
     "}",
     "Graphics"},
    {"canvas", "", 0, 0, word_canvas, NULL,
     "What the program draws, as a stream of pictures.",
     "clear(orange); canvas() |> file(\"drawn.y4m\")", "Graphics"},
    {"capture_frame", "", 0, 0, word_capture_frame, NULL,
     "The picture as it is drawn so far, for `image`.",
     "before = capture_frame(); image(before, 0, 0, width: 25%)", "Graphics"},
    {"save_screenshot", "path", 1, 0, word_save_screenshot, NULL,
     "Save the picture of this frame, as .png or .ppm.",
     "if frame() == 60 { save_screenshot(\"shot.png\") }", "Graphics"},
    {0},
};
