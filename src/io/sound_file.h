/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_SOUND_FILE_H
#define LEAT_IO_SOUND_FILE_H

/**
 * Sound files: what one holds, reading it and writing it, in pieces of any size.
 *
 * What a file is, its content decides and not its name; what one becomes, its ending
 * decides.  Samples are floats with full scale 1.0, lane fastest; lanes stand in the
 * order of their channel labels whatever order the file has.
 *
 * Thread:  control or worker; one at a time for each reader and writer.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/format.h>

#include "io/sound_sample.h"

enum { SOUND_RATE_MIN = 8000, SOUND_RATE_MAX = 384000 }; /* of struct leat_env */

/* Tags; the columns are name and libsndfile's number. */
#define SOUND_TAG_LIST(X)                                                              \
    X(title, SF_STR_TITLE)                                                             \
    X(artist, SF_STR_ARTIST)                                                           \
    X(album, SF_STR_ALBUM)                                                             \
    X(track, SF_STR_TRACKNUMBER)                                                       \
    X(date, SF_STR_DATE)                                                               \
    X(genre, SF_STR_GENRE)                                                             \
    X(comment, SF_STR_COMMENT)                                                         \
    X(copyright, SF_STR_COPYRIGHT)                                                     \
    X(license, SF_STR_LICENSE)                                                         \
    X(software, SF_STR_SOFTWARE)

enum {
#define X(name, number) SOUND_TAG_##name,
    SOUND_TAG_LIST(X)
#undef X
        SOUND_N_TAGS
};

/** What a sound file holds. */
struct sound_info {
    uint32_t channels, mask; /* mask 0: unlabelled */
    double rate_hz;
    int64_t length;     /* frames; -1: not known before it has been read */
    char container[48]; /* "WAV", "FLAC", "Ogg" */
    char encoding[48];  /* "24 bit", "32 bit float", "Vorbis" */
    bool exact;         /* lossless: the samples are those that were written */
    bool is_cut;        /* it ends before its header says; length is what is there */
    char tag[SOUND_N_TAGS][160]; /* "" when it has none; cut when longer */
};

/** The name of a tag, "title" for 0.  NULL past the last.  Thread: any. */
const char *sound_tag_name(unsigned tag);

struct sound_reader;

/**
 * Open a sound file and say what it holds.
 *
 * Owns:    the caller closes it.
 * Errors:  LEAT_ERR_NO_FILE (E801), _NO_ACCESS (E802), _BAD_FILE, _UNSUPPORTED (E803),
 *          _NOMEM.
 */
int sound_reader_open(const char *base, const char *path, struct sound_reader **out,
                      struct sound_info *info, struct leat_diag *diag);

/**
 * Read the next frames; returns how many there were, fewer than `nframes` only at the
 * end.  What may not pass an edge (NaN, infinity, below 2^-100) has become 0.
 */
uint32_t sound_reader_read(struct sound_reader *reader, float *samples,
                           uint32_t nframes);

/** Go to a frame; false when it lies behind the end or cannot be reached. */
bool sound_reader_seek(struct sound_reader *reader, int64_t frame);

/** What sound_reader_read() has replaced so far. */
struct sound_faults sound_reader_faults(const struct sound_reader *reader);

void sound_reader_close(struct sound_reader **reader);

/** What is to be written. */
struct sound_wish {
    uint32_t channels, mask; /* mask 0: unlabelled */
    double rate_hz;
    uint32_t bits;  /* 16, 24, 32 (float); 0: 24, or 32 on the standard output */
    float quality;  /* lossy kinds: [0, 1]; below 0: as the encoder likes */
    bool no_dither; /* else 16 bits are dithered */
    uint64_t seed;  /* of the dither */
    bool force;     /* replace an existing file */
};

/** What a writer has counted. */
struct sound_written {
    int64_t frames;
    uint64_t clipped;
    float peak;
    struct sound_faults faults;
    int err;           /* 0, or a leat_err: nothing is written since */
    char message[240]; /* what happened, when err is set */
};

struct sound_writer;

/**
 * Create a sound file; its ending says which kind.
 *
 * Owns:    the caller closes it.
 * Errors:  LEAT_ERR_EXISTS, _NO_ACCESS (E802), _NO_FILE (E801), _INVALID when no such
 *          file can be, _UNSUPPORTED when not at that place (E803), _NO_SPACE, _IO,
 *          _NOMEM.
 */
int sound_writer_open(const char *base, const char *path, const struct sound_wish *wish,
                      struct sound_writer **out, struct leat_diag *diag);

/** Write frames; changes `samples`.  False after the first failure. */
bool sound_writer_write(struct sound_writer *writer, float *samples, uint32_t nframes);

/** Write frames of silence, which in a WAV file take no room on the disk.  False after
 * the first failure. */
bool sound_writer_silence(struct sound_writer *writer, uint64_t nframes);

/**
 * Make the file on the disk one that can be read, should nothing more be written to it.
 *
 * Shape:   returns how many frames it has then: all, or of FLAC whole blocks of 4096;
 *          0 when that is not known (Ogg, Opus, MP3) or nothing can be sought.
 */
int64_t sound_writer_update(struct sound_writer *writer);

/**
 * Mark a frame with a text, cut after 255 bytes; closing writes the marks.
 *
 * Errors:  LEAT_ERR_UNSUPPORTED but for WAV in a plain file, LEAT_ERR_LIMIT from frame
 *          2^32 on, which WAV cannot mark, _NOMEM.
 */
int sound_writer_mark(struct sound_writer *writer, int64_t frame, const char *text);

/** What has been written so far. */
void sound_writer_status(const struct sound_writer *writer, struct sound_written *out);

/**
 * Finish the file so that it can be read, also after a failure; `*writer` becomes NULL.
 * A failure and clipped samples are told in `diag`.
 *
 * Shape:   `out` (may be NULL) gets the last counts.
 * Errors:  the first error that writing met.
 */
int sound_writer_close(struct sound_writer **writer, struct sound_written *out,
                       struct leat_diag *diag);

/** Give up a writer that nothing was written to: no file stays.  NULL is accepted. */
void sound_writer_abandon(struct sound_writer **writer);

#endif
