/* SPDX-License-Identifier: MIT */
/* lsp_complete: what may be written at a place. */
#include <stdlib.h>
#include <string.h>

#include <leat/node.h>

#include "base/str.h"
#include "cli/lsp_answer.h"
#include "control/describe.h"
#include "lang/builtin.h"
#include "lang/catalogue.h"

/* Numbers that the protocol gives to kinds of items. */
enum {
    ITEM_FUNCTION = 3,
    ITEM_VARIABLE = 6,
    ITEM_MODULE = 9,
    ITEM_PROPERTY = 10,
    ITEM_KEYWORD = 14,
    ITEM_CHOICE = 20,
};

struct completion {
    struct json *json;
    const struct lsp_look *look;
    struct span typed; /* of the word that is being written */
};

static void item(const struct completion *c, const char *label, int kind,
                 const char *detail, const char *documentation, const char *insert)
{
    json_object(c->json);
    json_key_string(c->json, "label", label);
    json_key(c->json, "kind");
    json_integer(c->json, kind);
    if (detail)
        json_key_string(c->json, "detail", detail);
    if (documentation)
        json_key_string(c->json, "documentation", documentation);
    json_key(c->json, "textEdit");
    json_object(c->json);
    json_key(c->json, "range");
    lsp_answer_range(c->json, &c->look->script, c->typed);
    json_key_string(c->json, "newText", insert ? insert : label);
    json_end(c->json);
    json_end(c->json);
}

/* Functions of a module or, NULL, all. */
static void functions(const struct completion *c, const struct module *module)
{
    const struct leat_node_class *class;
    const struct builtin *builtin;
    struct function function;

    for (size_t i = 0; (class = leat_node_class_at(i)); i++)
        if (scope_function(NULL, module, class->name, &function) && function.class)
            item(c, class->name, ITEM_FUNCTION, class->summary, class->example, NULL);
    for (size_t i = 0; (builtin = builtin_at(i)); i++)
        if (scope_function(NULL, module, builtin->name, &function) && function.builtin)
            item(c, builtin->name, ITEM_FUNCTION, builtin->summary, builtin->example,
                 NULL);
}

/* Whether a setting is given in the call already. */
static bool is_given(const struct completion *c, const struct lsp_call *call,
                     const char *name)
{
    const struct token *t = c->look->tokens.at;
    char text[LSP_NAME_SIZE];

    for (uint32_t i = call->opener + 1, depth = 0; i + 1 < c->look->tokens.n; i++) {
        const uint8_t kind = t[i].kind;
        if (kind == TOKEN_PAREN_OPEN || kind == TOKEN_BRACKET_OPEN ||
            kind == TOKEN_BRACE_OPEN)
            depth++;
        if (kind == TOKEN_PAREN_CLOSE || kind == TOKEN_BRACKET_CLOSE ||
            kind == TOKEN_BRACE_CLOSE) {
            if (depth == 0)
                break;
            depth--;
        }
        if (depth == 0 && parse_is_word(&t[i]) && t[i + 1].kind == TOKEN_COLON &&
            t[i].span.start != c->typed.start &&
            strcmp(lsp_look_text(c->look, i, text), name) == 0)
            return true;
    }
    return false;
}

static void settings(const struct completion *c, const struct lsp_call *call)
{
    char name[LSP_NAME_SIZE], text[DESCRIBE_PARAM_SIZE], insert[LSP_NAME_SIZE + 2];
    const struct leat_param *param;

    for (uint32_t n = 0; lsp_look_param(c->look, &call->callee, n, name, &param); n++) {
        if (is_given(c, call, name))
            continue;
        str_format(insert, sizeof(insert), "%s: ", name);
        item(c, name, ITEM_PROPERTY, param ? describe_param(param, text) : NULL,
             param ? param->help : NULL, insert);
    }
}

/* What a setting of choices, or a switch, can be. */
static void choices(const struct completion *c, const struct lsp_call *call)
{
    const struct leat_node_class *class = call->callee.function.class;
    char text[LSP_NAME_SIZE];
    int index;

    if (!class || call->setting == NO_PARTNER)
        return;
    index = leat_node_param_find(class, lsp_look_text(c->look, call->setting, text));
    if (index < 0)
        return;
    const struct leat_param *param = &class->params[index];
    const char *word = param->kind == LEAT_BOOL ? "true false" : param->choices;
    for (; word && *word; word += strcspn(word, " "), word += *word == ' ') {
        str_format(text, sizeof(text), "%.*s", (int)strcspn(word, " "), word);
        item(c, text, ITEM_CHOICE, param->name, param->help, NULL);
    }
}

/* Whether a token is a name that gets something here. */
static bool is_declared(const struct lsp_look *look, uint32_t i)
{
    const struct token *t = look->tokens.at;
    const uint8_t before = i > 0 ? t[i - 1].kind : TOKEN_END;

    return t[i].kind == TOKEN_NAME && t[i].link != WORD_WILDCARD &&
           (t[i + 1].kind == TOKEN_ASSIGN || before == TOKEN_FUNC ||
            before == TOKEN_LET || before == TOKEN_FOR);
}

static void names_of_program(const struct completion *c)
{
    const struct token *t = c->look->tokens.at;
    uint8_t *told = calloc(c->look->names.n + 1, 1);
    char text[LSP_NAME_SIZE];

    for (uint32_t i = 0; told && i + 1 < c->look->tokens.n; i++) {
        if (!is_declared(c->look, i) || told[t[i].link] ||
            t[i].span.start == c->typed.start)
            continue;
        told[t[i].link] = 1;
        item(c, lsp_look_text(c->look, i, text),
             i > 0 && t[i - 1].kind == TOKEN_FUNC ? ITEM_FUNCTION : ITEM_VARIABLE,
             "of this program", NULL, NULL);
    }
    free(told);
}

static void everything(const struct completion *c)
{
    const struct catalogue_word *word;
    const struct module *module;

    names_of_program(c);
    functions(c, NULL);
    for (size_t i = 0; (module = scope_module_at(i)); i++)
        item(c, module->name, ITEM_MODULE, "a module", NULL, NULL);
    for (size_t i = 0; (word = catalogue_word_at(i)); i++)
        if ((word->word[0] >= 'a' && word->word[0] <= 'z') || word->word[0] == 'S')
            item(c, word->word, ITEM_KEYWORD, word->summary, word->example, NULL);
}

void lsp_answer_completion(struct json *json, const struct lsp_look *look,
                           uint32_t byte)
{
    struct completion c = {.json = json, .look = look, .typed = {byte, byte}};
    const struct token *t = look->tokens.at;
    struct lsp_call call;
    uint32_t before = 0;

    json_array(json);
    if (lsp_look_is_prose(look, byte)) {
        json_end(json);
        return;
    }
    while (before + 1 < look->tokens.n && t[before].span.end < byte)
        before++;
    if (before + 1 < look->tokens.n && parse_is_word(&t[before]) &&
        t[before].span.start < byte)
        c.typed.start = t[before].span.start;
    else if (before + 1 < look->tokens.n && t[before].span.end == byte)
        before++;
    /* `before` is the word that is written, or the token behind the place */
    if (before > 0 && t[before - 1].kind == TOKEN_DOT) {
        const char *name = before > 1 && t[before - 2].kind == TOKEN_NAME
                               ? names_text(&look->names, t[before - 2].link)
                               : "";
        if (scope_module(name))
            functions(&c, scope_module(name));
        json_end(json);
        return;
    }
    if (lsp_look_call(look, before, false, &call)) {
        if (call.setting == NO_PARTNER)
            settings(&c, &call);
        else
            choices(&c, &call);
    }
    everything(&c);
    json_end(json);
}
