/* SPDX-License-Identifier: MIT */
/* wav_cue: marks of a WAV file. */
#include "io/wav_cue.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"

enum { CHUNK = 8, POINT = 24 }; /* bytes of a chunk's head, and of a point of `cue ` */

int wav_cue_add(struct wav_cue *cue, int64_t frame, const char *text)
{
    if (frame < 0)
        return LEAT_ERR_INVALID;
    if (frame > UINT32_MAX)
        return LEAT_ERR_LIMIT;
    if (cue->n == cue->room) {
        const size_t room = cue->room ? 2 * cue->room : 16;
        struct wav_mark *mark = realloc(cue->mark, room * sizeof(*mark));
        if (!mark)
            return LEAT_ERR_NOMEM;
        cue->mark = mark;
        cue->room = room;
    }
    cue->mark[cue->n].frame = frame;
    str_format(cue->mark[cue->n].text, WAV_CUE_TEXT + 1, "%s", text);
    cue->n++;
    return 0;
}

static uint8_t *put(uint8_t *at, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        *at++ = (uint8_t)(number >> (8 * i));
    return at;
}

static uint8_t *put_name(uint8_t *at, const char *name)
{
    memcpy(at, name, 4);
    return at + 4;
}

/* Bytes of the chunk of a text: a number, the text, its 0, even. */
static size_t label_size(const struct wav_mark *mark)
{
    const size_t size = 4 + strlen(mark->text) + 1;

    return CHUNK + size + size % 2;
}

static uint8_t *put_point(uint8_t *at, uint32_t id, const struct wav_mark *mark)
{
    at = put(at, id);
    at = put(at, (uint32_t)mark->frame);
    at = put_name(at, "data");
    at = put(at, 0);
    at = put(at, 0);
    return put(at, (uint32_t)mark->frame);
}

static uint8_t *put_label(uint8_t *at, uint32_t id, const struct wav_mark *mark)
{
    const size_t size = strlen(mark->text) + 1;

    at = put_name(at, "labl");
    at = put(at, (uint32_t)(4 + size));
    at = put(at, id);
    memcpy(at, mark->text, size);
    return at + size + size % 2;
}

uint8_t *wav_cue_chunks(const struct wav_cue *cue, size_t *size)
{
    const size_t points = 4 + POINT * cue->n;
    size_t labels = 4;
    uint8_t *bytes, *at;

    for (size_t i = 0; i < cue->n; i++)
        labels += label_size(&cue->mark[i]);
    *size = CHUNK + points + CHUNK + labels;
    bytes = cue->n ? calloc(1, *size) : NULL;
    if (!bytes)
        return NULL;
    at = put(put(put_name(bytes, "cue "), (uint32_t)points), (uint32_t)cue->n);
    for (size_t i = 0; i < cue->n; i++)
        at = put_point(at, (uint32_t)i + 1, &cue->mark[i]);
    at = put_name(put(put_name(at, "LIST"), (uint32_t)labels), "adtl");
    for (size_t i = 0; i < cue->n; i++)
        at = put_label(at, (uint32_t)i + 1, &cue->mark[i]);
    return bytes;
}

void wav_cue_finish(struct wav_cue *cue)
{
    free(cue->mark);
    *cue = (struct wav_cue){0};
}
