/* SPDX-License-Identifier: MIT */
/*
 * builtin_generate: what grows by rules: noise, Euclid's rhythms, L-systems, Markov
 * chains.
 *
 * Source: language reference, section 8.6.
 */
#include <string.h>

#include <leat/err.h>

#include "base/euclid.h"
#include "base/math_d.h"
#include "base/number.h"
#include "base/random.h"
#include "creative/l_system.h"
#include "creative/markov.h"
#include "creative/perlin.h"
#include "lang/builtin.h"
#include "lang/method.h"
#include "lang/plant.h"

enum { STATES_MAX = 1000 };

/* A whole number as parameter i, or what it is when left out. */
static bool whole(struct eval *e, const struct builtin *self, const struct argument *a,
                  int64_t otherwise, int64_t *out)
{
    enum measure measure;
    double x;

    *out = otherwise;
    if (a->span.end == 0)
        return true;
    if (!builtin_numbers(e, self, a, 1, &x, &measure))
        return false;
    if (math_floor_d(x) != x || math_abs_d(x) > 0x1p52 || measure != MEASURE_NONE) {
        builtin_cannot(e, self, a->span, "it counts in whole numbers");
        return false;
    }
    *out = (int64_t)x;
    return true;
}

/* perlin_noise(x, y, z, seed, unit) */
static struct value call_perlin(struct eval *e, const struct builtin *self,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    double x[3] = {0.0, 0.0, 0.0}, y;
    enum measure measure;
    int64_t seed;

    (void)n, (void)span;
    for (uint32_t i = 0; i < 3; i++)
        if (argument[i].span.end &&
            !builtin_numbers(e, self, &argument[i], 1, &x[i], &measure))
            return value_poison();
    if (!whole(e, self, &argument[3], 0, &seed))
        return value_poison();
    y = perlin_noise(x[0], x[1], x[2], (uint64_t)seed);
    return value_number(value_is_true(&argument[4].value) ? 0.5 * y + 0.5 : y,
                        MEASURE_NONE);
}

/* euclidean(hits, steps, rotation) */
static struct value call_euclidean(struct eval *e, const struct builtin *self,
                                   const struct argument *argument, uint32_t n,
                                   struct span span)
{
    int64_t hits, steps, rotation;
    bool is_hit[EUCLID_MAX];

    (void)n;
    if (!whole(e, self, &argument[0], 0, &hits) ||
        !whole(e, self, &argument[1], 0, &steps) ||
        !whole(e, self, &argument[2], 0, &rotation))
        return value_poison();
    if (steps < 1 || steps > EUCLID_MAX)
        return builtin_cannot(e, self, argument[1].span, "it has 1 to 256 steps");
    if (hits < 0 || hits > steps)
        return builtin_cannot(e, self, argument[0].span,
                              "it has no fewer than 0 hits, and no more than steps");
    euclid_write((uint32_t)hits, (uint32_t)steps, (int32_t)(rotation % steps), is_hit);
    const struct value out = method_new_list(e, NULL, (uint64_t)steps, span);
    for (uint32_t i = 0; out.kind == VALUE_LIST && i < steps; i++)
        out.list->item[i] = value_bool(is_hit[i]);
    return out;
}

/* The rules of a Map such as { F: "FF" }. */
static struct l_system_rule *read_rules(struct eval *e, const struct builtin *self,
                                        const struct argument *a)
{
    const struct map *map = a->value.map;
    struct l_system_rule *rule;

    if (a->value.kind != VALUE_MAP) {
        builtin_cannot(e, self, a->span, "its rules are no Map of symbols to texts");
        return NULL;
    }
    rule = heap_take(e->heap, map->n + 1, sizeof(*rule));
    if (!rule)
        eval_out_of_memory(e);
    for (uint32_t i = 0; rule && i < map->n; i++) {
        const struct entry *entry = &map->entry[i];
        if (strlen(entry->key) != 1 || entry->value.kind != VALUE_TEXT) {
            builtin_cannot(e, self, a->span,
                           "a rule makes a text of one symbol, a letter or a sign");
            return NULL;
        }
        rule[i] =
            (struct l_system_rule){entry->key[0], entry->value.text, entry->value.n};
    }
    return rule;
}

static struct value grow(struct eval *e, const struct l_system *system,
                         struct span span)
{
    const int size = l_system_length(system);
    char *text;

    if (size == LEAT_ERR_LIMIT) {
        report_error(e->report, span, 502, "This grew too large.");
        report_hint(e->report, "Lower `iterations`.");
        return value_poison();
    }
    text = size < 0 ? NULL : heap_take(e->heap, (size_t)size + 1, 1);
    if (!text)
        return eval_out_of_memory(e);
    l_system_write(system, text, (size_t)size);
    return value_text(text, (size_t)size);
}

/* l_system { axiom, rules, angle, iterations, step }: what it has grown to. */
static struct value call_l_system(struct eval *e, const struct builtin *self,
                                  const struct argument *argument, uint32_t n,
                                  struct span span)
{
    const struct value degrees = value_number(0.43633231299858238, MEASURE_ANGLE);
    const struct value *axiom = &argument[0].value;
    struct l_system system = {.axiom = axiom->text, .size = axiom->n};
    int64_t iterations;

    (void)n;
    if (axiom->kind != VALUE_TEXT)
        return builtin_cannot(e, self, argument[0].span, "its axiom is no Text");
    if (!whole(e, self, &argument[3], 4, &iterations))
        return value_poison();
    if (iterations < 0 || iterations > L_SYSTEM_ITERATIONS_MAX) {
        report_error(e->report, argument[3].span, 401,
                     "`iterations` is %lld; it can go from 0 to %d.",
                     (long long)iterations, L_SYSTEM_ITERATIONS_MAX);
        report_hint(e->report, "Try %d.", iterations < 0 ? 0 : L_SYSTEM_ITERATIONS_MAX);
        return value_poison();
    }
    system.iterations = (uint32_t)iterations;
    system.rule = read_rules(e, self, &argument[1]);
    if (!system.rule)
        return value_poison();
    system.n_rules = argument[1].value.map->n;
    const struct value text = grow(e, &system, span);
    if (text.kind != VALUE_TEXT)
        return text;
    return plant_system(e, text, argument[2].span.end ? argument[2].value : degrees,
                        argument[4].span.end ? argument[4].value
                                             : value_number(10.0, MEASURE_LENGTH));
}

/* The weights by which state `from` goes on to each: of a Map the numbers, of a List
 * how often each stands there.  False after an error. */
static bool read_row(struct eval *e, const struct builtin *self,
                     const struct argument *a, uint32_t from, double *weight)
{
    const struct map *table = a->value.map;
    const struct value *row = &table->entry[from].value;
    uint32_t n;
    const struct value *item = value_items(row, &n);

    memset(weight, 0, table->n * sizeof(*weight));
    if (row->kind == VALUE_MAP)
        n = row->map->n;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t name = 0;
        if (item && !method_key(e, item[i], false, &name, a->span))
            return false;
        name = item ? name : row->map->entry[i].name;
        const struct entry *to = name ? value_entry(table, name) : NULL;
        const struct value *w = item ? NULL : &row->map->entry[i].value;
        if (!to || (w && !value_is_number(w))) {
            builtin_cannot(e, self, a->span,
                           to ? "a weight is no number"
                              : "it goes on to a state that has no entry");
            return false;
        }
        weight[to - table->entry] += w ? value_as_number(w) : 1.0;
    }
    return true;
}

/* The key of a state: a number if it reads as one. */
static struct value state_value(const struct entry *entry)
{
    double x;

    if (number_parse(entry->key, &x) < 0)
        return value_text(entry->key, strlen(entry->key));
    return math_floor_d(x) == x && math_abs_d(x) < 0x1p53
               ? value_integer((int64_t)x)
               : value_number(x, MEASURE_NONE);
}

/* markov(table, n, start): a row of n states, each drawn by the one before. */
static struct value call_markov(struct eval *e, const struct builtin *self,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    const struct map *table = argument[0].value.map;
    uint32_t name, at = 0;
    int64_t length;
    uint64_t seed;

    (void)n;
    if (argument[0].value.kind != VALUE_MAP || table->n == 0 || table->n > STATES_MAX)
        return builtin_cannot(e, self, argument[0].span,
                              "its table is no Map of 1 to 1000 states");
    if (!whole(e, self, &argument[1], 16, &length))
        return value_poison();
    if (argument[2].span.end) {
        if (!method_key(e, argument[2].value, false, &name, argument[2].span))
            return value_poison();
        const struct entry *start = name ? value_entry(table, name) : NULL;
        if (!start)
            return builtin_cannot(e, self, argument[2].span, "it starts nowhere");
        at = (uint32_t)(start - table->entry);
    }
    const struct value out =
        method_new_list(e, NULL, length < 0 ? 0 : (uint64_t)length, span);
    double *weight = heap_take(e->heap, table->n, sizeof(*weight));
    if (out.kind != VALUE_LIST)
        return out;
    if (!weight || !chance_next(&e->chance, e->heap, e->seed, e->site, &seed))
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < out.list->n; i++) {
        out.list->item[i] = state_value(&table->entry[at]);
        if (i + 1 == out.list->n)
            break;
        if (!read_row(e, self, &argument[0], at, weight))
            return value_poison();
        const int next = markov_step(weight, table->n, random_unit_d(seed, i));
        if (next < 0)
            return builtin_cannot(e, self, argument[0].span,
                                  "the weights of a state are below 0, or all 0");
        at = (uint32_t)next;
    }
    return out;
}

const struct builtin builtin_generate[] = {
    {"perlin_noise", "x y z seed unit", 1, 0, call_perlin, NULL,
     "Smooth hills from -1 to 1, or with `unit: true` from 0 to 1.",
     "print(perlin_noise(3.14, 42, 7), perlin_noise(0.5, seed: 3, unit: true))",
     "Generate"},
    {"euclidean", "hits steps rotation", 2, 0, call_euclidean, NULL,
     "List of which steps are hits, as evenly as they go.", "print(euclidean(3, 8))",
     "Generate"},
    {"euclidean_rhythm", "hits steps rotation", 2, 0, call_euclidean, NULL,
     "List of which steps are hits, as evenly as they go.",
     "print(euclidean_rhythm(5, 8, 2))", "Generate"},
    {"l_system", "axiom rules angle iterations step", 2, 0, call_l_system, NULL,
     "Text that grows by replacing each symbol, again and again.",
     "print(l_system(\"A\", { A: \"AB\", B: \"A\" }).text)", "Generate"},
    {"markov", "table n start", 1, BUILTIN_TAKES_RECORD, call_markov, NULL,
     "Row of n states, each drawn by the weights of the one before.",
     "print(markov({ C4: { E4: 2, G4: 1 }, E4: [\"C4\"], G4: [\"C4\"] }, 8))",
     "Generate"},
    {0},
};
