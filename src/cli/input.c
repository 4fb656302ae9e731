/* SPDX-License-Identifier: MIT */
/* input: a sound file in place of the device's input. */
#include "cli/input.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <leat/engine.h>
#include <leat/err.h>
#include <leat/event.h>

#include "base/table.h"
#include "dsp/resample.h"
#include "io/held_sound.h"

enum { PIECE = 256, ALIGN = 64 }; /* frames of the file that are converted at once */

int input_open(struct input *input, const char *path, struct leat_diag *diag)
{
    int err;

    *input = (struct input){0};
    if (!path)
        return 0;
    err = held_sound_ref(NULL, path, &input->sound, diag);
    if (err >= 0)
        input->channels = input->sound->channels;
    return err;
}

double input_seconds(const struct input *input)
{
    return input->sound ? (double)input->sound->length / input->sound->rate_hz : 0.0;
}

/* Frames [from, from + n) of the file, silent beyond its end. */
static void interleave(const struct held_sound *sound, int64_t from, uint32_t n,
                       float *out)
{
    for (uint32_t f = 0; f < n; f++)
        for (uint32_t c = 0; c < sound->channels; c++)
            out[(size_t)f * sound->channels + c] =
                from + f < sound->length ? sound->channel[c][from + f] : 0.0f;
}

struct conversion {
    struct dsp_resample_plan plan;
    struct dsp_resample *stream;
    float *table, *piece;
};

static bool prepare(struct conversion *c, const struct held_sound *sound,
                    double rate_hz)
{
    c->plan = dsp_resample_plan(sound->rate_hz, rate_hz, DSP_RESAMPLE_HQ);
    c->table = math_table_ref(dsp_resample_fill, &c->plan, sizeof(c->plan),
                              dsp_resample_table(&c->plan));
    const size_t size = dsp_resample_size(&c->plan, sound->channels, PIECE);
    c->stream = aligned_alloc(ALIGN, (size + ALIGN - 1) / ALIGN * ALIGN);
    c->piece = malloc((size_t)PIECE * sound->channels * sizeof(*c->piece));
    if (!c->table || !c->stream || !c->piece)
        return false;
    dsp_resample_init(c->stream, &c->plan, sound->channels, PIECE);
    return true;
}

/* Output j of the converter is frame j - latency; what comes before is left out. */
static bool convert(struct conversion *c, struct input *input)
{
    const int64_t up = c->plan.up, down = c->plan.down, late = c->plan.latency;
    int64_t written = 0, done = 0;

    while (done < input->length + late) {
        interleave(input->sound, written, PIECE, c->piece);
        dsp_resample_write(c->stream, c->piece, written, PIECE);
        written += PIECE;
        /* frame j needs inputs up to j * down / up */
        int64_t to = ((written - 1) * up + down - 1) / down;
        to = to > input->length + late ? input->length + late : to;
        const int64_t n = to - done;
        float *out = malloc(((size_t)n + 1) * input->channels * sizeof(*out));
        if (!out)
            return false;
        dsp_resample_read(c->stream, c->table, out, done, (uint32_t)n);
        for (int64_t f = done < late ? late - done : 0; f < n; f++)
            memcpy(input->samples + (size_t)(done + f - late) * input->channels,
                   out + (size_t)f * input->channels, input->channels * sizeof(*out));
        free(out);
        done = to;
    }
    return true;
}

int input_begin(struct input *input, double rate_hz)
{
    const struct held_sound *sound = input->sound;
    struct conversion c = {0};
    bool good = true;

    if (!sound)
        return 0;
    input->length = (int64_t)((double)sound->length * rate_hz / sound->rate_hz + 0.5);
    input->samples = calloc(((size_t)input->length + LEAT_QUANTUM) * sound->channels,
                            sizeof(*input->samples));
    if (!input->samples)
        return LEAT_ERR_NOMEM;
    if (sound->rate_hz == rate_hz) {
        interleave(sound, 0, (uint32_t)input->length, input->samples);
    } else {
        good = prepare(&c, sound, rate_hz) && convert(&c, input);
        math_table_unref(c.table);
        free(c.stream);
        free(c.piece);
    }
    return good ? 0 : LEAT_ERR_NOMEM;
}

const float *input_hear(void *user, int64_t frame, uint32_t nframes)
{
    const struct input *input = user;

    (void)nframes; /* a quantum at most, and so long is the silence at the end */
    return frame < input->length ? input->samples + (size_t)frame * input->channels
                                 : NULL;
}

void input_close(struct input *input)
{
    held_sound_unref(&input->sound);
    free(input->samples);
    input->samples = NULL;
}
