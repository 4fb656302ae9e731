/* SPDX-License-Identifier: MIT */
/* cmd_fmt: leat fmt [FILE...]: programs in their standard form. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "cli/line_diff.h"
#include "cli/report.h"
#include "cli/rewrite.h"
#include "cli/source.h"
#include "lang/format.h"

/* What became of all files. */
struct forms {
    const struct options *options;
    struct leat_diag all; /* for --json */
    struct json json;
    int code;
    bool differs;
};

static int read_program(struct source *source, const char *name, struct leat_diag *diag)
{
    if (strcmp(name, "-") == 0)
        return source_open(source, name, diag);
    source->name = name;
    return source_read_file(source, diag);
}

/* Hand on a form, as the options want it. */
static int deliver(struct forms *forms, const struct source *source, const char *text,
                   size_t size, struct leat_diag *diag)
{
    const struct options *o = forms->options;
    const bool differs = size != source->size || memcmp(text, source->text, size) != 0;
    const bool is_stdin = strcmp(source->name, "<stdin>") == 0;

    forms->differs |= differs;
    if (o->json) {
        json_object(&forms->json);
        json_key_string(&forms->json, "file", source->name);
        json_key(&forms->json, "changed");
        json_bool(&forms->json, differs);
        if (is_stdin)
            json_key_string(&forms->json, "text", text);
        json_end(&forms->json);
    }
    if (o->check && differs && !o->json && !o->diff)
        puts(source->name);
    if (o->diff && !o->json)
        return line_diff(stdout, source->name, source->text, text);
    if (o->check || o->diff)
        return 0;
    if (!is_stdin)
        return differs ? rewrite_file(source->name, text, size, diag) : 0;
    if (!o->json)
        fwrite(text, 1, size, stdout);
    return 0;
}

static void format_file(struct forms *forms, const char *name)
{
    struct source source = {0};
    struct leat_diag diag = {0};
    char *text = NULL;
    size_t size;
    int err = read_program(&source, name, &diag), code;

    if (err >= 0) {
        const struct script script = {source.name, source.text, (uint32_t)source.size};
        err = format_program(&script, &diag, &text, &size);
        if (err == LEAT_ERR_STATE) {
            leat_diag_add(&diag, LEAT_ERROR, 999,
                          "%s would mean something else in its standard form; it stays "
                          "as it is.",
                          source.name);
            leat_diag_hint(&diag, "Please report it, with the program.");
        }
    }
    if (err >= 0)
        err = deliver(forms, &source, text, size, &diag);
    code = report_exit(forms->options, err, &diag);
    if (code > forms->code)
        forms->code = code;
    report_join(&forms->all, &diag);
    free(text);
    source_close(&source);
}

int cmd_fmt(const struct options *options)
{
    struct forms forms = {.options = options};

    if (options->json) {
        json_to_file(&forms.json, stdout);
        json_object(&forms.json);
        json_key(&forms.json, "files");
        json_array(&forms.json);
    }
    for (uint32_t i = 0; i < options->n_words; i++)
        format_file(&forms, options->word[i]);
    if (options->n_words == 0)
        format_file(&forms, "-");
    if (options->json) {
        json_end(&forms.json);
        report_json(&forms.json, &forms.all);
        json_end(&forms.json);
        json_finish(&forms.json, NULL);
    }
    if (forms.code == EXIT_OK && options->check && forms.differs)
        return EXIT_FAILED;
    return forms.code;
}
