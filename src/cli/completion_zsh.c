/* SPDX-License-Identifier: MIT */
/* completion_zsh: a function for zsh. */
#include "cli/completion.h"

/* Characters that mean something in a specification of _arguments. */
#define SPECIAL "[]:\\"

static void put_value(FILE *file, const struct option *option)
{
    const enum completion_kind kind = completion_of_option(option);

    if (kind == COMPLETION_NOTHING)
        return;
    fputs(kind == COMPLETION_MAYBE ? "::" : ":", file);
    completion_quoted(file, option->name, SPECIAL);
    fputs(":", file);
    if (kind == COMPLETION_FILE)
        fputs("_files", file);
    if (kind == COMPLETION_WORDS) {
        fputs("(", file);
        completion_option_words(file, option);
        fputs(")", file);
    }
}

static void put_option(FILE *file, const struct option *option)
{
    const char *equals = completion_of_option(option) == COMPLETION_NOTHING ? "" : "=";

    fputs(" \\\n            ", file);
    if (option->letter)
        fprintf(file, "'(-%c --%s)'{-%c,--%s%s}'[", option->letter, option->name,
                option->letter, option->name, equals);
    else
        fprintf(file, "'--%s%s[", option->name, equals);
    completion_quoted(file, option->help, SPECIAL);
    fputs("]", file);
    put_value(file, option);
    fputs("'", file);
}

static void put_verb(FILE *file, const struct verb *verb)
{
    const enum completion_kind kind = completion_of_verb(verb);
    const struct option *option;

    fprintf(file, "    %s)\n        _arguments", verb->name);
    for (unsigned i = 0; (option = option_at(i)); i++)
        if (option->verbs & verb->bit)
            put_option(file, option);
    if (kind == COMPLETION_FILE)
        fputs(" \\\n            '*:file:_files'", file);
    if (kind == COMPLETION_WORDS) {
        fputs(" \\\n            '*:word:(", file);
        completion_verb_words(file, verb);
        fputs(")'", file);
    }
    fputs("\n        ;;\n", file);
}

void completion_zsh(FILE *file)
{
    const struct verb *verb;

    fputs("#compdef leat\n# Printed by leat completion zsh.\n_leat()\n{\n"
          "    local -a verbs\n    verbs=(\n        'help:say what a verb does'\n",
          file);
    for (unsigned i = 0; (verb = verb_at(i)); i++) {
        fprintf(file, "        '%s:", verb->name);
        completion_quoted(file, verb->summary, "");
        fputs("'\n", file);
    }
    fputs("    )\n"
          "    if ((CURRENT == 2)) || [[ ${words[2]} == help ]]; then\n"
          "        _describe verb verbs\n"
          "        return\n"
          "    fi\n"
          "    local verb=${words[2]}\n"
          "    shift words\n"
          "    ((CURRENT--))\n"
          "    case $verb in\n",
          file);
    for (unsigned i = 0; (verb = verb_at(i)); i++)
        put_verb(file, verb);
    fputs("    esac\n}\n"
          "if [[ ${funcstack[1]} == _leat ]]; then\n    _leat \"$@\"\n"
          "else\n    compdef _leat leat\nfi\n",
          file);
}
