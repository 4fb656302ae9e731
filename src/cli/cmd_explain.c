/* SPDX-License-Identifier: MIT */
/* cmd_explain: leat explain WORD: what a code, a word, a node, a setting or a unit
 * means. */
#include <stdio.h>
#include <string.h>

#include <leat/node.h>

#include "base/json.h"
#include "base/number.h"
#include "base/str.h"
#include "cli/describe_draw.h"
#include "cli/describe_word.h"
#include "cli/option_table.h"
#include "cli/options.h"
#include "control/describe.h"
#include "graph/classes.h"
#include "lang/catalogue.h"
#include "lang/scope.h"
#include "lang/unit.h"

/* Where explanations go. */
struct explanation {
    const char *word;
    struct json *json; /* NULL: text on standard output */
    unsigned n;        /* so far */
};

/* An empty line between explanations, or the object of one. */
static void begin(struct explanation *e, const char *topic)
{
    if (e->json) {
        json_object(e->json);
        json_key_string(e->json, "topic", topic);
    } else if (e->n > 0) {
        putchar('\n');
    }
    e->n++;
}

static void end(struct explanation *e)
{
    if (e->json)
        json_end(e->json);
}

/* Lines of a program, indented; bytes that are no UTF-8 as U+FFFD. */
static void print_program(const char *text)
{
    const struct script script = {"", text, (uint32_t)strlen(text)};
    uint32_t bytes;

    fputs("    ", stdout);
    for (uint32_t at = 0; at < script.size; at += bytes) {
        if (script_char(&script, at, &bytes) < 0)
            fputs("\xEF\xBF\xBD", stdout);
        else
            fwrite(text + at, 1, bytes, stdout);
        if (text[at] == '\n')
            fputs("    ", stdout);
    }
    putchar('\n');
}

static void code_text(const struct catalogue_code *code)
{
    char name[CATALOGUE_NAME_SIZE];

    printf("%s: %s\n  %s\n", catalogue_code_name(code, name), code->message,
           code->hint);
    if (!code->example)
        return;
    puts("\n  This program says so:");
    print_program(code->example);
    printf("  It was meant like this:\n");
    print_program(code->repair);
}

static void code_json(struct json *json, const struct catalogue_code *code)
{
    char name[CATALOGUE_NAME_SIZE];

    json_key_string(json, "code", catalogue_code_name(code, name));
    json_key_string(json, "severity",
                    code->severity == LEAT_ERROR ? "error" : "warning");
    json_key_string(json, "about", code->kind);
    json_key_string(json, "message", code->message);
    json_key_string(json, "hint", code->hint);
    if (!code->example)
        return;
    json_key_string(json, "example", code->example);
    json_key_string(json, "repair", code->repair);
}

static void explain_code(struct explanation *e)
{
    const struct catalogue_code *code = catalogue_code_find(e->word);

    if (!code)
        return;
    begin(e, "code");
    if (e->json)
        code_json(e->json, code);
    else
        code_text(code);
    end(e);
}

static void explain_grammar(struct explanation *e)
{
    const struct catalogue_word *word = catalogue_word_find(e->word);

    if (!word)
        return;
    begin(e, "grammar");
    if (e->json) {
        json_key_string(e->json, "name", word->word);
        json_key_string(e->json, "summary", word->summary);
        json_key_string(e->json, "example", word->example);
    } else {
        printf("%s %s\n    %s\n", word->word, word->summary, word->example);
    }
    end(e);
}

static void explain_function(struct explanation *e)
{
    const struct builtin *word = builtin_find(NULL, e->word);
    const struct leat_node_class *class;

    for (size_t i = 0; (class = leat_node_class_at(i)); i++) {
        if (class != leat_node_class_find(e->word))
            continue;
        begin(e, "node");
        if (e->json) {
            json_key(e->json, "node");
            describe_json(e->json, class, classes_family_at(i));
        } else {
            describe_text(stdout, class, classes_family_at(i));
        }
        end(e);
    }
    if (!word)
        return;
    begin(e, "word");
    if (e->json) {
        json_key(e->json, "word");
        describe_word_json(e->json, word);
    } else {
        describe_word_text(stdout, word);
    }
    end(e);
}

static void explain_drawing(struct explanation *e)
{
    const struct leat_draw_class *draw = leat_draw_class_find(e->word);

    if (!draw)
        return;
    begin(e, "drawing");
    if (e->json) {
        json_key(e->json, "drawing");
        describe_draw_json(e->json, draw);
    } else {
        describe_draw_text(stdout, draw);
    }
    end(e);
}

static void setting_json(struct json *json, const struct leat_node_class *class,
                         const struct leat_param *param)
{
    char text[DESCRIBE_PARAM_SIZE];

    json_object(json);
    json_key_string(json, "node", class->name);
    json_key_string(json, "name", param->name);
    json_key_string(json, "range", describe_param(param, text));
    json_key_string(json, "help", param->help);
    json_end(json);
}

/* A setting of nodes, or something that one can be set to. */
static void explain_setting(struct explanation *e, bool is_choice)
{
    const struct leat_node_class *class;
    char text[DESCRIBE_PARAM_SIZE];
    bool begun = false;

    for (size_t i = 0; (class = leat_node_class_at(i)); i++)
        for (size_t p = 0; p < class->n_params; p++) {
            const struct leat_param *param = &class->params[p];
            if (is_choice ? !str_is_among(param->choices, e->word)
                          : strcmp(param->name, e->word) != 0 &&
                                !str_is_among(param->aliases, e->word))
                continue;
            if (!begun) {
                begin(e, is_choice ? "choice" : "setting");
                if (e->json)
                    json_key(e->json, "settings"), json_array(e->json);
                else
                    printf(is_choice ? "%s: what a setting can be\n"
                                     : "%s: a setting\n",
                           e->word);
            }
            begun = true;
            if (e->json)
                setting_json(e->json, class, param);
            else
                printf("  of %s%s%s: %s.  %s\n", class->name,
                       strcmp(param->name, e->word) == 0 ? "" : ", as ",
                       strcmp(param->name, e->word) == 0 ? "" : param->name,
                       describe_param(param, text), param->help);
        }
    if (begun && e->json)
        json_end(e->json);
    if (begun)
        end(e);
}

static void explain_unit(struct explanation *e)
{
    const struct unit *unit = unit_find(e->word, strlen(e->word)), *other;
    char factor[NUMBER_SIZE], all[256] = "";
    size_t size = 0;

    if (!unit)
        return;
    number_print(factor, unit->factor);
    for (size_t i = 0; (other = unit_nth(i)); i++)
        if (other->measure == unit->measure)
            size += str_format(all + size, sizeof(all) - size, "%s%s",
                               size > 0 ? " " : "", other->name);
    begin(e, "unit");
    if (e->json) {
        json_key_string(e->json, "name", unit->name);
        json_key_string(e->json, "measure", measure_name(unit->measure));
        json_key(e->json, "factor");
        json_number(e->json, unit->factor);
        json_key_string(e->json, "base", measure_suffix(unit->measure) + 1);
        json_key_string(e->json, "units", all);
    } else {
        printf("%s: a unit; 2.%s and 2%s are %s", unit->name, unit->name, unit->name,
               measure_name(unit->measure));
        if (unit->factor < 1.0 || unit->factor > 1.0)
            printf(", 1 %s is %s%s", unit->name, factor,
                   unit->measure == MEASURE_FRACTION ? ""
                                                     : measure_suffix(unit->measure));
        printf("\n  units of the kind: %s\n", all);
    }
    end(e);
}

static void explain_module(struct explanation *e)
{
    const struct module *module = scope_module(e->word);

    if (!module)
        return;
    begin(e, "module");
    if (e->json)
        json_key_string(e->json, "name", module->name);
    else
        printf("%s: a module; what is in it is known without an import\n",
               module->name);
    end(e);
}

static void explain(struct explanation *e)
{
    explain_code(e);
    explain_grammar(e);
    explain_function(e);
    explain_drawing(e);
    explain_setting(e, false);
    explain_unit(e);
    explain_setting(e, true);
    explain_module(e);
}

static int refuse(const char *word)
{
    const struct leat_node_class *class;
    const struct catalogue_word *grammar;
    const struct builtin *builtin;
    const struct unit *unit;
    struct str_nearest near;
    char plain[OPTION_SHOWN];

    if (strspn(word, "EWew") == 1 && word[1] &&
        strspn(word + 1, "0123456789") == strlen(word + 1)) {
        fprintf(stderr, "leat explain: there is no code '%s'; leat explain lists all\n",
                option_shown(word, plain));
        return EXIT_USAGE;
    }
    str_nearest_init(&near, word);
    for (size_t i = 0; (class = leat_node_class_at(i)); i++) {
        str_nearest_offer(&near, class->name);
        for (size_t p = 0; p < class->n_params; p++)
            str_nearest_offer(&near, class->params[p].name);
    }
    for (size_t i = 0; (builtin = builtin_at(i)); i++)
        str_nearest_offer(&near, builtin->name);
    for (size_t i = 0; (grammar = catalogue_word_at(i)); i++)
        str_nearest_offer(&near, grammar->word);
    for (size_t i = 0; (unit = unit_nth(i)); i++)
        str_nearest_offer(&near, unit->name);
    fprintf(stderr, "leat explain: I do not know '%s'; ", option_shown(word, plain));
    if (near.best)
        fprintf(stderr, "did you mean '%s'?\n", near.best);
    else
        fprintf(stderr, "leat explain lists all codes, leat nodes all nodes\n");
    return EXIT_USAGE;
}

static void print_codes(void)
{
    const struct catalogue_code *code;
    char name[CATALOGUE_NAME_SIZE];

    for (size_t i = 0; (code = catalogue_code_at(i)); i++)
        printf("  %s  %s\n", catalogue_code_name(code, name), code->message);
    puts("\nleat explain WORD explains a code, a word, a node, a setting or a unit.");
}

/* docs/errors.md */
static void print_markdown(void)
{
    const struct catalogue_code *code;
    char name[CATALOGUE_NAME_SIZE];

    puts(
        "# Errors and warnings\n\nPrinted by `leat explain --markdown`.  Every program "
        "here is run by the tests: the first says what stands above it, the second is "
        "how it was meant.  Codes without a program are of what is around it.  What "
        "stands in braces is a name or a value of yours.");
    for (size_t i = 0; (code = catalogue_code_at(i)); i++) {
        printf("\n## %s\n\n%s\n\n%s\n", catalogue_code_name(code, name), code->message,
               code->hint);
        if (!code->example)
            continue;
        putchar('\n');
        print_program(code->example);
        fputs("\nIt was meant like this:\n\n", stdout);
        print_program(code->repair);
    }
}

static int print_json(const char *word)
{
    const struct catalogue_code *code;
    struct json json;
    struct explanation e = {.word = word, .json = &json};

    json_to_file(&json, stdout);
    json_array(&json);
    if (word)
        explain(&e);
    for (size_t i = 0; !word && (code = catalogue_code_at(i)); i++) {
        begin(&e, "code");
        code_json(&json, code);
        end(&e);
    }
    json_end(&json);
    if (json_finish(&json, NULL) < 0)
        return EXIT_FAILED;
    return word && e.n == 0 ? refuse(word) : EXIT_OK;
}

int cmd_explain(const struct options *options)
{
    struct explanation e = {.word = options->argument};

    if (options->json)
        return print_json(options->argument);
    if (options->markdown && !e.word) {
        print_markdown();
        return EXIT_OK;
    }
    if (!e.word) {
        print_codes();
        return EXIT_OK;
    }
    explain(&e);
    return e.n > 0 ? EXIT_OK : refuse(e.word);
}
