/* SPDX-License-Identifier: MIT */
/* json_read: a reader of JSON.  Source: RFC 8259. */
#include "base/json_read.h"

#include <string.h>

#include <leat/err.h>

#include "base/json.h"
#include "base/number.h"
#include "base/str.h"

struct reading {
    const char *at, *end, *begin;
    const char *name;
    struct arena *arena;
    struct leat_diag *diag;
    unsigned depth;
    int err;
};

/* The first thing that is wrong, with its place. */
static void refuse(struct reading *r, const char *what)
{
    struct leat_finding *f;
    const char *line = r->begin;
    uint32_t n = 1;

    if (r->err)
        return;
    r->err = LEAT_ERR_BAD_FILE;
    for (const char *c = r->begin; c < r->at; c++)
        if (*c == '\n') {
            line = c + 1;
            n++;
        }
    f = leat_diag_add(r->diag, LEAT_ERROR, 803, "`%.100s` is no JSON: %s in line %u.",
                      r->name, what, n);
    leat_diag_hint(r->diag, "Mend that line, or take an older copy of the file.");
    if (!f)
        return;
    f->line = n;
    f->column = (uint32_t)(r->at - line) + 1;
    str_format(f->file, sizeof(f->file), "%s", r->name);
}

static void skip_blanks(struct reading *r)
{
    while (r->at < r->end &&
           (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r'))
        r->at++;
}

/* Take a sign when it comes next. */
static bool take(struct reading *r, char sign)
{
    skip_blanks(r);
    if (r->at == r->end || *r->at != sign)
        return false;
    r->at++;
    return true;
}

static bool take_word(struct reading *r, const char *word)
{
    const size_t size = strlen(word);

    if ((size_t)(r->end - r->at) < size || memcmp(r->at, word, size) != 0)
        return false;
    r->at += size;
    return true;
}

/* Four digits behind \u; -1 when they are none. */
static int32_t take_hex(struct reading *r)
{
    int32_t code = 0;

    if (r->end - r->at < 4)
        return -1;
    for (int i = 0; i < 4; i++, r->at++) {
        const char c = *r->at;
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

/* A character by its number, and the other half of a pair; -1 when it is none. */
static int32_t take_code(struct reading *r)
{
    const int32_t high = take_hex(r);

    if (high < 0xd800 || high > 0xdfff)
        return high == 0 ? -1 : high;
    if (high > 0xdbff || !take_word(r, "\\u"))
        return -1;
    const int32_t low = take_hex(r);
    if (low < 0xdc00 || low > 0xdfff)
        return -1;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static size_t put_utf8(char *to, int32_t code)
{
    const size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};

    for (size_t i = n; i-- > 1; code >>= 6)
        to[i] = (char)(0x80 | (code & 0x3f));
    to[0] = (char)(marks[n] | code);
    return n;
}

/* What stands behind a backslash; it is never longer than its escape. */
static size_t take_escape(struct reading *r, char *to)
{
    static const char from[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    const char c = r->at < r->end ? *r->at++ : '\0';
    const char *found = c ? strchr(from, c) : NULL;

    if (found) {
        *to = means[found - from];
        return 1;
    }
    const int32_t code = c == 'u' ? take_code(r) : -1;
    if (code < 0) {
        refuse(r, "this escape is unknown");
        return 0;
    }
    return put_utf8(to, code);
}

/* Behind the opening quote. */
static const char *read_text(struct reading *r)
{
    const char *end = r->at;
    size_t used = 0;

    while (end < r->end && *end != '"')
        end += *end == '\\' && end + 1 < r->end ? 2 : 1;
    char *text = arena_take(r->arena, (size_t)(end - r->at) + 1, 1);
    while (text && !r->err && r->at < r->end && *r->at != '"') {
        if ((unsigned char)*r->at < 0x20) {
            refuse(r, "a text is not closed");
        } else if (*r->at == '\\') {
            r->at++;
            used += take_escape(r, text + used);
        } else {
            text[used++] = *r->at++;
        }
    }
    if (text && !take(r, '"'))
        refuse(r, "a text is not closed");
    return text;
}

/* -0.5e+3; no sign + in front, no 0 before another digit. */
static double read_number(struct reading *r)
{
    const char *digits = r->at + (r->at < r->end && *r->at == '-');
    const size_t room = (size_t)(r->end - digits);
    double value = 0.0;
    const size_t size = number_read(r->at, (size_t)(r->end - r->at), &value);
    const bool bare = room > 0 && *digits >= '0' && *digits <= '9';
    const bool led = room > 1 && *digits == '0' &&
                     ((digits[1] >= '0' && digits[1] <= '9') || digits[1] == 'x' ||
                      digits[1] == 'b');

    if (size == 0 || !bare || led || !(value - value == 0.0))
        refuse(r, "this is no value");
    r->at += size;
    return value;
}

static struct json_value *read_value(struct reading *r);

/* The members behind an opening bracket, with their keys in an object. */
static void read_members(struct reading *r, struct json_value *v)
{
    const char closing = v->kind == JSON_OBJECT ? '}' : ']';
    struct json_value **last = &v->first;

    if (++r->depth > JSON_DEPTH_MAX)
        refuse(r, "there are too many brackets inside each other");
    for (bool more = !r->err && !take(r, closing); more && !r->err;) {
        const char *key = NULL;
        if (v->kind == JSON_OBJECT) {
            if (!take(r, '"'))
                refuse(r, "a key is missing");
            else
                key = read_text(r);
            if (!take(r, ':'))
                refuse(r, "`:` is missing");
        }
        if (r->err || !(*last = read_value(r)))
            break;
        (*last)->key = key;
        last = &(*last)->next;
        v->n++;
        more = take(r, ',');
        if (!more && !take(r, closing))
            refuse(r, "a bracket is not closed");
    }
    r->depth--;
}

static struct json_value *read_value(struct reading *r)
{
    struct json_value *v = arena_take(r->arena, 1, sizeof(*v));

    if (!v)
        return NULL;
    if (take(r, '{')) {
        v->kind = JSON_OBJECT;
        read_members(r, v);
    } else if (take(r, '[')) {
        v->kind = JSON_ARRAY;
        read_members(r, v);
    } else if (take(r, '"')) {
        v->kind = JSON_STRING;
        v->text = read_text(r);
    } else if (take_word(r, "true") || take_word(r, "false")) {
        v->kind = JSON_BOOL;
        v->number = r->at[-2] == 'u';
    } else if (!take_word(r, "null")) {
        v->kind = JSON_NUMBER;
        v->number = read_number(r);
    }
    return v;
}

int json_read(const uint8_t *bytes, size_t size, const char *name, struct arena *arena,
              const struct json_value **out, struct leat_diag *diag)
{
    struct reading r = {.begin = (const char *)bytes,
                        .at = (const char *)bytes,
                        .end = (const char *)bytes + size,
                        .name = name,
                        .arena = arena,
                        .diag = diag};

    *out = NULL;
    const struct json_value *v = read_value(&r);
    skip_blanks(&r);
    if (v && r.at < r.end)
        refuse(&r, "something stands behind the end");
    if (arena->err)
        return arena->err;
    if (!r.err)
        *out = v;
    return r.err;
}

const struct json_value *json_member(const struct json_value *object, const char *key,
                                     enum json_kind kind)
{
    const struct json_value *v =
        object && object->kind == JSON_OBJECT ? object->first : NULL;

    while (v && (v->kind != kind || strcmp(v->key, key) != 0))
        v = v->next;
    return v;
}
