/* SPDX-License-Identifier: MIT */
/* lex: cut the text of a program into tokens. */
#include "lang/lex.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

static const struct {
    const char *text;
    uint8_t size, kind;
} signs[] = {
#define X(name, text) {text, sizeof(text) - 1, TOKEN_##name},
    SIGN_LIST(X)
#undef X
};

static const char *const words[] = {
#define X(name, text) text,
    KEYWORD_LIST(X) SOFT_WORD_LIST(X)
#undef X
};

static bool is_blank_point(int32_t c)
{
    return c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

uint32_t lex_letter(const struct lexer *lx, uint32_t at)
{
    const char c = at < lx->script->size ? lx->script->text[at] : '\0';
    uint32_t bytes;
    int32_t point;

    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
        return 1;
    if ((uint8_t)c < 0x80)
        return 0;
    point = script_char(lx->script, at, &bytes);
    return point >= 0xA1 && !is_blank_point(point) ? bytes : 0;
}

uint32_t lex_name_end(const struct lexer *lx, uint32_t at)
{
    uint32_t bytes = lex_letter(lx, at);

    while (bytes > 0) {
        at += bytes;
        bytes = lex_letter(lx, at);
        if (bytes == 0 && at < lx->script->size && lx->script->text[at] >= '0' &&
            lx->script->text[at] <= '9')
            bytes = 1;
    }
    return at;
}

static void *grown(struct lexer *lx, void *items, uint32_t *room, size_t size)
{
    const uint32_t more = *room ? 2 * *room : 256;
    void *bigger = realloc(items, more * size);

    if (!bigger) {
        lx->err = LEAT_ERR_NOMEM;
        return NULL;
    }
    *room = more;
    return bigger;
}

struct token *lex_push(struct lexer *lx, enum token_kind kind, uint32_t start)
{
    struct tokens *tokens = lx->tokens;
    const uint32_t end_before = tokens->n ? tokens->at[tokens->n - 1].span.end : 0;

    if (tokens->n == tokens->room) {
        void *bigger = grown(lx, tokens->at, &tokens->room, sizeof(*tokens->at));
        if (!bigger) {
            tokens->n--; /* the last one is lost with all of this */
            return lex_push(lx, kind, start);
        }
        tokens->at = bigger;
    }
    tokens->at[tokens->n] = (struct token){
        .span = {start, lx->at},
        .link = NO_PARTNER,
        .kind = (uint8_t)kind,
        .flags = (uint8_t)((lx->on_new_line ? TOKEN_ON_NEW_LINE : 0) |
                           (tokens->n && end_before == start ? TOKEN_TOUCHES : 0)),
    };
    lx->on_new_line = false;
    return &tokens->at[tokens->n++];
}

void lex_open(struct lexer *lx)
{
    const uint32_t index = lx->tokens->n - 1;

    if (lx->n_open == lx->room_open) {
        void *bigger = grown(lx, lx->open, &lx->room_open, sizeof(*lx->open));
        if (!bigger)
            return;
        lx->open = bigger;
    }
    lx->n_waiting[lx->tokens->at[index].kind]++;
    lx->open[lx->n_open++] = index;
}

static uint32_t line_of(const struct lexer *lx, uint32_t at)
{
    struct leat_finding finding;

    script_locate(lx->script, (struct span){at, at + 1}, &finding);
    return finding.line;
}

/* Whether no line ends between two places, the first before the second. */
static bool is_on_line(const struct lexer *lx, uint32_t from, uint32_t to)
{
    return to != UINT32_MAX && from < to &&
           !memchr(lx->script->text + from, '\n', to - from);
}

/* Say that a token is never closed. */
static void report_open(struct lexer *lx, struct token *opener)
{
    struct span span = opener->span;
    const char *open = "(", *close = ")";

    opener->flags |= TOKEN_OPEN_END;
    if (report_full(lx->report) || is_on_line(lx, opener->span.start, lx->broken_text))
        return; /* the text swallowed what would have closed it */
    if (opener->kind == TOKEN_BRACKET_OPEN)
        open = "[", close = "]";
    if (opener->kind == TOKEN_BRACE_OPEN)
        open = "{", close = "}";
    if (opener->kind == TOKEN_TEXT_HEAD || opener->kind == TOKEN_TEXT_MIDDLE) {
        open = "${", close = "}";
        span.start = span.end - 2;
    }
    report_error(lx->report, span, 105, "The `%s` from line %u is never closed.", open,
                 line_of(lx, span.start));
    report_hint(lx->report, "Add `%s` where that part ends.", close);
}

static struct token *pop(struct lexer *lx)
{
    struct token *opener = &lx->tokens->at[lx->open[--lx->n_open]];

    lx->n_waiting[opener->kind]--;
    return opener;
}

/* A `}` may close a block, or the ${ of a text. */
static bool closes(const struct token *opener, enum token_kind wanted)
{
    return opener->kind == wanted ||
           (wanted == TOKEN_BRACE_OPEN &&
            (opener->kind == TOKEN_TEXT_HEAD || opener->kind == TOKEN_TEXT_MIDDLE));
}

void lex_close(struct lexer *lx, enum token_kind opener)
{
    const uint32_t index = lx->tokens->n - 1;
    struct token *closer = &lx->tokens->at[index];
    uint32_t n = lx->n_waiting[opener];

    if (opener == TOKEN_BRACE_OPEN)
        n += lx->n_waiting[TOKEN_TEXT_HEAD] + lx->n_waiting[TOKEN_TEXT_MIDDLE];
    if (n == 0 && lx->n_open > 0 &&
        is_on_line(lx, lx->tokens->at[lx->open[lx->n_open - 1]].span.start,
                   closer->span.start)) {
        report_open(lx, pop(lx)); /* `(a]`: the wrong one closes it */
        return;
    }
    if (n == 0) {
        report_error(lx->report, closer->span, 102,
                     "I don't know what `%.1s` means here.",
                     lx->script->text + closer->span.start);
        report_hint(lx->report, "Nothing is open that it could close: remove it.");
        return;
    }
    while (!closes(&lx->tokens->at[lx->open[lx->n_open - 1]], opener))
        report_open(lx, pop(lx));
    const uint32_t partner = lx->open[lx->n_open - 1];
    pop(lx);
    if (lx->tokens->at[partner].kind != opener) {
        lx->tokens->n--;
        lx->at = closer->span.start;
        lx->on_new_line = closer->flags & TOKEN_ON_NEW_LINE;
        lex_text_again(lx, partner);
        return;
    }
    closer->link = partner;
    lx->tokens->at[partner].link = index;
}

static void lex_word(struct lexer *lx)
{
    const uint32_t start = lx->at;
    struct token *token;
    uint32_t number;

    lx->at = lex_name_end(lx, start);
    number = names_add(lx->names, lx->script->text + start, lx->at - start);
    if (lx->names->err)
        lx->err = lx->names->err;
    token = lex_push(lx, TOKEN_NAME, start);
    token->link = number;
    if (number > WORD_NONE && number <= WORD_SELF_TYPE)
        token->kind = (uint8_t)(TOKEN_KEYWORD_FIRST + number);
}

static void lex_line_comment(struct lexer *lx)
{
    const char *from = lx->script->text + lx->at;
    const char *end = memchr(from, '\n', lx->script->size - lx->at);

    lx->at = end ? lx->at + (uint32_t)(end - from) : lx->script->size;
}

static void lex_block_comment(struct lexer *lx)
{
    const uint32_t start = lx->at;
    uint32_t depth = 0;

    while (lx->at < lx->script->size) {
        const char c = lex_peek(lx, 0), d = lex_peek(lx, 1);
        const bool opens = c == '/' && d == '*', ends = c == '*' && d == '/';
        lx->on_new_line |= c == '\n';
        lx->at += opens || ends ? 2 : 1;
        depth += opens;
        if (ends && --depth == 0)
            return;
    }
    report_error(lx->report, (struct span){start, start + 2}, 105,
                 "The `/*` from line %u is never closed.", line_of(lx, start));
    report_hint(lx->report, "Add `*/` where that comment ends.");
}

/* A colour has exactly 3, 6 or 8 hexadecimal digits; any other # opens a comment. */
static void lex_hash(struct lexer *lx)
{
    const uint32_t start = lx->at;
    uint32_t n = 0;

    while (n < 9 && is_hex(lex_peek(lx, n + 1)))
        n++;
    if ((n == 3 || n == 6 || n == 8) &&
        lex_name_end(lx, start + n + 1) == start + n + 1 &&
        !is_hex(lex_peek(lx, n + 1))) {
        const char after = lex_peek(lx, n + 1);
        if (after < '0' || after > '9') {
            lx->at = start + n + 1;
            lex_push(lx, TOKEN_COLOUR, start);
            return;
        }
    }
    lex_line_comment(lx);
}

/* Bytes that mean nothing here; a run of one character is said once. */
static void lex_unknown(struct lexer *lx)
{
    const uint32_t start = lx->at;
    uint32_t bytes, same;
    const int32_t c = script_char(lx->script, start, &bytes);

    lx->at += bytes;
    while (lx->at < lx->script->size && script_char(lx->script, lx->at, &same) == c)
        lx->at += same;
    const struct token *token = lex_push(lx, TOKEN_UNKNOWN, start);
    if (c < 0 && lx->said_not_text)
        return;
    if (c < 0) {
        lx->said_not_text = true;
        report_error(lx->report, token->span, 101,
                     "This file has a byte that is not text.");
        report_hint(lx->report, "Save it as UTF-8.");
    } else if (c > ' ' && c < 0x7F && c != '`') {
        report_error(lx->report, token->span, 102,
                     "I don't know what `%c` (U+%04X) means here.", (char)c,
                     (unsigned)c);
        report_hint(lx->report, "Remove it, or put it inside quotes.");
    } else {
        report_error(lx->report, token->span, 102,
                     "I don't know what the character U+%04X means here.", (unsigned)c);
        report_hint(lx->report, "Remove it, or put it inside quotes.");
    }
}

static void lex_sign(struct lexer *lx)
{
    const uint32_t start = lx->at, left = lx->script->size - start;
    const char *text = lx->script->text + start;

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (signs[i].text[0] != text[0] || signs[i].size > left ||
            memcmp(signs[i].text, text, signs[i].size) != 0)
            continue;
        lx->at += signs[i].size;
        const struct token *token = lex_push(lx, signs[i].kind, start);
        switch (token->kind) {
        case TOKEN_PAREN_OPEN:
        case TOKEN_BRACKET_OPEN:
        case TOKEN_BRACE_OPEN:
            lex_open(lx);
            break;
        case TOKEN_PAREN_CLOSE:
        case TOKEN_BRACKET_CLOSE:
        case TOKEN_BRACE_CLOSE:
            lex_close(lx, token->kind - 1);
            break;
        default:
            break;
        }
        return;
    }
    lex_unknown(lx);
}

/* Pass over blanks, line ends and comments; false when a token begins. */
static bool lex_blank(struct lexer *lx)
{
    const char c = lex_peek(lx, 0), d = lex_peek(lx, 1);
    uint32_t bytes;

    if (c == '\n')
        lx->on_new_line = true;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        lx->at++;
    else if (c == '/' && d == '/')
        lex_line_comment(lx);
    else if (c == '/' && d == '*')
        lex_block_comment(lx);
    else if ((uint8_t)c >= 0x80 &&
             is_blank_point(script_char(lx->script, lx->at, &bytes)))
        lx->at += bytes;
    else
        return false;
    return true;
}

static void lex_token(struct lexer *lx)
{
    const char c = lex_peek(lx, 0);

    if (lex_blank(lx))
        return;
    if (c >= '0' && c <= '9')
        lex_number(lx);
    else if (c == '"' || c == '\'')
        lex_text(lx);
    else if (c == '#')
        lex_hash(lx);
    else if (lex_letter(lx, lx->at) > 0)
        lex_word(lx);
    else
        lex_sign(lx);
}

/* What is still open at the end: said once for each line, from the last one up. */
static void report_all_open(struct lexer *lx)
{
    uint32_t last = UINT32_MAX;

    while (lx->n_open > 0 && !report_full(lx->report)) {
        struct token *opener = pop(lx);
        if (!is_on_line(lx, opener->span.start, last))
            report_open(lx, opener);
        last = opener->span.start;
    }
}

int lex(const struct script *script, struct names *names, struct report *report,
        struct tokens *out)
{
    struct lexer *lx = calloc(1, sizeof(*lx));
    int err;

    *out = (struct tokens){0};
    if (!lx)
        return LEAT_ERR_NOMEM;
    *lx = (struct lexer){.script = script,
                         .names = names,
                         .report = report,
                         .tokens = out,
                         .broken_text = UINT32_MAX};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        names_add(names, words[i], strlen(words[i]));
    out->at = grown(lx, NULL, &out->room, sizeof(*out->at));
    while (!lx->err && lx->at < script->size)
        lex_token(lx);
    if (!lx->err) {
        lx->on_new_line = true;
        lex_push(lx, TOKEN_END, script->size);
    }
    if (!lx->err) {
        report_all_open(lx);
        lex_lines(lx);
    }
    err = lx->err ? lx->err : names->err;
    free(lx->open);
    free(lx);
    if (err < 0)
        tokens_finish(out);
    return err;
}

void tokens_finish(struct tokens *tokens)
{
    free(tokens->at);
    *tokens = (struct tokens){0};
}
