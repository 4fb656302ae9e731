/* SPDX-License-Identifier: MIT */
/* name: names as people write them. */
#include "creative/name.h"

static bool is_silent(char c)
{
    return c == '_' || c == '-' || c == ' ';
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool name_fold(const char *text, size_t size, char folded[NAME_SIZE])
{
    size_t n = 0;

    for (size_t i = 0; i < size; i++) {
        if (is_silent(text[i]))
            continue;
        if (text[i] == '\0' || n == NAME_SIZE - 1)
            return false;
        folded[n++] = small(text[i]);
    }
    folded[n] = '\0';
    return n > 0;
}

int name_compare(const char *folded, const char *name)
{
    for (;; folded++, name++) {
        while (is_silent(*name))
            name++;
        if (*folded != small(*name) || *folded == '\0')
            return (unsigned char)*folded - (unsigned char)small(*name);
    }
}

int name_find(const char *text, size_t size, const char *const *names, size_t n)
{
    char folded[NAME_SIZE];

    if (!name_fold(text, size, folded))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (name_compare(folded, names[i]) == 0)
            return (int)i;
    return -1;
}
