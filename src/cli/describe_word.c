/* SPDX-License-Identifier: MIT */
/* describe_word: a word of the language that is no class of nodes. */
#include "cli/describe_word.h"

#include <string.h>

const char *describe_word_family(const struct builtin *word)
{
    if (strcmp(word->module, "Math") == 0)
        return "words of numbers";
    return strcmp(word->module, "Generate") == 0 ? "words of material"
                                                 : "words of the language";
}

/* A program of one line or of several, each behind `indent`. */
static void print_example(FILE *file, const char *indent, const char *example)
{
    for (const char *line = example, *end; *line; line = *end ? end + 1 : end) {
        end = line + strcspn(line, "\n");
        fprintf(file, "%s%.*s\n", indent, (int)(end - line), line);
    }
}

void describe_word_text(FILE *file, const struct builtin *word)
{
    fprintf(file, "%s: %s\n  family: %s\n", word->name, word->summary,
            describe_word_family(word));
    print_example(file, "  ", word->example);
    if (*word->params)
        fprintf(file, "  takes: %s\n", word->params);
}

void describe_word_markdown(FILE *file, const struct builtin *word)
{
    fprintf(file, "\n### %s\n\n%s\n\n", word->name, word->summary);
    print_example(file, "    ", word->example);
    if (*word->params)
        fprintf(file, "\nTakes: %s\n", word->params);
}

void describe_word_json(struct json *json, const struct builtin *word)
{
    const struct {
        const char *key, *text;
    } members[] = {
        {"name", word->name},       {"summary", word->summary},
        {"example", word->example}, {"family", describe_word_family(word)},
        {"takes", word->params},
    };

    json_object(json);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        json_key_string(json, members[i].key, members[i].text);
    }
    json_end(json);
}
