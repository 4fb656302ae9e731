/* SPDX-License-Identifier: MIT */
/* cmd_nodes: leat nodes [NAME]: what nodes there are, their ports and parameters. */
#include <stdio.h>

#include <leat/node.h>

#include "base/json.h"
#include "base/str.h"
#include "cli/describe.h"
#include "cli/option_table.h"
#include "cli/options.h"

static int refuse(const char *name)
{
    const struct leat_node_class *node;
    struct str_nearest search;
    char plain[OPTION_SHOWN];

    str_nearest_init(&search, name);
    for (size_t i = 0; (node = leat_node_class_at(i)); i++)
        str_nearest_offer(&search, node->name);
    fprintf(stderr, "leat nodes: there is no node '%s'; ", option_shown(name, plain));
    if (search.best)
        fprintf(stderr, "did you mean '%s'?\n", search.best);
    else
        fprintf(stderr, "leat nodes lists all\n");
    return EXIT_USAGE;
}

static int print_json(const struct leat_node_class *only)
{
    const struct leat_node_class *node;
    struct json json;

    json_to_file(&json, stdout);
    json_array(&json);
    for (size_t i = 0; (node = leat_node_class_at(i)); i++)
        if (!only || node == only)
            describe_json(&json, node);
    json_end(&json);
    return json_finish(&json, NULL) < 0 ? EXIT_FAILED : EXIT_OK;
}

int cmd_nodes(const struct options *options)
{
    const struct leat_node_class *node, *only = NULL;

    if (options->argument) {
        only = leat_node_class_find(options->argument);
        if (!only)
            return refuse(options->argument);
    }
    if (options->json)
        return print_json(only);
    if (options->markdown)
        puts(
            "# Nodes\n\nPrinted by `leat nodes --markdown`.  A number can also be "
            "moved: link a stream to it.  What says *fixed* cannot; it is set when the "
            "node is made.");
    for (size_t i = 0; (node = leat_node_class_at(i)); i++) {
        if (only && node != only)
            continue;
        if (options->markdown)
            describe_markdown(stdout, node);
        else if (only)
            describe_text(stdout, node);
        else
            describe_line(stdout, node);
    }
    return EXIT_OK;
}
