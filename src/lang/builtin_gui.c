/* SPDX-License-Identifier: MIT */
/*
 * builtin_gui: controls and the panels around them.
 *
 * A control is a value that people move; nothing of it is drawn yet.
 *
 * Source: language reference, section 8.3.
 */
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin.h"
#include "lang/control.h"
#include "lang/draw_value.h"
#include "lang/sample.h"
#include "lang/visual.h"
#include "lang/vm.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

static const double LOG_FROM = 100.0; /* a knob whose ends are so far apart */

/* E407 */
static struct value refuse(struct eval *e, struct span span, const char *name,
                           const char *why, const char *such_as)
{
    report_error(e->report, span, 407, "`%s` cannot work: %s.", name, why);
    report_hint(e->report, "Such as `%s`.", such_as);
    return value_poison();
}

/* E306 */
static bool needs(struct eval *e, const struct argument *a, const char *name,
                  const char *what)
{
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306, "This is %s; `%s` needs %s.",
                     value_kind_name(&a->value), name, what);
        report_hint(e->report, "Give it %s.", what);
    }
    return false;
}

static void print_into(const struct value *value, char *text, size_t size)
{
    text[0] = '\0';
    if (value->kind != VALUE_NULL)
        value_print(value, false, text, size);
}

/* The control of the call that runs; NULL after an error. */
static struct control *reach(struct eval *e, enum measure measure,
                             const struct leat_control *as, struct span span)
{
    struct control *control;
    const int err = control_reach(e->controls, e->site, measure, as, &control);

    if (err == LEAT_ERR_LIMIT) {
        report_error(e->report, span, 502,
                     "This grew too large: more than %d controls.", CONTROLS_MAX);
        report_hint(e->report, "Make fewer.");
    } else if (err < 0) {
        eval_out_of_memory(e);
    }
    return err < 0 ? NULL : control;
}

/* What the control of the call that runs is worth. */
static struct value worth(struct eval *e, enum measure measure,
                          const struct leat_control *as, struct span span)
{
    const struct control *c = reach(e, measure, as, span);
    const struct value value = c ? control_value(e->heap, c) : value_poison();

    return c && value.kind == VALUE_POISON ? eval_out_of_memory(e) : value;
}

static bool read_number(struct eval *e, const struct argument *a, const char *name,
                        double *number, enum measure *measure)
{
    if (a->value.kind == VALUE_NULL)
        return true;
    if (!value_is_number(&a->value))
        return needs(e, a, name, "a number");
    const enum measure m = (enum measure)a->value.measure;
    const bool has_measure = a->value.kind == VALUE_NUMBER && m != MEASURE_NONE;
    if (has_measure && *measure != MEASURE_NONE && *measure != m)
        return needs(e, a, name, "numbers of one kind");
    if (has_measure)
        *measure = m;
    *number = value_as_number(&a->value);
    return true;
}

/* What `curve:` says; `log` by itself is the word of mathematics. */
static bool read_curve(struct eval *e, const struct argument *a, const char *name,
                       enum leat_curve *curve)
{
    const struct value *v = &a->value;
    const char *text = v->kind == VALUE_FUNCTION ? v->function->name
                       : v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL ? v->text
                                                                          : "";

    if (v->kind == VALUE_NULL)
        return true;
    if (strcmp(text, "log") == 0)
        *curve = LEAT_CURVE_LOG;
    else if (strcmp(text, "linear") == 0)
        *curve = LEAT_CURVE_LINEAR;
    else
        return needs(e, a, name, "`\"linear\"` or `\"log\"`");
    return true;
}

WORD(slider)
{
    struct leat_control as = {.kind = strcmp(self->name, "knob") == 0
                                          ? LEAT_CONTROL_KNOB
                                          : LEAT_CONTROL_SLIDER};
    enum measure measure = MEASURE_NONE;

    (void)n;
    if (!read_number(e, &argument[1], self->name, &as.min[0], &measure) ||
        !read_number(e, &argument[2], self->name, &as.max[0], &measure))
        return value_poison();
    if (!(as.min[0] < as.max[0]))
        return refuse(e, argument[1].span, self->name, "its min must be below its max",
                      "GUI.slider(\"Speed\", 0, 10)");
    if (as.kind == LEAT_CONTROL_KNOB && as.min[0] > 0.0 &&
        as.max[0] / as.min[0] >= LOG_FROM)
        as.curve = LEAT_CURVE_LOG;
    if (!read_curve(e, &argument[4], self->name, &as.curve))
        return value_poison();
    if (as.curve == LEAT_CURVE_LOG && !(as.min[0] > 0.0))
        return refuse(e, argument[1].span, self->name,
                      "a curve of `log` begins above 0",
                      "GUI.slider(\"Cutoff\", 20, 20000, curve: \"log\")");
    as.value[0] = as.curve == LEAT_CURVE_LOG ? math_sqrt_d(as.min[0] * as.max[0])
                                             : 0.5 * (as.min[0] + as.max[0]);
    if (!read_number(e, &argument[3], self->name, &as.value[0], &measure))
        return value_poison();
    as.value[0] = math_clamp_d(as.value[0], as.min[0], as.max[0]);
    print_into(&argument[0].value, as.label, sizeof(as.label));
    return worth(e, measure, &as, span);
}

WORD(toggle)
{
    struct leat_control as = {.kind = LEAT_CONTROL_TOGGLE};

    (void)self, (void)n;
    as.value[0] = value_is_true(&argument[1].value);
    print_into(&argument[0].value, as.label, sizeof(as.label));
    return worth(e, MEASURE_NONE, &as, span);
}

/* Run what is to happen; false after an error. */
static bool act(struct eval *e, const struct argument *action, const char *name)
{
    const struct value *f = &action->value;
    const struct argument one = {0, action->span, value_bool(true)};

    if (f->kind == VALUE_NULL)
        return true;
    if (f->kind != VALUE_CLOSURE && f->kind != VALUE_METHOD)
        return needs(e, action, name, "a function or a block");
    const struct closure *closure =
        f->kind == VALUE_METHOD ? f->method->closure : f->closure;
    return vm_call(e->vm, *f, &one, closure->code->n_params > 0, action->span).kind !=
           VALUE_POISON;
}

WORD(button)
{
    struct leat_control as = {.kind = LEAT_CONTROL_BUTTON};

    (void)n;
    print_into(&argument[0].value, as.label, sizeof(as.label));
    const struct control *c = reach(e, MEASURE_NONE, &as, span);
    if (!c)
        return value_poison();
    const bool is_pressed = c->is_pressed;
    const uint32_t newest = e->controls->newest;
    if (is_pressed && !act(e, &argument[2], self->name))
        return value_poison();
    e->controls->newest = newest;
    return value_bool(is_pressed);
}

static bool is_pressed(const struct eval *e, const struct value *id)
{
    char text[LEAT_CONTROL_ID_SIZE];

    print_into(id, text, sizeof(text));
    const uint32_t at = control_find(e->controls, text);
    return at != UINT32_MAX && e->controls->at[at].is_pressed;
}

WORD(button_clicked)
{
    (void)self, (void)n, (void)span;
    return value_bool(is_pressed(e, &argument[0].value));
}

WORD(on_button_click)
{
    (void)n, (void)span;
    const bool now = is_pressed(e, &argument[0].value);
    if (now && !act(e, &argument[1], self->name))
        return value_poison();
    return value_bool(now);
}

/* Which option is meant by its text or its index. */
static uint32_t option_of(const struct value *options, uint32_t n,
                          const struct value *meant)
{
    char text[CONTROL_TEXT_SIZE], option[CONTROL_TEXT_SIZE];

    if (meant->kind == VALUE_INTEGER)
        return meant->integer > 0 && meant->integer < n ? (uint32_t)meant->integer : 0;
    print_into(meant, text, sizeof(text));
    for (uint32_t i = 0; i < n && meant->kind != VALUE_NULL; i++) {
        print_into(&options[i], option, sizeof(option));
        if (strcmp(text, option) == 0)
            return i;
    }
    return 0;
}

WORD(dropdown)
{
    struct leat_control as = {.kind = LEAT_CONTROL_DROPDOWN};
    uint32_t n_options;
    const struct value *option = value_items(&argument[1].value, &n_options);
    size_t used = 0;

    (void)n;
    if (!option || n_options == 0)
        return argument[1].value.kind == VALUE_POISON
                   ? value_poison()
                   : refuse(e, argument[1].span, self->name, "it has no options",
                            "GUI.dropdown(\"Shape\", [\"saw\", \"sine\"])");
    for (uint32_t i = 0; i < n_options; i++) {
        char text[CONTROL_TEXT_SIZE];
        print_into(&option[i], text, sizeof(text));
        if (used + strlen(text) + 2 > sizeof(as.options))
            return eval_too_large(e, argument[1].span, "list of options");
        used += str_format(as.options + used, sizeof(as.options) - used, "%s%s",
                           i ? "\n" : "", text);
    }
    const uint32_t first = option_of(option, n_options, &argument[2].value);
    as.value[0] = first;
    print_into(&option[first], as.text, sizeof(as.text));
    print_into(&argument[0].value, as.label, sizeof(as.label));
    return worth(e, MEASURE_NONE, &as, span);
}

/* [from, to] of one side of a pad. */
static bool read_side(struct eval *e, const struct argument *a, const char *name,
                      double *min, double *max)
{
    uint32_t n;
    const struct value *item = value_items(&a->value, &n);

    *min = 0.0;
    *max = 1.0;
    if (a->value.kind == VALUE_NULL)
        return true;
    if (!item || n != 2 || !value_is_number(&item[0]) || !value_is_number(&item[1]))
        return needs(e, a, name, "two numbers such as `[0, 1]`");
    *min = value_as_number(&item[0]);
    *max = value_as_number(&item[1]);
    if (*min < *max)
        return true;
    refuse(e, a->span, name, "its min must be below its max",
           "GUI.xy_pad(\"Place\", [0, 1], [0, 1])");
    return false;
}

WORD(xy_pad)
{
    struct leat_control as = {.kind = LEAT_CONTROL_XY_PAD};
    uint32_t n_items;
    const struct value *start = value_items(&argument[3].value, &n_items);

    (void)n;
    for (uint32_t i = 0; i < 2; i++) {
        if (!read_side(e, &argument[1 + i], self->name, &as.min[i], &as.max[i]))
            return value_poison();
        as.value[i] = 0.5 * (as.min[i] + as.max[i]);
        if (start && n_items == 2 && value_is_number(&start[i]))
            as.value[i] =
                math_clamp_d(value_as_number(&start[i]), as.min[i], as.max[i]);
    }
    print_into(&argument[0].value, as.label, sizeof(as.label));
    return worth(e, MEASURE_NONE, &as, span);
}

WORD(color_picker)
{
    struct leat_control as = {.kind = LEAT_CONTROL_COLOR, .value = {0xFFFFFFFF}};
    const struct value *start = &argument[1].value;
    struct colour colour;

    (void)n;
    if (visual_colour(start, &colour))
        as.value[0] = colour_to_rgba(&colour);
    else if (start->kind != VALUE_NULL &&
             !needs(e, &argument[1], self->name, "a colour such as `#ff8000`"))
        return value_poison();
    print_into(&argument[0].value, as.label, sizeof(as.label));
    return worth(e, MEASURE_NONE, &as, span);
}

WORD(text_field)
{
    struct leat_control as = {.kind = LEAT_CONTROL_TEXT_FIELD};

    (void)self, (void)n;
    print_into(&argument[0].value, as.label, sizeof(as.label));
    print_into(&argument[1].value, as.text, sizeof(as.text));
    return worth(e, MEASURE_NONE, &as, span);
}

/* What only shows. */
static struct value show(struct eval *e, const struct leat_control *as, double number,
                         const struct value *text, struct span span)
{
    char shown[CONTROL_TEXT_SIZE];
    struct control *c = reach(e, MEASURE_NONE, as, span);

    if (!c)
        return value_poison();
    print_into(text, shown, sizeof(shown));
    control_show(e->controls, c, number, shown);
    return value_null();
}

WORD(label)
{
    struct leat_control as = {.kind = LEAT_CONTROL_LABEL};
    const struct value *second = &argument[1].value;

    (void)self, (void)n;
    print_into(&argument[0].value, as.label, sizeof(as.label));
    return show(e, &as, 0.0, second->kind == VALUE_NULL ? &argument[0].value : second,
                span);
}

WORD(show_notification)
{
    const struct leat_control as = {.kind = LEAT_CONTROL_NOTIFICATION};

    (void)self, (void)n;
    return show(e, &as, 0.0, &argument[0].value, span);
}

/* The number that a value shows: the greatest of several. */
static double number_of(const struct value *value)
{
    uint32_t n;
    const struct value *item = value_items(value, &n);
    double most = 0.0;

    if (value_is_number(value))
        return value_as_number(value);
    for (uint32_t i = 0; i < n; i++)
        if (value_is_number(&item[i]) && (i == 0 || value_as_number(&item[i]) > most))
            most = value_as_number(&item[i]);
    return most;
}

WORD(progress_bar)
{
    struct leat_control as = {.kind = LEAT_CONTROL_PROGRESS_BAR, .max = {1.0}};
    const bool has_label = argument[0].value.kind == VALUE_TEXT;
    const struct value v = sample(e, argument[has_label].value, span);
    const struct value none = value_null();

    (void)self, (void)n;
    if (has_label)
        print_into(&argument[0].value, as.label, sizeof(as.label));
    return show(e, &as, math_clamp_d(number_of(&v), 0.0, 1.0), &none, span);
}

WORD(meter)
{
    struct leat_control as = {.kind = LEAT_CONTROL_METER};
    const struct value v = sample(e, argument[0].value, span);
    const struct value none = value_null();

    (void)n;
    str_format(as.label, sizeof(as.label), "%s", self->name);
    if (argument[1].value.kind == VALUE_TEXT)
        print_into(&argument[1].value, as.label, sizeof(as.label));
    return show(e, &as, number_of(&v), &none, span);
}

WORD(nothing)
{
    (void)e, (void)self, (void)argument, (void)n, (void)span;
    return value_null();
}

/* What the block behind it gives names to goes into this map. */
WORD(container)
{
    const struct value map = value_new_map(e->heap);

    (void)self, (void)argument, (void)n, (void)span;
    return map.kind == VALUE_POISON ? eval_out_of_memory(e) : map;
}

#define CONTROL(name, params, needed, call, what, example)                             \
    {                                                                                  \
        name, params, needed, BUILTIN_CONTROL, call, NULL, what, example, "GUI"        \
    }
#define SHOWN(name, params, needed, call, what, example)                               \
    {                                                                                  \
        name, params, needed, 0, call, NULL, what, example, "GUI"                      \
    }
#define PANEL(name, what)                                                              \
    {                                                                                  \
        name, "", 0, BUILTIN_GATHERS | BUILTIN_CONTAINER, word_container, NULL, what,  \
            "p = GUI." name "(\"Sound\") { speed: GUI.slider(\"Speed\", 0, 10) }",     \
            "GUI"                                                                      \
    }
#define LATER(name) PANEL(name, "Not drawn yet: its block runs in place.")

const struct builtin builtin_gui[] = {
    CONTROL("slider", "label min max default curve", 3, word_slider,
            "A number that people move from min to max.",
            "speed = GUI.slider(\"Speed\", 0, 10, default: 2)"),
    CONTROL("knob", "label min max default curve", 3, word_slider,
            "A number that people turn; a wide range turns as log.",
            "cutoff = GUI.knob(\"Cutoff\", 20, 20000)"),
    CONTROL("toggle", "label default", 1, word_toggle, "True or false, by people.",
            "on = GUI.toggle(\"On\", default: true)"),
    CONTROL("checkbox", "label default", 1, word_toggle, "True or false, by people.",
            "on = GUI.checkbox(\"On\")"),
    {"button", "label style action", 1, BUILTIN_CALLBACK, word_button, NULL,
     "True for one frame after a press, which runs its block.",
     "GUI.button(\"Go\") { print(\"gone\") }", "GUI"},
    CONTROL("dropdown", "label options default", 2, word_dropdown,
            "One of several, chosen by people.",
            "shape = GUI.dropdown(\"Shape\", [\"saw\", \"sine\"])"),
    CONTROL("xy_pad", "label x_range y_range default", 1, word_xy_pad,
            "Two numbers that people move together.",
            "place = GUI.xy_pad(\"Place\"); x = place[0]"),
    CONTROL("color_picker", "label default", 1, word_color_picker,
            "A colour that people choose.",
            "tint = GUI.color_picker(\"Tint\", default: #ff8000)"),
    CONTROL("text_field", "label default", 1, word_text_field,
            "A text that people write.", "name = GUI.text_field(\"Name\")"),
    SHOWN("label", "label value", 1, word_label, "Show a text, or a value behind it.",
          "GUI.label(\"Time\", time)"),
    SHOWN("text", "label value", 1, word_label, "Show a text, or a value behind it.",
          "GUI.text(\"Hello\")"),
    SHOWN("progress_bar", "label value", 1, word_progress_bar,
          "Show how far something is, from 0 to 1.", "GUI.progress_bar(\"Load\", 0.5)"),
    SHOWN("show_notification", "text duration", 1, word_show_notification,
          "Show a text until the next.", "GUI.show_notification(\"Saved\")"),
    SHOWN("spectrum_analyzer", "data label width height vertical", 1, word_meter,
          "Show the greatest of several values.",
          "GUI.spectrum_analyzer([0.2, 0.5, 0.1])"),
    SHOWN("oscilloscope", "data label width height vertical", 1, word_meter,
          "Show the greatest of several values.", "GUI.oscilloscope([0, 0.5, 1])"),
    SHOWN("level_meter", "data label width height vertical", 1, word_meter,
          "Show a level.", "GUI.level_meter(0.5)"),
    SHOWN("button_clicked", "id", 1, word_button_clicked,
          "Whether the button of an id was pressed for this frame.",
          "GUI.button(\"Go\"); if GUI.button_clicked(\"go\") { print(1) }"),
    {"on_button_click", "id action", 1, BUILTIN_CALLBACK, word_on_button_click, NULL,
     "Run a function when the button of an id was pressed.",
     "GUI.button(\"Go\"); GUI.on_button_click(\"go\") { print(1) }", "GUI"},
    {"separator", "", 0, BUILTIN_GATHERS, word_nothing, NULL, "A line between.",
     "GUI.separator()", "GUI"},
    {"debug_panel", "", 0, BUILTIN_GATHERS | BUILTIN_CONTAINER, word_container, NULL,
     "A panel for those who look into a program.", "GUI.debug_panel()", "GUI"},
    PANEL("window", "A window of controls: a map of what its block gives names to."),
    PANEL("group", "Controls that belong together."),
    PANEL("control_group", "Controls that belong together."),
    PANEL("control_panel", "Controls that belong together."),
    PANEL("horizontal", "Controls side by side."),
    PANEL("vertical", "Controls above each other."),
    PANEL("horizontal_layout", "Controls side by side."),
    PANEL("vertical_layout", "Controls above each other."),
    PANEL("panel", "Controls that belong together."),
    PANEL("tabbed_panel", "Panels of which one is seen."),
    LATER("menubar"),
    LATER("transport_controls"),
    LATER("timeline_ruler"),
    LATER("track_strip"),
    LATER("mixer_channel"),
    LATER("mixer_panel"),
    LATER("master_section"),
    LATER("effect_slot"),
    LATER("effects_rack"),
    LATER("piano_roll_editor"),
    LATER("sample_editor"),
    LATER("pattern_editor"),
    LATER("step_sequencer_grid"),
    LATER("automation_editor"),
    LATER("velocity_editor"),
    LATER("status_bar"),
    LATER("browser"),
    LATER("track_area"),
    LATER("audio_clip"),
    LATER("midi_clip"),
    LATER("pattern_clip"),
    LATER("horizontal_split"),
    LATER("vertical_split"),
    PANEL("editor_ui", "Any name that ends with _ui: its block runs in place."),
    {0},
};
