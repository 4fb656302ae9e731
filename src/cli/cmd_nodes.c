/* SPDX-License-Identifier: MIT */
/* cmd_nodes: leat nodes [NAME]: what nodes and words there are, by family. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <leat/node.h>

#include "base/json.h"
#include "base/str.h"
#include "cli/describe_word.h"
#include "cli/option_table.h"
#include "cli/options.h"
#include "control/describe.h"
#include "graph/classes.h"

/* A class of nodes, or a word of the language. */
struct topic {
    const struct leat_node_class *node; /* NULL: it is a word */
    const struct builtin *word;
    const char *name, *summary, *family;
};

/* The n-th of all nodes and then all words; false past the last. */
static bool topic_at(size_t index, struct topic *topic)
{
    const size_t n = leat_n_node_classes();

    *topic = (struct topic){.node = leat_node_class_at(index)};
    if (topic->node) {
        topic->name = topic->node->name;
        topic->summary = topic->node->summary;
        topic->family = classes_family_at(index);
    } else if ((topic->word = builtin_at(index - n))) {
        topic->name = topic->word->name;
        topic->summary = topic->word->summary;
        topic->family = describe_word_family(topic->word);
    }
    return topic->name != NULL;
}

/* Whether a topic is meant by a name; NULL means all. */
static bool is_meant(const struct topic *topic, const char *name)
{
    return !name || strcmp(topic->name, name) == 0 ||
           (topic->node && topic->node == leat_node_class_find(name));
}

static int refuse(const char *name)
{
    struct str_nearest search;
    struct topic topic;
    char plain[OPTION_SHOWN];

    str_nearest_init(&search, name);
    for (size_t i = 0; topic_at(i, &topic); i++)
        str_nearest_offer(&search, topic.name);
    fprintf(stderr, "leat nodes: there is no node '%s'; ", option_shown(name, plain));
    if (search.best)
        fprintf(stderr, "did you mean '%s'?\n", search.best);
    else
        fprintf(stderr, "leat nodes lists all\n");
    return EXIT_USAGE;
}

static int print_json(const char *name)
{
    struct topic topic;
    struct json json;

    json_to_file(&json, stdout);
    json_array(&json);
    for (size_t i = 0; topic_at(i, &topic); i++) {
        if (!is_meant(&topic, name))
            continue;
        if (topic.node)
            describe_json(&json, topic.node, topic.family);
        else
            describe_word_json(&json, topic.word);
    }
    json_end(&json);
    return json_finish(&json, NULL) < 0 ? EXIT_FAILED : EXIT_OK;
}

static void print_title(const struct topic *topic, bool markdown)
{
    if (markdown)
        printf("\n## %c%s\n", toupper((unsigned char)topic->family[0]),
               topic->family + 1);
    else
        printf("%s\n", topic->family);
}

static void print_topic(const struct topic *topic, bool markdown)
{
    if (!markdown)
        describe_line(stdout, topic->name, topic->summary);
    else if (topic->node)
        describe_markdown(stdout, topic->node);
    else
        describe_word_markdown(stdout, topic->word);
}

/* The beginning of docs/nodes.md: each family, with links. */
static void print_contents(void)
{
    const char *family = "";
    struct topic topic;

    puts("# Nodes\n\nPrinted by `leat nodes --markdown`.  A number can also be moved: "
         "link a stream to it.  What says *fixed* cannot; it is set when the node is "
         "made.\n");
    for (size_t i = 0; topic_at(i, &topic); i++) {
        if (strcmp(topic.family, family) != 0)
            printf("%s- %s:", *family ? "\n" : "", topic.family);
        printf(" [%s](#%s)", topic.name, topic.name);
        family = topic.family;
    }
    putchar('\n');
}

/* The lists keep each family together. */
static void print_all(bool markdown)
{
    const char *family = "";
    struct topic topic;

    if (markdown)
        print_contents();
    for (size_t i = 0; topic_at(i, &topic); i++) {
        if (strcmp(topic.family, family) != 0) {
            if (*family && !markdown)
                putchar('\n');
            print_title(&topic, markdown);
        }
        print_topic(&topic, markdown);
        family = topic.family;
    }
    if (!markdown)
        puts("\nleat nodes NAME explains one.");
}

/* A word may be named like the class of the nodes that it makes. */
static void explain(const struct topic *topic, bool markdown)
{
    if (markdown)
        print_topic(topic, markdown);
    else if (topic->node)
        describe_text(stdout, topic->node, topic->family);
    else
        describe_word_text(stdout, topic->word);
}

static bool is_known(const char *name)
{
    struct topic topic;

    for (size_t i = 0; topic_at(i, &topic); i++)
        if (is_meant(&topic, name))
            return true;
    return false;
}

int cmd_nodes(const struct options *options)
{
    const char *gap = "";
    struct topic topic;

    if (options->argument && !is_known(options->argument))
        return refuse(options->argument);
    if (options->json)
        return print_json(options->argument);
    if (!options->argument) {
        print_all(options->markdown);
        return EXIT_OK;
    }
    for (size_t i = 0; topic_at(i, &topic); i++) {
        if (!is_meant(&topic, options->argument))
            continue;
        fputs(gap, stdout);
        explain(&topic, options->markdown);
        gap = "\n";
    }
    return EXIT_OK;
}
