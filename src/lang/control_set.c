/* SPDX-License-Identifier: MIT */
/* control_set: controls are moved, from outside and by the program, and shown. */
#include "lang/control.h"

#include <string.h>

#include <leat/err.h>

#include "base/json.h"
#include "base/math_d.h"
#include "base/number.h"
#include "base/str.h"
#include "lang/draw_value.h"
#include "lang/program.h"
#include "lang/unit.h"

static const char *const kind_names[LEAT_CONTROL_N_KINDS] = {
    [LEAT_CONTROL_SLIDER] = "slider",
    [LEAT_CONTROL_KNOB] = "knob",
    [LEAT_CONTROL_TOGGLE] = "toggle",
    [LEAT_CONTROL_BUTTON] = "button",
    [LEAT_CONTROL_DROPDOWN] = "dropdown",
    [LEAT_CONTROL_XY_PAD] = "xy_pad",
    [LEAT_CONTROL_COLOR] = "color_picker",
    [LEAT_CONTROL_TEXT_FIELD] = "text_field",
    [LEAT_CONTROL_LABEL] = "label",
    [LEAT_CONTROL_PROGRESS_BAR] = "progress_bar",
    [LEAT_CONTROL_NOTIFICATION] = "notification",
    [LEAT_CONTROL_METER] = "meter",
};

/* What is asked of a control, and where it goes. */
struct wish {
    const char *text; /* NULL: the number */
    double number;
    uint32_t axis; /* of a pad */
    double value[2];
    char said[CONTROL_TEXT_SIZE];
};

const char *leat_control_kind_name(enum leat_control_kind kind)
{
    return (unsigned)kind < LEAT_CONTROL_N_KINDS ? kind_names[kind] : NULL;
}

/* On or off, as a number or a word. */
static int read_switch(struct wish *w)
{
    if (!w->text)
        w->value[0] = w->number != 0.0;
    else if (str_is_among("on true yes 1", w->text))
        w->value[0] = 1.0;
    else if (str_is_among("off false no 0", w->text))
        w->value[0] = 0.0;
    else
        return LEAT_ERR_INVALID;
    return 0;
}

/* A number, or one with a unit, in the base unit: 0.7, 70%, 3khz, 250.ms. */
static bool read_quantity(const char *text, double *number)
{
    const size_t size = strlen(text), n = number_read(text, size, number);
    const char *rest = text + n + (text[n] == '.');
    const struct unit *unit = unit_find(rest, strlen(rest));

    if (n == 0 || (*rest && strcmp(rest, "%") != 0 && !unit))
        return false;
    if (*rest)
        *number *= unit ? unit->factor : 0.01;
    return true;
}

static int read_number(const struct leat_control *c, struct wish *w)
{
    double number = w->number;

    if (w->text && !read_quantity(w->text, &number))
        return LEAT_ERR_INVALID;
    if (number != number)
        return LEAT_ERR_INVALID;
    w->value[w->axis] = math_clamp_d(number, c->min[w->axis], c->max[w->axis]);
    return 0;
}

/* An option by its text, or else by its index. */
static int read_option(const struct leat_control *c, struct wish *w)
{
    double index = w->number;
    const bool has_index = !w->text || number_parse(w->text, &index) >= 0;
    const char *at = c->options;

    for (uint32_t i = 0; *at; i++) {
        const size_t size = strcspn(at, "\n");
        const bool is_text =
            w->text && strlen(w->text) == size && memcmp(w->text, at, size) == 0;
        if (is_text || (has_index && index == i)) {
            w->value[0] = i;
            str_format(w->said, sizeof(w->said), "%.*s", (int)size, at);
            return 0;
        }
        at += size + (at[size] == '\n');
    }
    return LEAT_ERR_INVALID;
}

static int read_colour(struct wish *w)
{
    uint32_t bits = 0, n = 0;

    if (!w->text) {
        if (!(w->number >= 0.0 && w->number <= 4294967295.0))
            return LEAT_ERR_INVALID;
        w->value[0] = math_floor_d(w->number);
        return 0;
    }
    if (w->text[0] != '#')
        return LEAT_ERR_INVALID;
    for (const char *at = w->text + 1; *at; at++, n++) {
        const char low = (char)(*at | 32);
        const bool digit = *at >= '0' && *at <= '9';
        if (n == 8 || !(digit || (low >= 'a' && low <= 'f')))
            return LEAT_ERR_INVALID;
        bits = bits << 4 | (uint32_t)(digit ? *at - '0' : low - 'a' + 10);
    }
    if (n != 6 && n != 8)
        return LEAT_ERR_INVALID;
    w->value[0] = n == 6 ? (double)(bits << 8 | 0xFF) : (double)bits;
    return 0;
}

/* What a control makes of a wish; its value so far is there already. */
static int read_wish(const struct leat_control *c, struct wish *w)
{
    switch (c->kind) {
    case LEAT_CONTROL_TOGGLE:
        return read_switch(w);
    case LEAT_CONTROL_SLIDER:
    case LEAT_CONTROL_KNOB:
    case LEAT_CONTROL_XY_PAD:
        return read_number(c, w);
    case LEAT_CONTROL_DROPDOWN:
        return read_option(c, w);
    case LEAT_CONTROL_COLOR:
        return read_colour(w);
    case LEAT_CONTROL_TEXT_FIELD:
        if (w->text)
            str_format(w->said, sizeof(w->said), "%s", w->text);
        else
            number_print(w->said, w->number);
        return 0;
    default:
        return LEAT_ERR_INVALID;
    }
}

/* The control of an id, and which axis of it. */
static uint32_t find_axis(const struct controls *all, const char *id, uint32_t *axis)
{
    char of[LEAT_CONTROL_ID_SIZE];
    const size_t n = strlen(id);
    const bool has_axis = n > 2 && n < sizeof(of) && id[n - 2] == '.' &&
                          (id[n - 1] == 'x' || id[n - 1] == 'y');
    uint32_t at;

    *axis = has_axis && id[n - 1] == 'y';
    str_format(of, sizeof(of), "%.*s", (int)(has_axis ? n - 2 : n), id);
    at = n < sizeof(of) ? control_find(all, of) : UINT32_MAX;
    if (at != UINT32_MAX && (all->at[at].seen.kind == LEAT_CONTROL_XY_PAD) != has_axis)
        return UINT32_MAX;
    return at;
}

int leat_program_control_set(struct leat_program *program, const char *id,
                             double number, const char *text)
{
    struct controls *all = program->controls;
    struct wish w = {.text = text, .number = number};
    int err = LEAT_ERR_NOT_FOUND;

    control_lock(all->lock);
    const uint32_t at = find_axis(all, id, &w.axis);
    struct control *c = at == UINT32_MAX ? NULL : &all->at[at];
    if (c && c->seen.kind == LEAT_CONTROL_BUTTON) {
        err = text && !text[0] ? LEAT_ERR_INVALID : 0;
        if (!err)
            c->press_is_due |=
                text ? !str_is_among("0 off false no", text) : number != 0.0;
    } else if (c) {
        memcpy(w.value, c->is_due ? c->due : c->seen.value, sizeof(w.value));
        err = read_wish(&c->seen, &w);
        if (err >= 0) {
            memcpy(c->due, w.value, sizeof(w.value));
            memcpy(c->due_text, w.said, sizeof(w.said));
            c->is_due = true;
        }
    }
    control_unlock(all->lock);
    return err;
}

/* A value of the program as a wish; false for what no control takes. */
static bool wish_of(const struct value *value, char text[CONTROL_TEXT_SIZE],
                    struct wish *w)
{
    if (value_is_number(value)) {
        w->number = value_as_number(value);
    } else if (value->kind == VALUE_BOOL) {
        w->number = value->is_true;
    } else if (value->kind == VALUE_COLOUR) {
        w->number = value_rgba(value);
    } else if (value->kind == VALUE_TEXT || value->kind == VALUE_SYMBOL) {
        str_format(text, CONTROL_TEXT_SIZE, "%s", value->text);
        w->text = text;
    } else {
        return false;
    }
    return true;
}

void control_move(struct controls *all, uint32_t index, const struct value *value)
{
    struct control *c = &all->at[index];
    char text[CONTROL_TEXT_SIZE];
    struct wish w = {0};
    uint32_t n_items;
    const struct value *item = value_items(value, &n_items);
    bool good = false;

    memcpy(w.value, c->seen.value, sizeof(w.value));
    if (c->seen.kind == LEAT_CONTROL_XY_PAD) {
        good = item && n_items == 2;
        for (w.axis = 0; good && w.axis < 2; w.axis++)
            good = wish_of(&item[w.axis], text, &w) && read_wish(&c->seen, &w) >= 0;
    } else {
        good = wish_of(value, text, &w) && read_wish(&c->seen, &w) >= 0;
    }
    if (!good)
        return;
    control_lock(all->lock);
    memcpy(c->seen.value, w.value, sizeof(w.value));
    memcpy(c->seen.text, w.said, sizeof(w.said));
    control_unlock(all->lock);
}

uint32_t leat_program_n_controls(struct leat_program *program)
{
    struct controls *all = program->controls;

    control_lock(all->lock);
    const uint32_t n = all->n;
    control_unlock(all->lock);
    return n;
}

int leat_program_control_at(struct leat_program *program, uint32_t index,
                            struct leat_control *out)
{
    struct controls *all = program->controls;

    control_lock(all->lock);
    const bool found = index < all->n;
    if (found)
        *out = all->at[index].seen;
    control_unlock(all->lock);
    return found ? 0 : LEAT_ERR_NOT_FOUND;
}

static void write_options(struct json *j, const char *options)
{
    char option[CONTROL_TEXT_SIZE];

    json_key(j, "options");
    json_array(j);
    for (const char *at = options; *at;) {
        const size_t size = strcspn(at, "\n");
        str_format(option, sizeof(option), "%.*s", (int)size, at);
        json_string(j, option);
        at += size + (at[size] == '\n');
    }
    json_end(j);
}

static void write_pair(struct json *j, const char *key, const double pair[2], bool both)
{
    json_key(j, key);
    if (!both) {
        json_number(j, pair[0]);
        return;
    }
    json_array(j);
    json_number(j, pair[0]);
    json_number(j, pair[1]);
    json_end(j);
}

static void write_value(struct json *j, const struct leat_control *c)
{
    char colour[16];

    switch (c->kind) {
    case LEAT_CONTROL_TOGGLE:
        json_key(j, "value");
        json_bool(j, c->value[0] != 0.0);
        break;
    case LEAT_CONTROL_BUTTON:
        break;
    case LEAT_CONTROL_COLOR:
        str_format(colour, sizeof(colour), "#%08X", (uint32_t)c->value[0]);
        json_key_string(j, "value", colour);
        break;
    case LEAT_CONTROL_DROPDOWN:
    case LEAT_CONTROL_TEXT_FIELD:
    case LEAT_CONTROL_LABEL:
    case LEAT_CONTROL_NOTIFICATION:
        json_key_string(j, "value", c->text);
        break;
    default:
        write_pair(j, "value", c->value, c->kind == LEAT_CONTROL_XY_PAD);
    }
}

static void write_control(struct json *j, const struct leat_control *c)
{
    const bool is_pad = c->kind == LEAT_CONTROL_XY_PAD;

    json_object(j);
    json_key_string(j, "id", c->id);
    json_key_string(j, "kind", kind_names[c->kind]);
    json_key_string(j, "label", c->label);
    if (c->min[0] < c->max[0]) {
        write_pair(j, "min", c->min, is_pad);
        write_pair(j, "max", c->max, is_pad);
        write_pair(j, "default", c->start, is_pad);
    }
    if (c->curve == LEAT_CURVE_LOG)
        json_key_string(j, "curve", "log");
    if (c->kind == LEAT_CONTROL_DROPDOWN)
        write_options(j, c->options);
    write_value(j, c);
    json_end(j);
}

int leat_program_controls_json(struct leat_program *program, char **text)
{
    struct controls *all = program->controls;
    struct json j;

    json_to_memory(&j);
    json_array(&j);
    control_lock(all->lock);
    for (uint32_t i = 0; i < all->n; i++)
        write_control(&j, &all->at[i].seen);
    control_unlock(all->lock);
    json_end(&j);
    return json_finish(&j, text);
}
