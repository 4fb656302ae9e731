/* SPDX-License-Identifier: MIT */
/* options: reading the arguments of a verb. */
#include "cli/options.h"

#include <string.h>

#include "base/str.h"
#include "cli/help_line.h"
#include "cli/option_table.h"
#include "cli/settings.h"

enum { TAIL_S = 30, SEED = 1, LEFT = 22 }; /* columns of an option and its value */

static int refuse(const struct options *options, const char *shown, const char *name)
{
    const char *near = option_nearest(name, options->verb->bit, false);
    char plain[OPTION_SHOWN];

    fprintf(stderr, "leat %s: there is no option '%s'", options->verb->name,
            option_shown(shown, plain));
    if (near)
        fprintf(stderr, "; did you mean '--%s'?\n", near);
    else
        fprintf(stderr, "; see: leat %s --help\n", options->verb->name);
    return EXIT_USAGE;
}

/* Find the option that an argument names, and the value that is part of it. */
static const struct option *find(const char *argument, unsigned verbs,
                                 const char **value)
{
    if (argument[1] == '-') {
        const size_t size = strcspn(argument + 2, "=");
        *value = argument[2 + size] ? argument + 2 + size + 1 : NULL;
        return option_find(argument + 2, size, verbs);
    }
    *value = argument[2] ? argument + 2 : NULL;
    return option_find_letter(argument[1], verbs);
}

/* Read the option at argv[0]; `*used` is 1 when argv[1] is its value. */
static int read_option(struct options *options, int argc, char **argv, int *used)
{
    const char *value;
    const struct option *option = find(argv[0], options->verb->bit, &value);
    char where[64];

    *used = 0;
    if (!option)
        return refuse(options, argv[0], argv[0] + 1 + (argv[0][1] == '-'));
    if (!(option->verbs & options->verb->bit)) {
        fprintf(stderr,
                "leat %s: '--%s' is an option of other verbs; see: leat %s "
                "--help\n",
                options->verb->name, option->name, options->verb->name);
        return EXIT_USAGE;
    }
    str_format(where, sizeof(where), "--%s", option->name);
    if (option->kind == OPTION_FLAG && value) {
        fprintf(stderr, "leat %s: %s takes no value\n", options->verb->name, where);
        return EXIT_USAGE;
    }
    if (option->kind == OPTION_LEVEL && !value) {
        *used = argc > 1 && quantity_is_level(argv[1]);
        value = *used ? argv[1] : "-1";
    }
    if (option->kind == OPTION_PORT && !value)
        value = "";
    if (option->kind != OPTION_FLAG && !value) {
        if (argc < 2) {
            fprintf(stderr, "leat %s: %s needs a value: %s\n", options->verb->name,
                    where, option->value);
            return EXIT_USAGE;
        }
        value = argv[1];
        *used = 1;
    }
    return option_set(options, option, value, ORIGIN_FLAG, where);
}

static bool takes_many(const struct verb *verb)
{
    return strstr(verb->argument, "...") != NULL;
}

static int read_argument(struct options *options, const char *text)
{
    const struct verb *verb = options->verb;
    char plain[OPTION_SHOWN];

    if (takes_many(verb) && options->n_words < OPTIONS_WORDS) {
        options->word[options->n_words++] = text;
        options->argument = options->word[0];
        return 0;
    }
    if (options->argument || !*verb->argument) {
        fprintf(stderr,
                "leat %s: '%s' is one argument too many; usage: leat %s "
                "[OPTION...]%s%s\n",
                verb->name, option_shown(text, plain), verb->name,
                *verb->argument ? " " : "", verb->argument);
        return EXIT_USAGE;
    }
    options->argument = text;
    return 0;
}

/* -6db is an argument where there may be many. */
static bool is_option(const struct verb *verb, const char *text)
{
    if (text[0] != '-' || !text[1])
        return false;
    return !(takes_many(verb) &&
             (text[1] == '.' || (text[1] >= '0' && text[1] <= '9')));
}

int options_parse(struct options *options, const struct verb *verb, int argc,
                  char **argv)
{
    bool only_arguments = false;
    int used, err;

    *options = (struct options){
        .verb = verb,
        .tail = {TAIL_S, QUANTITY_SECONDS},
        .osc = OSC_PORT,
        .seed = SEED,
        .max_xruns = UINT64_MAX,
        .max_drops = UINT64_MAX,
    };
    err = settings_read(options);
    for (int i = 0; i < argc && !err; i++) {
        if (!only_arguments && strcmp(argv[i], "--") == 0) {
            only_arguments = true;
        } else if (!only_arguments && is_option(verb, argv[i])) {
            err = read_option(options, argc - i, argv + i, &used);
            i += used;
        } else {
            err = read_argument(options, argv[i]);
        }
    }
    return err;
}

/* What an option does, its words, and the variable that sets it as well. */
static void describe(const struct option *option, char *text, size_t size)
{
    const bool chooses = option->kind == OPTION_CHOICE || option->kind == OPTION_GROUPS;
    char name[32];

    str_format(text, size, "%s%s%s%s%s%s", option->help, chooses ? ": " : "",
               chooses ? option->value : "", option->setting ? " [" : "",
               option->setting ? option_variable(option, name) : "",
               option->setting ? "]" : "");
}

static void help_option(FILE *file, const struct option *option)
{
    const char *value = option->kind == OPTION_CHOICE   ? "WHICH"
                        : option->kind == OPTION_GROUPS ? "WHICH[:NODES]"
                                                        : option->value;
    char left[64], text[256];

    str_format(left, sizeof(left), "%c%c%s--%s%s%s", option->letter ? '-' : ' ',
               option->letter ? option->letter : ' ', option->letter ? ", " : "  ",
               option->name, value && option->kind != OPTION_PORT ? " " : "",
               value ? value : "");
    describe(option, text, sizeof(text));
    help_line(file, LEFT, left, text);
}

void options_help(FILE *file, const struct verb *verb, bool rare)
{
    const struct option *option;

    for (unsigned i = 0; (option = option_at(i)); i++)
        if (option->verbs & verb->bit && !!(option->rare & verb->bit) == rare)
            help_option(file, option);
}
