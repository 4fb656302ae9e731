/* SPDX-License-Identifier: MIT */
/* midi_take: a recording of MIDI. */
#include "io/midi_take.h"

#include <leat/err.h>

#include "base/math_d.h"

enum { NUMBERS = 10000 }; /* of one name */

static const double MICROSECONDS = 60e6; /* of a minute */

static int create_free(struct midi_take *t, const char *folder,
                       const struct take_name *name, struct leat_diag *diag)
{
    for (uint32_t n = 1; n <= NUMBERS; n++) {
        struct leat_diag why = {0};
        take_name_numbered(name, n, t->name);
        if (!t->name[0])
            break;
        const int err = out_file_create(folder, t->name, false, &t->file, &why);
        if (err == LEAT_ERR_EXISTS)
            continue;
        if (err < 0)
            leat_diag_add(diag, LEAT_ERROR, 801, "%s", why.finding[0].message);
        return err;
    }
    leat_diag_add(diag, LEAT_ERROR, 802, "There is no free number for `%s`.",
                  name->text);
    leat_diag_hint(diag, "Choose another name.");
    return LEAT_ERR_EXISTS;
}

int midi_take_begin(struct midi_take *t, const char *folder, const char *name,
                    double rate_hz, struct leat_diag *diag)
{
    struct take_name wanted;

    if (t->file) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` is being recorded already.",
                      t->name);
        leat_diag_hint(diag, "Stop that first.");
        return LEAT_ERR_STATE;
    }
    *t = (struct midi_take){.rate_hz = rate_hz};
    int err = take_name_midi(name, &wanted, diag);
    if (err == 0)
        err = create_free(t, folder, &wanted, diag);
    if (err == 0)
        smf_writer_init(&t->writer, MIDI_TAKE_DIVISION);
    return err;
}

static double tick_of(const struct midi_take *t, int64_t frame)
{
    const double frames = (double)(frame > t->frame ? frame - t->frame : 0);

    return t->tick + frames * t->bpm * MIDI_TAKE_DIVISION / (60.0 * t->rate_hz);
}

static int64_t nearest(double tick)
{
    return (int64_t)math_round_d(math_clamp_d(tick, 0.0, (double)SMF_TICKS_MAX));
}

void midi_take_tempo(struct midi_take *t, int64_t frame, double bpm)
{
    t->tick = t->bpm > 0.0 ? tick_of(t, frame) : 0.0;
    t->frame = frame;
    t->bpm = bpm;
    smf_write_tempo(&t->writer, nearest(t->tick),
                    (uint32_t)math_round_d(MICROSECONDS / bpm));
}

void midi_take_message(struct midi_take *t, int64_t frame,
                       const struct midi_message *message)
{
    if (!(t->bpm > 0.0))
        return;
    smf_write_message(&t->writer, nearest(tick_of(t, frame)), message);
    t->n_messages++;
}

int midi_take_end(struct midi_take *t, int64_t frame, struct leat_diag *diag)
{
    if (!t->file)
        return LEAT_ERR_STATE;
    smf_write_end(&t->writer, t->bpm > 0.0 ? nearest(tick_of(t, frame)) : 0);
    int err = t->writer.err;
    if (err == 0)
        out_file_write(t->file, t->writer.bytes, t->writer.size);
    const int closing = out_file_close(&t->file);
    smf_writer_finish(&t->writer);
    err = err ? err : closing;
    if (err)
        leat_diag_add(diag, LEAT_ERROR, 801, "`%s` could not be written: %s.", t->name,
                      leat_strerror(err));
    return err;
}

void midi_take_abandon(struct midi_take *t)
{
    out_file_abandon(&t->file);
    smf_writer_finish(&t->writer);
}
