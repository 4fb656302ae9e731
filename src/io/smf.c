/* SPDX-License-Identifier: MIT */
/* smf: reading Standard MIDI Files. */
#include "io/smf.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

enum { META = 0xFF, META_END = 0x2F, META_TEMPO = 0x51 };
enum { CHUNK_HEAD = 8, HEADER_SIZE = 6 };

/* What is being read: the file, and how far. */
struct scan {
    const uint8_t *bytes;
    size_t at, end; /* of the chunk that is read */
    struct smf *smf;
    uint32_t message_room, tempo_room;
    uint32_t n_void_tempos;
    bool smpte;
    struct leat_diag *diag;
};

static int refuse(const struct scan *s, size_t at, int err, const char *what)
{
    leat_diag_add(s->diag, LEAT_ERROR, 803, "Byte %zu: %s.", at, what);
    leat_diag_hint(s->diag, err == LEAT_ERR_BAD_FILE
                                ? "Copy it again, or export it anew."
                                : "Export it as format 0 or 1, and shorter.");
    return err;
}

static uint32_t load(const uint8_t *at, uint32_t n)
{
    uint32_t x = 0;

    for (uint32_t i = 0; i < n; i++)
        x = x << 8 | at[i];
    return x;
}

/* One more place in an array: false when there is no memory. */
static bool make_room(void **array, uint32_t *room, uint32_t n, size_t size)
{
    const uint32_t more = *room ? 2 * *room : 256;
    void *moved;

    if (n < *room)
        return true;
    moved = realloc(*array, more * size);
    if (!moved)
        return false;
    *array = moved;
    *room = more;
    return true;
}

/* A number of at most four bytes, seven bits in each. */
static int read_number(struct scan *s, uint32_t *number)
{
    const size_t from = s->at;

    *number = 0;
    for (uint32_t i = 0; i < 4; i++) {
        if (s->at == s->end)
            return refuse(s, from, LEAT_ERR_BAD_FILE, "its track is cut short");
        const uint8_t byte = s->bytes[s->at++];
        *number = *number << 7 | (byte & 127);
        if (byte < 128)
            return 0;
    }
    return refuse(s, from, LEAT_ERR_BAD_FILE, "a number has more than four bytes");
}

/* The bytes of a meta event or of system exclusive: passed over. */
static int read_block(struct scan *s, const uint8_t **block, uint32_t *size)
{
    const size_t from = s->at;
    const int err = read_number(s, size);

    if (err < 0)
        return err;
    if (*size > s->end - s->at)
        return refuse(s, from, LEAT_ERR_BAD_FILE, "an event is longer than its track");
    *block = s->bytes + s->at;
    s->at += *size;
    return 0;
}

static int add_tempo(struct scan *s, int64_t tick, const uint8_t *block, uint32_t size)
{
    struct smf *smf = s->smf;

    if (size < 3 || load(block, 3) == 0) {
        s->n_void_tempos++;
        return 0;
    }
    if (smf->n_tempos == SMF_TEMPOS_MAX)
        return refuse(s, s->at, LEAT_ERR_LIMIT, "it has more than 2^20 tempos");
    if (!make_room((void **)&smf->tempo, &s->tempo_room, smf->n_tempos,
                   sizeof(*smf->tempo)))
        return LEAT_ERR_NOMEM;
    smf->tempo[smf->n_tempos] = (struct smf_tempo){tick, smf->n_tempos, load(block, 3)};
    smf->n_tempos++;
    return 0;
}

static int add_message(struct scan *s, int64_t tick, uint32_t track,
                       const struct midi_message *message)
{
    struct smf *smf = s->smf;

    if (smf->n_messages == SMF_MESSAGES_MAX)
        return refuse(s, s->at, LEAT_ERR_LIMIT, "it has more than 2^22 messages");
    if (!make_room((void **)&smf->message, &s->message_room, smf->n_messages,
                   sizeof(*smf->message)))
        return LEAT_ERR_NOMEM;
    smf->message[smf->n_messages] =
        (struct smf_message){tick, smf->n_messages, (uint16_t)track, *message};
    smf->n_messages++;
    return 0;
}

/* Behind a status, or in the place of one that runs on. */
static int read_message(struct scan *s, int64_t tick, uint32_t track, uint8_t status)
{
    struct midi_message message = {.status = status};

    for (uint32_t i = 0; i + 1 < midi_size(status); i++) {
        if (s->at == s->end)
            return refuse(s, s->at, LEAT_ERR_BAD_FILE, "its track is cut short");
        if (s->bytes[s->at] > 127)
            return refuse(s, s->at, LEAT_ERR_BAD_FILE,
                          "a status where a value of 0 to 127 belongs");
        message.data[i] = s->bytes[s->at++];
    }
    return add_message(s, tick, track, &message);
}

static int read_meta(struct scan *s, int64_t tick, bool *ended)
{
    const uint8_t *block;
    uint32_t size;

    if (s->at == s->end)
        return refuse(s, s->at, LEAT_ERR_BAD_FILE, "its track is cut short");
    const uint8_t kind = s->bytes[s->at++];
    const int err = read_block(s, &block, &size);
    *ended = kind == META_END;
    return err < 0 || kind != META_TEMPO ? err : add_tempo(s, tick, block, size);
}

static int read_event(struct scan *s, int64_t tick, uint32_t track, uint8_t *running,
                      bool *ended)
{
    const uint8_t byte = s->bytes[s->at], *block;
    uint32_t size;

    if (byte < 0x80 && !*running)
        return refuse(s, s->at, LEAT_ERR_BAD_FILE, "a value where a status belongs");
    s->at += byte >= 0x80;
    if (byte == META)
        return read_meta(s, tick, ended);
    if (byte == MIDI_SYSEX || byte == MIDI_SYSEX_END) {
        *running = 0;
        return read_block(s, &block, &size);
    }
    if (byte > MIDI_SYSEX)
        return refuse(s, s->at - 1, LEAT_ERR_BAD_FILE,
                      "a status that no file may have");
    if (byte >= 0x80)
        *running = byte;
    return read_message(s, tick, track, *running);
}

static int read_track(struct scan *s, uint32_t track)
{
    int64_t tick = 0;
    uint8_t running = 0;
    bool ended = false;
    uint32_t delta;

    while (s->at < s->end && !ended) {
        int err = read_number(s, &delta);
        if (err < 0)
            return err;
        tick += delta;
        if (tick > SMF_TICKS_MAX)
            return refuse(s, s->at, LEAT_ERR_LIMIT, "it is longer than 2^32 ticks");
        if (s->at == s->end)
            return refuse(s, s->at, LEAT_ERR_BAD_FILE, "its track is cut short");
        err = read_event(s, tick, track, &running, &ended);
        if (err < 0)
            return err;
    }
    s->smf->ticks = tick > s->smf->ticks ? tick : s->smf->ticks;
    return 0;
}

/* Seconds of a unit, from the header's division. */
static int set_unit(struct scan *s, size_t at)
{
    const uint32_t division = load(s->bytes + at, 2);
    const uint32_t rate = 256 - (division >> 8), ticks = division & 255;

    s->smpte = division & 0x8000;
    if (!s->smpte && division > 0) {
        s->smf->unit = (struct leat_rational){1, 1000000 * (int64_t)division};
        return 0;
    }
    if (s->smpte && ticks && (rate == 24 || rate == 25 || rate == 29 || rate == 30)) {
        const bool drops = rate == 29;
        s->smf->unit = (struct leat_rational){
            drops ? 1001 : 1, (drops ? 30000 : (int64_t)rate) * (int64_t)ticks};
        return 0;
    }
    return refuse(s, at, LEAT_ERR_BAD_FILE, "its division of time is none");
}

/* "MThd", inside RIFF or not.  Returns how many tracks it counts. */
static int read_header(struct scan *s, size_t size)
{
    const uint8_t *bytes = s->bytes;

    if (size >= 20 && !memcmp(bytes, "RIFF", 4) && !memcmp(bytes + 8, "RMIDdata", 8))
        s->at = 20;
    bytes += s->at;
    size -= s->at;
    if (size < CHUNK_HEAD + HEADER_SIZE || memcmp(bytes, "MThd", 4) != 0)
        return refuse(s, s->at, LEAT_ERR_BAD_FILE, "it is no Standard MIDI File");
    const uint32_t length = load(bytes + 4, 4), format = load(bytes + 8, 2);
    if (length < HEADER_SIZE || length > size - CHUNK_HEAD)
        return refuse(s, s->at + 4, LEAT_ERR_BAD_FILE, "its header has no such size");
    if (format > 1)
        return refuse(s, s->at + 8, LEAT_ERR_UNSUPPORTED,
                      "songs that are one after the other, format 2, cannot be read");
    const int err = set_unit(s, s->at + 12);
    s->at += CHUNK_HEAD + length;
    return err < 0 ? err : (int)load(bytes + 10, 2);
}

static int read_chunks(struct scan *s, size_t size, uint32_t n_tracks)
{
    while (size - s->at >= CHUNK_HEAD && s->smf->n_tracks < n_tracks) {
        const bool is_track = memcmp(s->bytes + s->at, "MTrk", 4) == 0;
        const uint32_t length = load(s->bytes + s->at + 4, 4);
        if (length > size - s->at - CHUNK_HEAD)
            return refuse(s, s->at + 4, LEAT_ERR_BAD_FILE,
                          "a chunk is longer than the file");
        s->at += CHUNK_HEAD;
        s->end = s->at + length;
        const int err = is_track ? read_track(s, s->smf->n_tracks++) : 0;
        if (err < 0)
            return err;
        s->at = s->end;
    }
    if (s->smf->n_tracks == 0)
        return refuse(s, s->at, LEAT_ERR_BAD_FILE, "it has no track");
    return 0;
}

static int compare_messages(const void *a, const void *b)
{
    const struct smf_message *x = a, *y = b;

    if (x->tick != y->tick)
        return x->tick < y->tick ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int compare_tempos(const void *a, const void *b)
{
    const struct smf_tempo *x = a, *y = b;

    if (x->tick != y->tick)
        return x->tick < y->tick ? -1 : 1;
    return x->units < y->units ? -1 : x->units > y->units; /* their order, as yet */
}

/* One tempo for each tick that has one, the first at 0, and their positions. */
static int settle_tempos(struct scan *s)
{
    struct smf *smf = s->smf;
    uint32_t n = 1;
    struct smf_tempo *map = calloc(smf->n_tempos + 1, sizeof(*map));

    if (!map)
        return LEAT_ERR_NOMEM;
    if (s->smpte)
        smf->n_tempos = 0;
    if (smf->n_tempos)
        qsort(smf->tempo, smf->n_tempos, sizeof(*smf->tempo), compare_tempos);
    map[0].usec = s->smpte ? 1 : SMF_TEMPO;
    for (uint32_t i = 0; i < smf->n_tempos; i++) {
        const struct smf_tempo *t = &smf->tempo[i];
        n += t->tick > map[n - 1].tick;
        map[n - 1].tick = t->tick;
        map[n - 1].usec = t->usec;
    }
    for (uint32_t i = 1; i < n; i++)
        map[i].units =
            map[i - 1].units + (map[i].tick - map[i - 1].tick) * map[i - 1].usec;
    free(smf->tempo);
    smf->tempo = map;
    smf->n_tempos = n;
    smf->units = smf_units(smf, smf->ticks);
    return 0;
}

static void warn(const struct scan *s, uint32_t n_tracks)
{
    if (s->smf->n_tracks < n_tracks) {
        leat_diag_add(s->diag, LEAT_WARNING, 803, "Of %u tracks %u are there.",
                      n_tracks, s->smf->n_tracks);
        leat_diag_hint(s->diag, "What is there was read.  Copy the file again.");
    }
    if (s->n_void_tempos) {
        leat_diag_add(s->diag, LEAT_WARNING, 803, "%u tempos of 0 were passed over.",
                      s->n_void_tempos);
        leat_diag_hint(s->diag, "The tempo before goes on.");
    }
}

int smf_read(const uint8_t *bytes, size_t size, struct smf *smf, struct leat_diag *diag)
{
    struct scan s = {.bytes = bytes, .smf = smf, .diag = diag};
    int err, n_tracks;

    *smf = (struct smf){0};
    if (size > SMF_SIZE_MAX)
        return refuse(&s, 0, LEAT_ERR_LIMIT, "it is larger than 64 MiB");
    n_tracks = read_header(&s, size);
    if (n_tracks < 0)
        return n_tracks;
    err = read_chunks(&s, size, (uint32_t)n_tracks);
    if (!err)
        err = settle_tempos(&s);
    if (err)
        return err;
    if (smf->n_messages)
        qsort(smf->message, smf->n_messages, sizeof(*smf->message), compare_messages);
    warn(&s, (uint32_t)n_tracks);
    return 0;
}

void smf_finish(struct smf *smf)
{
    free(smf->message);
    free(smf->tempo);
    *smf = (struct smf){0};
}

int64_t smf_units(const struct smf *smf, int64_t tick)
{
    uint32_t low = 0, high = smf->n_tempos;

    while (high - low > 1) { /* the last tempo at or before the tick */
        const uint32_t middle = low + (high - low) / 2;
        if (smf->tempo[middle].tick <= tick)
            low = middle;
        else
            high = middle;
    }
    const struct smf_tempo *t = &smf->tempo[low];
    return t->units + (tick - t->tick) * t->usec;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        const int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

struct leat_rational smf_frames(const struct smf *smf, double rate_hz, double speed)
{
    const int64_t rate = (int64_t)(rate_hz * 1000.0 + 0.5);
    const int64_t millionths = (int64_t)(speed * 1000000.0 + 0.5);
    const int64_t num = smf->unit.num * rate * 1000, den = smf->unit.den * millionths;
    const int64_t divisor = common_divisor(num, den);

    return (struct leat_rational){num / divisor, den / divisor};
}
