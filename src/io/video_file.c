/* SPDX-License-Identifier: MIT */
/* video_file: the module that writes video files, and the file below it. */
#include "io/video_file.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/out_file.h"
#include "io/video_module.h"

enum { SILENCE = 1024 }; /* frames at once */

static const char module_name[] = "leat-mod-av.so";

struct video_file {
    const struct video_module *module;
    struct video_module_writer *writer;
    struct out_file *out;
    struct video_wish wish;
    int64_t n_pictures, n_samples;
    int err;
    char message[VIDEO_MODULE_MESSAGE];
};

bool video_file_is_path(const char *path)
{
    static const char *const endings[] = {".mkv", ".mp4", ".mov", ".webm"};
    const size_t n = strlen(path);

    for (unsigned i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        const size_t m = strlen(endings[i]);
        if (n > m && strcmp(path + n - m, endings[i]) == 0)
            return true;
    }
    return false;
}

static void *open_in(const char *folder, const char *below)
{
    char path[FILE_PATH_SIZE];

    str_format(path, sizeof(path), "%s%s/%s", folder, below, module_name);
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

/* LEAT_MODULES alone where it is set; else beside the command, where a build puts them,
 * and where they are installed. */
static void *open_module(void)
{
    const char *folder = getenv("LEAT_MODULES");
    char self[FILE_PATH_SIZE];
    void *handle = NULL;

    if (folder && *folder)
        return open_in(folder, "");
    const ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
    if (n > 0) {
        self[n] = '\0';
        *strrchr(self, '/') = '\0';
        handle = open_in(self, "/modules");
        if (!handle)
            handle = open_in(self, "/../modules");
    }
    return handle ? handle : open_in(LEAT_MODULE_FOLDER, "");
}

/* It stays loaded until the program ends. */
static const struct video_module *load(struct leat_diag *diag)
{
    void *handle = open_module();
    video_module_entry *entry = NULL;
    const struct video_module *module = NULL;

    if (handle)
        *(void **)(&entry) = dlsym(handle, VIDEO_MODULE_ENTRY);
    if (entry)
        module = entry();
    if (module && module->version == VIDEO_MODULE_VERSION)
        return module;
    leat_diag_add(diag, LEAT_ERROR, 803, "There is no module that writes video: %s %s.",
                  module_name, handle ? "is of another version" : "is missing");
    leat_diag_hint(diag, "Build leat with libavcodec-dev and libavformat-dev, or name "
                         "a .y4m file, which needs neither.");
    return NULL;
}

int video_file_find_module(struct leat_diag *diag)
{
    return load(diag) ? 0 : LEAT_ERR_UNSUPPORTED;
}

static int on_write(void *user, const uint8_t *bytes, int size)
{
    struct video_file *f = user;

    return out_file_write(f->out, bytes, (size_t)size) ? size : -1;
}

static int64_t on_seek(void *user, int64_t position)
{
    struct video_file *f = user;

    return out_file_seek(f->out, position) ? position : -1;
}

static int64_t on_length(void *user)
{
    const struct video_file *f = user;

    return f->out->length;
}

static int begin(struct video_file *f, const char *path, struct leat_diag *diag)
{
    const struct video_module_wish wish = {
        .path = path,
        .width = (int)(f->wish.width & ~1u),
        .height = (int)(f->wish.height & ~1u),
        .fps = {f->wish.fps.num, f->wish.fps.den},
        .rate_hz = (int)f->wish.rate_hz,
        .channels = (int)f->wish.channels,
        .codec = f->wish.codec ? f->wish.codec : "",
        .write = on_write,
        .seek = f->out->seekable ? on_seek : NULL,
        .length = on_length,
        .user = f,
    };

    if (f->module->open(&wish, &f->writer, f->message) >= 0)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 803, "`%.100s` cannot be written: %s.", path,
                  f->message);
    return LEAT_ERR_UNSUPPORTED;
}

int video_file_open(const char *path, const struct video_wish *wish,
                    struct video_file **out, struct leat_diag *diag)
{
    struct video_file *f = calloc(1, sizeof(*f));
    int err;

    *out = NULL;
    if (!f)
        return LEAT_ERR_NOMEM;
    f->wish = *wish;
    f->module = load(diag);
    err = f->module ? out_file_create(NULL, path, wish->force, &f->out, diag)
                    : LEAT_ERR_UNSUPPORTED;
    if (err >= 0 && (err = begin(f, path, diag)) < 0)
        out_file_abandon(&f->out);
    if (err < 0) {
        free(f);
        return err;
    }
    *out = f;
    return 0;
}

/* What the file says is better than what the module makes of it. */
static int note(struct video_file *f, int result)
{
    if (result < 0 && !f->err)
        f->err = f->out->error ? out_file_err(f->out->error) : LEAT_ERR_IO;
    return f->err;
}

int video_file_picture(struct video_file *f, int64_t k,
                       const struct leat_frame *picture)
{
    const uint8_t *const plane[3] = {picture->plane[0], picture->plane[1],
                                     picture->plane[2]};

    if (f->err)
        return f->err;
    if (picture->format.width != f->wish.width ||
        picture->format.height != f->wish.height) {
        str_format(f->message, sizeof(f->message), "a picture has another size");
        return f->err = LEAT_ERR_FORMAT;
    }
    f->n_pictures = k + 1;
    return note(f,
                f->module->picture(f->writer, k, plane, picture->stride, f->message));
}

int video_file_sound(struct video_file *f, const float *samples, uint32_t nframes)
{
    if (f->err)
        return f->err;
    f->n_samples += nframes;
    return note(f, f->module->sound(f->writer, samples, nframes, f->message));
}

/* Up to the end of the last picture. */
static void fill(struct video_file *f)
{
    const int64_t end =
        (f->n_pictures * f->wish.fps.den * f->wish.rate_hz + f->wish.fps.num / 2) /
        f->wish.fps.num;
    float *silence = calloc((size_t)SILENCE * f->wish.channels, sizeof(*silence));

    if (!silence)
        f->err = LEAT_ERR_NOMEM;
    while (!f->err && f->n_samples < end)
        video_file_sound(f, silence,
                         end - f->n_samples < SILENCE ? (uint32_t)(end - f->n_samples)
                                                      : SILENCE);
    free(silence);
}

int video_file_close(struct video_file **file, struct leat_diag *diag)
{
    struct video_file *f = *file;
    char last[VIDEO_MODULE_MESSAGE] = "";
    char name[sizeof(f->out->name)];
    int err;

    if (!f)
        return 0;
    if (!f->err && f->wish.channels)
        fill(f);
    if (f->module->close(&f->writer, last) < 0 && !f->err) {
        note(f, -1);
        memcpy(f->message, last, sizeof(last));
    }
    memcpy(name, f->out->name, sizeof(name));
    if (f->out->error) /* the module knows no more than that it could not write */
        f->message[0] = '\0';
    err = out_file_close(&f->out);
    err = f->err ? f->err : err;
    if (err < 0) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%.100s` could not be finished: %s.",
                      name, f->message[0] ? f->message : leat_strerror(err));
        leat_diag_hint(diag, "Its first %lld pictures may be whole.",
                       (long long)f->n_pictures);
    }
    free(f);
    *file = NULL;
    return err;
}
