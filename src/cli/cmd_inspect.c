/* SPDX-License-Identifier: MIT */
/* cmd_inspect: leat inspect: what a sound file is, or what a program becomes. */
#include <inttypes.h>
#include <stdio.h>

#include <leat/err.h>

#include "cli/graph_view.h"
#include "cli/report.h"
#include "cli/source.h"
#include "io/sound_file.h"

static void print_sound(const char *name, const struct sound_info *info)
{
    char length[32];

    printf("%s: %s, %s%s\n", name, info->container, info->encoding,
           info->exact ? "" : ", lossy");
    if (info->length >= 0)
        printf("length    %s (%" PRId64 " frames)\n",
               quantity_clock((double)info->length / info->rate_hz, length),
               info->length);
    else
        printf("length    not known before it has been read\n");
    printf("rate      %g Hz\nchannels  %u", info->rate_hz, info->channels);
    if (info->mask)
        printf(" (mask 0x%x)", info->mask);
    printf("\n");
    if (info->is_cut)
        printf("cut       it ends before its header says\n");
    for (unsigned i = 0; i < SOUND_N_TAGS; i++)
        if (info->tag[i][0])
            printf("%-9s %s\n", sound_tag_name(i), info->tag[i]);
}

static void print_sound_json(const char *name, const struct sound_info *info)
{
    struct json json;

    json_to_file(&json, stdout);
    json_object(&json);
    json_key_string(&json, "file", name);
    json_key_string(&json, "container", info->container);
    json_key_string(&json, "encoding", info->encoding);
    json_key(&json, "exact");
    json_bool(&json, info->exact);
    json_key(&json, "frames");
    json_integer(&json, info->length);
    json_key(&json, "rate");
    json_number(&json, info->rate_hz);
    json_key(&json, "channels");
    json_unsigned(&json, info->channels);
    json_key(&json, "mask");
    json_unsigned(&json, info->mask);
    json_key(&json, "cut");
    json_bool(&json, info->is_cut);
    json_key(&json, "tags");
    json_object(&json);
    for (unsigned i = 0; i < SOUND_N_TAGS; i++) {
        if (!info->tag[i][0])
            continue;
        json_key_string(&json, sound_tag_name(i), info->tag[i]);
    }
    json_end(&json);
    json_end(&json);
    json_finish(&json, NULL);
}

static int inspect_sound(const struct options *options, const char *name,
                         struct leat_diag *diag)
{
    struct sound_reader *reader = NULL;
    struct sound_info info;
    int err = sound_reader_open(NULL, name, &reader, &info, diag);

    if (err < 0)
        return err;
    if (options->json)
        print_sound_json(name, &info);
    else
        print_sound(name, &info);
    sound_reader_close(&reader);
    return 0;
}

static int inspect_program(const struct options *options, struct source *source,
                           struct leat_diag *diag)
{
    int err = source_check(source, options, diag);

    if (err < 0 || (err = source_build(source, false, diag)) < 0)
        return err;
    if (options->dot)
        err = graph_view_dot(source->graph, options->rate_hz, stdout, diag);
    else if (options->json)
        err = graph_view_json(source->graph, options->rate_hz, stdout, diag);
    else
        err = graph_view_text(source->graph, options->rate_hz, options->caps, stdout,
                              diag);
    source_locate(source, diag);
    return err;
}

int cmd_inspect(const struct options *options)
{
    struct source source = {0};
    struct leat_diag diag = {0};
    int err, code;

    if (!options->argument) {
        report_line(options, "inspect what? usage: leat inspect [OPTION...] PROGRAM");
        return EXIT_USAGE;
    }
    err = source_open(&source, options->argument, &diag);
    if (err >= 0)
        err = source.is_sound && !options->caps && !options->dot
                  ? inspect_sound(options, source.name, &diag)
                  : inspect_program(options, &source, &diag);
    code = report_exit(options, err, &diag);
    if (err < 0 && options->json)
        report_json_alone(&diag);
    source_close(&source);
    return code;
}
