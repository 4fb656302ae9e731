/* SPDX-License-Identifier: MIT */
/* smf_dump FILE: prints the messages of a Standard MIDI File, one a line: its tick, its
 * microseconds rounded, its track, its bytes; then the end of the file. */
#include <stdio.h>
#include <stdlib.h>

#include "io/smf.h"

int main(int argc, char **argv)
{
    static uint8_t bytes[1 << 20];
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    struct leat_diag diag = {0};
    struct smf smf;

    if (!file)
        return 2;
    const size_t size = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    if (smf_read(bytes, size, &smf, &diag) < 0) {
        fprintf(stderr, "%s\n", diag.finding[0].message);
        return 1;
    }
    const struct leat_rational usec = smf_frames(&smf, 1e6, 1.0);
    for (uint32_t i = 0; i < smf.n_messages; i++) {
        const struct smf_message *m = &smf.message[i];
        printf("%lld %lld %u %u %u %u\n", (long long)m->tick,
               (long long)leat_rt_scale_round(smf_units(&smf, m->tick), usec.num,
                                              usec.den),
               m->track, m->message.status, m->message.data[0], m->message.data[1]);
    }
    printf("%lld %lld end\n", (long long)smf.ticks,
           (long long)leat_rt_scale_round(smf.units, usec.num, usec.den));
    smf_finish(&smf);
    return 0;
}
