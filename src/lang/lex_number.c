/* SPDX-License-Identifier: MIT */
/* lex_number: numbers with their units, sizes and percentages. */
#include "lang/lex.h"
#include "lang/unit.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Digits that `_` may group. */
static void pass_digits(struct lexer *lx, bool (*takes)(char))
{
    while (takes(lex_peek(lx, 0)) || (lex_peek(lx, 0) == '_' && takes(lex_peek(lx, 1))))
        lx->at++;
}

static bool pass_prefixed(struct lexer *lx)
{
    const char x = lex_peek(lx, 1);

    if (lex_peek(lx, 0) != '0' || !((x == 'x' && is_hex(lex_peek(lx, 2))) ||
                                    (x == 'b' && is_digit(lex_peek(lx, 2)))))
        return false;
    lx->at += 2;
    pass_digits(lx, x == 'x' ? is_hex : is_digit);
    return true;
}

/* The digits, the point and the exponent; whether it was an integer. */
static bool pass_number(struct lexer *lx)
{
    bool whole = true;
    uint32_t sign;

    pass_digits(lx, is_digit);
    if (lex_peek(lx, 0) == '.' && is_digit(lex_peek(lx, 1))) {
        lx->at++;
        pass_digits(lx, is_digit);
        whole = false;
    }
    sign = lex_peek(lx, 1) == '-' || lex_peek(lx, 1) == '+';
    if ((lex_peek(lx, 0) == 'e' || lex_peek(lx, 0) == 'E') &&
        is_digit(lex_peek(lx, 1 + sign))) {
        lx->at += 1 + sign;
        pass_digits(lx, is_digit);
        whole = false;
    }
    return whole;
}

static const struct unit *unit_at(const struct lexer *lx, uint32_t at, uint32_t *end)
{
    *end = lex_name_end(lx, at);
    return *end > at ? unit_find(lx->script->text + at, *end - at) : NULL;
}

/* What stands after the blanks behind `at`: `( = : .` make the word a name, == and ..
 * do not. */
static bool is_name_here(const struct lexer *lx, uint32_t at)
{
    const uint32_t size = lx->script->size;
    const char *text = lx->script->text;

    while (at < size && (text[at] == ' ' || text[at] == '\t'))
        at++;
    if (at == size)
        return false;
    if (text[at] == '=' || text[at] == '.')
        return at + 1 == size || text[at + 1] != text[at];
    return text[at] == '(' || text[at] == ':';
}

/* 440.hz, 440hz or 128 bpm: pass the unit that belongs to the number. */
static bool pass_unit(struct lexer *lx)
{
    const struct unit *unit;
    uint32_t end, at = lx->at;

    if (lex_peek(lx, 0) == '.') {
        unit = unit_at(lx, lx->at + 1, &end);
        if (!unit || (end < lx->script->size && lx->script->text[end] == '('))
            return false;
        lx->at = end;
        return true;
    }
    while (at < lx->script->size &&
           (lx->script->text[at] == ' ' || lx->script->text[at] == '\t'))
        at++;
    unit = unit_at(lx, at, &end);
    if (!unit ||
        (at > lx->at && (!unit_may_stand_apart(unit) || is_name_here(lx, end))))
        return false;
    lx->at = end;
    return true;
}

/* A percent sign touches the number, and nothing touches the sign. */
static bool pass_percent(struct lexer *lx)
{
    const char after = lex_peek(lx, 1);

    if (lex_peek(lx, 0) != '%' || is_digit(after) || after == '(' ||
        lex_letter(lx, lx->at + 1) > 0)
        return false;
    lx->at++;
    return true;
}

static bool pass_size(struct lexer *lx)
{
    if (lex_peek(lx, 0) != 'x' || !is_digit(lex_peek(lx, 1)))
        return false;
    lx->at++;
    pass_digits(lx, is_digit);
    return lex_letter(lx, lx->at) == 0;
}

/* Letters that touch a number and are no unit. */
static void refuse_letters(struct lexer *lx, uint32_t start, uint32_t from)
{
    char word[32] = "";
    const char *near;
    uint32_t n = 0;

    for (uint32_t at = from; at < lx->at && n + 1 < sizeof(word); at++)
        word[n++] = lx->script->text[at];
    near = unit_nearest(word);
    report_error(lx->report, (struct span){from, lx->at}, 102,
                 "I don't know what `%.*s` means here.",
                 (int)(lx->at - from < 64 ? lx->at - from : 64),
                 lx->script->text + from);
    if (near)
        report_hint(lx->report, "Did you mean the unit `%s`?", near);
    else
        report_hint(lx->report, "A number may be followed by a unit, such as 440hz, "
                                "250ms, 3db or 80%%.");
    lex_push(lx, TOKEN_UNKNOWN, start);
}

void lex_number(struct lexer *lx)
{
    const uint32_t start = lx->at;
    enum token_kind kind = TOKEN_INTEGER;
    uint32_t end;

    if (!pass_prefixed(lx)) {
        kind = pass_number(lx) ? TOKEN_INTEGER : TOKEN_FLOAT;
        end = lx->at;
        if (kind == TOKEN_INTEGER && pass_size(lx)) {
            lex_push(lx, TOKEN_SIZE, start);
            return;
        }
        lx->at = end;
        if (pass_percent(lx) || pass_unit(lx))
            kind = TOKEN_QUANTITY;
    }
    end = lx->at;
    lx->at = kind == TOKEN_QUANTITY ? end : lex_name_end(lx, end);
    if (lx->at > end)
        refuse_letters(lx, start, end);
    else
        lex_push(lx, kind, start);
}
