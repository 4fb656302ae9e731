/* SPDX-License-Identifier: MIT */
/*
 * builtin_describe: words that speak about a program and its values: describe, help,
 * assert, and Some, Ok and Err, which say whether a value is there.
 */
#include <stdarg.h>
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/code.h"
#include "lang/method.h"
#include "lang/token.h"

enum {
    SHOWN_MAX = 120, /* bytes of the value that a sentence begins with */
    ITEMS_MAX = 8,   /* items of a list that are spoken of */
    DEPTH_MAX = 4,   /* lists inside each other that are */
};

/* Text under construction: what does not fit is cut. */
struct page {
    char text[EVAL_PRINT_MAX];
    size_t used;
    const struct names *names;
};

__attribute__((format(printf, 2, 3))) static void put(struct page *p,
                                                      const char *format, ...)
{
    va_list args;

    va_start(args, format);
    p->used += str_vformat(p->text + p->used, sizeof(p->text) - p->used, format, args);
    va_end(args);
}

static void put_kind(struct page *p, const struct value *v, unsigned depth);

/* Whether all items are of one simple kind, so that it needs to be said only once. */
static bool is_uniform(const struct value *item, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (value_is_list(&item[i]) || item[i].kind == VALUE_MAP ||
            item[i].kind == VALUE_OBJECT ||
            strcmp(value_kind_name(&item[i]), value_kind_name(&item[0])) != 0)
            return false;
    return true;
}

static void put_list(struct page *p, const struct value *v, unsigned depth)
{
    uint32_t n;
    const struct value *item = value_items(v, &n);
    const char *name = v->kind == VALUE_TUPLE ? "tuple" : "List";

    if (n == 0) {
        put(p, "an empty %s", name);
        return;
    }
    put(p, "a %s of %u item%s", name, n, n == 1 ? "" : "s");
    if (is_uniform(item, n)) {
        put(p, n == 1 ? ", " : ", each ");
        put_kind(p, &item[0], depth + 1);
        return;
    }
    for (uint32_t i = 0; i < n && i < ITEMS_MAX; i++) {
        put(p, i == 0 ? ": " : "; ");
        put_kind(p, &item[i], depth + 1);
    }
    put(p, n > ITEMS_MAX ? "; ..." : "");
}

static void put_map(struct page *p, const struct map *map, unsigned depth)
{
    if (map->n == 0) {
        put(p, "an empty Map");
        return;
    }
    put(p, "a Map of %u entr%s", map->n, map->n == 1 ? "y" : "ies");
    for (uint32_t i = 0; i < map->n && i < ITEMS_MAX; i++) {
        put(p, "%s%s is ", i == 0 ? ": " : "; ", map->entry[i].key);
        put_kind(p, &map->entry[i].value, depth + 1);
    }
    put(p, map->n > ITEMS_MAX ? "; ..." : "");
}

static void put_object(struct page *p, const struct object *o, unsigned depth)
{
    put(p, "%s of %s", o->type->is_struct ? "a struct" : "an object", o->type->name);
    for (uint32_t i = 0; i < o->type->n_fields && i < ITEMS_MAX; i++) {
        put(p, "%s%s is ", i == 0 ? ": " : "; ", o->type->field[i].key);
        put_kind(p, &o->field[i], depth + 1);
    }
}

static void put_variant(struct page *p, const struct variant *v, unsigned depth)
{
    put(p, "%s%s%s", v->name, v->type ? " of " : "", v->type ? v->type->name : "");
    for (uint32_t i = 0; i < v->n && i < ITEMS_MAX; i++) {
        put(p, i == 0 ? ", which carries " : " and ");
        put_kind(p, &v->item[i], depth + 1);
    }
}

static void put_function(struct page *p, const struct code *code)
{
    put(p, "a function of %u value%s", code->n_params, code->n_params == 1 ? "" : "s");
    for (uint32_t i = 0; i < code->n_params; i++)
        put(p, "%s%s", i == 0 ? ": " : ", ", names_text(p->names, code->param[i].name));
}

static void put_kind(struct page *p, const struct value *v, unsigned depth)
{
    if (depth > DEPTH_MAX) {
        put(p, "%s", value_kind_name(v));
        return;
    }
    switch (v->kind) {
    case VALUE_LIST:
    case VALUE_TUPLE:
        put_list(p, v, depth);
        break;
    case VALUE_MAP:
        put_map(p, v->map, depth);
        break;
    case VALUE_OBJECT:
        put_object(p, v->object, depth);
        break;
    case VALUE_VARIANT:
        put_variant(p, v->variant, depth);
        break;
    case VALUE_RANGE:
        put(p, "a range of %llu numbers",
            (unsigned long long)method_range_count(v->range));
        break;
    case VALUE_CLOSURE:
        put_function(p, v->closure->code);
        break;
    case VALUE_METHOD:
        put_function(p, v->method->closure->code);
        break;
    case VALUE_FUNCTION:
        put(p, v->function->class ? "a node: %s" : "a word of the language: %s",
            v->function->class ? v->function->class->summary
                               : v->function->builtin->summary);
        break;
    default:
        put(p, "%s", value_kind_name(v));
    }
}

/* Values that are written as what they are need no second mention. */
static bool is_nameless(const struct value *v)
{
    return v->kind == VALUE_STREAM || v->kind == VALUE_CHAIN ||
           v->kind == VALUE_CLOSURE || v->kind == VALUE_METHOD;
}

static struct value call_describe(struct eval *e, const struct builtin *self,
                                  const struct argument *argument, uint32_t n,
                                  struct span span)
{
    const struct value *v = &argument[0].value;
    struct page p = {.names = e->names};
    char shown[SHOWN_MAX] = "This";

    (void)self, (void)n, (void)span;
    if (v->kind == VALUE_POISON)
        return *v;
    if (!is_nameless(v))
        value_print(v, true, shown, sizeof(shown));
    put(&p, "%s%s is ", shown, strlen(shown) + 4 >= sizeof(shown) ? " ..." : "");
    put_kind(&p, v, 0);
    if (p.used == 0 || p.text[p.used - 1] != '.')
        put(&p, ".");
    const char *copy = heap_text(e->heap, p.text, p.used);
    return copy ? value_text(copy, p.used) : eval_out_of_memory(e);
}

static void put_topic(struct page *p, const char *name, const char *summary,
                      const char *example)
{
    put(p, "%s%s: %s", p->used ? "\n" : "", name, summary);
    if (example)
        put(p, "\n  %s", example);
}

static void put_class(struct page *p, const struct leat_node_class *class)
{
    put_topic(p, class->name, class->summary, class->example);
    for (size_t i = 0; i < class->n_params; i++)
        put(p, "%s%s", i == 0 ? "\n  It takes: " : ", ", class->params[i].name);
}

static void put_word(struct page *p, const struct builtin *word)
{
    put_topic(p, word->name, word->summary, word->example);
    if (*word->params)
        put(p, "\n  It takes: %s", word->params);
}

/* All that a name stands for: a node, a word, a method of some values. */
static void put_name(struct page *p, const char *name)
{
    const struct leat_node_class *class = leat_node_class_find(name);
    const struct builtin *builtin = builtin_find(NULL, name);
    const struct method_word *method;
    const char *said = "";

    if (class)
        put_class(p, class);
    if (builtin)
        put_word(p, builtin);
    for (size_t i = 0; (method = method_at(i)); i++) {
        if (strcmp(method->name, name) != 0 || strcmp(method->summary, said) == 0)
            continue;
        said = method->summary;
        put(p, "%sx.%s(%s): %s", p->used ? "\n" : "", name, method->params, said);
    }
}

/* help(name): as lines when the program begins. */
static struct value call_help(struct eval *e, const struct builtin *self,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    const struct value *v = &argument[0].value;
    struct page p = {.names = e->names};

    (void)n, (void)span;
    if (v->kind == VALUE_POISON)
        return *v;
    if (v->kind == VALUE_FUNCTION && v->function->class)
        put_class(&p, v->function->class);
    else if (v->kind == VALUE_FUNCTION)
        put_word(&p, v->function->builtin);
    else if (v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL)
        put_name(&p, v->text);
    else
        return call_describe(e, self, argument, n, span);
    if (p.used == 0) {
        const char *near = scope_nearest_function(NULL, v->text, NULL);
        report_error(e->report, argument[0].span, 201,
                     "There is no function called `%.60s`.", v->text);
        report_hint(e->report, near ? "Did you mean `%s`?" : "`leat nodes` lists %s.",
                    near ? near : "what there is");
        return value_poison();
    }
    const char *copy = heap_text(e->heap, p.text, p.used);
    if (!copy || draft_add_line(e->draft, copy) < 0)
        return eval_out_of_memory(e);
    return value_null();
}

static struct value call_assert(struct eval *e, const struct builtin *self,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    const struct value *v = &argument[0].value;
    char text[160] = "this does not hold";

    (void)n;
    if (v->kind == VALUE_POISON || argument[1].value.kind == VALUE_POISON)
        return value_poison();
    if (value_is_true(v))
        return value_null();
    if (argument[1].span.end)
        value_print(&argument[1].value, false, text, sizeof(text));
    report_error(e->report, span, 407, "`%s` failed: %s.", self->name, text);
    report_hint(e->report, "Look at what its condition is made of.");
    return value_poison();
}

/* Some(x), Ok(x), Err(x) */
static struct value call_variant(struct eval *e, const struct builtin *self,
                                 const struct argument *argument, uint32_t n,
                                 struct span span)
{
    const struct value *v = &argument[0].value;
    struct value made;

    (void)n, (void)span;
    if (v->kind == VALUE_POISON)
        return *v;
    made = value_new_variant(e->heap, NULL, self->name, v, 1);
    return made.kind == VALUE_POISON ? eval_out_of_memory(e) : made;
}

/* Custom(list): a scale or a palette of one's own, which is its list. */
static struct value call_custom(struct eval *e, const struct builtin *self,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    (void)e, (void)self, (void)n, (void)span;
    return argument[0].value;
}

/* boost(x): a fifth more, of anything that can be multiplied. */
static struct value call_boost(struct eval *e, const struct builtin *self,
                               const struct argument *argument, uint32_t n,
                               struct span span)
{
    (void)self, (void)n;
    return eval_binary(e, TOKEN_TIMES, argument[0].value,
                       value_number(1.2, MEASURE_NONE), false, span);
}

/* main_thread { }: a block like any other, since no code of a program runs elsewhere.
 */
static struct value call_main_thread(struct eval *e, const struct builtin *self,
                                     const struct argument *argument, uint32_t n,
                                     struct span span)
{
    const struct value map = value_new_map(e->heap);

    (void)self, (void)argument, (void)n, (void)span;
    return map.kind == VALUE_POISON ? eval_out_of_memory(e) : map;
}

const struct builtin builtin_describe[] = {
    {"describe", "x", 1, BUILTIN_TAKES_RECORD, call_describe, NULL,
     "A sentence that says what x is.", "print(describe(440.hz))", ""},
    {"help", "name", 1, 0, call_help, NULL,
     "Print what a node, a word or a method is for.", "help(\"lowpass\")", ""},
    {"assert", "condition text", 1, 0, call_assert, NULL,
     "Say an error when a condition does not hold.",
     "assert(2 + 2 == 4, \"numbers are odd today\")", ""},
    {"main_thread", "", 0, BUILTIN_CONTAINER, call_main_thread, NULL,
     "Run a block in its place, as all code of a program.", "main_thread { print(1) }",
     ""},
    {"boost", "x", 1, 0, call_boost, NULL, "A fifth more of x.", "print(boost(100.hz))",
     ""},
    {"creative_boost", "x", 1, 0, call_boost, NULL, "The same as `boost`.",
     "print(creative_boost(0.5))", ""},
    {"Custom", "list", 1, BUILTIN_OF_MODULE, call_custom, NULL,
     "A scale or a palette of one's own, from a list.",
     "composer.set_musical_context(scale: ScaleType::Custom([0, 2, 3, 7]))",
     "ScaleType Scale Palette"},
    {"Some", "x", 1, 0, call_variant, NULL, "A value where there may be none.",
     "print(Some(3).unwrap_or(0))", ""},
    {"Ok", "x", 1, 0, call_variant, NULL, "What something gave that may fail.",
     "print(Ok(3).unwrap_or(0))", ""},
    {"Err", "x", 1, 0, call_variant, NULL, "Why something failed.",
     "print(Err(\"no file\").unwrap_or(0))", ""},
    {0},
};
