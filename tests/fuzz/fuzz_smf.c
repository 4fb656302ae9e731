/* SPDX-License-Identifier: MIT */
/* fuzz_smf: what any bytes are taken for is a song that can be, and written anew it is
 * the same. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "io/smf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
    if (!holds)
        abort();
}

static void check(const struct smf *smf)
{
    const struct leat_rational r = smf_frames(smf, 48000.0, 1.0);
    int64_t tick = 0, units = 0;

    expect(smf->n_tempos > 0 && smf->tempo[0].tick == 0 && smf->n_tracks > 0);
    expect(smf->ticks >= 0 && smf->ticks <= SMF_TICKS_MAX);
    for (uint32_t i = 1; i < smf->n_tempos; i++)
        expect(smf->tempo[i].tick > smf->tempo[i - 1].tick && smf->tempo[i].usec > 0);
    for (uint32_t i = 0; i < smf->n_messages; i++) {
        const struct smf_message *m = &smf->message[i];
        const int64_t at = smf_units(smf, m->tick);
        expect(m->tick >= tick && m->tick <= smf->ticks && at >= units);
        expect(midi_size(m->message.status) > 1 && m->message.status < MIDI_SYSEX);
        expect((m->message.data[0] | m->message.data[1]) < 128);
        expect(leat_rt_scale_round(at, r.num, r.den) >= 0);
        tick = m->tick;
        units = at;
    }
    expect(smf->units >= units);
}

/* The messages alone: tempos make no message. */
static void write_anew(const struct smf *smf)
{
    struct smf_writer w;
    struct smf again;

    smf_writer_init(&w, 96);
    for (uint32_t i = 0; i < smf->n_messages; i++)
        smf_write_message(&w, smf->message[i].tick, &smf->message[i].message);
    smf_write_end(&w, smf->ticks);
    expect(w.err == 0 && smf_read(w.bytes, w.size, &again, NULL) == 0);
    expect(again.n_messages == smf->n_messages && again.ticks == smf->ticks);
    for (uint32_t i = 0; i < smf->n_messages; i++)
        expect(again.message[i].tick == smf->message[i].tick &&
               memcmp(&again.message[i].message, &smf->message[i].message,
                      sizeof(struct midi_message)) == 0);
    smf_finish(&again);
    smf_writer_finish(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct leat_diag diag = {0};
    struct smf smf;
    const int err = smf_read(data, size, &smf, &diag);

    expect((err < 0) == (diag.n_errors > 0));
    if (err == 0) {
        check(&smf);
        write_anew(&smf);
    }
    smf_finish(&smf);
    return 0;
}
