/* SPDX-License-Identifier: MIT */
/* table: constant tables, shared by key.  The list of them is the one thing that the
 * whole process shares and changes; no result depends on it. */
#include "base/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct table {
    struct table *next;
    unsigned holders;
    math_table_fill *fill;
    unsigned char key[MATH_TABLE_KEY_MAX];
    _Alignas(64) unsigned char bytes[];
};

static struct table *tables;

static struct table *find(math_table_fill *fill, const unsigned char *key)
{
    for (struct table *t = tables; t; t = t->next)
        if (t->fill == fill && memcmp(t->key, key, MATH_TABLE_KEY_MAX) == 0)
            return t;
    return NULL;
}

static struct table *make(math_table_fill *fill, const unsigned char *key, size_t size)
{
    const size_t rounded = (size + 63) / 64 * 64;
    struct table *t = aligned_alloc(64, sizeof(*t) + rounded);

    if (!t)
        return NULL;
    *t = (struct table){.next = tables, .fill = fill};
    memcpy(t->key, key, MATH_TABLE_KEY_MAX);
    memset(t->bytes, 0, rounded);
    fill(t->bytes, t->key);
    tables = t;
    return t;
}

void *math_table_ref(math_table_fill *fill, const void *key, size_t key_size,
                     size_t table_size)
{
    _Alignas(64) unsigned char whole_key[MATH_TABLE_KEY_MAX] = {0};
    struct table *t;

    assert(key_size <= MATH_TABLE_KEY_MAX);
    memcpy(whole_key, key, key_size);
    table_lock();
    t = find(fill, whole_key);
    if (!t)
        t = make(fill, whole_key, table_size);
    if (t)
        t->holders++;
    table_unlock();
    return t ? t->bytes : NULL;
}

void math_table_unref(const void *table)
{
    table_lock();
    for (struct table **at = &tables; *at; at = &(*at)->next) {
        struct table *t = *at;
        if (t->bytes != table)
            continue;
        if (--t->holders == 0) {
            *at = t->next;
            free(t);
        }
        break;
    }
    table_unlock();
}
