/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_FILM_H
#define LEAT_CLI_FILM_H

/**
 * The pictures of a program, written to a file: .y4m, or .png, each picture in one of
 * its own where the name has %05d in it.
 *
 * The node classes that write such files are run by hand, a picture a frame.
 *
 * Thread:  the one that runs frames; film_close() after the last.
 */

#include <leat/buffer.h>
#include <leat/diag.h>

struct film;

/** Whether a path asks for pictures. */
bool film_is_path(const char *path);

/** Where the sound of a film goes: `film.y4m` gives `film.wav`; "" for pictures alone.
 */
void film_sound_path(const char *path, char *out, size_t size);

/** With at most so many pictures, or, with 0, all.  The file is made with the first.
 * Errors: LEAT_ERR_NOMEM. */
int film_create(const char *path, bool force, double fps, int64_t most,
                struct film **out);

/** Append a picture; what fails is kept for the close. */
void film_show(struct film *film, const struct leat_frame *picture, int64_t k);

int64_t film_count(const struct film *film);

/** Finish the file.  Errors: the first failure, which `diag` explains. */
int film_close(struct film **film, struct leat_diag *diag);

#endif
