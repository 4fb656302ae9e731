/* SPDX-License-Identifier: MIT */
/* lsp_look: what stands around a place in a program that is being written. */
#include "cli/lsp_look.h"

#include <string.h>

#include <leat/node.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/comment.h"

static const size_t MEMORY_MAX_BYTES = (size_t)512 << 20;

int lsp_look_init(struct lsp_look *look, const struct script *script)
{
    struct report report;
    int err;

    *look = (struct lsp_look){.script = *script};
    arena_init(&look->arena, MEMORY_MAX_BYTES);
    names_init(&look->names);
    report_init(&report, &look->script, NULL);
    err = lex(&look->script, &look->names, &report, &look->tokens);
    if (err >= 0)
        err = parse(&look->script, &look->tokens, &look->names, &report, &look->arena,
                    &look->syntax);
    return err;
}

void lsp_look_finish(struct lsp_look *look)
{
    tokens_finish(&look->tokens);
    names_finish(&look->names);
    arena_finish(&look->arena);
}

uint32_t lsp_look_token(const struct lsp_look *look, uint32_t byte)
{
    const struct token *t = look->tokens.at;
    uint32_t found = NO_PARTNER;

    for (uint32_t i = 0; i + 1 < look->tokens.n && t[i].span.start <= byte; i++)
        if (byte < t[i].span.end || (byte == t[i].span.end && parse_is_word(&t[i])))
            found = i;
    return found;
}

static bool is_text(uint8_t kind)
{
    return kind >= TOKEN_TEXT && kind <= TOKEN_TEXT_TAIL;
}

bool lsp_look_is_prose(const struct lsp_look *look, uint32_t byte)
{
    const struct token *t = look->tokens.at;
    uint32_t i = 0, at;

    while (i + 1 < look->tokens.n && t[i].span.end < byte)
        i++;
    if (t[i].span.start < byte && byte < t[i].span.end)
        return is_text(t[i].kind);
    at = t[i].span.end <= byte ? t[i].span.end : i > 0 ? t[i - 1].span.end : 0;
    while (at < byte) {
        const uint32_t end = comment_end(&look->script, at);
        if (end > at && end >= byte)
            return true;
        at = end > at ? end : at + 1;
    }
    return false;
}

const char *lsp_look_text(const struct lsp_look *look, uint32_t token,
                          char text[LSP_NAME_SIZE])
{
    const struct span span = look->tokens.at[token].span;

    str_format(text, LSP_NAME_SIZE, "%.*s", (int)(span.end - span.start),
               look->script.text + span.start);
    return text;
}

/* The `func` that declares a name. */
static uint32_t find_func(const struct lsp_look *look, uint32_t name)
{
    const struct token *t = look->tokens.at;

    for (uint32_t i = 0; i + 1 < look->tokens.n; i++)
        if (t[i].kind == TOKEN_FUNC && t[i + 1].kind == TOKEN_NAME &&
            t[i + 1].link == name)
            return i;
    return NO_PARTNER;
}

bool lsp_look_callee(const struct lsp_look *look, uint32_t name,
                     struct lsp_callee *callee)
{
    const struct token *t = look->tokens.at;

    *callee = (struct lsp_callee){.name = name, .func = NO_PARTNER};
    if (name == NO_PARTNER || !parse_is_word(&t[name]))
        return false;
    const char *word = names_text(&look->names, t[name].link);
    if (name > 1 && t[name - 1].kind == TOKEN_DOT && t[name - 2].kind == TOKEN_NAME) {
        callee->module = scope_module(names_text(&look->names, t[name - 2].link));
        return callee->module &&
               scope_function(NULL, callee->module, word, &callee->function);
    }
    callee->func = find_func(look, t[name].link);
    return callee->func != NO_PARTNER ||
           scope_function(NULL, NULL, word, &callee->function);
}

/* The name that the argument from token `first` on is given by. */
static uint32_t setting_of(const struct lsp_look *look, uint32_t first, uint32_t before)
{
    const struct token *t = look->tokens.at;

    return first + 1 < before && parse_is_word(&t[first]) &&
                   t[first + 1].kind == TOKEN_COLON
               ? first
               : NO_PARTNER;
}

bool lsp_look_call(const struct lsp_look *look, uint32_t before, bool far,
                   struct lsp_call *call)
{
    const struct token *t = look->tokens.at;
    uint32_t depth = 0, first = NO_PARTNER, n = 0;

    for (uint32_t i = before; i-- > 0;) {
        switch (t[i].kind) {
        case TOKEN_PAREN_CLOSE:
        case TOKEN_BRACKET_CLOSE:
        case TOKEN_BRACE_CLOSE:
            depth++;
            break;
        case TOKEN_COMMA:
            n += depth == 0;
            if (depth == 0 && first == NO_PARTNER)
                first = i + 1;
            break;
        case TOKEN_PAREN_OPEN:
        case TOKEN_BRACKET_OPEN:
        case TOKEN_BRACE_OPEN:
            if (depth > 0) {
                depth--;
                break;
            }
            if (first == NO_PARTNER)
                first = i + 1;
            *call = (struct lsp_call){
                .opener = i, .n_before = n, .setting = setting_of(look, first, before)};
            if (t[i].kind == TOKEN_PAREN_OPEN && i > 0 &&
                !(i > 1 && t[i - 2].kind == TOKEN_FUNC) &&
                lsp_look_callee(look, i - 1, &call->callee))
                return true;
            if (!far || t[i].kind == TOKEN_BRACE_OPEN)
                return false;
            before = i;
            first = NO_PARTNER;
            n = 0;
            break;
        default:
            break;
        }
    }
    return false;
}

/* The n-th parameter of a `func`. */
static bool param_of_func(const struct lsp_look *look, uint32_t func, uint32_t n,
                          char name[LSP_NAME_SIZE])
{
    const struct token *t = look->tokens.at;
    uint32_t depth = 0;

    for (uint32_t i = func + 2; i + 1 < look->tokens.n; i++) {
        const uint8_t kind = t[i].kind;
        if (kind == TOKEN_PAREN_OPEN || kind == TOKEN_BRACKET_OPEN ||
            kind == TOKEN_BRACE_OPEN)
            depth++;
        if (kind == TOKEN_PAREN_CLOSE || kind == TOKEN_BRACKET_CLOSE ||
            kind == TOKEN_BRACE_CLOSE)
            if (depth == 0 || --depth == 0)
                return false;
        if (depth != 1 || kind != TOKEN_NAME ||
            (t[i - 1].kind != TOKEN_PAREN_OPEN && t[i - 1].kind != TOKEN_COMMA))
            continue;
        if (n-- == 0) {
            lsp_look_text(look, i, name);
            return true;
        }
    }
    return false;
}

bool lsp_look_param(const struct lsp_look *look, const struct lsp_callee *callee,
                    uint32_t n, char name[LSP_NAME_SIZE],
                    const struct leat_param **param)
{
    const struct leat_node_class *class = callee->function.class;
    const struct builtin *builtin = callee->function.builtin;

    *param = NULL;
    if (callee->func != NO_PARTNER)
        return param_of_func(look, callee->func, n, name);
    if (class) {
        if (n >= class->n_params)
            return false;
        *param = &class->params[n];
        str_format(name, LSP_NAME_SIZE, "%s", (*param)->name);
        return true;
    }
    const char *word = builtin->params;
    for (; n > 0 && *word; n--) {
        word += strcspn(word, " ");
        word += strspn(word, " ");
    }
    str_format(name, LSP_NAME_SIZE, "%.*s", (int)strcspn(word, " "), word);
    return *word != '\0';
}
