/* SPDX-License-Identifier: MIT */
/* cmd_check: leat check PROGRAM...: look for mistakes without running. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "cli/graph_view.h"
#include "cli/repair.h"
#include "cli/report.h"
#include "cli/rewrite.h"
#include "cli/source.h"

/* What was found in all programs. */
struct found {
    const struct options *options;
    struct leat_diag all;
    int n_repairs, code;
};

static bool is_file(const char *argument)
{
    const size_t size = strlen(argument);

    return size > 4 && strcmp(argument + size - 4, ".syn") == 0;
}

/* Repair what has one repair; a program that is no file goes to standard output. */
static int fix(struct found *found, struct source *source, const char *argument,
               struct leat_diag *diag)
{
    const char *name = source->name ? source->name : "program";
    const struct script script = {name, source->text, (uint32_t)source->size};
    char *text;
    size_t size;
    int err = source->is_sound ? 0 : repair_program(&script, &text, &size);

    if (err > 0) {
        found->n_repairs += err;
        free(source->text);
        source->text = text;
        source->size = size;
        fprintf(stderr, "%s: %d repair%s\n", name, err, err > 1 ? "s" : "");
    }
    if (err > 0 && is_file(argument))
        return rewrite_file(argument, text, size, diag);
    if (err >= 0 && !is_file(argument) && !source->is_sound && !found->options->json)
        fwrite(source->text, 1, source->size, stdout);
    return err;
}

/* Everything short of opening files: text, graph, formats of all links. */
static int check(struct found *found, struct source *source, const char *argument,
                 struct leat_diag *diag)
{
    const struct options *options = found->options;
    int err = source_open(source, argument, diag);

    if (err >= 0 && options->fix)
        err = fix(found, source, argument, diag);
    if (err < 0 || (err = source_check(source, options, diag)) < 0 ||
        (err = source_build(source, false, diag)) < 0)
        return err;
    err = options->strict
              ? graph_view_strict(source->graph, options->rate_hz, diag)
              : leat_graph_decide(source->graph, options->rate_hz, NULL, 0, diag);
    source_locate(source, diag);
    return err;
}

static void check_one(struct found *found, const char *argument)
{
    const struct options *options = found->options;
    const bool printed = options->fix && !is_file(argument);
    struct source source = {0};
    struct leat_diag diag = {0};
    const int err = check(found, &source, argument, &diag);
    const int code = report_exit(options, err, &diag);

    if (code == EXIT_OK && !options->json && !printed)
        printf("%s: no mistakes%s\n", source.name ? source.name : "program",
               diag.n_warnings ? ", but see above" : "");
    if (code > found->code)
        found->code = code;
    report_join(&found->all, &diag);
    source_close(&source);
}

static void print_json(const struct found *found)
{
    struct json json;

    json_to_file(&json, stdout);
    json_object(&json);
    if (found->options->fix) {
        json_key(&json, "repairs");
        json_integer(&json, found->n_repairs);
    }
    report_json(&json, &found->all);
    json_end(&json);
    json_finish(&json, NULL);
}

int cmd_check(const struct options *options)
{
    struct found found = {.options = options};

    if (options->n_words == 0) {
        report_line(options, "which program? usage: leat check [OPTION...] PROGRAM...");
        return EXIT_USAGE;
    }
    for (uint32_t i = 0; i < options->n_words; i++)
        check_one(&found, options->word[i]);
    if (options->json)
        print_json(&found);
    return found.code;
}
