/* SPDX-License-Identifier: MIT */
/* json: a writer of JSON.  Source: RFC 8259. */
#include "base/json.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/number.h"
#include "base/str.h"

static void put(struct json *j, const char *text, size_t n)
{
    if (j->err)
        return;
    if (j->file) {
        if (fwrite(text, 1, n, j->file) != n)
            j->err = LEAT_ERR_IO;
        return;
    }
    if (j->size - j->used <= n) { /* one byte more, for the closing 0 */
        const size_t size = 2 * (j->size + n) + 256;
        char *larger = realloc(j->text, size);
        if (!larger) {
            j->err = LEAT_ERR_NOMEM;
            return;
        }
        j->text = larger;
        j->size = size;
    }
    memcpy(j->text + j->used, text, n);
    j->used += n;
    j->text[j->used] = '\0';
}

static void put_text(struct json *j, const char *text)
{
    put(j, text, strlen(text));
}

/* Bytes of the UTF-8 character that `text` begins with; 0 when it begins with none.
 * Source: Unicode 15, table 3-7. */
static size_t character(const unsigned char *text)
{
    const unsigned char a = text[0];
    const size_t n = a < 0x80 ? 1 : a < 0xc2 ? 0 : a < 0xe0 ? 2 : a < 0xf0 ? 3 : 4;
    const unsigned char least = a == 0xe0 ? 0xa0 : a == 0xf0 ? 0x90 : 0x80;
    const unsigned char most = a == 0xed ? 0x9f : a == 0xf4 ? 0x8f : 0xbf;

    if (n == 0 || a > 0xf4 || (n > 1 && (text[1] < least || text[1] > most)))
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

static void put_escaped(struct json *j, unsigned char c)
{
    static const char letters[] = "btn_fr"; /* of 8 to 13 */
    char text[8];

    if (c == '"' || c == '\\')
        str_format(text, sizeof(text), "\\%c", c);
    else if (c >= 8 && c <= 13 && c != 11)
        str_format(text, sizeof(text), "\\%c", letters[c - 8]);
    else
        str_format(text, sizeof(text), "\\u%04x", c);
    put_text(j, text);
}

static void put_quoted(struct json *j, const char *text)
{
    const unsigned char *c = (const unsigned char *)text;

    put_text(j, "\"");
    while (*c) {
        const size_t n = character(c);
        if (n == 0)
            put_text(j, "\xef\xbf\xbd");
        else if (*c < ' ' || *c == '"' || *c == '\\' || *c == 0x7f)
            put_escaped(j, *c);
        else
            put(j, (const char *)c, n);
        c += n ? n : 1;
    }
    put_text(j, "\"");
}

static void begin_value(struct json *j)
{
    if (j->comma)
        put_text(j, ",");
    j->comma = true;
}

static void open_with(struct json *j, const char *bracket, char closing)
{
    assert(j->depth < JSON_DEPTH_MAX);
    begin_value(j);
    put_text(j, bracket);
    j->closing[j->depth++] = closing;
    j->comma = false;
}

void json_to_file(struct json *j, FILE *file)
{
    *j = (struct json){.file = file};
}

void json_to_memory(struct json *j)
{
    *j = (struct json){.file = NULL};
}

int json_finish(struct json *j, char **text)
{
    assert(j->depth == 0);
    if (j->file) {
        put_text(j, "\n");
        if (fflush(j->file) != 0 && j->err == 0)
            j->err = LEAT_ERR_IO;
    }
    if (text) {
        *text = j->err ? NULL : j->text;
        j->text = j->err ? j->text : NULL;
    }
    free(j->text);
    j->text = NULL;
    return j->err;
}

void json_object(struct json *j)
{
    open_with(j, "{", '}');
}

void json_array(struct json *j)
{
    open_with(j, "[", ']');
}

void json_end(struct json *j)
{
    assert(j->depth > 0);
    put(j, &j->closing[--j->depth], 1);
    j->comma = true;
}

void json_key(struct json *j, const char *key)
{
    begin_value(j);
    put_quoted(j, key);
    put_text(j, ":");
    j->comma = false;
}

void json_string(struct json *j, const char *text)
{
    if (!text) {
        json_null(j);
        return;
    }
    begin_value(j);
    put_quoted(j, text);
}

void json_key_string(struct json *j, const char *key, const char *text)
{
    json_key(j, key);
    json_string(j, text);
}

/* What number_print() made of a number; JSON has no word for NaN and infinity. */
static void put_number(struct json *j, const char *text)
{
    begin_value(j);
    put_text(j, strpbrk(text, "an") ? "null" : text);
}

void json_number(struct json *j, double value)
{
    char text[NUMBER_SIZE];

    number_print(text, value);
    put_number(j, text);
}

void json_float(struct json *j, float value)
{
    char text[NUMBER_SIZE];

    number_print_float(text, value);
    put_number(j, text);
}

void json_integer(struct json *j, int64_t value)
{
    char text[24];

    begin_value(j);
    str_format(text, sizeof(text), "%lld", (long long)value);
    put_text(j, text);
}

void json_unsigned(struct json *j, uint64_t value)
{
    char text[24];

    begin_value(j);
    str_format(text, sizeof(text), "%llu", (unsigned long long)value);
    put_text(j, text);
}

void json_bool(struct json *j, bool value)
{
    begin_value(j);
    put_text(j, value ? "true" : "false");
}

void json_null(struct json *j)
{
    begin_value(j);
    put_text(j, "null");
}
