/* SPDX-License-Identifier: MIT */
/* cmd_analyze: leat analyze FILE: what a sound file measures, and a picture of it. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <leat/err.h>

#include "cli/report.h"
#include "cli/sound_figures.h"
#include "cli/sound_plot.h"
#include "io/file_path.h"

/* Pictures are PNG, and their names say so. */
static int check_ending(const char *picture, struct leat_diag *diag)
{
    char ending[16];
    struct stat there;
    size_t n = strlen(picture);

    file_path_ending(picture, ending, sizeof(ending));
    if (strcmp(ending, "png") == 0)
        return 0;
    if (stat(picture, &there) == 0 && S_ISDIR(there.st_mode)) {
        while (n > 1 && picture[n - 1] == '/')
            n--;
        leat_diag_add(diag, LEAT_ERROR, 802, "`%.100s` is a folder.", picture);
        leat_diag_hint(diag, "Add a name, such as `%.*s/sound.png`.",
                       (int)(n < 100 ? n : 100), picture);
    } else if (ending[0]) {
        leat_diag_add(diag, LEAT_ERROR, 803, "I cannot draw as `.%s` (`%.100s`).",
                      ending, picture);
        leat_diag_hint(diag, "Endings I can draw: png");
    } else {
        leat_diag_add(diag, LEAT_ERROR, 803,
                      "The name `%.100s` has no ending that says what to draw.",
                      picture);
        leat_diag_hint(diag, "Endings I can draw: png");
    }
    return LEAT_ERR_INVALID;
}

/* The picture must not take the place of the sound, however both are called. */
static int check_plot(const struct options *options, struct leat_diag *diag)
{
    struct stat sound, picture;

    if (!options->plot)
        return 0;
    if (stat(options->plot, &picture) != 0 || stat(options->argument, &sound) != 0 ||
        sound.st_dev != picture.st_dev || sound.st_ino != picture.st_ino)
        return check_ending(options->plot, diag);
    leat_diag_add(diag, LEAT_ERROR, 802,
                  "The picture `%.100s` would replace the sound `%.100s`: they are one "
                  "file.",
                  options->plot, options->argument);
    leat_diag_hint(diag, "Give the picture a name of its own, with -p.");
    return LEAT_ERR_INVALID;
}

/* The frames that --from and --to mean, or why they cannot. */
static int choose_part(const struct options *options, struct sound_part *part,
                       struct leat_diag *diag)
{
    struct sound_stretch whole;
    int err;

    *part = (struct sound_part){.path = options->argument, .to = INT64_MAX};
    err = sound_stretch_open(&whole, part, diag);
    if (err < 0)
        return err;
    const double rate_hz = whole.info.rate_hz;
    sound_stretch_close(&whole);
    part->from = (int64_t)(quantity_seconds(options->from, rate_hz, 0) * rate_hz + 0.5);
    if (options->to.value > 0)
        part->to = (int64_t)(quantity_seconds(options->to, rate_hz, 0) * rate_hz + 0.5);
    if (part->from < part->to)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 401, "Nothing lies between --from and --to.");
    leat_diag_hint(diag, "The second time should be the later one.");
    return LEAT_ERR_RANGE;
}

/* A part that begins behind the end is a mistake, an empty file is not. */
static int check_part(const struct sound_part *part, const struct measure *measure,
                      struct leat_diag *diag)
{
    if (measure->frames > 0 || part->from == 0)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 401, "`%.100s` ends before --from.", part->path);
    leat_diag_hint(diag, "`leat inspect` says how long a file is.");
    return LEAT_ERR_RANGE;
}

/* The channel that --channel wishes exists, drawn or not. */
static int check_channel(const struct options *options,
                         const struct sound_figures *figures, struct leat_diag *diag)
{
    const uint32_t wish = options->channel;

    if (wish == CHANNEL_UNSAID || wish == CHANNEL_ALL || wish == CHANNEL_MIX ||
        wish <= figures->n)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 401, "There is no channel %u in `%.100s`.", wish,
                  options->argument);
    leat_diag_hint(diag, "It has %u, counted from 1.", figures->n);
    return LEAT_ERR_RANGE;
}

static void print_json(const struct options *options, const struct sound_part *part,
                       const struct sound_figures *figures)
{
    struct json json;

    json_to_file(&json, stdout);
    json_object(&json);
    json_key_string(&json, "file", options->argument);
    json_key(&json, "from_frame");
    json_integer(&json, part->from);
    sound_figures_json(figures, &json);
    json_key_string(&json, "plot", options->plot);
    json_end(&json);
    json_finish(&json, NULL);
}

int cmd_analyze(const struct options *options)
{
    struct sound_figures figures = {0};
    struct leat_diag diag = {0};
    struct sound_part part;
    int err, code;

    if (!options->argument) {
        report_line(options, "which sound file? usage: leat analyze [OPTION...] FILE");
        return EXIT_USAGE;
    }
    if ((err = check_plot(options, &diag)) >= 0 &&
        (err = choose_part(options, &part, &diag)) >= 0 &&
        (err = sound_figures_take(&figures, &part, &diag)) >= 0)
        err = check_part(&part, &figures.whole, &diag);
    if (err >= 0)
        err = check_channel(options, &figures, &diag);
    if (err >= 0 && options->plot && figures.whole.frames > 0)
        err = sound_plot(options, &part, figures.whole.frames, &diag);
    if (err >= 0 && options->json)
        print_json(options, &part, &figures);
    else if (err >= 0)
        sound_figures_print(&figures, stdout);
    sound_figures_finish(&figures);
    code = report_exit(options, err, &diag);
    if (err < 0 && options->json)
        report_json_alone(&diag);
    return code;
}
