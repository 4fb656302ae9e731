/* SPDX-License-Identifier: MIT */
/* lsp_explain: what the word at a place is, and what the call around it takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/node.h>

#include "base/str.h"
#include "cli/describe_word.h"
#include "cli/lsp_answer.h"
#include "control/describe.h"
#include "lang/catalogue.h"
#include "lang/literal.h"

/* What a func of the program is: its head. */
static void print_func(FILE *file, const struct lsp_look *look, uint32_t func)
{
    const struct token *t = look->tokens.at;
    uint32_t end = func + 2;

    if (t[end].kind == TOKEN_PAREN_OPEN && t[end].link != NO_PARTNER)
        end = t[end].link + 1;
    fprintf(file, "```syn\n%.*s\n```\n",
            (int)(t[end - 1].span.end - t[func].span.start),
            look->script.text + t[func].span.start);
}

static bool print_setting(FILE *file, const struct lsp_look *look, uint32_t token)
{
    char name[LSP_NAME_SIZE], text[DESCRIBE_PARAM_SIZE];
    struct lsp_call call;
    int index;

    if (look->tokens.at[token + 1].kind != TOKEN_COLON ||
        !lsp_look_call(look, token, false, &call) || !call.callee.function.class)
        return false;
    index = leat_node_param_find(call.callee.function.class,
                                 lsp_look_text(look, token, name));
    if (index < 0)
        return false;
    const struct leat_param *param = &call.callee.function.class->params[index];
    fprintf(file, "**%s** of `%s`: %s\n\n%s\n", param->name,
            call.callee.function.class->name, describe_param(param, text), param->help);
    return true;
}

static bool print_word(FILE *file, const struct lsp_look *look, uint32_t token)
{
    struct lsp_callee callee;
    char text[LSP_NAME_SIZE];
    const struct catalogue_word *word;

    if (print_setting(file, look, token))
        return true;
    if (lsp_look_callee(look, token, &callee)) {
        if (callee.func != NO_PARTNER)
            print_func(file, look, callee.func);
        else if (callee.function.class)
            describe_markdown(file, callee.function.class);
        else
            describe_word_markdown(file, callee.function.builtin);
        return true;
    }
    word = catalogue_word_find(lsp_look_text(look, token, text));
    if (word)
        fprintf(file, "**%s** %s\n\n```syn\n%s\n```\n", word->word, word->summary,
                word->example);
    else if (scope_module(text))
        fprintf(file, "**%s**: a module; what is in it is known without an import\n",
                text);
    return word || scope_module(text);
}

/* A number with its unit, in the base unit. */
static void print_quantity(FILE *file, const struct lsp_look *look, uint32_t token)
{
    const struct literal_number n =
        literal_number(&look->script, &look->tokens.at[token]);
    char text[48];

    str_format(text, sizeof(text), "%.7g",
               n.measure == MEASURE_FRACTION ? n.number * 100.0 : n.number);
    fprintf(file, "%s: %s%s\n", measure_name(n.measure), text,
            measure_suffix(n.measure));
}

void lsp_answer_hover(struct json *json, const struct lsp_look *look, uint32_t byte)
{
    const uint32_t token = lsp_look_token(look, byte);
    const struct token *t = look->tokens.at;
    bool known = false;
    char *text = NULL;
    size_t size;
    FILE *file = token != NO_PARTNER ? open_memstream(&text, &size) : NULL;

    if (file && parse_is_word(&t[token]))
        known = print_word(file, look, token);
    else if (file && t[token].kind == TOKEN_QUANTITY)
        print_quantity(file, look, token), known = true;
    if (file && fclose(file) != 0)
        known = false;
    if (known) {
        json_object(json);
        json_key(json, "contents");
        json_object(json);
        json_key_string(json, "kind", "markdown");
        json_key_string(json, "value", text + strspn(text, "\n"));
        json_end(json);
        json_key(json, "range");
        lsp_answer_range(json, &look->script, t[token].span);
        json_end(json);
    } else {
        json_null(json);
    }
    free(text);
}

static const char *summary_of(const struct lsp_callee *callee)
{
    if (callee->function.class)
        return callee->function.class->summary;
    return callee->function.builtin ? callee->function.builtin->summary : NULL;
}

/* `lowpass(cutoff, q)`, a list of its parameters, and which one is being written. */
static void signature(struct json *json, const struct lsp_look *look,
                      const struct lsp_call *call)
{
    char name[LSP_NAME_SIZE], given[LSP_NAME_SIZE] = "", label[2048];
    char said[DESCRIBE_PARAM_SIZE];
    const struct leat_param *param;
    uint32_t active = call->n_before;
    size_t size;

    if (call->setting != NO_PARTNER)
        lsp_look_text(look, call->setting, given);
    lsp_look_text(look, call->callee.name, name);
    size = str_format(label, sizeof(label), "%s(", name);
    json_key(json, "parameters");
    json_array(json);
    for (uint32_t n = 0; lsp_look_param(look, &call->callee, n, name, &param); n++) {
        size += str_format(label + size, sizeof(label) - size, "%s%s",
                           n > 0 ? ", " : "", name);
        json_object(json);
        json_key_string(json, "label", name);
        if (param)
            json_key_string(json, "documentation", describe_param(param, said));
        json_end(json);
        if (*given && strcmp(given, name) == 0)
            active = n;
    }
    json_end(json);
    str_format(label + size, sizeof(label) - size, ")");
    json_key_string(json, "label", label);
    json_key(json, "activeParameter");
    json_unsigned(json, active);
    if (summary_of(&call->callee))
        json_key_string(json, "documentation", summary_of(&call->callee));
}

void lsp_answer_signature(struct json *json, const struct lsp_look *look, uint32_t byte)
{
    uint32_t before = 0;
    struct lsp_call call;

    while (before + 1 < look->tokens.n && look->tokens.at[before].span.end <= byte)
        before++;
    if (!lsp_look_call(look, before, true, &call)) {
        json_null(json);
        return;
    }
    json_object(json);
    json_key(json, "signatures");
    json_array(json);
    json_object(json);
    signature(json, look, &call);
    json_end(json);
    json_end(json);
    json_key(json, "activeSignature");
    json_integer(json, 0);
    json_end(json);
}
