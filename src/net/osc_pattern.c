/* SPDX-License-Identifier: MIT */
/* osc_pattern: address patterns, matched by carrying all reachable places along. */
#include "net/osc_pattern.h"

#include <stddef.h>
#include <string.h>

#include <leat/err.h>

enum item_kind {
    ITEM_END,
    ITEM_BAD,
    ITEM_LETTER, /* itself, also `/` */
    ITEM_ONE,    /* ? */
    ITEM_SET,    /* [ ] */
    ITEM_LIST,   /* { } */
    ITEM_RUN,    /* * */
    ITEM_PATH,   /* // */
};

struct item {
    enum item_kind kind;
    bool but;         /* a set: all others */
    const char *text; /* what stands in the brackets, or the letter */
    size_t size;
};

static bool is_letter(char c)
{
    switch (c) {
    case '#':
    case '*':
    case ',':
    case '/':
    case '?':
    case '[':
    case ']':
    case '{':
    case '}':
        return false;
    default:
        return c > ' ' && c <= '~';
    }
}

/* Whether a letter is in a set; no set holds `/`. */
static bool in_set(const struct item *set, char c)
{
    for (size_t i = 0; i < set->size; i++) {
        const bool range = i + 2 < set->size && set->text[i + 1] == '-';
        if (set->text[i] <= c && c <= set->text[range ? i + 2 : i])
            return c != '/' && !set->but;
        i += range ? 2 : 0;
    }
    return c != '/' && set->but;
}

static bool ranges_rise(const struct item *set)
{
    for (size_t i = 0; i + 2 < set->size; i++)
        if (set->text[i + 1] == '-') {
            if (set->text[i] > set->text[i + 2])
                return false;
            i += 2;
        }
    return true;
}

/* What stands in brackets from `*at` to `close`, which is passed. */
static struct item read_brackets(const char **at, enum item_kind kind, char close)
{
    struct item item = {.kind = kind};

    if (kind == ITEM_SET && **at == '!') {
        item.but = true;
        ++*at;
    }
    item.text = *at;
    while (is_letter(**at) || (kind == ITEM_LIST && **at == ','))
        ++*at;
    item.size = (size_t)(*at - item.text);
    if (**at != close || (kind == ITEM_SET && (item.size == 0 || !ranges_rise(&item))))
        item.kind = ITEM_BAD;
    else
        ++*at;
    return item;
}

static struct item read_slash(const char **at)
{
    struct item item = {.kind = ITEM_LETTER, .text = *at - 1, .size = 1};

    if (**at == '/') {
        item.kind = ITEM_PATH;
        ++*at;
    }
    if (**at == '/' || **at == 0)
        item.kind = ITEM_BAD;
    return item;
}

static struct item next_item(const char **at)
{
    const char *text = (*at)++;

    switch (*text) {
    case 0:
        return (struct item){.kind = ITEM_END};
    case '/':
        return read_slash(at);
    case '?':
        return (struct item){.kind = ITEM_ONE};
    case '*':
        return (struct item){.kind = ITEM_RUN};
    case '[':
        return read_brackets(at, ITEM_SET, ']');
    case '{':
        return read_brackets(at, ITEM_LIST, '}');
    default:
        return (struct item){
            .kind = is_letter(*text) ? ITEM_LETTER : ITEM_BAD, .text = text, .size = 1};
    }
}

int osc_pattern_check(const char *pattern)
{
    const char *at = pattern;
    struct item item;
    int is_pattern = 0;

    if (*at != '/')
        return LEAT_ERR_INVALID;
    if (!memchr(pattern, 0, OSC_PATTERN_MAX + 1))
        return LEAT_ERR_LIMIT;
    while ((item = next_item(&at)).kind != ITEM_END) {
        if (item.kind == ITEM_BAD)
            return LEAT_ERR_INVALID;
        is_pattern |= item.kind != ITEM_LETTER;
    }
    return is_pattern || at - pattern - 1 <= OSC_ADDRESS_MAX ? is_pattern
                                                             : LEAT_ERR_LIMIT;
}

/* Places of an address, from before its first letter, 0, to behind its last, n.  Those
 * that are reached lie within [low, high]; low > high: none. */
struct places {
    const char *address;
    size_t n, low, high;
    bool reached[OSC_ADDRESS_MAX + 1];
};

static void mark(struct places *p, size_t place, bool reached)
{
    p->reached[place] = reached;
    if (reached) {
        p->low = place < p->low ? place : p->low;
        p->high = place;
    }
}

static bool accepts(const struct item *item, char c)
{
    if (item->kind == ITEM_LETTER)
        return c == *item->text;
    return item->kind == ITEM_ONE ? c != '/' : in_set(item, c);
}

/* One letter on, where the item accepts it. */
static void step_letter(struct places *p, const struct item *item)
{
    const size_t low = p->low, high = p->high;
    bool before = false;

    p->low = p->n + 1;
    p->high = 0;
    for (size_t i = low; i <= high + 1 && i <= p->n; i++) {
        const bool here = i <= high && p->reached[i];
        mark(p, i, before && accepts(item, p->address[i - 1]));
        before = here;
    }
}

/* From every place on, up to the end of its name. */
static void step_run(struct places *p)
{
    const size_t low = p->low, high = p->high;
    bool run = false;

    for (size_t i = low; i <= p->n && (run || i <= high); i++) {
        run = p->reached[i] || (run && p->address[i - 1] != '/');
        mark(p, i, run);
    }
}

/* From every `/` on, behind it and behind every later one. */
static void step_path(struct places *p)
{
    const size_t low = p->low;
    bool below = false;

    p->low = p->n + 1;
    p->high = 0;
    for (size_t i = low; i <= p->n; i++) {
        const bool here = p->reached[i] && p->address[i] == '/';
        mark(p, i, below && p->address[i - 1] == '/');
        below |= here;
    }
}

/* The length of each text on, where it stands. */
static void step_list(struct places *p, const struct item *item)
{
    const struct places from = *p;
    const char *text = item->text, *end = text + item->size;

    memset(p->reached, 0, sizeof(p->reached));
    p->low = p->n + 1;
    p->high = 0;
    for (;; text++) { /* over the comma */
        const char *comma = memchr(text, ',', (size_t)(end - text));
        const size_t size = (size_t)((comma ? comma : end) - text);
        for (size_t i = from.low; i <= from.high && i + size <= p->n; i++)
            if (from.reached[i] && memcmp(p->address + i, text, size) == 0) {
                const size_t high = p->high;
                mark(p, i + size, true);
                p->high = p->high > high ? p->high : high;
            }
        if (!comma)
            return;
        text = comma;
    }
}

static void step(struct places *p, const struct item *item)
{
    switch (item->kind) {
    case ITEM_LETTER:
    case ITEM_ONE:
    case ITEM_SET:
        step_letter(p, item);
        break;
    case ITEM_LIST:
        step_list(p, item);
        break;
    case ITEM_RUN:
        step_run(p);
        break;
    case ITEM_PATH:
        step_path(p);
        break;
    default: /* malformed: reaches nothing */
        p->low = p->n + 1;
        p->high = 0;
    }
}

/* Bytes of the names, and each `/` before a letter, that both begin with. */
static size_t plain_beginning(const char *pattern, const char *address)
{
    size_t n = 0;

    while (pattern[n] == address[n] &&
           is_letter(pattern[pattern[n] == '/' ? n + 1 : n]))
        n++;
    return n;
}

bool osc_pattern_match(const char *pattern, const char *address)
{
    const size_t begin = plain_beginning(pattern, address);
    struct places p = {.address = address, .n = strlen(address)};
    const char *at = pattern + begin;
    struct item item;

    if (p.n > OSC_ADDRESS_MAX || *address != '/' || *pattern != '/')
        return false;
    p.low = p.high = begin;
    p.reached[begin] = true;
    while ((item = next_item(&at)).kind != ITEM_END) {
        step(&p, &item);
        if (p.low > p.high || at - pattern > OSC_PATTERN_MAX)
            return false;
    }
    return p.high == p.n;
}
