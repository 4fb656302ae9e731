/* SPDX-License-Identifier: MIT */
/* classes: the table of drawing classes, and how names are found in it. */
#include "canvas/classes.h"

#include <string.h>

static const struct leat_draw_class *const classes[] = {
#define X(name) &leat_draw_##name,
    CLASS_LIST(X)
#undef X
};

size_t leat_n_draw_classes(void)
{
    return sizeof(classes) / sizeof(classes[0]);
}

const struct leat_draw_class *leat_draw_class_at(size_t index)
{
    return index < leat_n_draw_classes() ? classes[index] : NULL;
}

/* Whether a list with blanks between, or NULL, has the word. */
static bool lists(const char *list, const char *word)
{
    const size_t n = strlen(word);

    for (const char *at = list; n && at && *at;) {
        const size_t length = strcspn(at, " ");
        if (length == n && memcmp(at, word, n) == 0)
            return true;
        at += length;
        at += *at == ' ';
    }
    return false;
}

const struct leat_draw_class *leat_draw_class_find(const char *name)
{
    for (size_t i = 0; i < leat_n_draw_classes(); i++)
        if (strcmp(classes[i]->name, name) == 0 || lists(classes[i]->aliases, name))
            return classes[i];
    return NULL;
}

int leat_draw_param_find(const struct leat_draw_class *draw, const char *name)
{
    for (size_t i = 0; i < draw->n_params; i++)
        if (strcmp(draw->params[i].name, name) == 0 ||
            lists(draw->params[i].aliases, name))
            return (int)i;
    return -1;
}

/* The next letter that counts, in lower case; 0 at the end of the word. */
static char next_letter(const char **at)
{
    char c;

    while (**at == '_')
        (*at)++;
    c = **at;
    if (c == 0 || c == ' ')
        return 0;
    (*at)++;
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool same_word(const char *a, const char *b)
{
    for (;;) {
        const char x = next_letter(&a), y = next_letter(&b);
        if (x != y)
            return false;
        if (!x)
            return true;
    }
}

int leat_draw_choice_find(const struct leat_draw_param *param, const char *text)
{
    int index = 0;

    if (strchr(text, ' '))
        return -1;
    for (const char *at = param->choices; *text && at && *at; index++) {
        if (same_word(at, text))
            return index;
        at += strcspn(at, " ");
        at += *at == ' ';
    }
    return -1;
}
