/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_FILM_H
#define LEAT_CLI_FILM_H

/**
 * The pictures of a program, written to a file: .y4m, or .png, each picture in one of
 * its own where the name has %05d in it, or a video file, with the sound.
 *
 * The node classes that write .y4m and .png are run by hand, a picture a frame.
 *
 * Thread:  the one that runs frames; film_close() after the last.
 */

#include <stdbool.h>

#include <leat/buffer.h>
#include <leat/diag.h>

struct film;

struct film_wish {
    const char *path;
    bool force;               /* replace a file that is there */
    bool is_silent;           /* a video file without sound */
    double seconds;           /* 0: all pictures */
    struct leat_rational fps; /* 0: that of the first picture */
    const char *codec;        /* as struct video_wish has it */
};

/** Whether a path asks for pictures. */
bool film_is_path(const char *path);

/** Where the sound of a film goes: `film.y4m` gives `film.wav`; "" for pictures alone.
 */
void film_sound_path(const char *path, char *out, size_t size);

/** The file is made with the first picture.  Errors: LEAT_ERR_NOMEM. */
int film_create(const struct film_wish *wish, struct film **out);

/** Whether the sound goes into it too: film_begin() and film_hear() are for such. */
bool film_has_sound(const struct film *film);

/** What its sound is, before any of it and after the first picture at most.  Errors:
 * those of the file, which the close explains. */
int film_begin(struct film *film, double rate_hz, uint32_t channels);

/** Append samples, lane fastest.  Errors: those of the file. */
int film_hear(void *film, const float *samples, uint32_t nframes);

/** Append a picture.  Errors: those of the file, which the close explains. */
int film_show(struct film *film, const struct leat_frame *picture, int64_t k);

int64_t film_count(const struct film *film);

/** Finish the file.  Errors: the first failure, which `diag` explains. */
int film_close(struct film **film, struct leat_diag *diag);

#endif
