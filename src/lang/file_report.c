/* SPDX-License-Identifier: MIT */
/* file_report: what is said of a file that a program cannot have. */
#include "lang/file_report.h"

#include <string.h>

#include <leat/err.h>

#include "base/str.h"

/* The nearest name in the folder of a path that is not there. */
struct near {
    struct str_nearest nearest;
    char name[64];
};

static void offer(void *to, const char *name)
{
    struct near *near = to;

    near->nearest.best = NULL;
    str_nearest_offer(&near->nearest, name);
    if (near->nearest.best) /* it is gone with the next one */
        str_format(near->name, sizeof(near->name), "%s", name);
}

static void hint_near(struct report *report, const struct leat_files *files,
                      const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[512] = "";
    struct near near = {.name = ""};

    if (slash)
        str_format(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
    str_nearest_init(&near.nearest, slash ? slash + 1 : path);
    if (files->list(files->user, folder, offer, &near) < 0)
        report_hint(report, "There is no folder `%.60s` either.", folder);
    else if (near.name[0])
        report_hint(report, "In that folder: `%s`.", near.name);
    else
        report_hint(report, "In that folder nothing has a name like it.");
}

void file_report(struct report *report, const struct leat_files *files,
                 struct span span, const char *path, int err, bool writes)
{
    if (!files) {
        report_error(report, span, 802, "`%.60s` may not be %s.", path,
                     writes ? "written" : "read");
        report_hint(report, "There are no files where this runs.");
    } else if (err == LEAT_ERR_NO_FILE) {
        report_error(report, span, 801, "There is no file `%.60s`.", path);
        hint_near(report, files, path);
    } else if (err == LEAT_ERR_NO_ACCESS) {
        report_error(report, span, 802, "`%.60s` may not be %s.", path,
                     writes ? "written" : "read");
        report_hint(report, "A program has the files of its own folder; "
                            "`--allow-files` widens it.");
    } else if (err == LEAT_ERR_STATE) {
        report_error(report, span, 802,
                     "`%.60s` may not be written: it is the program itself.", path);
        report_hint(report, "Choose another name.");
    } else if (err == LEAT_ERR_LIMIT) {
        report_error(report, span, 502, "`%.60s` is too large.", path);
        report_hint(report, "Use several smaller files.");
    } else if (writes) {
        report_error(report, span, 802, "`%.60s` may not be written: %s.", path,
                     leat_strerror(err));
        report_hint(report, "Look at the disk and the folder.");
    } else {
        report_error(report, span, 803, "`%.60s` is not something I can read: %s.",
                     path, leat_strerror(err));
        report_hint(report, "Readable: plain files.");
    }
}

bool file_may_reach(struct report *report, const struct leat_files *files,
                    struct span span, const char *path, bool writes)
{
    const int err = files && files->reach ? files->reach(files->user, path) : 0;

    if (err < 0)
        file_report(report, files, span, path, err, writes);
    return err >= 0;
}
