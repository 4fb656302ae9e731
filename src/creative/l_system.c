/* SPDX-License-Identifier: MIT */
/* l_system: grown depth first, so that no iteration but the last is ever stored. */
#include "creative/l_system.h"

#include <string.h>

#include <leat/err.h>

enum { SYMBOLS = 256 };

struct table {
    const struct l_system_rule *rule[SYMBOLS]; /* NULL: stays as it is */
};

/* A text that is being replaced, and where in it. */
struct place {
    const char *text;
    size_t left;
};

static int fill(const struct l_system *system, struct table *table)
{
    memset(table, 0, sizeof(*table));
    if (system->iterations > L_SYSTEM_ITERATIONS_MAX)
        return LEAT_ERR_RANGE;
    for (size_t i = 0; i < system->n_rules; i++) {
        const unsigned char symbol = (unsigned char)system->rule[i].symbol;
        if (table->rule[symbol])
            return LEAT_ERR_EXISTS;
        table->rule[symbol] = &system->rule[i];
    }
    return 0;
}

/* The length of a text whose symbols count as given; at most one more than allowed. */
static uint32_t measure(const char *text, size_t size, const uint32_t count[SYMBOLS])
{
    uint64_t sum = 0;

    for (size_t i = 0; i < size && sum <= L_SYSTEM_LENGTH_MAX; i++)
        sum += count[(unsigned char)text[i]];
    return sum > L_SYSTEM_LENGTH_MAX ? L_SYSTEM_LENGTH_MAX + 1 : (uint32_t)sum;
}

/* Also every iteration before the last is measured: writing passes through them. */
static int length(const struct l_system *system, const struct table *table)
{
    uint32_t count[SYMBOLS], next[SYMBOLS], n;

    for (int s = 0; s < SYMBOLS; s++)
        count[s] = 1;
    for (uint32_t i = 0;; i++) {
        n = measure(system->axiom, system->size, count);
        if (n > L_SYSTEM_LENGTH_MAX)
            return LEAT_ERR_LIMIT;
        if (i == system->iterations)
            return (int)n;
        for (int s = 0; s < SYMBOLS; s++)
            next[s] = table->rule[s]
                          ? measure(table->rule[s]->text, table->rule[s]->size, count)
                          : 1;
        memcpy(count, next, sizeof(count));
    }
}

int l_system_length(const struct l_system *system)
{
    struct table table;
    const int err = fill(system, &table);

    return err < 0 ? err : length(system, &table);
}

int l_system_write(const struct l_system *system, char *out, size_t size)
{
    struct place place[L_SYSTEM_ITERATIONS_MAX + 1] = {{system->axiom, system->size}};
    struct table table;
    uint32_t depth = 0;
    size_t n = 0;
    int err = fill(system, &table);

    if (err < 0 || (err = length(system, &table)) < 0)
        return err;
    if ((size_t)err > size)
        return LEAT_ERR_LIMIT;
    for (;;) {
        struct place *here = &place[depth];
        if (here->left == 0) {
            if (depth == 0)
                return (int)n;
            depth--;
            continue;
        }
        const char symbol = *here->text++;
        const struct l_system_rule *rule = table.rule[(unsigned char)symbol];
        here->left--;
        if (!rule || depth == system->iterations)
            out[n++] = symbol;
        else
            place[++depth] = (struct place){rule->text, rule->size};
    }
}
