/* SPDX-License-Identifier: MIT */
/* alias: a table from address to address, and the file that adds to it. */
#include "control/alias.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"

struct alias {
    const char *from, *to;
    uint32_t kind; /* enum alias_kind; 0: of a file */
};

/* Of two that fit the first one counts. */
static const struct alias chronus[] = {
    {"/mod/sine1/**", "/voice1/**", ALIAS_RIG},
    {"/mod/filter1/**", "/voice1/filter/**", ALIAS_RIG},
    {"/mod/adsr1/**", "/voice1/adsr/**", ALIAS_RIG},
    {"/gate/adsr1", "/voice1/gate", ALIAS_RIG},
    {"/mod/**", "/**", ALIAS_CHRONUS},
    {"/gate/*", "/*/gate", ALIAS_CHRONUS},
    {"/patch/abort", "/graph/abort", ALIAS_CHRONUS},
    {"/seq/pattern", "/seq/update/pattern", ALIAS_CHRONUS},
    {"/seq/reset_all", "/seq/reset", ALIAS_CHRONUS},
    {"/pattern/save", "/slot/save", ALIAS_CHRONUS},
    {"/pattern/load", "/slot/load", ALIAS_CHRONUS},
    {"/pattern/list", "/slot/list", ALIAS_CHRONUS},
    {"/engine/start", "/transport/start", ALIAS_CHRONUS},
    {"/engine/stop", "/transport/stop", ALIAS_CHRONUS},
    {"/engine/status", "/stats", ALIAS_CHRONUS},
    {"/engine/list", "/nodes", ALIAS_CHRONUS},
    {"/engine/record/start", "/record/start", ALIAS_CHRONUS},
    {"/engine/record/stop", "/record/stop", ALIAS_CHRONUS},
    {"/engine/record/status", "/record/status", ALIAS_CHRONUS},
};

struct alias_file {
    size_t n;
    char *text; /* what the aliases point into */
    struct alias alias[];
};

/* A part of an address. */
struct span {
    const char *at;
    size_t size;
};

enum { CAPTURES_MAX = OSC_ADDRESS_MAX / 2 }; /* of addresses as long as can be */

static size_t name_size(const char *at, const char *end)
{
    const char *slash = memchr(at, '/', (size_t)(end - at));

    return (size_t)((slash ? slash : end) - at);
}

static bool is(const char *at, size_t size, const char *text)
{
    return size == strlen(text) && memcmp(at, text, size) == 0;
}

/* Whether `address` is what `from` says; its stars are put into `star`. */
static bool fits(const char *from, const char *address, size_t size,
                 struct span star[CAPTURES_MAX])
{
    const char *end = address + size, *last = from + strlen(from);
    size_t n = 0;

    while (from < last && address < end && *from == '/' && *address == '/') {
        const size_t own = name_size(++from, last), its = name_size(++address, end);
        if (is(from, own, "**")) {
            star[n] = (struct span){address, (size_t)(end - address)};
            return address < end;
        }
        if (is(from, own, "*") && its > 0)
            star[n++] = (struct span){address, its};
        else if (own != its || memcmp(from, address, own) != 0)
            return false;
        from += own;
        address += its;
    }
    return from == last && address == end;
}

/* Add to `text`, of which `used` bytes stand; false when it does not fit. */
static bool put(char *text, size_t *used, const char *at, size_t size)
{
    if (size > OSC_PATTERN_MAX - *used)
        return false;
    memcpy(text + *used, at, size);
    *used += size;
    text[*used] = '\0';
    return true;
}

static bool fill(const char *to, const struct span *star, char *text, size_t *used)
{
    const char *last = to + strlen(to);
    bool is_room = true;

    *used = 0;
    while (to < last && is_room) {
        const size_t size = name_size(++to, last);
        const bool is_star = is(to, size, "*") || is(to, size, "**");
        const struct span name = is_star ? *star++ : (struct span){to, size};
        is_room = put(text, used, "/", 1) && put(text, used, name.at, name.size);
        to += size;
    }
    return is_room;
}

/* One step: 1 when one of n aliases of `kinds` fits the first `size` bytes. */
static int replace(const struct alias *alias, size_t n, uint32_t kinds,
                   char text[OSC_PATTERN_MAX + 1], size_t *size)
{
    struct span star[CAPTURES_MAX];
    char next[OSC_PATTERN_MAX + 1];

    for (size_t i = 0; i < n; i++) {
        if ((alias[i].kind & ~kinds) || !fits(alias[i].from, text, *size, star))
            continue;
        if (!fill(alias[i].to, star, next, size))
            return LEAT_ERR_LIMIT;
        memcpy(text, next, *size + 1);
        return 1;
    }
    return 0;
}

int alias_resolve(const struct alias_file *file, uint32_t kinds, const char *address,
                  char to[OSC_PATTERN_MAX + 1])
{
    size_t size = strnlen(address, OSC_PATTERN_MAX + 1);
    const bool asks = size > 1 && size <= OSC_PATTERN_MAX && address[size - 1] == '?';
    int by_file = 0, built_in;

    to[0] = '\0';
    if (size > OSC_PATTERN_MAX)
        return LEAT_ERR_LIMIT;
    memcpy(to, address, size + 1);
    size -= asks;
    if (file)
        by_file = replace(file->alias, file->n, kinds, to, &size);
    built_in = by_file < 0 ? by_file
                           : replace(chronus, sizeof(chronus) / sizeof(chronus[0]),
                                     kinds, to, &size);
    if (built_in < 0 || (asks && !put(to, &size, "?", 1)))
        return LEAT_ERR_LIMIT;
    return by_file || built_in;
}

const char *alias_class(uint32_t kinds, const char *name)
{
    static const char *const bare[][2] = {{"adsr", "chronus_adsr"},
                                          {"lfo", "chronus_lfo"}};

    for (size_t i = 0; i < 2 && kinds & ALIAS_CHRONUS; i++)
        if (strcmp(name, bare[i][0]) == 0)
            return bare[i][1];
    return name;
}

/* A file while it is read. */
struct reading {
    struct alias_file *file;
    const char *name;
    struct leat_diag *diag;
    uint32_t line;
    int err;
};

static void complain(struct reading *r, const char *line, const char *message,
                     const char *hint)
{
    struct leat_finding *f = leat_diag_add(r->diag, LEAT_ERROR, 803, "%s", message);

    r->err = LEAT_ERR_BAD_FILE;
    if (!f)
        return;
    leat_diag_hint(r->diag, "%s", hint);
    f->line = r->line;
    f->column = 1;
    str_format(f->file, sizeof(f->file), "%s", r->name);
    str_format(f->source, sizeof(f->source), "%s", line);
}

/* Whether it is an address whose names may be stars; their number. */
static bool is_template(const char *text, uint32_t *stars, bool *rest)
{
    const char *last = text + strlen(text);
    char plain[OSC_ADDRESS_MAX + 1];
    size_t used = 0;

    *stars = 0;
    *rest = false;
    if (*text != '/' || last - text > OSC_ADDRESS_MAX)
        return false;
    while (text < last) {
        const size_t size = name_size(++text, last);
        const bool is_star = is(text, size, "*");
        if (*rest) /* something behind it */
            return false;
        *rest = is(text, size, "**");
        *stars += is_star;
        plain[used++] = '/';
        memcpy(plain + used, is_star || *rest ? "xx" : text, size);
        used += size;
        text += size;
    }
    plain[used] = '\0';
    return osc_pattern_check(plain) == 0;
}

static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t\r"), *end = word + strcspn(word, " \t\r");

    *rest = end + (*end != '\0');
    *end = '\0';
    return word;
}

/* `line` is cut into words; `whole` is the same as it was. */
static void read_line(struct reading *r, char *line, const char *whole)
{
    struct alias_file *file = r->file;
    uint32_t stars[2];
    bool rests[2];

    line[strcspn(line, "#")] = '\0';
    const char *from = next_word(&line), *to = next_word(&line);
    if (!*from)
        return;
    if (!*to || *next_word(&line)) {
        complain(r, whole, "A line of aliases holds two addresses.",
                 "Write `/from /to`; `#` begins a comment.");
        return;
    }
    if (!is_template(from, &stars[0], &rests[0]) ||
        !is_template(to, &stars[1], &rests[1])) {
        complain(r, whole, "This is no address.",
                 "It is `/` and a name, once or more; a name may be `*`, the last "
                 "`**`.");
        return;
    }
    if (stars[0] != stars[1] || rests[0] != rests[1]) {
        complain(r, whole, "Both addresses need the same stars.",
                 "As in `/gate/* /*/gate`.");
        return;
    }
    for (size_t i = 0; i < file->n; i++)
        if (strcmp(file->alias[i].from, from) == 0) {
            complain(r, whole, "This address stands for another one already.",
                     "Remove one of the lines.");
            return;
        }
    file->alias[file->n++] = (struct alias){from, to, 0};
}

static void read_lines(struct reading *r, char *text, size_t size)
{
    char whole[160];

    for (size_t at = 0; at < size; r->line++) {
        char *line = text + at, *end = memchr(line, '\n', size - at);
        const size_t length = end ? (size_t)(end - line) : size - at;

        line[length] = '\0';
        const size_t shown =
            str_cut(line, length < sizeof(whole) ? length : sizeof(whole) - 1);
        memcpy(whole, line, shown);
        whole[shown] = '\0';
        if (strlen(line) < length)
            complain(r, whole, "There is a byte 0.", "Save the file as text.");
        else
            read_line(r, line, whole);
        at += length + 1;
    }
}

static size_t count_lines(const uint8_t *bytes, size_t size)
{
    size_t n = 1;

    for (size_t i = 0; i < size; i++)
        n += bytes[i] == '\n';
    return n;
}

int alias_file_read(struct alias_file **out, const uint8_t *bytes, size_t size,
                    const char *name, struct leat_diag *diag)
{
    struct reading r = {.name = name, .diag = diag, .line = 1};

    *out = NULL;
    if (size > ALIAS_FILE_MAX || count_lines(bytes, size) > ALIAS_MOST) {
        leat_diag_add(diag, LEAT_ERROR, 803, "`%.100s` holds more than %d lines.", name,
                      ALIAS_MOST);
        return LEAT_ERR_LIMIT;
    }
    r.file = calloc(1, sizeof(*r.file) +
                           count_lines(bytes, size) * sizeof(r.file->alias[0]));
    char *text = malloc(size + 1);
    if (!r.file || !text) {
        free(r.file);
        free(text);
        return LEAT_ERR_NOMEM;
    }
    if (size)
        memcpy(text, bytes, size);
    r.file->text = text;
    read_lines(&r, text, size);
    if (r.err)
        alias_file_destroy(&r.file);
    *out = r.file;
    return r.err;
}

void alias_file_destroy(struct alias_file **file)
{
    if (*file)
        free((*file)->text);
    free(*file);
    *file = NULL;
}
