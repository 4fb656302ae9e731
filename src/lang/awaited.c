/* SPDX-License-Identifier: MIT */
/* awaited: what `after` is to do once. */
#include "lang/awaited.h"

#include "lang/lasting.h"
#include "lang/tempo_map.h"
#include "lang/vm.h"

static struct awaited *find(struct eval *e, uint64_t site)
{
    for (uint32_t i = e->n_awaited; i-- > 0;)
        if (e->awaited[i].site == site && !e->awaited[i].has_come)
            return &e->awaited[i];
    return NULL;
}

static bool widen(struct eval *e)
{
    struct awaited *wider =
        heap_grow(e->heap, e->awaited, e->n_awaited, &e->room_awaited, sizeof(*wider));

    if (!wider) {
        eval_out_of_memory(e);
        return false;
    }
    e->awaited = wider;
    return true;
}

bool awaited_add(struct eval *e, const struct awaited *one, bool again)
{
    struct awaited *before = again ? find(e, one->site) : NULL;

    if (again) {
        if (before) {
            before->body = one->body;
            before->length = one->length;
        }
        return true;
    }
    if (e->n_awaited == AWAITED_MAX) {
        report_error(e->report, one->span, 502,
                     "This grew too large: more than %d `after` wait.", AWAITED_MAX);
        report_hint(e->report, "Let fewer begin, or with a shorter time.");
        return false;
    }
    if (!widen(e))
        return false;
    e->awaited[e->n_awaited++] = *one;
    return true;
}

static int64_t position_of(const struct eval *e, const struct awaited *a)
{
    const int64_t at = a->length.in_beats
                           ? length_beat_frame(e, a->begin_beat + a->length.amount)
                           : a->begin + length_second_frame(e, a->length.amount);

    return at < e->now.position ? e->now.position : at;
}

/* Of those that are due, the one that is first; NULL: there is none. */
static struct awaited *first_due(struct eval *e, int64_t *at)
{
    struct awaited *first = NULL;

    *at = e->now.next_position;
    for (uint32_t i = 0; i < e->n_awaited; i++) {
        struct awaited *a = &e->awaited[i];
        const int64_t position = a->has_come ? *at : position_of(e, a);
        if (position >= *at)
            continue;
        *at = position;
        first = a;
    }
    return first;
}

/* The first frame is there. */
static void begin_first(struct eval *e)
{
    for (uint32_t i = 0; i < e->n_awaited; i++) {
        struct awaited *a = &e->awaited[i];
        if (a->waits)
            continue;
        a->waits = true;
        a->begin = e->now.position;
        a->begin_beat = tempo_map_beat(e->tempo, a->begin);
    }
}

/* What has come is forgotten, but for what a reload must not begin again. */
static void forget(struct eval *e)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < e->n_awaited; i++)
        if (!e->awaited[i].has_come || e->awaited[i].was_first)
            e->awaited[n++] = e->awaited[i];
    e->n_awaited = n;
}

static bool run(struct eval *e, const struct awaited *a, int64_t at)
{
    const uint64_t path = e->vm->path;

    e->now.event = at;
    e->now.is_due = true;
    e->vm->path = a->path;
    if (!lasting_begin(e, a->site))
        return false;
    const struct value value = vm_call(e->vm, a->body, NULL, 0, a->span);
    if (value.kind != VALUE_POISON)
        eval_settle(e, value, a->span);
    lasting_leave(e, (struct draft_turn){0});
    e->vm->path = path;
    e->now.event = e->now.position;
    e->now.is_due = false;
    return !e->err && e->report->n_errors == 0;
}

bool awaited_run(struct eval *e)
{
    struct awaited *due;
    bool good = true;
    int64_t at;

    begin_first(e);
    while (good && (due = first_due(e, &at))) {
        const struct awaited now = *due;
        due->has_come = true;
        good = run(e, &now, at);
    }
    forget(e);
    return good;
}
