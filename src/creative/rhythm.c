/* SPDX-License-Identifier: MIT */
/* rhythm: steps from a text, a name, a list or Euclid. */
#include "creative/rhythm.h"

#include <string.h>

#include <leat/err.h>

#include "creative/name.h"

#define ACCENT 1.0f
#define HIT    0.6f

/* Sixteenths of a bar of 4/4; the tresillo is half of one. */
static const char *const names[] = {
    "four_on_floor", "backbeat",    "offbeat", "tresillo",
    "clave_son",     "clave_rumba", "bossa",
};
static const char *const steps_of[] = {
    "x...x...x...x...", "....x.......x...", "..x...x...x...x.", "x..x..x.",
    "x..x..x...x.x...", "x..x...x..x.x...", "x..x..x...x..x..",
};

enum { N_NAMES = sizeof(names) / sizeof(names[0]) };

_Static_assert(sizeof(names) == sizeof(steps_of), "steps for each name");

int rhythm_read(const char *text, size_t size, struct rhythm *out)
{
    const int named = name_find(text, size, names, N_NAMES);
    struct rhythm rhythm = {0};

    if (named >= 0)
        return rhythm_read(steps_of[named], strlen(steps_of[named]), out);
    for (size_t i = 0; i < size; i++) {
        if (text[i] == ' ' || text[i] == '|')
            continue;
        if (text[i] != 'X' && text[i] != 'x' && text[i] != '.')
            return LEAT_ERR_INVALID;
        if (rhythm.n == RHYTHM_MAX)
            return LEAT_ERR_RANGE;
        rhythm.velocity[rhythm.n++] = text[i] == 'X'   ? ACCENT
                                      : text[i] == 'x' ? HIT
                                                       : 0.0f;
    }
    if (rhythm.n == 0)
        return LEAT_ERR_INVALID;
    *out = rhythm;
    return 0;
}

const char *rhythm_name(size_t index)
{
    return index < N_NAMES ? names[index] : NULL;
}

int rhythm_of_list(const double *x, size_t n, struct rhythm *out)
{
    struct rhythm rhythm = {.n = (uint32_t)n};

    if (n < 1 || n > RHYTHM_MAX)
        return LEAT_ERR_RANGE;
    for (size_t i = 0; i < n; i++) {
        if (!(x[i] >= 0.0 && x[i] <= 1.0))
            return LEAT_ERR_RANGE;
        rhythm.velocity[i] = (float)x[i];
    }
    *out = rhythm;
    return 0;
}

int rhythm_euclid(int64_t hits, int64_t steps, int64_t rotation, struct rhythm *out)
{
    bool is_hit[EUCLID_MAX];

    if (steps < 1 || steps > RHYTHM_MAX || hits < 0 || hits > steps)
        return LEAT_ERR_RANGE;
    euclid_write((uint32_t)hits, (uint32_t)steps, (int32_t)(rotation % steps), is_hit);
    memset(out, 0, sizeof(*out));
    out->n = (uint32_t)steps;
    for (int64_t i = 0; i < steps; i++)
        out->velocity[i] = is_hit[i] ? ACCENT : 0.0f;
    return 0;
}
