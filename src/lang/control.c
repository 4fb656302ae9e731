/* SPDX-License-Identifier: MIT */
/* control: what people move, known by the call that asks for it. */
#include "lang/control.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "base/str.h"

int controls_create(struct controls **out)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return LEAT_ERR_NOMEM;
    (*out)->lock = control_lock_create();
    if (!(*out)->lock)
        controls_destroy(out);
    return *out ? 0 : LEAT_ERR_NOMEM;
}

void controls_destroy(struct controls **controls)
{
    struct controls *all = *controls;

    if (!all)
        return;
    control_lock_destroy(all->lock);
    free(all->at);
    free(all->past);
    free(all->bound);
    free(all);
    *controls = NULL;
}

void controls_begin(struct controls *all)
{
    control_lock(all->lock);
    for (uint32_t i = 0; i < all->n; i++) {
        struct control *c = &all->at[i];
        c->is_pressed = c->press_is_due;
        c->was_set = c->is_due;
        if (c->is_due) {
            memcpy(c->seen.value, c->due, sizeof(c->due));
            memcpy(c->seen.text, c->due_text, sizeof(c->due_text));
        }
        c->is_due = c->press_is_due = false;
    }
    control_unlock(all->lock);
}

uint32_t control_find(const struct controls *all, const char *id)
{
    for (uint32_t i = 0; i < all->n; i++)
        if (strcmp(all->at[i].seen.id, id) == 0)
            return i;
    return UINT32_MAX;
}

/* Lower case letters and digits; one `_` for each other character. */
static void make_id(const struct controls *all, const struct leat_control *as,
                    char id[LEAT_CONTROL_ID_SIZE])
{
    enum { ENDING_SIZE = 12 }; /* _4294967295 */
    char plain[LEAT_CONTROL_ID_SIZE - ENDING_SIZE];
    const char *label = as->label[0] ? as->label : leat_control_kind_name(as->kind);
    size_t n = 0;

    for (const char *at = label; *at && n + 1 < sizeof(plain); at++) {
        const bool is_capital = *at >= 'A' && *at <= 'Z';
        if (((unsigned char)*at & 0xC0) == 0x80)
            continue; /* the rest of a character */
        if (is_capital || (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9'))
            plain[n++] = is_capital ? (char)(*at | 32) : *at;
        else
            plain[n++] = '_';
    }
    plain[n] = '\0';
    str_format(id, LEAT_CONTROL_ID_SIZE, "%s", plain);
    for (uint32_t i = 2; control_find(all, id) != UINT32_MAX; i++)
        str_format(id, LEAT_CONTROL_ID_SIZE, "%s_%u", plain, i);
}

/* Calls come in the order of the frame before, mostly: look behind the last one. */
static struct control *find(struct controls *all, uint64_t identity)
{
    for (uint32_t i = 0; i < all->n; i++) {
        struct control *c = &all->at[(all->newest + i) % all->n];
        if (c->identity == identity)
            return c;
    }
    return NULL;
}

/* Whether a dropdown has an option of that text, and which. */
static bool find_option(const char *options, const char *text, double *index)
{
    const size_t length = strlen(text);

    for (uint32_t i = 0; *options; i++) {
        const size_t size = strcspn(options, "\n");
        if (size == length && memcmp(options, text, size) == 0) {
            *index = i;
            return true;
        }
        options += size + (options[size] == '\n');
    }
    return false;
}

/* Where the one of its kind and id stood; what only shows begins anew. */
static void resume(const struct controls *all, struct leat_control *c)
{
    const struct leat_control *past = NULL;
    double index = 0.0;

    for (uint32_t i = 0; i < all->n_past && !past; i++)
        if (strcmp(all->past[i].id, c->id) == 0 && all->past[i].kind == c->kind)
            past = &all->past[i];
    if (!past || c->kind >= LEAT_CONTROL_LABEL)
        return;
    if (c->kind == LEAT_CONTROL_DROPDOWN &&
        !find_option(c->options, past->text, &index))
        return;
    memcpy(c->value, past->value, sizeof(c->value));
    memcpy(c->text, past->text, sizeof(c->text));
    if (c->kind == LEAT_CONTROL_DROPDOWN)
        c->value[0] = index;
    for (uint32_t i = 0; i < 2; i++)
        if (c->min[i] < c->max[i])
            c->value[i] = math_clamp_d(c->value[i], c->min[i], c->max[i]);
}

int controls_follow(struct controls *all, struct controls *before)
{
    struct leat_control *past;
    uint32_t n;

    control_lock(before->lock);
    n = before->n;
    past = calloc(n + 1, sizeof(*past));
    for (uint32_t i = 0; past && i < n; i++) {
        const struct control *c = &before->at[i];
        past[i] = c->seen;
        if (c->is_due) {
            memcpy(past[i].value, c->due, sizeof(c->due));
            memcpy(past[i].text, c->due_text, sizeof(c->due_text));
        }
    }
    control_unlock(before->lock);
    if (!past)
        return LEAT_ERR_NOMEM;
    control_lock(all->lock);
    free(all->past);
    all->past = past;
    all->n_past = n;
    for (uint32_t i = 0; i < all->n; i++) {
        struct leat_control c = all->at[i].seen;
        resume(all, &c);
        memcpy(all->at[i].due, c.value, sizeof(c.value));
        memcpy(all->at[i].due_text, c.text, sizeof(c.text));
        all->at[i].is_due = true;
    }
    control_unlock(all->lock);
    return 0;
}

/* A new one; the lock is held. */
static int add(struct controls *all, uint64_t identity, const struct leat_control *as,
               struct control **out)
{
    if (all->n == CONTROLS_MAX)
        return LEAT_ERR_LIMIT;
    if (all->n == all->room) {
        const uint32_t room = all->room ? 2 * all->room : 16;
        struct control *wider = realloc(all->at, room * sizeof(*wider));
        if (!wider)
            return LEAT_ERR_NOMEM;
        all->at = wider;
        all->room = room;
    }
    struct control *c = &all->at[all->n];
    memset(c, 0, sizeof(*c));
    c->seen = *as;
    make_id(all, as, c->seen.id);
    memcpy(c->seen.start, as->value, sizeof(as->value));
    resume(all, &c->seen);
    c->identity = identity;
    all->n++;
    *out = c;
    return 0;
}

/* What the call says now, but for the value and the id; the lock is held. */
static void follow(struct leat_control *c, const struct leat_control *as)
{
    c->curve = as->curve;
    memcpy(c->label, as->label, sizeof(c->label));
    memcpy(c->min, as->min, sizeof(c->min));
    memcpy(c->max, as->max, sizeof(c->max));
    memcpy(c->options, as->options, sizeof(c->options));
    for (uint32_t i = 0; i < 2; i++)
        if (as->min[i] < as->max[i])
            c->value[i] = math_clamp_d(c->value[i], as->min[i], as->max[i]);
}

int control_reach(struct controls *all, uint64_t identity, enum measure measure,
                  const struct leat_control *as, struct control **out)
{
    int err = 0;

    control_lock(all->lock);
    *out = find(all, identity);
    if (*out)
        follow(&(*out)->seen, as);
    else
        err = add(all, identity, as, out);
    control_unlock(all->lock);
    if (err < 0)
        return err;
    (*out)->measure = measure;
    all->newest = (uint32_t)(*out - all->at) + 1;
    return 0;
}

struct value control_value(struct heap *heap, const struct control *c)
{
    const double x = c->seen.value[0], y = c->seen.value[1];
    const size_t size = strlen(c->seen.text);
    struct colour colour;
    struct value *item;
    char *text;

    switch (c->seen.kind) {
    case LEAT_CONTROL_TOGGLE:
        return value_bool(x != 0.0);
    case LEAT_CONTROL_BUTTON:
        return value_bool(c->is_pressed);
    case LEAT_CONTROL_XY_PAD:
        item = heap_take(heap, 2, sizeof(*item));
        if (!item)
            return value_poison();
        item[0] = value_number(x, MEASURE_NONE);
        item[1] = value_number(y, MEASURE_NONE);
        return (struct value){.kind = VALUE_TUPLE, .n = 2, .item = item};
    case LEAT_CONTROL_COLOR:
        colour = colour_of_rgba((uint32_t)x);
        return value_colour(&colour);
    case LEAT_CONTROL_DROPDOWN:
    case LEAT_CONTROL_TEXT_FIELD:
        text = heap_text(heap, c->seen.text, size);
        return text ? value_text(text, size) : value_poison();
    default:
        return value_number(x, c->measure);
    }
}

void control_show(struct controls *all, struct control *c, double number,
                  const char *text)
{
    control_lock(all->lock);
    c->seen.value[0] = number;
    str_format(c->seen.text, sizeof(c->seen.text), "%s", text);
    control_unlock(all->lock);
}

int control_bind(struct controls *all, uint32_t variable, uint32_t global)
{
    if (variable >= all->n_bound) {
        const uint32_t n = variable + 1;
        struct bound *wider = realloc(all->bound, n * sizeof(*wider));
        if (!wider)
            return LEAT_ERR_NOMEM;
        memset(wider + all->n_bound, 0, (n - all->n_bound) * sizeof(*wider));
        all->bound = wider;
        all->n_bound = n;
    }
    all->bound[variable] = (struct bound){all->newest, global};
    return 0;
}
