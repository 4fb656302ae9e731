/* SPDX-License-Identifier: MIT */
/* told: what the frames of a program have said. */
#include "cli/told.h"

#include "base/fnv.h"
#include "cli/report.h"

static bool is_new(struct told *told, const struct leat_finding *f)
{
    const uint64_t file = fnv_text(FNV_START, f->file);

    for (uint32_t i = 0; i < told->n; i++)
        if (told->place[i].code == f->code && told->place[i].line == f->line &&
            told->place[i].column == f->column && told->place[i].file == file) {
            told->place[i].again++;
            return false;
        }
    if (told->n == TOLD_MAX) {
        told->others++;
        return false;
    }
    told->place[told->n].code = f->code;
    told->place[told->n].file = file;
    told->place[told->n].line = f->line;
    told->place[told->n].column = f->column;
    told->place[told->n++].again = 0;
    return true;
}

uint32_t told_sift(struct told *told, struct leat_diag *diag)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < diag->n; i++)
        if (is_new(told, &diag->finding[i]))
            diag->finding[n++] = diag->finding[i];
    diag->n = n;
    return n;
}

void told_end(const struct told *told, const struct options *options)
{
    for (uint32_t i = 0; i < told->n; i++)
        if (told->place[i].again > 0 && told->place[i].line == 0)
            report_line(options, "E%d: %llu times more", told->place[i].code,
                        (unsigned long long)told->place[i].again);
        else if (told->place[i].again > 0)
            report_line(options, "line %u, E%d: %llu times more", told->place[i].line,
                        told->place[i].code, (unsigned long long)told->place[i].again);
    if (told->others > 0)
        report_line(options, "%llu mistakes at further places",
                    (unsigned long long)told->others);
}
