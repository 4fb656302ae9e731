/* SPDX-License-Identifier: MIT */
/* value: what expressions are worth. */
#include "lang/code.h"

#include <string.h>

#include "base/math_d.h"
#include "base/number.h"
#include "base/str.h"
#include "lang/thing.h"

enum { MAP_FEW = 8 }; /* entries that are looked through one by one */

static const double COLOUR_MOST = 1e6; /* of a component, either way */

/* Steps of an alpha: thousandths and 255ths are whole. */
enum { COVER = 51000 };

/* A float as the decimal that it stands for. */
static double decimal(float x)
{
    return math_round_d((double)x * 1e7) / 1e7;
}

static float component(double x)
{
    return (float)math_clamp_d(x, -COLOUR_MOST, COLOUR_MOST);
}

struct value value_colour(const struct colour *colour)
{
    return (struct value){
        .kind = VALUE_COLOUR,
        .cover = (uint16_t)math_round_d(COVER * math_clamp_d(colour->a, 0.0, 1.0)),
        .red = component(colour->r),
        .green_blue = {component(colour->g), component(colour->b)}};
}

struct colour value_as_colour(const struct value *v)
{
    return (struct colour){decimal(v->red), decimal(v->green_blue[0]),
                           decimal(v->green_blue[1]), (double)v->cover / COVER};
}

uint32_t value_rgba(const struct value *v)
{
    const struct colour colour = value_as_colour(v);

    return colour_to_rgba(&colour);
}

bool value_is_number(const struct value *v)
{
    return v->kind == VALUE_INTEGER || v->kind == VALUE_NUMBER;
}

double value_as_number(const struct value *v)
{
    return v->kind == VALUE_INTEGER ? (double)v->integer : v->number;
}

const struct value *value_items(const struct value *v, uint32_t *n)
{
    *n = v->kind == VALUE_LIST ? v->list->n : v->kind == VALUE_TUPLE ? v->n : 0;
    return v->kind == VALUE_LIST    ? v->list->item
           : v->kind == VALUE_TUPLE ? v->item
                                    : NULL;
}

const char *value_word(const struct value *v, size_t *size)
{
    const char *word = v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL ? v->text
                       : v->kind == VALUE_FUNCTION ? v->function->name
                                                   : NULL;

    *size = word ? strlen(word) : 0;
    return v->kind == VALUE_TEXT && *size != v->n ? NULL : word;
}

/* The bucket of a name: the one that has it, or the empty one where it belongs. */
static uint32_t *seek(const struct map *map, uint32_t name)
{
    uint32_t k = (name * UINT32_C(0x9E3779B9)) & (map->n_buckets - 1);

    while (map->bucket[k] && map->entry[map->bucket[k] - 1].name != name)
        k = (k + 1) & (map->n_buckets - 1);
    return &map->bucket[k];
}

struct entry *value_entry(const struct map *map, uint32_t name)
{
    if (map->bucket) {
        const uint32_t k = *seek(map, name);
        return k ? &map->entry[k - 1] : NULL;
    }
    for (uint32_t i = 0; i < map->n; i++)
        if (map->entry[i].name == name)
            return &map->entry[i];
    return NULL;
}

struct value value_new_list(struct heap *heap, uint32_t n)
{
    struct list *list = heap_take(heap, 1, sizeof(*list));

    if (!list)
        return value_poison();
    list->n = n;
    list->room = n ? n : 4;
    list->item = heap_take(heap, list->room, sizeof(*list->item));
    if (!list->item)
        return value_poison();
    for (uint32_t i = 0; i < n; i++)
        list->item[i] = value_null();
    return (struct value){.kind = VALUE_LIST, .list = list};
}

bool value_push(struct heap *heap, struct list *list, struct value value)
{
    if (list->n == list->room) {
        struct value *item =
            heap_grow(heap, list->item, list->n, &list->room, sizeof(*item));
        if (!item)
            return false;
        list->item = item;
    }
    list->item[list->n++] = value;
    return true;
}

struct value value_new_map(struct heap *heap)
{
    struct map *map = heap_take(heap, 1, sizeof(*map));

    if (!map)
        return value_poison();
    return (struct value){.kind = VALUE_MAP, .map = map};
}

static void fill_buckets(struct map *map)
{
    memset(map->bucket, 0, map->n_buckets * sizeof(*map->bucket));
    for (uint32_t i = 0; i < map->n; i++)
        *seek(map, map->entry[i].name) = i + 1;
}

/* Twice the room; above a few entries names are found by their buckets. */
static bool widen_map(struct heap *heap, struct map *map)
{
    uint32_t *bucket = NULL, room = map->room;
    struct entry *wider = heap_grow(heap, map->entry, map->n, &room, sizeof(*wider));

    if (wider && room > MAP_FEW)
        bucket = heap_take(heap, 2 * (size_t)room, sizeof(*bucket));
    if (!wider || (room > MAP_FEW && !bucket))
        return false;
    map->entry = wider;
    map->room = room;
    map->bucket = bucket;
    map->n_buckets = bucket ? 2 * room : 0;
    if (bucket)
        fill_buckets(map);
    return true;
}

void value_remove(struct map *map, struct entry *entry)
{
    map->n--;
    memmove(entry, entry + 1, (size_t)(map->entry + map->n - entry) * sizeof(*entry));
    if (map->bucket)
        fill_buckets(map);
}

bool value_put(struct heap *heap, struct map *map, uint32_t name, const char *key,
               struct span span, struct value value)
{
    struct entry *entry = value_entry(map, name);

    if (entry) {
        entry->value = value;
        return true;
    }
    if (map->n == map->room && !widen_map(heap, map))
        return false;
    map->entry[map->n++] = (struct entry){name, key, span, value};
    if (map->bucket)
        *seek(map, name) = map->n;
    return true;
}

struct value value_new_variant(struct heap *heap, const struct type *type,
                               const char *name, const struct value *item, uint32_t n)
{
    struct variant *v = heap_take(heap, 1, sizeof(*v) + n * sizeof(v->item[0]));

    if (!v)
        return value_poison();
    v->type = type;
    v->name = name;
    v->n = n;
    if (n > 0)
        memcpy(v->item, item, n * sizeof(*item));
    return (struct value){.kind = VALUE_VARIANT, .variant = v};
}

struct value value_copy(struct heap *heap, struct value v)
{
    if (v.kind != VALUE_OBJECT || !v.object->type->is_struct)
        return v;
    const size_t size =
        sizeof(*v.object) + v.object->type->n_fields * sizeof(v.object->field[0]);
    struct object *copy = heap_take(heap, 1, size);
    if (!copy)
        return value_poison();
    memcpy(copy, v.object, size);
    return (struct value){.kind = VALUE_OBJECT, .object = copy};
}

bool value_is_true(const struct value *v)
{
    struct value held;

    switch (v->kind) {
    case VALUE_NULL:
    case VALUE_POISON:
    case VALUE_UNSET:
        return false;
    case VALUE_VARIANT:
        return strcmp(v->variant->name, "None") != 0;
    case VALUE_BOOL:
        return v->is_true;
    case VALUE_INTEGER:
    case VALUE_NUMBER:
        return value_as_number(v) != 0.0;
    case VALUE_TEXT:
        return v->n > 0;
    case VALUE_SYMBOL:
        return strcmp(v->text, "None") != 0;
    case VALUE_THING:
        held = thing_as_value(*v);
        return held.kind == VALUE_THING || value_is_true(&held);
    default:
        return true;
    }
}

bool value_is_streams(const struct value *v)
{
    uint32_t n;
    const struct value *item = value_items(v, &n);

    for (uint32_t i = 0; i < n; i++)
        if (item[i].kind == VALUE_STREAM)
            return true;
    return false;
}

const char *value_kind_name(const struct value *v)
{
    static const char *const names[] = {
        [VALUE_POISON] = "something wrong",
        [VALUE_NULL] = "Nothing",
        [VALUE_BOOL] = "a Boolean",
        [VALUE_INTEGER] = "a Number",
        [VALUE_NUMBER] = "a Number",
        [VALUE_TEXT] = "a Text",
        [VALUE_COLOUR] = "a Colour",
        [VALUE_SIZE] = "a size",
        [VALUE_SYMBOL] = "a name",
        [VALUE_RANGE] = "a range",
        [VALUE_LIST] = "a List",
        [VALUE_TUPLE] = "a List",
        [VALUE_UNSET] = "Nothing",
        [VALUE_MAP] = "a Map",
        [VALUE_FUNCTION] = "a function",
        [VALUE_CLOSURE] = "a function",
        [VALUE_METHOD] = "a function",
        [VALUE_TYPE] = "a type",
        [VALUE_OBJECT] = "an object",
        [VALUE_VARIANT] = "an enum's value",
        [VALUE_BOX] = "a variable",
        [VALUE_CHAIN] = "an effect without a sound",
        [VALUE_STREAM] = "a Stream",
    };
    static const char *const streams[] = {
        [LEAT_AUDIO] = "Audio",
        [LEAT_VIDEO] = "Graphics",
        [LEAT_EVENTS] = "a Stream of events",
        [LEAT_DATA] = "a Stream of data",
    };

    if (v->kind == VALUE_THING)
        return v->thing->class->name;
    if (v->kind == VALUE_NUMBER && v->measure != MEASURE_NONE)
        return measure_name((enum measure)v->measure);
    return v->kind == VALUE_STREAM ? streams[v->stream->type] : names[v->kind];
}

/* Text under construction: what does not fit is cut. */
struct page {
    char *text;
    size_t size, used;
    bool in_message;
    unsigned depth;
};

static void put(struct page *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void put(struct page *p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    p->used += str_vformat(p->text + p->used, p->size - p->used, format, args);
    va_end(args);
}

/* At most 6 digits after the point, and none that say nothing. */
static void put_number(struct page *p, double x)
{
    char digits[NUMBER_SIZE];
    const char *point;

    number_print(digits, x);
    point = strchr(digits, '.');
    if (point && strlen(point) > 7 && math_abs_d(x) < 1e9) {
        x = math_round_d(x * 1e6) / 1e6;
        number_print(digits, x);
    }
    put(p, "%s", digits);
}

static void put_quantity(struct page *p, const struct value *v)
{
    const double x = v->number;

    if (v->measure == MEASURE_FRACTION) {
        put_number(p, x * 100.0);
    } else if (v->measure == MEASURE_TIME && x != 0.0 && math_abs_d(x) < 1.0) {
        put_number(p, x * 1000.0);
        put(p, " ms");
        return;
    } else {
        put_number(p, x);
    }
    put(p, "%s", measure_suffix((enum measure)v->measure));
}

static void put_value(struct page *p, const struct value *v);

static void put_row(struct page *p, const struct value *item, uint32_t n, char open,
                    char close)
{
    put(p, "%c", open);
    for (uint32_t i = 0; i < n && p->used + 1 < p->size; i++) {
        put(p, i > 0 ? ", " : "");
        put_value(p, &item[i]);
    }
    put(p, "%c", close);
}

static void put_map(struct page *p, const struct map *map)
{
    put(p, "{");
    for (uint32_t i = 0; i < map->n && p->used + 1 < p->size; i++) {
        put(p, "%s%s: ", i > 0 ? ", " : "", map->entry[i].key);
        put_value(p, &map->entry[i].value);
    }
    put(p, "}");
}

static void put_object(struct page *p, const struct object *o)
{
    put(p, "%s {", o->type->name);
    for (uint32_t i = 0; i < o->type->n_fields && p->used + 1 < p->size; i++) {
        put(p, "%s%s: ", i > 0 ? ", " : "", o->type->field[i].key);
        put_value(p, &o->field[i]);
    }
    put(p, "}");
}

static void put_value(struct page *p, const struct value *of)
{
    const struct value held = thing_as_value(*of), *const v = &held;
    uint32_t rgba;

    if (++p->depth > 32) {
        put(p, "...");
        p->depth--;
        return;
    }
    switch (v->kind) {
    case VALUE_NULL:
        put(p, "null");
        break;
    case VALUE_BOOL:
        put(p, v->is_true ? "true" : "false");
        break;
    case VALUE_INTEGER:
        put(p, "%lld", (long long)v->integer);
        break;
    case VALUE_NUMBER:
        put_quantity(p, v);
        break;
    case VALUE_TEXT:
        put(p, p->in_message || p->depth > 1 ? "\"%s\"" : "%s", v->text);
        break;
    case VALUE_SYMBOL:
        put(p, "%s", v->text);
        break;
    case VALUE_COLOUR:
        rgba = value_rgba(v);
        if ((rgba & 0xFF) == 0xFF)
            put(p, "#%06X", rgba >> 8);
        else
            put(p, "#%08X", rgba);
        break;
    case VALUE_SIZE:
        put(p, "%ux%u", v->size[0], v->size[1]);
        break;
    case VALUE_RANGE:
        put_number(p, v->range->first);
        put(p, v->range->closed ? "..=" : "..");
        put_number(p, v->range->last);
        break;
    case VALUE_LIST:
        put_row(p, v->list->item, v->list->n, '[', ']');
        break;
    case VALUE_TUPLE:
        put_row(p, v->item, v->n, '(', ')');
        break;
    case VALUE_MAP:
        put_map(p, v->map);
        break;
    case VALUE_OBJECT:
        put_object(p, v->object);
        break;
    case VALUE_TYPE:
        put(p, "%s", v->type->name);
        break;
    case VALUE_VARIANT:
        put(p, "%s", v->variant->name);
        if (v->variant->n > 0)
            put_row(p, v->variant->item, v->variant->n, '(', ')');
        break;
    case VALUE_FUNCTION:
        put(p, "%s", v->function->name);
        break;
    case VALUE_CLOSURE:
        put(p, "%s", v->closure->code->name);
        break;
    default:
        put(p, "%s", value_kind_name(v));
    }
    p->depth--;
}

size_t value_print(const struct value *v, bool in_message, char *text, size_t size)
{
    struct page page = {.text = text, .size = size, .in_message = in_message};

    text[0] = '\0';
    put_value(&page, v);
    return page.used;
}
