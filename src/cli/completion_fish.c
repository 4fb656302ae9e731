/* SPDX-License-Identifier: MIT */
/* completion_fish: lines for fish. */
#include "cli/completion.h"

/* In single quotes of fish a backslash stands before these two; completion_quoted()
 * treats the quote as other shells do, which fish reads too. */
#define SPECIAL "\\"

static void put_option(FILE *file, const struct verb *verb, const struct option *option)
{
    const enum completion_kind kind = completion_of_option(option);

    fprintf(file, "complete -c leat -n '__fish_seen_subcommand_from %s' -l %s",
            verb->name, option->name);
    if (option->letter)
        fprintf(file, " -s %c", option->letter);
    if (kind == COMPLETION_FILE)
        fputs(" -r -F", file);
    if (kind == COMPLETION_UNKNOWN)
        fputs(" -x", file);
    if (kind == COMPLETION_WORDS) {
        fputs(" -x -a '", file);
        completion_option_words(file, option);
        fputs("'", file);
    }
    fputs(" -d '", file);
    completion_quoted(file, option->help, SPECIAL);
    fputs("'\n", file);
}

static void put_verb(FILE *file, const struct verb *verb)
{
    const enum completion_kind kind = completion_of_verb(verb);
    const struct option *option;

    fprintf(file, "complete -c leat -n __fish_use_subcommand -a %s -d '", verb->name);
    completion_quoted(file, verb->summary, SPECIAL);
    fputs("'\n", file);
    for (unsigned i = 0; (option = option_at(i)); i++)
        if (option->verbs & verb->bit)
            put_option(file, verb, option);
    if (kind == COMPLETION_FILE)
        fprintf(file, "complete -c leat -n '__fish_seen_subcommand_from %s' -F\n",
                verb->name);
    if (kind == COMPLETION_WORDS) {
        fprintf(file, "complete -c leat -n '__fish_seen_subcommand_from %s' -a '",
                verb->name);
        completion_verb_words(file, verb);
        fputs("'\n", file);
    }
}

void completion_fish(FILE *file)
{
    const struct verb *verb;

    fputs("# Printed by leat completion fish.\ncomplete -c leat -f\n"
          "complete -c leat -n __fish_use_subcommand -a help"
          " -d 'say what a verb does'\n",
          file);
    for (unsigned i = 0; (verb = verb_at(i)); i++)
        put_verb(file, verb);
}
