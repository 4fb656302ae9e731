/* SPDX-License-Identifier: MIT */
/* notes: the notes of a track, read from a text. */
#include "sequence/notes.h"

#include <stdbool.h>
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "base/note.h"
#include "base/number.h"
#include "base/scale.h"
#include "base/str.h"
#include "sequence/finding.h"

#define WORD(name, notes)  #name,
#define NOTES(name, notes) notes,

static const char *const scale_names[] = {SCALE_LIST(WORD, WORD)};
static const uint16_t scale_notes[] = {SCALE_LIST(NOTES, NOTES)};

enum {
    N_SCALES = sizeof(scale_notes) / sizeof(scale_notes[0]),
    WORD_SIZE = 32,
    OCTAVE = 12,
    HZ_MOST = 24000,
};

struct reader {
    struct finding_text text;
    size_t at;
    struct leat_diag *diag;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',';
}

/* The next word; returns whether there is one.  `word` is cut to its room. */
static bool next_word(struct reader *r, char word[WORD_SIZE], size_t *start)
{
    size_t n = 0;

    while (r->at < r->text.size && is_blank(r->text.start[r->at]))
        r->at++;
    *start = r->at;
    for (; r->at < r->text.size && !is_blank(r->text.start[r->at]); r->at++)
        if (n < WORD_SIZE - 1)
            word[n++] = r->text.start[r->at];
    word[n] = '\0';
    return r->at > *start;
}

static int refuse(struct reader *r, size_t at, int code, const char *message,
                  const char *hint)
{
    finding_add(r->diag, &r->text, at, code, message, hint);
    return code == 403 ? LEAT_ERR_INVALID : LEAT_ERR_RANGE;
}

int32_t notes_key_degree(const struct notes_key *key, int32_t degree)
{
    int32_t semitone[OCTAVE], n = 0;

    for (int32_t i = 0; i < OCTAVE; i++)
        if (key->scale >> i & 1)
            semitone[n++] = i;
    if (n == 0)
        return key->root;
    const int32_t octave = (degree - (degree < 0 ? n - 1 : 0)) / n;
    return key->root + OCTAVE * octave + semitone[degree - octave * n];
}

/* "d3" */
static bool read_degree(const char *word, int32_t *degree)
{
    const bool minus = word[1] == '-';
    const char *digit = word + 1 + minus;
    int n = 0;

    for (*degree = 0; digit[n] >= '0' && digit[n] <= '9' && n < 3; n++)
        *degree = 10 * *degree + (digit[n] - '0');
    if (minus)
        *degree = -*degree;
    return word[0] == 'd' && n > 0 && digit[n] == '\0';
}

static int read_note(struct reader *r, const char *word, size_t at,
                     const struct notes_key *key, struct notes_note *out)
{
    double x = 0.0;
    int32_t degree;

    if (read_degree(word, &degree))
        x = (double)notes_key_degree(key, degree);
    else if (!note_read(word, &x) && number_parse(word, &x) < 0)
        return refuse(r, at, 403, "what stands here is no note",
                      "Notes are C#4 or Eb3, 61, 440.0 for hertz, or d3 for a degree.");
    if (strchr(word, '.')) {
        if (!((float)x > 0.0f && x <= HZ_MOST)) /* too small a one is 0 as a float */
            return refuse(r, at, 401, "there is no such frequency",
                          "Write 24000.0 hertz at most, and more than 0.");
        *out = (struct notes_note){(float)x, (float)math_hz_to_note_d(x)};
        return 0;
    }
    if (!(x >= 0.0 && x <= 127.0) || x != math_floor_d(x))
        return refuse(r, at, 401, "there is no such note",
                      "Note numbers go from 0 to 127; for hertz write a point: 440.0.");
    *out = (struct notes_note){(float)math_note_to_hz_d(x), (float)x};
    return 0;
}

int notes_read(const char *text, size_t size, const struct notes_key *key,
               struct notes *out, struct leat_diag *diag)
{
    struct reader r = {.text = {"list of notes", text, size}, .diag = diag};
    struct notes notes = {0};
    char word[WORD_SIZE];
    size_t at;
    int err;

    while (next_word(&r, word, &at)) {
        if (notes.n == NOTES_MAX)
            return refuse(&r, at, 502, "this note is one too many",
                          "A track has at most 256 notes.");
        if ((err = read_note(&r, word, at, key, &notes.note[notes.n])) < 0)
            return err;
        notes.n++;
    }
    *out = notes;
    return 0;
}

static int find_scale(struct reader *r, const char *word, size_t at, uint32_t *scale)
{
    char hint[100];

    for (int i = 0; i < N_SCALES; i++)
        if (strcmp(scale_names[i], word) == 0) {
            *scale = scale_notes[i];
            return 0;
        }
    const char *near = str_nearest_of(word, scale_names, N_SCALES);
    str_format(hint, sizeof(hint),
               near ? "Did you mean `%s`?" : "Write a scale such as %s.",
               near ? near : "minor or dorian");
    return refuse(r, at, 403, "there is no such scale", hint);
}

int notes_key_read(const char *text, size_t size, struct notes_key *out,
                   struct leat_diag *diag)
{
    struct reader r = {.text = {"key", text, size}, .diag = diag};
    struct notes_key key = NOTES_KEY_INIT;
    char word[WORD_SIZE];
    double root;
    size_t at;
    int err;

    if (!next_word(&r, word, &at) || !note_read(word, &root))
        return refuse(&r, at, 403, "a note must stand here",
                      "Write a note and a scale, such as C minor.");
    key.root = (int32_t)root;
    if (next_word(&r, word, &at) && (err = find_scale(&r, word, at, &key.scale)) < 0)
        return err;
    if (next_word(&r, word, &at))
        return refuse(&r, at, 403, "this is one word too many",
                      "Write a note and a scale, such as C minor.");
    *out = key;
    return 0;
}
