/* SPDX-License-Identifier: MIT */
/* leat: the command, a table of verbs. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/ctl_words.h"
#include "cli/help_line.h"
#include "cli/option_table.h"
#include "cli/options.h"
#include "nodes/registry.h"

enum { LEFT = 18 }; /* columns of a verb and its argument */

static const char *const planned[] = {
    "record", "library", "next", "feedback", "mix", "genome", "farm",
};
enum { N_PLANNED = sizeof(planned) / sizeof(planned[0]) };

static void print_help(FILE *file)
{
    const struct verb *verb;

    fputs("leat: sound and pictures through one graph\n\n"
          "usage: leat VERB [OPTION...] [ARGUMENT]\n\n",
          file);
    for (unsigned i = 0; (verb = verb_at(i)); i++) {
        char left[32];
        str_format(left, sizeof(left), "%-8s %s", verb->name, verb->argument);
        help_line(file, LEFT, left, verb->summary);
    }
    fputs(
        "\nA PROGRAM is a .syn file, a sound file, - for standard input, or the text:\n"
        "  leat play 'file(\"song.ogg\") |> lowpass(cutoff: 800.hz) |> output()'\n"
        "leat help VERB tells the options of a verb; leat --version the version.\n",
        file);
}

static void print_verb_help(const struct verb *verb)
{
    printf("leat %s: %s\n\nusage: leat %s [OPTION...]%s%s\n\n", verb->name,
           verb->summary, verb->name, *verb->argument ? " " : "", verb->argument);
    if (verb->bit != VERB_CTL) {
        options_help(stdout, verb, false);
        return;
    }
    ctl_words_print(stdout);
    puts("\nOptions");
    options_help(stdout, verb, false);
    puts("\nOptions of play --offline, which computes a score");
    options_help(stdout, verb, true);
}

static int refuse(const char *name)
{
    struct str_nearest search;
    const struct verb *verb;
    char plain[OPTION_SHOWN];

    for (int i = 0; i < N_PLANNED; i++) {
        if (strcmp(planned[i], name) == 0) {
            fprintf(stderr, "leat: '%s' is planned, not in this leat yet\n", name);
            return EXIT_USAGE;
        }
    }
    str_nearest_init(&search, name);
    for (unsigned i = 0; (verb = verb_at(i)); i++)
        str_nearest_offer(&search, verb->name);
    fprintf(stderr, "leat: there is no verb '%s'; ", option_shown(name, plain));
    if (search.best)
        fprintf(stderr, "did you mean 'leat %s'?\n", search.best);
    else
        fprintf(stderr, "leat help lists all\n");
    return EXIT_USAGE;
}

/* A CPU level that was asked for and cannot be had is skipped, not in silence; without
 * any, nothing runs. */
static int tell_level(void)
{
    const char *wish = getenv("LEAT_CPU"), *level;
    char plain[OPTION_SHOWN];

    nodes_registry_choose(&level);
    if (!level) {
        fprintf(stderr, "leat: this build is for CPUs that have more than this one; "
                        "build it with -Dlevel=all\n");
        return EXIT_FAILED;
    }
    if (wish && *wish && strcmp(wish, level) != 0)
        fprintf(stderr, "leat: no CPU level '%s' here; %s runs\n",
                option_shown(wish, plain), level);
    return EXIT_OK;
}

static int run_verb(const struct verb *verb, int argc, char **argv)
{
    struct options options;
    int err = options_parse(&options, verb, argc, argv);

    if (err)
        return err;
    if (options.help) {
        print_verb_help(verb);
        return EXIT_OK;
    }
    /* the build prints scripts for shells, wherever it runs */
    err = verb->bit == VERB_COMPLETION ? EXIT_OK : tell_level();
    return err ? err : verb->run(&options);
}

/* On one verb, or (NULL) on all. */
static int help(const char *name)
{
    const struct verb *verb = name ? verb_find(name) : NULL;

    if (name && !verb)
        return refuse(name);
    if (verb)
        print_verb_help(verb);
    else
        print_help(stdout);
    return EXIT_OK;
}

static int run(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    const struct verb *verb;

    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(name, "--version") == 0) {
        puts("leat " LEAT_VERSION);
        return EXIT_OK;
    }
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 ||
        strcmp(name, "-h") == 0)
        return help(argc > 2 ? argv[2] : NULL);
    verb = verb_find(name);
    return verb ? run_verb(verb, argc - 2, argv + 2) : refuse(name);
}

int main(int argc, char **argv)
{
    int code;

    /* A reader that hangs up and a file that may not grow are errors, told like others.
     */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    code = run(argc, argv);
    if (fflush(stdout) != 0 && code == EXIT_OK) {
        fputs("leat: not all could be written to standard output\n", stderr);
        code = EXIT_FAILED;
    }
    return code;
}
