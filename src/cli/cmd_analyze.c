/* SPDX-License-Identifier: MIT */
/* cmd_analyze: leat analyze FILE: what a sound file measures, and a picture of it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <leat/err.h>

#include "base/math.h"
#include "cli/gauge.h"
#include "cli/measure.h"
#include "cli/report.h"
#include "cli/sound_plot.h"
#include "cli/sound_window.h"
#include "io/file_path.h"

struct findings {
    struct measure measure;
    double centroid_hz; /* mean frequency, weighed by power */
};

/* Levels and loudness, over all channels. */
static int measure_levels(struct findings *found, struct sound_reader *reader,
                          const struct sound_info *info)
{
    struct measure *measure = &found->measure;
    struct gauge gauge = {0};
    float *piece = malloc(sizeof(float) * HOSTED_FRAMES * info->channels);
    const int err = piece
                        ? gauge_init(&gauge, info->channels, info->mask, info->rate_hz)
                        : LEAT_ERR_NOMEM;

    *measure =
        (struct measure){.with_peak = true, .with_stats = true, .with_hash = true};
    measure_init(measure, info->channels, info->rate_hz);
    for (uint32_t n;
         err >= 0 && (n = sound_reader_read(reader, piece, HOSTED_FRAMES));) {
        measure_add(measure, piece, n);
        gauge_add(&gauge, piece, n);
    }
    gauge_finish(&gauge, measure);
    free(piece);
    return err;
}

static int measure_centroid(struct findings *found, struct sound_reader *reader,
                            const struct sound_info *info)
{
    double sum = 0.0, weighed = 0.0;
    struct sound_window window;
    const int err = sound_window_init(&window, reader, info->channels);

    for (int64_t at = -SOUND_WINDOW / 2; err >= 0 && at < found->measure.frames;
         at += SOUND_WINDOW / 2) {
        sound_window_go(&window, at);
        sound_window_transform(&window);
        for (int bin = 1; bin < SOUND_WINDOW_BINS; bin++) {
            sum += (double)window.power[bin];
            weighed += (double)window.power[bin] * bin;
        }
    }
    found->centroid_hz =
        sum > 1e-20 ? weighed / sum * info->rate_hz / SOUND_WINDOW : 0.0;
    sound_window_finish(&window);
    return err;
}

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

static int analyze(const struct options *options, struct findings *found,
                   struct leat_diag *diag)
{
    struct sound_reader *reader;
    struct sound_info info;
    int err = sound_reader_open(NULL, options->argument, &reader, &info, diag);

    if (err < 0)
        return err;
    err = measure_levels(found, reader, &info);
    sound_reader_close(&reader);
    if (err < 0 ||
        (err = sound_reader_open(NULL, options->argument, &reader, &info, diag)) < 0)
        return err;
    err = measure_centroid(found, reader, &info);
    sound_reader_close(&reader);
    return err;
}

static double crest_db(const struct findings *found)
{
    const double rms = measure_rms(&found->measure);

    return rms > 0.0 ? 20.0 * math_log10_d((double)found->measure.peak / rms) : 0.0;
}

static void print(const struct findings *found)
{
    measure_print(&found->measure, stdout);
    printf("crest   %.1f dB\n", crest_db(found));
    printf("middle  %.1f Hz (centroid)\n", found->centroid_hz);
}

static void print_json(const struct options *options, const struct findings *found)
{
    struct json json;

    json_to_file(&json, stdout);
    json_object(&json);
    json_key(&json, "file");
    json_string(&json, options->argument);
    measure_json(&found->measure, &json);
    json_key(&json, "crest_db");
    json_number(&json, crest_db(found));
    json_key(&json, "centroid_hz");
    json_number(&json, found->centroid_hz);
    json_key(&json, "plot");
    json_string(&json, options->plot);
    json_end(&json);
    json_finish(&json, NULL);
}

int cmd_analyze(const struct options *options)
{
    struct findings found = {0};
    struct leat_diag diag = {0};
    int err, code;

    if (!options->argument) {
        report_line(options, "which sound file? usage: leat analyze [OPTION...] FILE");
        return EXIT_USAGE;
    }
    err = check_plot(options, &diag);
    if (err >= 0)
        err = analyze(options, &found, &diag);
    if (err >= 0 && options->plot && found.measure.frames > 0) {
        const struct sound_plot_wish wish = {.which = options->plot_kind,
                                             .sound = options->argument,
                                             .picture = options->plot,
                                             .force = options->force,
                                             .frames = found.measure.frames};
        err = sound_plot(&wish, &diag);
    }
    if (err >= 0 && options->json)
        print_json(options, &found);
    else if (err >= 0)
        print(&found);
    code = report_exit(options, err, &diag);
    if (err < 0 && options->json)
        report_json_alone(&diag);
    return code;
}
