/* SPDX-License-Identifier: MIT */
/* schedule_carry: what statements have done goes on in a program that takes over. */
#include <stdlib.h>

#include "base/fnv.h"
#include "lang/awaited.h"
#include "lang/lasting.h"
#include "lang/report.h"
#include "lang/schedule.h"
#include "lang/vm.h"

uint64_t schedule_text(const struct eval *e, struct span statement)
{
    const struct script *script = e->script;
    uint32_t start = 0;

    for (const struct script_part *p = e->report->parts; p; p = p->next)
        if (statement.start >= p->start && statement.end - p->start <= p->script.size) {
            script = &p->script;
            start = p->start;
        }
    if (statement.end - start > script->size || statement.end < statement.start)
        return 1;
    const uint64_t hash = fnv_bytes(FNV_START, script->text + (statement.start - start),
                                    statement.end - statement.start);
    return hash + (hash == 0);
}

/* What `after` has done, or waits to do, before and in the program of now. */
static bool follow_awaited(struct eval *to, const struct eval *from)
{
    bool good = true;

    for (uint32_t i = 0; i < to->n_awaited; i++) {
        struct awaited *a = &to->awaited[i];
        uint32_t nth = 0; /* of those of one text */
        if (!a->was_first)
            continue;
        for (uint32_t k = 0; k < i; k++)
            nth += to->awaited[k].was_first && to->awaited[k].text == a->text;
        for (uint32_t k = 0; k < from->n_awaited && good; k++) {
            const struct awaited *past = &from->awaited[k];
            if (!past->was_first || past->text != a->text || nth-- > 0)
                continue;
            a->waits = past->waits;
            a->has_come = past->has_come;
            a->begin = past->begin;
            a->begin_beat = past->begin_beat;
            good = lasting_carry(to, a->site, from, past->site);
            break;
        }
    }
    return good;
}

bool schedules_follow(struct eval *to, const struct eval *from)
{
    static const uint64_t MIX = UINT64_C(0xD6E8FEB86659FD93);
    const struct schedules *past = &from->vm->schedules;
    struct schedules *all = &to->vm->schedules;
    bool good = follow_awaited(to, from);

    free(all->inherited);
    all->n_inherited = 0;
    all->inherited = calloc(past->n + 1u, sizeof(*all->inherited));
    for (uint32_t i = 0; i < past->n && all->inherited && good; i++) {
        const struct schedule *s = &past->at[i];
        if (!s->text || s->last_frame != from->now.k)
            continue;
        const struct inherited one = {.text = s->text,
                                      .kind = s->kind,
                                      .begin = s->begin,
                                      .n_done = s->n_done,
                                      .begin_beat = s->begin_beat,
                                      .block = (s->identity ^ (i + 1)) * MIX};
        all->inherited[all->n_inherited++] = one;
        good = lasting_carry(to, one.block, from, s->identity);
    }
    return good && all->inherited;
}

void schedule_inherit(struct eval *e, struct schedules *all, struct schedule *s)
{
    if (!s->text)
        s->text = schedule_text(e, all->statement);
    for (uint32_t i = 0; i < all->n_inherited; i++) {
        struct inherited *past = &all->inherited[i];
        if (past->is_taken || past->text != s->text || past->kind != s->kind)
            continue;
        past->is_taken = true;
        lasting_become(e, past->block, s->identity);
        if (s->kind != SCHEDULE_AFTER)
            return;
        s->begin = past->begin;
        s->begin_beat = past->begin_beat;
        s->n_done = past->n_done;
        return;
    }
}

void schedules_forget(struct eval *e, struct schedules *all)
{
    for (uint32_t i = 0; i < all->n_inherited; i++)
        if (!all->inherited[i].is_taken)
            lasting_become(e, all->inherited[i].block, 0);
    free(all->inherited);
    all->inherited = NULL;
    all->n_inherited = 0;
}
