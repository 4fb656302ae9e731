/* SPDX-License-Identifier: MIT */
/* source: what a program argument turns out to be, and the graph it makes. */
#include "cli/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <leat/err.h>

#include "io/file_path.h"

enum { SIZE_MAX_TEXT = 64 << 20 }; /* bytes of a program */

static int read_all(struct source *source, FILE *file, struct leat_diag *diag)
{
    size_t room = 0;

    do {
        room = room ? 2 * room : 1 << 16;
        char *text = realloc(source->text, room);
        if (!text)
            return LEAT_ERR_NOMEM;
        source->text = text;
        source->size +=
            fread(source->text + source->size, 1, room - 1 - source->size, file);
    } while (source->size == room - 1 && room <= SIZE_MAX_TEXT);
    source->text[source->size] = 0;
    if (ferror(file)) {
        leat_diag_add(diag, LEAT_ERROR, 803, "%s cannot be read: %s.", source->name,
                      file_path_reason(errno));
        return LEAT_ERR_IO;
    }
    if (source->size < room - 1)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 106, "%s is longer than the %d MB of a program.",
                  source->name, SIZE_MAX_TEXT >> 20);
    return LEAT_ERR_LIMIT;
}

int source_read_file(struct source *source, struct leat_diag *diag)
{
    FILE *file = fopen(source->name, "rb");
    int err;

    if (!file)
        return file_path_unreadable(errno, source->name, source->name, diag);
    err = read_all(source, file, diag);
    fclose(file);
    return err;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

/* Whether a text that names no file was meant as a name: one word with an ending, or a
 * path.  Programs hold calls, strings and blanks. */
static bool looks_like_path(const char *text)
{
    return !strpbrk(text, "()|\"\n= ") && strpbrk(text, "./");
}

int source_open(struct source *source, const char *argument, struct leat_diag *diag)
{
    struct stat there;

    *source = (struct source){.name = argument};
    if (strcmp(argument, "-") == 0) {
        source->name = "<stdin>";
        return read_all(source, stdin, diag);
    }
    if (ends_with(argument, ".syn"))
        return source_read_file(source, diag);
    if (stat(argument, &there) == 0 || looks_like_path(argument)) {
        source->is_sound = true;
        return 0;
    }
    source->name = NULL;
    source->size = strlen(argument);
    source->text = strdup(argument);
    return source->text ? 0 : LEAT_ERR_NOMEM;
}

/* The files of its folder: where nothing plays, nothing is written. */
static void find_files(struct source *source, const struct options *o)
{
    const char *name = source->is_sound ? NULL : source->name;

    if (source->files)
        return;
    (void)program_files_begin(&source->folder, name, o->allow_files);
    source->folder.reads_only = (o->verb->bit & (VERB_CHECK | VERB_INSPECT)) != 0;
    source->table = program_files_of(&source->folder);
    source->files = &source->table;
}

int source_check(struct source *source, const struct options *o, struct leat_diag *diag)
{
    find_files(source, o);
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .file = source->name,
                                                 .rate_hz = o->rate_hz,
                                                 .bpm = o->tempo,
                                                 .steps = o->steps,
                                                 .files = source->files,
                                                 .seed = o->seed,
                                                 .devices = leat_device_list};

    if (source->is_sound)
        return 0;
    return leat_program_create(source->text, source->size, &options, &source->program,
                               diag);
}

/* A graph that plays a sound file. */
static int build_player(struct source *source, struct leat_diag *diag)
{
    uint32_t file, output, link;
    struct leat_edit *edit;
    int err = leat_graph_begin(source->graph, &edit), path;

    if (err < 0)
        return err;
    if ((err = leat_edit_add(edit, "file_in", NULL, &file, diag)) < 0 ||
        (err = leat_edit_add(edit, "output", NULL, &output, diag)) < 0)
        goto fail;
    path = leat_node_param_find(leat_node_class_find("file_in"), "path");
    if ((err = leat_edit_set_text(edit, file, (uint32_t)path, source->name, diag)) < 0)
        goto fail;
    const struct leat_link between = leat_link_between(file, 0, output, 0);
    if ((err = leat_edit_link(edit, &between, &link, diag)) < 0)
        goto fail;
    return leat_edit_commit(&edit, LEAT_AT_QUANTUM, diag);
fail:
    leat_edit_abort(&edit);
    return err;
}

int source_allow_overwriting(struct source *source, struct leat_diag *diag)
{
    const float yes = 1.0f;
    struct leat_node_info info;
    struct leat_edit *edit;
    int err = leat_graph_begin(source->graph, &edit);

    if (err < 0)
        return err;
    for (uint32_t i = 0; leat_graph_node_at(source->graph, i, &info) >= 0; i++) {
        const int param = leat_node_param_find(info.node_class, "force");
        if (param < 0)
            continue;
        err = leat_edit_set(edit, info.node, (uint32_t)param, &yes, 1, diag);
        if (err < 0) {
            leat_edit_abort(&edit);
            return err;
        }
    }
    return leat_edit_commit(&edit, LEAT_AT_QUANTUM, diag);
}

int source_build(struct source *source, bool force, struct leat_diag *diag)
{
    int err = leat_graph_create(&source->graph);

    if (err < 0)
        return err;
    err = source->is_sound ? build_player(source, diag)
                           : leat_program_build(source->program, source->graph, diag);
    if (err >= 0 && force)
        err = source_allow_overwriting(source, diag);
    source_locate(source, diag);
    return err;
}

double source_tempo(const struct source *source, const struct options *options)
{
    const double own = source->program ? leat_program_bpm(source->program) : 0.0;

    return own > 0.0 ? own : options->tempo;
}

void source_locate(const struct source *source, struct leat_diag *diag)
{
    if (source->program)
        leat_program_locate(source->program, diag);
}

void source_close(struct source *source)
{
    leat_graph_destroy(&source->graph);
    leat_program_destroy(&source->program);
    free(source->text);
    source->text = NULL;
}
