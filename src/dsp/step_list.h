/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_STEP_LIST_H
#define LEAT_DSP_STEP_LIST_H

/**
 * step_list: a list of steps as it stands in a text, and the way through it.
 *
 * Numbers are decimal, with a point and a sign if need be; a name such as C#4 is its
 * MIDI number (dsp/key_text.h); `_` is a rest, `-` goes on with the step before.  What
 * is none of these is a rest.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/err.h>
#include <leat/export.h>

#include "base/math_d.h"
#include "dsp/key_text.h"

enum { STEP_LIST_MAX = 256, STEP_REST = 0, STEP_PLAYS = 1, STEP_GOES_ON = 2 };

struct step_list {
    uint32_t n;
    uint8_t kind[STEP_LIST_MAX];
    float value[STEP_LIST_MAX];
};

/** Where a position, counted in steps, is. */
struct step_place {
    int64_t step;   /* since the beginning */
    double part;    /* of it that has passed */
    float value;    /* of the note that is on */
    bool plays;     /* a note is on */
    bool continues; /* it began in a step before */
    bool goes_on;   /* it does not end in this step */
};

/* A number at `*text`, which moves behind it.  False when there is none. */
static inline bool step_list_double(const char **text, double *out)
{
    const char *t = *text;
    const bool negative = *t == '-';
    double x = 0.0, scale = 1.0;
    bool any = false;

    t += negative;
    for (; *t >= '0' && *t <= '9' && x < 1e9; t++, any = true)
        x = 10.0 * x + (*t - '0');
    if (*t == '.')
        for (t++; *t >= '0' && *t <= '9' && scale < 1e9; t++, any = true) {
            scale *= 10.0;
            x = 10.0 * x + (*t - '0');
        }
    while (any && scale >= 1e9 && *t >= '0' && *t <= '9')
        t++; /* too far behind the point to matter */
    *text = t;
    *out = negative ? -x / scale : x / scale;
    return any;
}

static inline bool step_list_number(const char **text, float *out)
{
    double x;
    const bool any = step_list_double(text, &x);

    *out = (float)x;
    return any;
}

/* The same for a number or the name of a note. */
static inline bool step_list_value(const char **text, float *out)
{
    const char letter = (char)(**text & ~32);
    const char *end = letter >= 'A' && letter <= 'G' ? key_text_read(*text, out) : NULL;

    if (!end)
        return step_list_number(text, out);
    *text = end;
    return true;
}

static inline bool step_list_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == ',' || c == '|';
}

LEAT_RT static inline void step_list_read(struct step_list *list, const char *text)
{
    list->n = 0;
    while (list->n < STEP_LIST_MAX) {
        while (step_list_is_blank(*text))
            text++;
        if (!*text)
            return;
        const uint32_t i = list->n++;
        const bool goes_on = *text == '-' && (!text[1] || step_list_is_blank(text[1]));
        list->kind[i] = goes_on                                   ? STEP_GOES_ON
                        : step_list_value(&text, &list->value[i]) ? STEP_PLAYS
                                                                  : STEP_REST;
        while (*text && !step_list_is_blank(*text))
            text++;
    }
}

/** Whether nothing but numbers stands in a text and, where it is of `steps`, names of
 * notes, `_` and `-`; *n becomes how many there are. */
static inline bool step_list_is_whole(const char *text, bool steps, uint32_t *n)
{
    float value;

    for (*n = 0;; ++*n) {
        while (step_list_is_blank(*text))
            text++;
        if (!*text)
            return true;
        const bool alone = text[1] == '\0' || step_list_is_blank(text[1]);
        if (steps && alone && (*text == '_' || *text == '-'))
            text++;
        else if (!(steps ? step_list_value(&text, &value)
                         : step_list_number(&text, &value)) ||
                 (*text && !step_list_is_blank(*text)))
            return false;
    }
}

/** E403 for a text that is no such list, E502 for one of more than `most`. */
static inline int step_list_check(const char *text, bool steps, uint32_t most,
                                  const char *name, const char *node,
                                  struct leat_diag *diag)
{
    uint32_t n;

    if (!step_list_is_whole(text, steps, &n)) {
        leat_diag_add(diag, LEAT_ERROR, 403, "`%s` of %s is no list: `%.100s`.", name,
                      node, text);
        leat_diag_hint(
            diag, "Write numbers with blanks between%s.",
            steps ? ", or notes, `_` for a rest, `-` to go on, such as \"60 _ G4 -\""
                  : ", such as \"0 1 0.5 0\"");
        return LEAT_ERR_INVALID;
    }
    if (n <= most)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 502,
                  "`%s` of %s is too long: %u numbers, and %u are the most.", name,
                  node, n, most);
    leat_diag_hint(diag, "Make it shorter.");
    return LEAT_ERR_RANGE;
}

/** The value of the first note; 0 when there is none. */
LEAT_RT static inline float step_list_first(const struct step_list *list)
{
    uint32_t i = 0;

    while (i < list->n && list->kind[i] != STEP_PLAYS)
        i++;
    return i < list->n ? list->value[i] : 0.0f;
}

/* Steps: less than a frame, more than what rounding may put a position before a step
 * that begins with its frame. */
static const double STEP_LIST_NEAR = 1e-9;

/** Find a place; `exact` is a position in steps, `swing` in [0, 1]. */
LEAT_RT static inline struct step_place step_list_find(const struct step_list *list,
                                                       double exact, double swing)
{
    const double position = exact + STEP_LIST_NEAR;
    const double pair = math_floor_d(position * 0.5), x = position - 2.0 * pair;
    const double turn = 1.0 + swing / 3.0;
    const bool second = x >= turn;
    struct step_place place = {
        .step = 2 * (int64_t)pair + second,
        .part = second ? (x - turn) / (2.0 - turn) : x / turn,
    };
    const uint32_t n = list->n;

    if (!n)
        return place;
    const uint32_t at =
        (uint32_t)(((place.step % (int64_t)n) + (int64_t)n) % (int64_t)n);
    uint32_t from = at, back = 0;
    while (list->kind[from] == STEP_GOES_ON && back++ < n)
        from = from ? from - 1 : n - 1;
    place.plays = list->kind[from] == STEP_PLAYS;
    place.value = list->value[from];
    place.continues = from != at;
    place.goes_on = place.plays && n > 1 && list->kind[(at + 1) % n] == STEP_GOES_ON;
    return place;
}

#endif
