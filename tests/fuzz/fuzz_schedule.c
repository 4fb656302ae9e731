/* SPDX-License-Identifier: MIT */
/* fuzz_schedule: any bytes as a score; what is read is in order, and each message is
 * OSC that reads back. */
#include <stdlib.h>

#include "control/schedule.h"
#include "net/osc.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct leat_diag diag;
    struct schedule score;
    double before = 0.0;

    leat_diag_clear(&diag);
    const int err = schedule_read(&score, (const char *)bytes, size, "fuzz", &diag);
    if (err < 0 && diag.n_errors == 0)
        abort();
    for (uint32_t i = 0; i < score.n; i++) {
        struct osc_reader reader;
        struct osc_message m;
        if (osc_reader_init(&reader, score.at[i].packet, score.at[i].size) < 0 ||
            osc_reader_next(&reader, &m) != 1 || !(score.at[i].seconds >= before))
            abort();
        before = score.at[i].seconds;
    }
    schedule_finish(&score);
    return 0;
}
