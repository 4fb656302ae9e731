/* SPDX-License-Identifier: MIT */
/* command_workers: the processes that compute, and what became of them. */
#include <leat/err.h>

#include "base/str.h"
#include "control/call.h"

static const char *const modes[] = {"off", "race", "replay"};

static void answer_pids(struct call *call, const struct leat_isolation_stats *s)
{
    char text[16 * LEAT_WORKERS_MAX] = "";
    size_t used = 0;

    for (uint32_t i = 0; i < s->n_workers; i++)
        used += str_format(text + used, sizeof(text) - used, "%s%d", i ? " " : "",
                           (int)s->pid[i]);
    call_answer_text(call, "pids");
    call_answer_text(call, text);
}

/* What of one group is worth a line, each name behind the group's: lead.lost 0 */
static void answer_group(struct call *call, uint32_t group)
{
    struct leat_isolation_stats s;

    if (leat_engine_isolation_group(call->control->config.engine, group, &s) < 0)
        return;
    const struct {
        const char *name;
        double value;
    } pair[] = {{"redundancy", s.in_step},          {"lost", (double)s.lost},
                {"mismatch", (double)s.mismatches}, {"takeover", (double)s.deaths},
                {"respawn", (double)s.respawns},    {"muted", s.muted}};
    for (size_t i = 0; i < sizeof(pair) / sizeof(*pair); i++) {
        char name[sizeof(s.group) + 16];
        str_format(name, sizeof(name), "%s.%s", s.group, pair[i].name);
        call_answer_pair(call, name, pair[i].value);
    }
}

/* name value name value ... */
int command_workers(struct call *call)
{
    struct leat_isolation_stats s;

    leat_engine_isolation(call->control->config.engine, &s);
    call_answer_text(call, "isolate");
    call_answer_text(call, modes[s.mode]);
    if (s.mode == LEAT_ISOLATE_OFF)
        return 0;
    call_answer_pair(call, "workers", s.n_workers);
    call_answer_pair(call, "redundancy", s.in_step);
    answer_pids(call, &s);
    call_answer_pair(call, "zygote", s.zygote);
    call_answer_pair(call, "pieces", (double)s.pieces);
    call_answer_pair(call, "lost", (double)s.lost);
    call_answer_pair(call, "mismatch", (double)s.mismatches);
    call_answer_pair(call, "takeover", (double)s.deaths);
    call_answer_pair(call, "faults", (double)s.faults);
    call_answer_pair(call, "hangs", (double)s.hangs);
    call_answer_pair(call, "respawn", (double)s.respawns);
    call_answer_pair(call, "respawn_p50_ms", s.redundancy_p50_ms);
    call_answer_pair(call, "respawn_p99_ms", s.redundancy_p99_ms);
    call_answer_pair(call, "respawn_max_ms", s.redundancy_max_ms);
    call_answer_pair(call, "retired", (double)s.retired);
    call_answer_pair(call, "called", (double)s.called);
    call_answer_pair(call, "checkpoints", (double)s.checkpoints);
    call_answer_pair(call, "muted", s.muted);
    if (s.muted) {
        call_answer_text(call, "muted_node");
        call_answer_text(call, s.muted_node);
    }
    for (uint32_t group = 0; group < s.n_groups; group++)
        answer_group(call, group);
    return 0;
}
