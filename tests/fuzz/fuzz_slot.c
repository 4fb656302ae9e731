/* SPDX-License-Identifier: MIT */
/* fuzz_slot: any bytes as a slot; what is read is in range, and can be played. */
#include <stdlib.h>

#include <leat/err.h>

#include "control/rig.h"
#include "control/slot.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The addresses of a rig, made once. */
static const struct address_book *book_of_rig(void)
{
    static struct address_book *book;
    struct leat_graph *graph;

    if (book)
        return book;
    if (leat_graph_create(&graph) < 0 || rig_build(graph, 2, NULL) < 0 ||
        address_book_create(graph, &book) < 0)
        abort();
    leat_graph_destroy(&graph);
    return book;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct leat_diag diag;
    const struct value_scale scale = {48000.0, 120.0};
    struct score *score;
    struct slot slot;

    leat_diag_clear(&diag);
    const int err = slot_read(&slot, (const char *)bytes, size, "fuzz", book_of_rig(),
                              &scale, &diag);
    if (err < 0 && diag.n_errors == 0 && err != LEAT_ERR_LIMIT)
        abort();
    for (uint32_t i = 0; i < slot.n_sets; i++)
        if (!(slot.set[i].value - slot.set[i].value == 0.0f))
            abort();
    if (!(slot.tracks.swing >= 0.0 && slot.tracks.swing <= 1.0) ||
        !(slot.bpm == 0.0 || (slot.bpm >= 20.0 && slot.bpm <= 400.0)))
        abort();
    if (err >= 0 && tracks_score(&slot.tracks, book_of_rig(), 0, &score, NULL) >= 0)
        score_destroy(&score);
    else if (err >= 0)
        abort();
    slot_finish(&slot);
    return 0;
}
