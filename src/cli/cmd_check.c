/* SPDX-License-Identifier: MIT */
/* cmd_check: leat check PROGRAM: look for mistakes without running. */
#include <stdio.h>
#include <stdlib.h>

#include <leat/err.h>

#include "cli/graph_view.h"
#include "cli/report.h"
#include "cli/source.h"

/* Everything short of opening files: text, graph, formats of all links. */
static int check(struct source *source, const struct options *options,
                 struct leat_diag *diag)
{
    int err = source_open(source, options->argument, diag);

    if (err < 0 || (err = source_check(source, options, diag)) < 0 ||
        (err = source_build(source, false, diag)) < 0)
        return err;
    err = options->strict
              ? graph_view_strict(source->graph, options->rate_hz, diag)
              : leat_graph_decide(source->graph, options->rate_hz, NULL, 0, diag);
    source_locate(source, diag);
    return err;
}

int cmd_check(const struct options *options)
{
    struct source source = {0};
    struct leat_diag diag = {0};
    int err, code;

    if (!options->argument) {
        report_line(options, "which program? usage: leat check [OPTION...] PROGRAM");
        return EXIT_USAGE;
    }
    err = check(&source, options, &diag);
    code = report_exit(options, err, &diag);
    if (options->json)
        report_json_alone(&diag);
    else if (code == EXIT_OK)
        printf("%s: no mistakes%s\n", source.name ? source.name : "program",
               diag.n_warnings ? ", but see above" : "");
    source_close(&source);
    return code;
}
