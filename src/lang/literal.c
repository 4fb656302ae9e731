/* SPDX-License-Identifier: MIT */
/* literal: what the tokens of numbers, colours and texts stand for. */
#include "lang/literal.h"

#include <string.h>

#include "base/number.h"

enum { DIGITS_MAX = 800 }; /* digits behind these change no double */

/* Copy what belongs to a number, without `_`; returns where its unit begins. */
static uint32_t copy_digits(const struct script *s, struct span span,
                            char digits[DIGITS_MAX + 1])
{
    const bool prefixed =
        span.end - span.start > 2 && s->text[span.start] == '0' &&
        (s->text[span.start + 1] | 32) >= 'b' &&
        (s->text[span.start + 1] == 'x' || s->text[span.start + 1] == 'b');
    uint32_t n = 0, at = span.start;

    for (; at < span.end && n < DIGITS_MAX; at++) {
        const char c = s->text[at], d = at + 1 < span.end ? s->text[at + 1] : '\0';
        const bool digit = c >= '0' && c <= '9';
        const bool digit_next = d >= '0' && d <= '9';
        if (c == '_')
            continue;
        if (!prefixed && !digit && !(c == '.' && digit_next) &&
            !((c | 32) == 'e' && (digit_next || d == '-' || d == '+')) &&
            !((c == '-' || c == '+') && (s->text[at - 1] | 32) == 'e'))
            break;
        digits[n++] = c;
    }
    digits[n] = '\0';
    return at;
}

/* An integer of decimal, hexadecimal or binary digits; false when it is too great. */
static bool read_integer(const char *digits, int64_t *value)
{
    const bool prefixed = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'b');
    const uint64_t base = !prefixed ? 10 : digits[1] == 'x' ? 16 : 2;
    uint64_t sum = 0;

    for (digits += prefixed ? 2 : 0; *digits; digits++) {
        const uint64_t digit = (uint64_t)(*digits <= '9'   ? *digits - '0'
                                          : *digits <= 'F' ? *digits - 'A' + 10
                                                           : *digits - 'a' + 10);
        if (digit >= base || sum > ((uint64_t)INT64_MAX - digit) / base)
            return false;
        sum = sum * base + digit;
    }
    *value = (int64_t)sum;
    return true;
}

struct literal_number literal_number(const struct script *s, const struct token *token)
{
    struct literal_number number = {0};
    char digits[DIGITS_MAX + 1];
    uint32_t at = copy_digits(s, token->span, digits);
    const struct unit *unit;

    number_read(digits, strlen(digits), &number.number);
    if (token->kind == TOKEN_INTEGER)
        number.is_integer = read_integer(digits, &number.integer);
    if (token->kind != TOKEN_QUANTITY)
        return number;
    if (s->text[token->span.end - 1] == '%') {
        number.measure = MEASURE_FRACTION;
        number.number /= 100.0;
        return number;
    }
    while (at < token->span.end &&
           (s->text[at] == '.' || s->text[at] == ' ' || s->text[at] == '\t'))
        at++;
    unit = unit_find(s->text + at, token->span.end - at);
    if (!unit)
        return number;
    number.measure = unit->measure;
    number.in_bars = unit_is_bar(unit);
    if (unit->factor < 1.0) /* 250 ms is 250 / 1000, nearer than 250 * 0.001 */
        number.number /= 1.0 / unit->factor;
    else
        number.number *= unit->factor;
    return number;
}

bool literal_size(const struct script *s, const struct token *token, uint32_t size[2])
{
    uint32_t side = 0;
    bool fits = true;

    size[0] = size[1] = 0;
    for (uint32_t at = token->span.start; at < token->span.end; at++) {
        const char c = s->text[at];
        const uint32_t digit = (uint32_t)(c - '0');
        if (c == 'x')
            side = 1;
        else if (c != '_' && size[side] > (INT32_MAX - digit) / 10)
            fits = false;
        else if (c != '_')
            size[side] = size[side] * 10 + digit;
    }
    return fits;
}

uint32_t literal_colour(const struct script *s, const struct token *token)
{
    const uint32_t n = token->span.end - token->span.start - 1;
    uint32_t colour = 0;

    for (uint32_t i = 0; i < n; i++) {
        const char c = s->text[token->span.start + 1 + i];
        const uint32_t digit = (uint32_t)(c <= '9'   ? c - '0'
                                          : c <= 'F' ? c - 'A' + 10
                                                     : c - 'a' + 10);
        colour = colour << 4 | digit;
        if (n == 3)
            colour = colour << 4 | digit;
    }
    return n == 8 ? colour : colour << 8 | 0xFF;
}

/* The bytes of a part between its quotes, ${ and }. */
static struct span inner(const struct token *t)
{
    const uint32_t quote = t->flags & TOKEN_TRIPLE ? 3 : 1;
    const bool begins = t->kind == TOKEN_TEXT || t->kind == TOKEN_TEXT_HEAD;
    const bool ends = t->kind == TOKEN_TEXT || t->kind == TOKEN_TEXT_TAIL;
    struct span span = t->span;

    span.start += begins ? quote : 1;
    if (!ends)
        span.end -= 2;
    else if (!(t->flags & TOKEN_OPEN_END))
        span.end -= quote;
    return span;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

uint32_t literal_indent(const struct script *s, const struct token *part)
{
    const struct span span = inner(part);
    uint32_t least = UINT32_MAX;

    for (uint32_t at = span.start; at < span.end;) {
        if (s->text[at++] != '\n')
            continue;
        const uint32_t from = at;
        while (at < span.end && is_blank(s->text[at]))
            at++;
        if (at < span.end && (s->text[at] == '\n' || s->text[at] == '\r'))
            continue; /* an empty line says nothing */
        least = at - from < least ? at - from : least;
    }
    return least;
}

static uint32_t put_point(char *text, uint32_t c)
{
    if (c < 0x80) {
        text[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        text[0] = (char)(0xC0 | c >> 6);
        text[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        text[0] = (char)(0xE0 | c >> 12);
        text[1] = (char)(0x80 | (c >> 6 & 0x3F));
        text[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    text[0] = (char)(0xF0 | c >> 18);
    text[1] = (char)(0x80 | (c >> 12 & 0x3F));
    text[2] = (char)(0x80 | (c >> 6 & 0x3F));
    text[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* Resolve the escape at `at`, a backslash; returns the byte behind it.  What the lexer
 * has refused stays as it is written. */
static uint32_t put_escape(const struct script *s, uint32_t at, uint32_t end,
                           char *text, uint32_t *used)
{
    static const char from[] = "ntr0\\\"'$", to[] = "\n\t\r\0\\\"'$";
    const char c = at + 1 < end ? s->text[at + 1] : '\0';
    const char *known = c ? strchr(from, c) : NULL;
    uint32_t point = 0, i = at + 3;

    if (known) {
        text[(*used)++] = to[known - from];
        return at + 2;
    }
    if (c != 'u' || i > end || s->text[at + 2] != '{') {
        text[(*used)++] = '\\';
        return at + 1;
    }
    for (; i < end && s->text[i] != '}' && i < at + 9; i++)
        point =
            point << 4 | (uint32_t)(s->text[i] <= '9' ? s->text[i] - '0'
                                                      : (s->text[i] | 32) - 'a' + 10);
    if (i >= end || s->text[i] != '}') {
        text[(*used)++] = '\\';
        return at + 1;
    }
    if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        point = 0xFFFD;
    *used += put_point(text + *used, point);
    return i + 1;
}

/* Where the text of a part begins, once the line of its opening quotes is dropped. */
static uint32_t first_byte(const struct script *s, const struct token *token,
                           struct span span, uint32_t indent)
{
    uint32_t at = span.start;

    if (!(token->flags & TOKEN_TRIPLE) || token->kind == TOKEN_TEXT_MIDDLE ||
        token->kind == TOKEN_TEXT_TAIL)
        return at;
    while (at < span.end && (is_blank(s->text[at]) || s->text[at] == '\r'))
        at++;
    if (at == span.end || s->text[at] != '\n')
        return span.start;
    at++;
    for (uint32_t i = 0; i < indent && at < span.end && is_blank(s->text[at]); i++)
        at++;
    return at;
}

const char *literal_text(struct arena *arena, const struct script *s,
                         const struct token *token, uint32_t indent, uint32_t *size)
{
    const struct span span = inner(token);
    const bool raw = token->flags & TOKEN_RAW, triple = token->flags & TOKEN_TRIPLE;
    uint32_t at = first_byte(s, token, span, indent), used = 0;
    char *text = arena_take(arena, (size_t)(span.end - span.start) + 1, 1);

    *size = 0;
    if (!text)
        return NULL;
    while (at < span.end) {
        const char c = s->text[at], d = at + 1 < span.end ? s->text[at + 1] : '\0';
        if (c == '\\' && !raw) {
            at = put_escape(s, at, span.end, text, &used);
            continue;
        }
        at++;
        if ((c == '\\' && (d == '\\' || d == '\'')) || (c == '\r' && d == '\n'))
            continue; /* the byte behind it is taken as it is */
        text[used++] = c;
        if (c == '\\' || !triple || c != '\n')
            continue;
        for (uint32_t i = 0; i < indent && at < span.end && is_blank(s->text[at]); i++)
            at++;
    }
    *size = used;
    return text;
}
