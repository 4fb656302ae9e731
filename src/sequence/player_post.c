/* SPDX-License-Identifier: MIT */
/* player_post: control's half of a player. */
#include <stdlib.h>

#include <leat/err.h>

#include "sequence/player.h"

enum { BPM = 120, RETIRED = 4 * PLAYER_SCORES };

static int make_rings(struct player *p)
{
    const size_t size = leat_mailbox_size(sizeof(struct player_status));
    int err;

    if ((err = leat_ring_create(sizeof(struct player_edition), PLAYER_SCORES,
                                LEAT_RING_DROPPING, &p->scores)) < 0 ||
        (err = leat_ring_create(sizeof(struct score *), RETIRED, LEAT_RING_DROPPING,
                                &p->retired)) < 0 ||
        (err = leat_mpmc_create(sizeof(struct player_order), PLAYER_ORDERS,
                                LEAT_RING_DROPPING, &p->orders)) < 0)
        return err;
    p->status_memory = aligned_alloc(LEAT_MAILBOX_ALIGN, (size + 63) / 64 * 64);
    if (!p->status_memory)
        return LEAT_ERR_NOMEM;
    return leat_mailbox_init(p->status_memory, size, sizeof(struct player_status),
                             &p->status);
}

int player_create(double rate_hz, double bpm, struct player **out)
{
    struct player *p = calloc(1, sizeof(*p));

    *out = NULL;
    if (!p)
        return LEAT_ERR_NOMEM;
    const int err = make_rings(p);
    if (err < 0) {
        player_destroy(&p);
        return err;
    }
    p->now.line =
        (struct leat_tempo){.bpm = bpm > 0.0 ? bpm : BPM, .minute = 60.0 * rate_hz};
    p->now.ramp.next = PLAYER_NEVER;
    p->due.at = p->due_at;
    for (uint32_t i = 0; i < PLAYER_ORDERS; i++)
        p->free_slot[p->n_free++] = i;
    *out = p;
    return 0;
}

void player_set_rate(struct player *p, double rate_hz)
{
    p->now.line.minute = 60.0 * rate_hz;
}

void player_reap(struct player *p)
{
    struct score *score;

    while (leat_rt_ring_read(p->retired, &score, 1) == 1)
        score_destroy(&score);
}

void player_destroy(struct player **player)
{
    struct player *p = *player;
    struct player_edition edition;

    if (!p)
        return;
    if (p->retired)
        player_reap(p);
    while (p->scores && leat_rt_ring_read(p->scores, &edition, 1) == 1)
        score_destroy(&edition.score);
    score_destroy(&p->next.score);
    struct score *playing = (struct score *)(uintptr_t)p->score;
    score_destroy(&playing);
    leat_ring_destroy(&p->scores);
    leat_ring_destroy(&p->retired);
    leat_mpmc_destroy(&p->orders);
    free(p->status_memory);
    free(p);
    *player = NULL;
}

int player_post_score(struct player *p, struct score *score, enum leat_when when,
                      int64_t frame)
{
    const struct player_edition edition = {score, frame, when};

    player_reap(p);
    return leat_rt_ring_write(p->scores, &edition, 1) == 1 ? 0 : LEAT_ERR_LIMIT;
}

int player_post(struct player *p, const struct player_order *order)
{
    return leat_rt_mpmc_write(p->orders, order, 1) == 1 ? 0 : LEAT_ERR_LIMIT;
}

void player_status(struct player *p, struct player_status *out)
{
    leat_rt_mailbox_read(p->status, out);
}
