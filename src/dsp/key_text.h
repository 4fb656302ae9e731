/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_KEY_TEXT_H
#define LEAT_DSP_KEY_TEXT_H

/**
 * key_text: keys in a text, "60 64.5, C#4 Eb": MIDI numbers, or names whose octave is 4
 * when it is left out.  C4 is 60.
 */

#include <stdbool.h>
#include <stddef.h>

#include <leat/diag.h>
#include <leat/err.h>
#include <leat/export.h>

/** Read the next key of a text; returns what comes after it, or NULL when there is
 * none.  Thread: any. */
LEAT_RT static inline const char *key_text_read(const char *text, float *key)
{
    static const float steps[] = {9, 11, 0, 2, 4, 5, 7}; /* A to G above C */
    float number = 0.0f, place = 1.0f;
    bool below = false;

    while (*text == ' ' || *text == ',')
        text++;
    const char letter = (char)(*text & ~32);
    const bool named = letter >= 'A' && letter <= 'G';
    *key = named ? steps[letter - 'A'] + 12.0f : 0.0f;
    for (text += named; named && (*text == '#' || *text == 'b'); text++)
        *key += *text == '#' ? 1.0f : -1.0f;
    const char *digits = text;
    for (; (*text >= '0' && *text <= '9') || (*text == '.' && !below); text++) {
        if (*text == '.') {
            below = true;
            continue;
        }
        place = below ? place * 0.1f : 1.0f;
        number = below ? number + place * (float)(*text - '0')
                       : number * 10.0f + (float)(*text - '0');
    }
    *key += named ? 12.0f * (text == digits ? 4.0f : number) : number;
    return (named || text > digits) && *key <= 256.0f ? text : NULL;
}

/** E403 for a text in which something else stands than keys.  Thread: control. */
static inline int key_text_check(const char *text, const char *name,
                                 struct leat_diag *diag)
{
    const char *rest = text, *next;
    float key;

    while ((next = key_text_read(rest, &key)))
        rest = next;
    while (*rest == ' ' || *rest == ',')
        rest++;
    if (!*rest)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 403, "%s is no list of notes: `%.100s`.", name,
                  text);
    leat_diag_hint(diag, "Write notes with blanks between, such as \"60 64 67\" or "
                         "\"C4 E4 G4\".");
    return LEAT_ERR_INVALID;
}

#endif
