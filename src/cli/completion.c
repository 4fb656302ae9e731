/* SPDX-License-Identifier: MIT */
/* completion: what can stand behind options and verbs, for all shells. */
#include "cli/completion.h"

#include <string.h>

#include <leat/node.h>

#include "cli/ctl_words.h"
#include "lang/builtin.h"
#include "lang/catalogue.h"

enum completion_kind completion_of_option(const struct option *option)
{
    switch (option->kind) {
    case OPTION_FLAG:
        return COMPLETION_NOTHING;
    case OPTION_CHOICE:
    case OPTION_GROUPS:
    case OPTION_CHANNEL:
        return COMPLETION_WORDS;
    case OPTION_PORT:
    case OPTION_LEVEL:
        return COMPLETION_MAYBE;
    case OPTION_TEXT:
        return strcmp(option->value, "FILE") == 0 ||
                       strcmp(option->value, "DIR") == 0 ||
                       strcmp(option->value, "PATH") == 0 ||
                       strcmp(option->value, "PROGRAM") == 0
                   ? COMPLETION_FILE
                   : COMPLETION_UNKNOWN;
    default:
        return COMPLETION_UNKNOWN;
    }
}

enum completion_kind completion_of_verb(const struct verb *verb)
{
    if (verb->bit & (VERB_NODES | VERB_EXPLAIN | VERB_CTL | VERB_COMPLETION))
        return COMPLETION_WORDS;
    return *verb->argument ? COMPLETION_FILE : COMPLETION_NOTHING;
}

void completion_option_words(FILE *file, const struct option *option)
{
    fputs(option->kind == OPTION_CHANNEL ? "all mix" : option->value, file);
}

static void put_nodes(FILE *file)
{
    const struct leat_node_class *class;
    const struct builtin *word;

    for (size_t i = 0; (class = leat_node_class_at(i)); i++)
        fprintf(file, " %s", class->name);
    for (size_t i = 0; (word = builtin_at(i)); i++)
        fprintf(file, " %s", word->name);
}

void completion_verb_words(FILE *file, const struct verb *verb)
{
    const struct catalogue_code *code;
    const struct ctl_word *word;
    char name[CATALOGUE_NAME_SIZE];

    switch (verb->bit) {
    case VERB_COMPLETION:
        fputs("bash zsh fish", file);
        break;
    case VERB_CTL:
        for (unsigned i = 0; (word = ctl_word_at(i)); i++)
            fprintf(file, "%s%s", i > 0 ? " " : "", word->name);
        break;
    case VERB_EXPLAIN:
        for (size_t i = 0; (code = catalogue_code_at(i)); i++)
            fprintf(file, " %s", catalogue_code_name(code, name));
        put_nodes(file);
        break;
    default:
        put_nodes(file);
    }
}

void completion_quoted(FILE *file, const char *text, const char *special)
{
    for (; *text; text++) {
        if (*text == '\'') {
            fputs("'\\''", file);
            continue;
        }
        if (strchr(special, *text))
            putc('\\', file);
        putc(*text, file);
    }
}
