/* SPDX-License-Identifier: MIT */
/* settings: options from the environment and from leat.conf. */
#include "cli/settings.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/environment.h"
#include "cli/option_table.h"

static const char *const origin_names[] = {
    [ORIGIN_DEFAULT] = "default",
    [ORIGIN_USER] = "user file",
    [ORIGIN_PROJECT] = "project file",
    [ORIGIN_ENVIRONMENT] = "environment",
    [ORIGIN_FLAG] = "flag",
};

static char *trim(char *text)
{
    char *end = text + strlen(text);

    while (end > text && isspace((unsigned char)end[-1]))
        *--end = 0;
    return text + strspn(text, " \t\r");
}

static int read_line(struct options *options, char *line, enum options_origin origin,
                     const char *where)
{
    char *equals = strchr(line, '=');
    const struct option *option;
    const char *near;

    line = trim(line);
    if (!*line || *line == '#')
        return 0;
    if (!equals) {
        fprintf(stderr, "leat: %s: '%s' is no setting; write it like: rate = 48000\n",
                where, line);
        return EXIT_USAGE;
    }
    *equals = 0;
    line = trim(line);
    option = option_find(line, strlen(line), options->verb->bit);
    if (!option || !option->setting) {
        near = option_nearest(line, VERBS_ALL, true);
        fprintf(stderr, "leat: %s: there is no setting '%s'", where, line);
        if (near)
            fprintf(stderr, "; did you mean '%s'?\n", near);
        else
            fprintf(stderr, "; leat doctor lists them\n");
        return EXIT_USAGE;
    }
    return option_set(options, option, trim(equals + 1), origin, where);
}

static int read_file(struct options *options, const char *path,
                     char text[SETTINGS_FILE_SIZE], enum options_origin origin)
{
    FILE *file = fopen(path, "r");
    unsigned number = 0;
    char where[600];
    size_t size;
    int err = 0;

    if (!file)
        return 0; /* nobody needs one */
    size = fread(text, 1, SETTINGS_FILE_SIZE, file);
    fclose(file);
    if (size == SETTINGS_FILE_SIZE) {
        fprintf(stderr, "leat: %s is longer than the %d bytes that settings need\n",
                path, SETTINGS_FILE_SIZE - 1);
        return EXIT_USAGE;
    }
    text[size] = 0;
    for (char *line = text, *next; line && !err; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = 0;
        str_format(where, sizeof(where), "%s:%u", path, ++number);
        err = read_line(options, line, origin, where);
    }
    return err;
}

int settings_read(struct options *options)
{
    const struct option *option;
    char path[512], name[32];
    int err = 0;

    if (*settings_user_file(path))
        err = read_file(options, path, options->user_file, ORIGIN_USER);
    if (!err)
        err = read_file(options, "leat.conf", options->project_file, ORIGIN_PROJECT);
    if (!err)
        err = environment_read(options);
    for (unsigned i = 0; (option = option_at(i)) && !err; i++) {
        const char *value =
            option->setting ? getenv(option_variable(option, name)) : NULL;
        if (value && *value)
            err = option_set(options, option, value, ORIGIN_ENVIRONMENT, name);
    }
    return err;
}

const char *settings_user_file(char path[512])
{
    const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

    path[0] = 0;
    if (folder && *folder)
        str_format(path, 512, "%s/leat/leat.conf", folder);
    else if (home && *home)
        str_format(path, 512, "%s/.config/leat/leat.conf", home);
    return path;
}

bool settings_at(const struct options *options, unsigned index, struct setting *setting)
{
    const struct option *option;

    for (unsigned i = 0; (option = option_at(i)); i++) {
        if (!option->setting || index-- > 0)
            continue;
        setting->name = option->name;
        setting->origin = options->origin[i];
        setting->value[0] = 0;
        option_variable(option, setting->variable);
        if (setting->origin != ORIGIN_DEFAULT)
            option_print(options, option, setting->value, sizeof(setting->value));
        return true;
    }
    return false;
}

const char *settings_origin_name(enum options_origin origin)
{
    return origin_names[origin];
}
