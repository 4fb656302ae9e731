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
    return 0;
}
