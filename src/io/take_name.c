/* SPDX-License-Identifier: MIT */
/* take_name: names of recordings. */
#include "io/take_name.h"

#include <string.h>
#include <time.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/file_path.h"
#include "io/plain_name.h"

/* The first of an ending is what the ending alone means. */
static const struct {
    const char *word, *ending;
    uint32_t bits;
} formats[] = {
    {"wav24", "wav", 24},   {"wav16", "wav", 16},   {"wav32f", "wav", 32},
    {"flac24", "flac", 24}, {"flac16", "flac", 16},
};
enum { N_FORMATS = sizeof(formats) / sizeof(formats[0]) };

static int refuse_name(const char *name, struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 802, "`%.60s` cannot be the name of a recording.",
                  name);
    leat_diag_hint(diag, "Use letters, digits, _ - and ., without a folder and without "
                         "a dot in front; the ending is wav or flac.");
    return LEAT_ERR_INVALID;
}

static int refuse_format(const char *format, const char *ending, struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 803, "Recording knows no format `%.20s`%s%s.",
                  format, ending[0] ? " for names that end in ." : "", ending);
    leat_diag_hint(diag, "Choose wav16, wav24, wav32f, flac16 or flac24.");
    return LEAT_ERR_INVALID;
}

/* The row of a word for an ending; either may be empty.  N_FORMATS: none. */
static int find(const char *word, const char *ending)
{
    for (int i = 0; i < N_FORMATS; i++)
        if ((!word[0] || strcmp(word, formats[i].word) == 0) &&
            (!ending[0] || strcmp(ending, formats[i].ending) == 0))
            return i;
    return N_FORMATS;
}

static void put_date(char text[TAKE_NAME_SIZE])
{
    const time_t now = time(NULL);
    struct tm t = {0};

    localtime_r(&now, &t);
    str_format(text, TAKE_NAME_SIZE, "leat-%04d%02d%02d-%02d%02d%02d", t.tm_year + 1900,
               t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

/* The name, or the date, with the ending that it lacks; NULL: none. */
static int put_name(const char *name, const char *ending, struct take_name *out,
                    struct leat_diag *diag)
{
    if (strlen(name) + (ending ? 1 + strlen(ending) : 0) >= TAKE_NAME_SIZE) {
        leat_diag_add(diag, LEAT_ERROR, 802,
                      "The name of a recording has at most %d letters.",
                      TAKE_NAME_SIZE - 1);
        return LEAT_ERR_LIMIT;
    }
    if (name[0])
        memcpy(out->text, name, strlen(name));
    else
        put_date(out->text);
    const size_t size = strlen(out->text);
    if (ending)
        str_format(out->text + size, TAKE_NAME_SIZE - size, ".%s", ending);
    return 0;
}

int take_name_complete(const char *name, const char *format, struct take_name *out,
                       struct leat_diag *diag)
{
    char ending[16] = "";
    int i;

    *out = (struct take_name){0};
    name = name ? name : "";
    format = format ? format : "";
    if (!plain_name(name))
        return refuse_name(name, diag);
    file_path_ending(name, ending, sizeof(ending));
    if (find("", ending) == N_FORMATS)
        return refuse_name(name, diag);
    i = find(format, ending);
    if (i == N_FORMATS)
        return refuse_format(format, ending, diag);
    out->bits = formats[i].bits;
    return put_name(name, ending[0] ? NULL : formats[i].ending, out, diag);
}

int take_name_midi(const char *name, struct take_name *out, struct leat_diag *diag)
{
    char ending[16] = "";

    *out = (struct take_name){0};
    name = name ? name : "";
    file_path_ending(name, ending, sizeof(ending));
    if (plain_name(name) && (!ending[0] || strcmp(ending, "mid") == 0))
        return put_name(name, ending[0] ? NULL : "mid", out, diag);
    leat_diag_add(diag, LEAT_ERROR, 802, "`%.60s` cannot be the name of a MIDI file.",
                  name);
    leat_diag_hint(diag, "Use letters, digits, _ - and ., without a folder and without "
                         "a dot in front; the ending is mid.");
    return LEAT_ERR_INVALID;
}

void take_name_numbered(const struct take_name *name, uint32_t n,
                        char text[TAKE_NAME_SIZE])
{
    const int stem = (int)(strrchr(name->text, '.') - name->text);
    char all[TAKE_NAME_SIZE + 16];

    if (n < 2)
        str_format(all, sizeof(all), "%s", name->text);
    else
        str_format(all, sizeof(all), "%.*s-%u%s", stem, name->text, n,
                   name->text + stem);
    if (strlen(all) >= TAKE_NAME_SIZE)
        all[0] = '\0';
    str_format(text, TAKE_NAME_SIZE, "%s", all);
}
