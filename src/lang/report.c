/* SPDX-License-Identifier: MIT */
/* report: what is wrong with a program. */
#include "lang/report.h"

#include <stdarg.h>

#include "base/str.h"

enum { TEXT_MAX = 320 };

void report_init(struct report *report, const struct script *script,
                 struct leat_diag *diag)
{
    *report = (struct report){.script = script, .diag = diag};
}

/* Whether this place has not been spoken of; it has now. */
static bool is_new(struct report *r, uint32_t start, enum leat_severity severity)
{
    for (uint32_t i = 0; i < r->n_seen; i++)
        if (r->seen[i].start == start && r->seen[i].severity >= severity)
            return false;
    if (r->n_seen == 2 * REPORT_MAX)
        return false;
    r->seen[r->n_seen].start = start;
    r->seen[r->n_seen++].severity = severity;
    return true;
}

__attribute__((format(printf, 5, 0))) static void
add(struct report *r, struct span span, enum leat_severity severity, int code,
    const char *format, va_list args)
{
    char message[TEXT_MAX];
    struct leat_finding *finding;

    const bool keep = r->keep && severity == LEAT_ERROR;

    r->fresh = keep ? r->keep->code == 0
                    : !report_full(r) && is_new(r, span.start + r->offset, severity);
    if (!r->fresh)
        return;
    r->n_errors += severity == LEAT_ERROR && !keep;
    str_vformat(message, sizeof(message), format, args);
    if (message[0] >= 'a' && message[0] <= 'z')
        message[0] = (char)(message[0] - 'a' + 'A'); /* "a time" at the beginning */
    if (keep) {
        finding = r->keep;
        finding->code = code;
        str_format(finding->message, sizeof(finding->message), "%s", message);
    } else {
        finding = leat_diag_add(r->diag, severity, code, "%s", message);
    }
    if (finding)
        script_locate_part(r->script, r->parts, span, finding);
}

void report_error(struct report *report, struct span span, int code, const char *format,
                  ...)
{
    va_list args;

    va_start(args, format);
    add(report, span, LEAT_ERROR, code, format, args);
    va_end(args);
}

void report_warning(struct report *report, struct span span, int code,
                    const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add(report, span, LEAT_WARNING, code, format, args);
    va_end(args);
}

void report_hint(struct report *report, const char *format, ...)
{
    char hint[TEXT_MAX];
    va_list args;

    if (!report->fresh)
        return;
    va_start(args, format);
    str_vformat(hint, sizeof(hint), format, args);
    va_end(args);
    if (report->keep && report->keep->code)
        str_format(report->keep->hint, sizeof(report->keep->hint), "%s", hint);
    else
        leat_diag_hint(report->diag, "%s", hint);
}
