/* SPDX-License-Identifier: MIT */
/* midi_song: a Standard MIDI File as events. */
#include "io/midi_song.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <leat/err.h>

#include "io/file_path.h"
#include "io/midi_event.h"
#include "io/smf.h"

static int refuse(const char *path, const char *why, const char *hint,
                  struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 803, "`%.100s` cannot be played: %s", path, why);
    leat_diag_hint(diag, "%s", hint);
    return LEAT_ERR_BAD_FILE;
}

/* All bytes of a file, and one more when it is too large for smf_read(). */
static int read_bytes(FILE *file, uint8_t **bytes, size_t *size)
{
    size_t room = 0;

    *bytes = NULL;
    *size = 0;
    do {
        uint8_t *moved;
        room = 2 * room + 4096;
        if (room > SMF_SIZE_MAX)
            room = SMF_SIZE_MAX + 1;
        moved = realloc(*bytes, room);
        if (!moved)
            return LEAT_ERR_NOMEM;
        *bytes = moved;
        *size += fread(*bytes + *size, 1, room - *size, file);
    } while (*size == room && room <= SMF_SIZE_MAX);
    return ferror(file) ? LEAT_ERR_IO : 0;
}

/* Give findings on, in the file's name. */
static void tell(const struct leat_diag *why, const char *path, struct leat_diag *diag)
{
    for (uint32_t i = 0; i < why->n; i++) {
        const struct leat_finding *f = &why->finding[i];
        if (f->severity == LEAT_ERROR) {
            refuse(path, f->message, f->hint, diag);
            continue;
        }
        leat_diag_add(diag, LEAT_WARNING, 803, "`%.100s`: %s", path, f->message);
        leat_diag_hint(diag, "%s", f->hint);
    }
}

static int read_file(const char *base, const char *path, struct smf *smf,
                     struct leat_diag *diag)
{
    static const char folder[] = "it is a folder.";
    char full[FILE_PATH_SIZE];
    struct leat_diag why = {0};
    uint8_t *bytes = NULL;
    struct stat there;
    size_t size = 0;
    FILE *file;
    int err = file_path_join(full, base, path, diag);

    if (err < 0)
        return err;
    file = fopen(full, "rbe");
    if (!file)
        return file_path_unreadable(errno, path, full, diag);
    if (fstat(fileno(file), &there) == 0 && S_ISDIR(there.st_mode))
        err = refuse(path, folder, "Name a MIDI file in it.", diag);
    else
        err = read_bytes(file, &bytes, &size);
    fclose(file);
    if (err == LEAT_ERR_IO)
        refuse(path, "it cannot be read to its end.", "Copy it again.", diag);
    if (!err) {
        err = smf_read(bytes, size, smf, &why);
        tell(&why, path, diag);
    }
    free(bytes);
    return err;
}

/* What is being made: events of the message at `frame`. */
struct making {
    struct midi_song *song;
    int64_t frame;
};

static void keep(void *user, const struct leat_event *event)
{
    const struct making *m = user;
    struct midi_song *song = m->song;

    if (song->n == song->room) {
        const uint32_t room = 2 * song->room + 256;
        struct leat_event *moved =
            realloc(song->event, (size_t)room * sizeof(*song->event));
        if (!moved) {
            song->failed = true;
            return;
        }
        song->event = moved;
        song->room = room;
    }
    song->event[song->n] = *event;
    song->event[song->n++].frame = m->frame;
}

static bool is_wished(const struct midi_song_wish *wish, const struct smf_message *m)
{
    return (wish->track == 0 || m->track + 1u == wish->track) &&
           (wish->channel == 0 || (m->message.status & 15) + 1u == wish->channel);
}

static int make_events(struct midi_song *song, const struct smf *smf,
                       const struct midi_song_wish *wish)
{
    const struct leat_rational r = smf_frames(smf, wish->rate_hz, wish->speed);
    struct making making = {song, 0};
    const struct midi_events to = {keep, &making};
    struct midi_listener *listener = malloc(sizeof(*listener));

    if (!listener)
        return LEAT_ERR_NOMEM;
    midi_listener_init(listener, wish->first_id);
    for (uint32_t i = 0; i < smf->n_messages; i++) {
        const struct smf_message *m = &smf->message[i];
        making.frame = leat_rt_scale_round(smf_units(smf, m->tick), r.num, r.den);
        if (is_wished(wish, m))
            midi_listener_hear(listener, &m->message, &to);
    }
    song->frames = leat_rt_scale_round(smf->units, r.num, r.den);
    song->whole = leat_rt_scale_floor(smf->units, r.num, r.den);
    song->den = r.den;
    song->rest = (int64_t)((uint64_t)smf->units * (uint64_t)r.num -
                           (uint64_t)song->whole * (uint64_t)r.den);
    making.frame = song->frames;
    midi_listener_end(listener, &to);
    free(listener);
    return song->failed ? LEAT_ERR_NOMEM : 0;
}

int midi_song_create(const char *base, const char *path,
                     const struct midi_song_wish *wish, struct midi_song **out,
                     struct leat_diag *diag)
{
    struct midi_song *song = calloc(1, sizeof(*song));
    struct smf smf = {0};
    int err = song ? read_file(base, path, &smf, diag) : LEAT_ERR_NOMEM;

    *out = NULL;
    if (!err && wish->track > smf.n_tracks) {
        leat_diag_add(diag, LEAT_ERROR, 407, "`%.100s` has no track %u.", path,
                      wish->track);
        leat_diag_hint(diag, "It has %u; 0 plays all of them.", smf.n_tracks);
        err = LEAT_ERR_RANGE;
    }
    if (!err)
        err = make_events(song, &smf, wish);
    smf_finish(&smf);
    if (err)
        midi_song_destroy(&song);
    *out = song;
    return err;
}

void midi_song_destroy(struct midi_song **song)
{
    if (*song)
        free((*song)->event);
    free(*song);
    *song = NULL;
}

LEAT_RT int64_t midi_song_begin(const struct midi_song *song, int64_t round)
{
    return round * song->whole + leat_rt_scale_round(round, song->rest, song->den);
}
