/* SPDX-License-Identifier: MIT */
/* shared: one mapping for front, zygote and workers. */
#include "engine/isolation/shared.h"

#include <sys/mman.h>

#include <leat/err.h>

enum { PAGE = 4096 };
#define PAGES_BYTES ((size_t)RANGES_PAGES * RANGES_PAGE)

static size_t pages(size_t bytes)
{
    return (bytes + PAGE - 1) / PAGE * PAGE;
}

static void *take(unsigned char **at, size_t bytes)
{
    void *part = *at;

    *at += pages(bytes);
    return part;
}

int shared_create(struct shared *s)
{
    s->log_bytes = pages(sizeof(struct piece_log));
    s->seat_bytes = pages(sizeof(struct seat)) + pages(SHARED_REPORT_BYTES) +
                    SHARED_OUTPUTS * pages(SHARED_OUTPUT_BYTES) +
                    2 * (pages(SHARED_CHECKPOINT_BYTES) + PAGES_BYTES);
    s->bytes = s->log_bytes + pages(sizeof(struct bell)) + pages(sizeof(struct board)) +
               SHARED_SEATS * s->seat_bytes;
    s->memory = mmap(NULL, s->bytes, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (s->memory == MAP_FAILED) {
        s->memory = NULL;
        return LEAT_ERR_NOMEM;
    }
    unsigned char *at = s->memory;
    s->log = take(&at, s->log_bytes);
    s->board = take(&at, sizeof(struct board));
    s->bell = take(&at, sizeof(struct bell));
    for (uint32_t i = 0; i < SHARED_SEATS; i++) {
        s->seat_begin[i] = at;
        s->seat[i] = take(&at, sizeof(struct seat));
        s->report[i] = take(&at, SHARED_REPORT_BYTES);
        for (uint32_t k = 0; k < SHARED_OUTPUTS; k++)
            s->output[i][k] = take(&at, SHARED_OUTPUT_BYTES);
        for (uint32_t half = 0; half < 2; half++) {
            s->checkpoint[i][half] = take(&at, SHARED_CHECKPOINT_BYTES);
            s->pages[i][half] = take(&at, PAGES_BYTES);
        }
    }
    return 0;
}

void shared_destroy(struct shared *s)
{
    if (s->memory)
        munmap(s->memory, s->bytes);
    *s = (struct shared){0};
}

bool shared_newest(const struct shared *s, uint32_t *seat, uint32_t *half)
{
    uint64_t newest = 0;

    for (uint32_t i = 0; i < SHARED_SEATS; i++)
        for (uint32_t h = 0; h < 2; h++) {
            const uint64_t number = atomic_load_explicit(
                &s->seat[i]->checkpoint[h].number, memory_order_acquire);
            if (number <= newest)
                continue;
            newest = number;
            *seat = i;
            *half = h;
        }
    return newest > 0;
}
