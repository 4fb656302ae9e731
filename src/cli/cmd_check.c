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
#include "lang/program.h"

enum { CHECK_FPS = 60 };

/* What was found in all programs. */
struct found {
    const struct options *options;
    struct leat_diag all;
    int n_repairs, code;
    bool varies; /* a program of them reads the clock on the wall */
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

/* What is wrong whatever flows: a name, or a setting. */
static bool is_of_text(int code)
{
    return (code > 200 && code < 300) || code == 401 || (code >= 403 && code <= 405);
}

/* The first frame, in which loops are gone through; what fails there only because
 * nothing flows yet is no mistake. */
static int check_frame(struct leat_program *program, struct leat_diag *diag)
{
    struct leat_diag found = {0};
    int err = 0;

    if (!leat_program_has_frames(program))
        return 0;
    const int ran = program_frame(program, 0, CHECK_FPS, &found);
    leat_program_locate(program, &found);
    for (uint32_t i = 0; ran < 0 && i < found.n; i++) {
        const struct leat_finding *f = &found.finding[i];
        if (f->severity != LEAT_ERROR || !is_of_text(f->code) ||
            diag->n == LEAT_DIAG_MAX)
            continue;
        diag->finding[diag->n++] = *f;
        diag->n_errors++;
        err = LEAT_ERR_INVALID;
    }
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
    return err >= 0 && source->program ? check_frame(source->program, diag) : err;
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
    const bool varies =
        code == EXIT_OK && source.program && program_reads_clock(source.program);
    if (varies && !options->json && !printed)
        printf("note: it is not reproducible: it reads the clock on the wall "
               "(Time.clock or Time.date)\n");
    found->varies = found->varies || varies;
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
    json_key(&json, "reproducible");
    json_bool(&json, !found->varies);
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
