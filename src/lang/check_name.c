/* SPDX-License-Identifier: MIT */
/* check_name: what names stand for, and the names that a program makes. */
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/check.h"
#include "lang/import.h"
#include "lang/method.h"
#include "lang/synonym.h"
#include "lang/token.h"

static struct symbol *symbol_of(struct checker *c, uint32_t name)
{
    return name < c->scope->n ? &c->scope->symbol[name] : NULL;
}

static bool is_local(const struct checker *c, uint32_t name)
{
    return c->newest && name < c->scope->n && c->newest[name] > 0;
}

static bool is_capital(const char *name)
{
    return name[0] >= 'A' && name[0] <= 'Z';
}

/* It stands in text that could not be read, where it may have got its meaning. */
static bool is_excused(const struct checker *c, uint32_t name)
{
    return name < c->syntax->n_skipped && c->syntax->skipped[name];
}

/* `drums_branch_2` when there is `drums`. */
static bool is_tap(struct checker *c, const char *text)
{
    const char *at = strstr(text, "_branch_");
    char name[64];

    if (!at || (size_t)(at - text) >= sizeof(name))
        return false;
    str_format(name, sizeof(name), "%.*s", (int)(at - text), text);
    const uint32_t number = names_find(c->names, name);
    const struct symbol *symbol = number ? symbol_of(c, number) : NULL;
    return symbol && (symbol->is_assigned || is_local(c, number));
}

static bool is_variable(struct checker *c, uint32_t name)
{
    const struct symbol *symbol = symbol_of(c, name);

    return is_local(c, name) || (symbol && symbol->is_assigned);
}

static const char *nearest_variable(struct checker *c, const char *name)
{
    struct str_nearest near;

    str_nearest_init(&near, name);
    for (uint32_t i = c->n_local; i > 0; i--)
        str_nearest_offer(&near, names_text(c->names, c->local[i - 1].name));
    for (uint32_t i = 1; i < c->scope->n; i++)
        if (c->scope->symbol[i].is_assigned)
            str_nearest_offer(&near, names_text(c->names, i));
    return near.best;
}

static void planned_name(struct checker *c, struct span span, const char *name)
{
    report_error(c->report, span, 206, "`%.60s` is planned but not in this leat yet.",
                 name);
    const char *instead = scope_reserved(name);
    report_hint(c->report, "%s",
                instead ? instead : "`leat nodes` lists what there is.");
}

/* Once for a word. */
static void later_name(struct checker *c, struct span span, uint32_t name)
{
    struct symbol *symbol = name < c->scope->n ? &c->scope->symbol[name] : NULL;

    if (symbol && symbol->is_later)
        return;
    if (symbol)
        symbol->is_later = true;
    report_warning(c->report, span, 206, "`%.60s` is planned: it does nothing yet.",
                   names_text(c->names, name));
    report_hint(c->report, "The rest of the program runs.");
}

static bool is_later(const struct function *function)
{
    return function->builtin && function->builtin->flags & BUILTIN_LATER;
}

static void unknown_function(struct checker *c, struct span span, const char *name)
{
    char store[SCOPE_WORD_SIZE];
    const char *near = scope_nearest_function(c->scope, name, store);

    report_error(c->report, span, 201, "There is no function called `%.60s`.", name);
    if (near)
        report_hint(c->report, "Did you mean `%.60s`?", near);
    else
        report_hint(c->report, "`leat nodes` lists what there is.");
}

static void unknown_value(struct checker *c, struct span span, const char *name)
{
    const char *near = nearest_variable(c, name);

    if (!near)
        near = scope_nearest_function(c->scope, name, NULL);
    report_error(c->report, span, 204, "`%.60s` has no value yet.", name);
    if (near)
        report_hint(c->report,
                    "Give it one above this line, or check the spelling: `%.60s`.",
                    near);
    else
        report_hint(c->report, "Give it one above this line; a text stands in quotes.");
}

static void unknown_module(struct checker *c, struct span span, const char *name)
{
    const char *meant = synonym_find(name);
    const struct module *module;
    struct str_nearest near;

    str_nearest_init(&near, name);
    for (size_t i = 0; (module = scope_module_at(i)); i++)
        str_nearest_offer(&near, module->name);
    report_error(c->report, span, 205, "There is no module `%.60s`.", name);
    if (meant || near.best)
        report_hint(c->report, "Did you mean `%s`?", meant ? meant : near.best);
    else
        report_hint(c->report, "Modules: %s.", scope_module_names());
}

static void check_plain(struct checker *c, const struct ast *ast, bool is_called)
{
    const struct symbol *symbol = symbol_of(c, ast->name);
    const struct module *module;
    const char *text = scope_word(c->scope, ast->name, &module);
    struct function function = {0};
    double number;

    if (ast->name == 0 || is_variable(c, ast->name) ||
        (symbol && (symbol->func || symbol->class)))
        return;
    if (scope_constant(text, &number) ||
        scope_function(c->scope, module, text, &function) ||
        scope_function(c->scope, NULL, text, &function) || is_tap(c, text) ||
        is_excused(c, ast->name)) {
        if (is_later(&function))
            later_name(c, ast->span, ast->name);
        return;
    }
    if (!is_called && scope_is_choice(text))
        return;
    if (is_called && c->has_value && !module && method_is_name(text))
        return;
    if (scope_is_planned(NULL, text))
        planned_name(c, ast->span, text);
    else if (is_called)
        unknown_function(c, ast->span, text);
    else if (!is_capital(text) && !scope_module(text))
        unknown_value(c, ast->span, text);
}

static const struct module *module_of(struct checker *c, const struct ast *ast)
{
    const struct symbol *symbol;

    if (ast->kind != AST_NAME || is_variable(c, ast->name))
        return NULL;
    symbol = symbol_of(c, ast->name);
    if (symbol && symbol->class)
        return NULL;
    return symbol && symbol->module ? symbol->module
                                    : scope_module(names_text(c->names, ast->name));
}

const struct builtin *check_word(struct checker *c, const struct ast *callee)
{
    const struct module *module = NULL;
    struct function function = {0};
    const char *name;

    if (callee->kind == AST_MEMBER) {
        module = module_of(c, callee->part[0]);
        if (!module)
            return NULL;
        name = names_text(c->names, callee->name);
    } else if (callee->kind == AST_NAME) {
        const struct symbol *symbol = symbol_of(c, callee->name);
        if (is_variable(c, callee->name) || (symbol && (symbol->func || symbol->class)))
            return NULL;
        name = scope_word(c->scope, callee->name, &module);
    } else {
        return NULL;
    }
    return scope_function(c->scope, module, name, &function) ? function.builtin : NULL;
}

/* What a module does not offer, or not yet. */
static void check_offer(struct checker *c, const struct module *module,
                        struct span span, const char *name)
{
    struct function function = {0};
    char store[SCOPE_WORD_SIZE];
    const char *near;
    struct value value;
    double number;

    if ((strcmp(module->name, "Math") == 0 && scope_constant(name, &number)) ||
        scope_function(c->scope, module, name, &function) ||
        scope_value(module, name, &value)) {
        if (is_later(&function))
            later_name(c, span, names_find(c->names, name));
        return;
    }
    if (scope_is_planned(module, name)) {
        planned_name(c, span, name);
        return;
    }
    near = scope_nearest_function(NULL, name, store);
    report_error(c->report, span, 203, "%s does not offer `%.60s`.", module->name,
                 name);
    if (scope_function(c->scope, NULL, name, &function))
        report_hint(c->report, "Write it without `%s.`.", module->name);
    else if (near)
        report_hint(c->report, "Did you mean `%s`?", near);
    else
        report_hint(c->report, "`leat nodes` lists what there is.");
}

/* Whether a name with a capital, before a dot, is more than a module misspelt. */
static bool has_meaning(struct checker *c, const struct ast *name)
{
    const struct symbol *symbol = symbol_of(c, name->name);
    const struct module *module;
    const char *text = scope_word(c->scope, name->name, &module);
    struct function function = {0};
    double number;

    return strcmp(text, "None") == 0 || is_variable(c, name->name) ||
           (symbol && symbol->class) || is_excused(c, name->name) ||
           scope_constant(text, &number) ||
           scope_function(c->scope, module, text, &function) ||
           scope_is_planned(NULL, text) || scope_is_choice(text);
}

void check_name(struct checker *c, const struct ast *ast, bool is_called)
{
    const struct module *module;

    if (ast->kind == AST_NAME) {
        check_plain(c, ast, is_called);
        return;
    }
    const struct ast *object = ast->part[0];
    if ((module = module_of(c, object))) {
        struct span span = ast->span;
        span.start = span.end - (uint32_t)strlen(names_text(c->names, ast->name));
        check_offer(c, module, span, names_text(c->names, ast->name));
        return;
    }
    if (object->kind == AST_MEMBER || object->kind == AST_NAME) {
        const char *text = names_text(c->names, object->name);
        if (object->kind == AST_NAME && is_capital(text) && !has_meaning(c, object))
            unknown_module(c, object->span, text);
        else
            check_name(c, object, false);
        return;
    }
    c->walk(c, object);
}

void check_targets(struct checker *c, const struct ast *target,
                   void (*give)(struct checker *c, const struct ast *name))
{
    switch (target->kind) {
    case AST_NAME:
    case AST_PATTERN_REST:
        if (target->name)
            give(c, target);
        break;
    case AST_PATTERN_NAME: /* a capital one is what a variant is called */
        if (target->n == 0 && target->name &&
            !is_capital(names_text(c->names, target->name)))
            give(c, target);
        __attribute__((fallthrough));
    case AST_LIST:
    case AST_TUPLE:
    case AST_PATTERN_LIST:
    case AST_PATTERN_TUPLE:
        for (uint32_t i = 0; i < target->n; i++)
            check_targets(c, target->part[i], give);
        break;
    case AST_PATTERN_RECORD:
        for (uint32_t i = 0; i < target->n; i++)
            if (target->part[i]->n > 0)
                check_targets(c, target->part[i]->part[0], give);
            else
                give(c, target->part[i]);
        break;
    default:
        break;
    }
}

static void give_global(struct checker *c, const struct ast *name)
{
    struct symbol *symbol = symbol_of(c, name->name);

    if (symbol)
        symbol->is_assigned = true;
}

static void give_entry(void *user, const struct ast *entry)
{
    give_global(user, entry);
}

static void declared_twice(struct checker *c, const struct ast *ast)
{
    report_error(c->report, ast->span, 207, "`%.60s` is declared twice.",
                 names_text(c->names, ast->name));
    report_hint(c->report, "Rename one of them.");
}

static void declare_import(struct checker *c, const struct ast *import)
{
    const struct module *module;

    if (import->n == 0 || import->part[0]->kind != AST_NAME)
        return;
    const struct ast *first = import->part[0], *last = NULL;
    if (!first->name)
        return;
    module = scope_module(names_text(c->names, first->name));
    if (!module) {
        unknown_module(c, first->span, names_text(c->names, first->name));
        return;
    }
    const bool is_timeline = strcmp(module->name, "Timeline") == 0;
    if (is_timeline && import->flags & AST_ALL)
        c->scope->while_is_temporal = true;
    for (uint32_t i = 1; i < import->n; i++) {
        const struct ast *part = import->part[i];
        struct symbol *known = symbol_of(c, part->n ? part->part[0]->name : part->name);
        const char *name = names_text(c->names, part->name);
        if (!scope_is_planned(module, name))
            check_offer(c, module, part->span, name);
        if (is_timeline && strcmp(name, "while") == 0)
            c->scope->while_is_temporal = true;
        if (known) {
            known->alias = part->name;
            known->from = module;
        }
        last = part;
    }
    if (import->flags & AST_ALL)
        c->scope->imported |= UINT32_C(1) << scope_module_number(module);
    struct symbol *as = import->name ? symbol_of(c, import->name) : NULL;
    if (as && last) {
        as->alias = last->name;
        as->from = module;
    } else if (as) {
        as->module = module;
    }
}

void check_declare(struct checker *c, const struct ast *ast)
{
    struct symbol *symbol = symbol_of(c, ast->name);

    switch (ast->kind) {
    case AST_LAMBDA:
        return;
    case AST_WHEN:
        check_declare(c, ast->part[1]->kind == AST_LAMBDA
                             ? ast->part[1]->part[ast->part[1]->n_params]
                             : ast->part[1]);
        return;
    case AST_FUNC:
        if (symbol && symbol->func)
            declared_twice(c, ast);
        else if (symbol && ast->name)
            symbol->func = ast;
        return;
    case AST_CLASS:
    case AST_ENUM:
        if (symbol && symbol->class)
            declared_twice(c, ast);
        else if (symbol && ast->name)
            symbol->class = ast;
        return;
    case AST_IMPORT:
        declare_import(c, ast);
        if (import_is_file(ast) && ast->n > 1)
            check_declare(c, ast->part[1]);
        return;
    case AST_LET:
    case AST_ASSIGN:
        check_targets(c, ast->part[0], give_global);
        break; /* its value may be a panel */
    case AST_CALL: {
        const struct ast *panel = check_panel(c, ast);
        if (panel)
            panel_entries(c->names, panel, c, give_entry);
        break;
    }
    default:
        break;
    }
    /* names that blocks assign are seen behind them */
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i])
            check_declare(c, ast->part[i]);
}

void check_type(struct checker *c, const struct ast *type)
{
    static const char *const known[] = {
        "Int",    "Float",    "Number",  "Bool",      "String",   "Text",     "Array",
        "List",   "Map",      "HashMap", "Option",    "Result",   "Stream",   "Audio",
        "Video",  "Event",    "Data",    "Frequency", "Note",     "Chord",    "Scale",
        "Key",    "Duration", "Tempo",   "Level",     "Velocity", "Fraction", "Pan",
        "Rhythm", "Interval", "Color",   "Colour",    "Palette",  "Position", "Angle",
        "Mood",   "Range",    "Any",     "Self",      "integer",  "int",      "float",
        "number", "string",   "text",    "bool"};
    const struct symbol *symbol;
    const char *name, *near;

    if (!type)
        return;
    if (type->kind == AST_TYPE) {
        name = names_text(c->names, type->name);
        symbol = symbol_of(c, type->name);
        near = str_nearest_of(name, known, sizeof(known) / sizeof(known[0]));
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
            near = strcmp(known[i], name) == 0 ? known[i] : near;
        if (type->name && !(symbol && symbol->class) && !is_excused(c, type->name) &&
            !(near && strcmp(near, name) == 0) && name[1] != '\0') {
            report_error(c->report, type->span, 208, "`%.60s` is not a type I know.",
                         name);
            report_hint(c->report, near ? "Did you mean `%s`?" : "%sSuch as `Float`.",
                        near ? near : "");
        }
    }
    for (uint32_t i = 0; i < type->n; i++)
        if (type->part[i] &&
            (type->part[i]->kind == AST_TYPE || type->part[i]->kind == AST_TYPE_OTHER))
            check_type(c, type->part[i]);
}
