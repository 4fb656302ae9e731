/* SPDX-License-Identifier: MIT */
/*
 * held_sound: sound files held in memory as a whole, each once for all who play it.
 *
 * Their list is shared by the process and changes; what is heard does not depend on it.
 */
#include "io/held_sound.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <leat/err.h>

#include "base/math.h"
#include "io/file_path.h"
#include "io/sound_file.h"

enum { PIECE = 4096, MOST_BYTES = 1 << 30 };

/** Which file, in which state. */
struct file_key {
    dev_t disk;
    ino_t place;
    off_t size;
    struct timespec written, changed;
};

struct entry {
    struct entry *next;
    unsigned holders;
    struct file_key key;
    struct held_sound sound;
};

static struct entry *entries;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct entry *entry_of(const struct held_sound *sound)
{
    return (struct entry *)(void *)((uintptr_t)sound - offsetof(struct entry, sound));
}

/* Taken before the file is read: what changes meanwhile has another key. */
static int find_key(const char *base, const char *path, struct file_key *key,
                    struct leat_diag *diag)
{
    char full[FILE_PATH_SIZE];
    struct stat there;
    int err = file_path_join(full, base, path, diag);

    if (!err && stat(full, &there) != 0)
        err = file_path_unreadable(errno, path, full, diag);
    if (!err)
        *key = (struct file_key){there.st_dev, there.st_ino, there.st_size,
                                 there.st_mtim, there.st_ctim};
    return err;
}

static bool is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static struct entry *find(const struct file_key *key)
{
    struct entry *e = entries;

    while (e &&
           !(e->key.disk == key->disk && e->key.place == key->place &&
             e->key.size == key->size && is_same_time(e->key.written, key->written) &&
             is_same_time(e->key.changed, key->changed)))
        e = e->next;
    return e;
}

static void destroy(struct entry *e)
{
    for (uint32_t c = 0; c < e->sound.channels; c++)
        free(e->sound.channel[c]);
    free(e);
}

/* Give each channel room for so many frames. */
static int resize(struct held_sound *sound, size_t nframes)
{
    for (uint32_t c = 0; c < sound->channels; c++) {
        float *samples = realloc(sound->channel[c], (nframes + 1) * sizeof(float));
        if (!samples)
            return LEAT_ERR_NOMEM;
        sound->channel[c] = samples;
    }
    return 0;
}

/* Make room for one piece more. */
static int grow(struct held_sound *sound, size_t *room, const char *path,
                struct leat_diag *diag)
{
    if (*room >= (size_t)sound->length + PIECE)
        return 0;
    *room = 2 * *room + PIECE;
    if (*room * sound->channels * sizeof(float) > MOST_BYTES) {
        leat_diag_add(diag, LEAT_ERROR, 502, "`%s` is too long to be held in memory.",
                      path);
        leat_diag_hint(diag, "file(\"%s\") plays it from disk.", path);
        return LEAT_ERR_LIMIT;
    }
    return resize(sound, *room);
}

/* Read all of it: not every file knows how long it is. */
static int read_all(struct held_sound *sound, struct sound_reader *reader,
                    const char *path, struct leat_diag *diag)
{
    const uint32_t channels = sound->channels;
    float *piece = malloc(sizeof(float) * PIECE * channels);
    size_t room = 0;
    uint32_t got = PIECE;
    int err = piece ? 0 : LEAT_ERR_NOMEM;

    while (!err && got == PIECE) {
        err = grow(sound, &room, path, diag);
        got = err ? 0 : sound_reader_read(reader, piece, PIECE);
        for (uint32_t c = 0; c < channels; c++)
            for (uint32_t i = 0; i < got; i++) {
                const float x = piece[i * channels + c];
                sound->channel[c][sound->length + i] = x;
                sound->peak = math_max(sound->peak, math_abs(x));
            }
        sound->length += got;
    }
    free(piece);
    sound->faults = sound_reader_faults(reader);
    return err ? err : resize(sound, (size_t)sound->length);
}

static int load(const char *base, const char *path, struct entry **out,
                struct leat_diag *diag)
{
    struct sound_reader *reader = NULL;
    struct sound_info info;
    struct entry *e = NULL;
    int err = sound_reader_open(base, path, &reader, &info, diag);

    if (!err) {
        e = calloc(1, sizeof(*e) + info.channels * sizeof(e->sound.channel[0]));
        err = e ? 0 : LEAT_ERR_NOMEM;
    }
    if (!err) {
        e->sound.channels = info.channels;
        e->sound.rate_hz = info.rate_hz;
        err = read_all(&e->sound, reader, path, diag);
    }
    sound_reader_close(&reader);
    if (err && e)
        destroy(e);
    *out = err ? NULL : e;
    return err;
}

int held_sound_ref(const char *base, const char *path, const struct held_sound **out,
                   struct leat_diag *diag)
{
    struct file_key key;
    struct entry *e = NULL;
    int err = find_key(base, path, &key, diag);

    *out = NULL;
    if (err)
        return err;
    pthread_mutex_lock(&lock); /* also while it is read: others then find it */
    e = find(&key);
    if (!e) {
        err = load(base, path, &e, diag);
        if (e) {
            e->key = key;
            e->next = entries;
            entries = e;
        }
    }
    if (e) {
        e->holders++;
        *out = &e->sound;
    }
    pthread_mutex_unlock(&lock);
    return err;
}

void held_sound_unref(const struct held_sound **sound)
{
    struct entry *e, **at = &entries;

    if (!*sound)
        return;
    e = entry_of(*sound);
    pthread_mutex_lock(&lock);
    if (--e->holders == 0) {
        while (*at != e)
            at = &(*at)->next;
        *at = e->next;
        destroy(e);
    }
    pthread_mutex_unlock(&lock);
    *sound = NULL;
}

unsigned held_sound_holders(const struct held_sound *sound)
{
    unsigned n;

    pthread_mutex_lock(&lock);
    n = entry_of(sound)->holders;
    pthread_mutex_unlock(&lock);
    return n;
}
