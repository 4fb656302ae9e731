/* SPDX-License-Identifier: MIT */
/* told: what the frames of a program have said. */
#include "cli/told.h"

#include "base/fnv.h"
#include "cli/report.h"

static char mark_of(const struct told_place *place)
{
    return place->severity == LEAT_ERROR ? 'E' : 'W';
}

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
    told->place[told->n].severity = f->severity;
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
    for (uint32_t i = 0; i < told->n; i++) {
        const struct told_place *place = &told->place[i];
        const unsigned long long again = place->again;
        if (again > 0 && place->line == 0)
            report_line(options, "%c%d: %llu times more", mark_of(place), place->code,
                        again);
        else if (again > 0)
            report_line(options, "line %u, %c%d: %llu times more", place->line,
                        mark_of(place), place->code, again);
    }
    if (told->others > 0)
        report_line(options, "%llu mistakes at further places",
                    (unsigned long long)told->others);
}
