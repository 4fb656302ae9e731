/* SPDX-License-Identifier: MIT */
/* completion_bash: a script for bash. */
#include "cli/completion.h"

/* The words before the cursor are cut at =, so --bits=16 is three. */
static const char head[] =
    "# Printed by leat completion bash.\n"
    "_leat()\n"
    "{\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local verb= options= words= kind=\n"
    "    COMPREPLY=()\n"
    "    if [[ $cur == = ]]; then\n"
    "        cur=\n"
    "    elif [[ $prev == = ]]; then\n"
    "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    if ((COMP_CWORD > 1)); then\n"
    "        verb=${COMP_WORDS[1]}\n"
    "    fi\n"
    "    case $verb in\n";
static const char foot[] =
    "    esac\n"
    "    case $kind in\n"
    "    words)\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
    "        ;;\n"
    "    file)\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
    "        ;;\n"
    "    esac\n"
    "}\n"
    "complete -F _leat leat\n";

static void put_names(FILE *file, const struct option *option, const char *between)
{
    fprintf(file, "--%s", option->name);
    if (option->letter)
        fprintf(file, "%s-%c", between, option->letter);
}

/* What stands behind one option. */
static void put_value(FILE *file, const struct option *option)
{
    const enum completion_kind kind = completion_of_option(option);

    if (kind == COMPLETION_NOTHING || kind == COMPLETION_MAYBE)
        return;
    fputs("        ", file);
    put_names(file, option, " | ");
    fputs(") ", file);
    if (kind == COMPLETION_WORDS) {
        fputs("kind=words words='", file);
        completion_option_words(file, option);
        fputs("'", file);
    } else {
        fputs(kind == COMPLETION_FILE ? "kind=file" : "kind=unknown", file);
    }
    fputs(" ;;\n", file);
}

static void put_verb(FILE *file, const struct verb *verb)
{
    const enum completion_kind kind = completion_of_verb(verb);
    const struct option *option;

    fprintf(file, "    %s)\n        options='", verb->name);
    for (unsigned i = 0; (option = option_at(i)); i++)
        if (option->verbs & verb->bit)
            fprintf(file, "--%s ", option->name);
    fputs("'\n        case $prev in\n", file);
    for (unsigned i = 0; (option = option_at(i)); i++)
        if (option->verbs & verb->bit)
            put_value(file, option);
    fputs("        *)\n            if [[ $cur == -* ]]; then\n"
          "                kind=words words=$options\n",
          file);
    if (kind == COMPLETION_WORDS) {
        fputs("            else\n                kind=words words='", file);
        completion_verb_words(file, verb);
        fputs("'\n", file);
    } else if (kind == COMPLETION_FILE) {
        fputs("            else\n                kind=file\n", file);
    }
    fputs("            fi\n            ;;\n        esac\n        ;;\n", file);
}

void completion_bash(FILE *file)
{
    const struct verb *verb;

    fputs(head, file);
    fputs("    '' | help)\n        kind=words words='help", file);
    for (unsigned i = 0; (verb = verb_at(i)); i++)
        fprintf(file, " %s", verb->name);
    fputs(" --help --version'\n        ;;\n", file);
    for (unsigned i = 0; (verb = verb_at(i)); i++)
        put_verb(file, verb);
    fputs(foot, file);
}
