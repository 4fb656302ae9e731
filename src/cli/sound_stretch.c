/* SPDX-License-Identifier: MIT */
/* sound_stretch: the part of a sound file that is looked at. */
#include "cli/sound_stretch.h"

#include <stdlib.h>

#include <leat/err.h>

enum { PIECE = 1024 };

/* Where a file cannot be gone through by leaps, read up to a frame. */
static int read_up_to(struct sound_reader *reader, uint32_t channels, int64_t frame)
{
    float *piece = malloc(sizeof(float) * PIECE * channels);

    if (!piece)
        return LEAT_ERR_NOMEM;
    while (frame > 0) {
        const uint32_t n = frame < PIECE ? (uint32_t)frame : PIECE;
        frame = sound_reader_read(reader, piece, n) < n ? 0 : frame - n;
    }
    free(piece);
    return 0;
}

int sound_stretch_open(struct sound_stretch *stretch, const struct sound_part *part,
                       struct leat_diag *diag)
{
    int err =
        sound_reader_open(NULL, part->path, &stretch->reader, &stretch->info, diag);

    if (err < 0)
        return err;
    stretch->left = part->to - part->from;
    if (part->from > 0 && !sound_reader_seek(stretch->reader, part->from))
        err = read_up_to(stretch->reader, stretch->info.channels, part->from);
    if (err < 0)
        sound_stretch_close(stretch);
    return err;
}

uint32_t sound_stretch_read(struct sound_stretch *stretch, float *samples,
                            uint32_t nframes)
{
    const uint32_t n = nframes < stretch->left ? nframes : (uint32_t)stretch->left;

    stretch->left -= n;
    return sound_reader_read(stretch->reader, samples, n);
}

void sound_stretch_close(struct sound_stretch *stretch)
{
    sound_reader_close(&stretch->reader);
}

float sound_stretch_pick(const float *frame, uint32_t channels, int channel)
{
    float sum = 0.0f;

    if (channel != SOUND_MIX)
        return frame[channel];
    for (uint32_t ch = 0; ch < channels; ch++)
        sum += frame[ch];
    return sum / (float)channels;
}
