/* SPDX-License-Identifier: MIT */
/* scale: scales by name, from semitones and from ratios. */
#include "creative/scale.h"

#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "base/scale.h"
#include "creative/interval.h"
#include "creative/name.h"

#define NAME(name, notes)  #name,
#define NOTES(name, notes) notes,

static const char *const names[] = {SCALE_LIST(NAME, NAME)};
static const uint16_t masks[] = {SCALE_LIST(NOTES, NOTES)};

enum { N_NAMES = sizeof(names) / sizeof(names[0]), SEMITONES = 12 };

static const char *const aliases[] = {"ionian", "aeolian"};
static const char *const meant[] = {"major", "minor"};

static int find(const char *text, size_t size)
{
    const int alias =
        name_find(text, size, aliases, sizeof(aliases) / sizeof(*aliases));

    if (alias >= 0)
        return find(meant[alias], strlen(meant[alias]));
    return name_find(text, size, names, N_NAMES);
}

int scale_find(const char *text, size_t size, struct scale *out)
{
    const int index = find(text, size);

    if (index < 0)
        return LEAT_ERR_NOT_FOUND;
    out->n = 0;
    for (int i = 0; i < SEMITONES; i++)
        if (masks[index] >> i & 1)
            out->step[out->n++] = i;
    return 0;
}

const char *scale_name(size_t index)
{
    return index < N_NAMES ? names[index] : NULL;
}

int scale_of_list(const double *x, size_t n, struct scale *out)
{
    struct scale scale = {0};
    const bool is_ratios = n > 0 && x[0] == 1.0;

    if (n > 1 && x[n - 1] == (is_ratios ? 2.0 : INTERVAL_OCTAVE))
        n--;
    if (n < 1 || n > SCALE_MAX || !(is_ratios || x[0] == 0.0))
        return LEAT_ERR_RANGE;
    for (size_t i = 0; i < n; i++) {
        scale.step[i] = is_ratios ? interval_of_ratio(x[i]) : x[i];
        if (!(scale.step[i] < INTERVAL_OCTAVE) ||
            (i > 0 && !(scale.step[i] > scale.step[i - 1])))
            return LEAT_ERR_RANGE;
    }
    scale.n = (uint32_t)n;
    *out = scale;
    return 0;
}

double scale_degree(const struct scale *scale, int32_t degree)
{
    const int64_t n = scale->n;
    const int64_t octave = (degree - (degree < 0 ? n - 1 : 0)) / n;

    return INTERVAL_OCTAVE * (double)octave + scale->step[degree - octave * n];
}

/* Whether a step lies nearest to so many semitones. */
static bool has(const struct scale *scale, double semitones)
{
    for (uint32_t i = 0; i < scale->n; i++)
        if (math_round_d(scale->step[i]) == semitones)
            return true;
    return false;
}

bool scale_is_minor(const struct scale *scale)
{
    return has(scale, 3.0) && !has(scale, 4.0);
}
