/* SPDX-License-Identifier: MIT */
/* report: findings on standard error, and how an error exits. */
#include "cli/report.h"

#include <stdarg.h>
#include <stdio.h>

#include <leat/err.h>

#include "base/str.h"
#include "cli/finding_text.h"

static const char *const severity_names[] = {
    [LEAT_NOTE] = "note",
    [LEAT_WARNING] = "warning",
    [LEAT_ERROR] = "error",
};

void report_findings(const struct options *options, struct leat_diag *diag)
{
    finding_text(stderr, options, diag);
    leat_diag_clear(diag);
}

static void findings_json(struct json *json, const struct leat_diag *diag)
{
    char code[16];

    json_array(json);
    for (uint32_t i = 0; i < diag->n; i++) {
        const struct leat_finding *f = &diag->finding[i];
        str_format(code, sizeof(code), "%c%03d",
                   f->severity == LEAT_ERROR     ? 'E'
                   : f->severity == LEAT_WARNING ? 'W'
                                                 : 'N',
                   f->code);
        json_object(json);
        json_key_string(json, "severity", severity_names[f->severity]);
        json_key_string(json, "code", f->code ? code : NULL);
        json_key_string(json, "file", f->file);
        json_key(json, "line");
        json_unsigned(json, f->line);
        json_key(json, "column");
        json_unsigned(json, f->column);
        json_key(json, "length");
        json_unsigned(json, f->width);
        json_key_string(json, "message", f->message);
        json_key_string(json, "hint", f->hint);
        json_end(json);
    }
    json_end(json);
}

void report_json(struct json *json, const struct leat_diag *diag)
{
    json_key(json, "errors");
    json_unsigned(json, diag->n_errors);
    json_key(json, "warnings");
    json_unsigned(json, diag->n_warnings);
    json_key(json, "findings");
    findings_json(json, diag);
}

void report_json_alone(const struct leat_diag *diag)
{
    struct json json;

    json_to_file(&json, stdout);
    json_object(&json);
    report_json(&json, diag);
    json_end(&json);
    json_finish(&json, NULL);
}

void report_join(struct leat_diag *diag, const struct leat_diag *more)
{
    diag->n_errors += more->n_errors;
    diag->n_warnings += more->n_warnings;
    diag->n_dropped += more->n_dropped;
    for (uint32_t i = 0; i < more->n; i++) {
        if (diag->n < LEAT_DIAG_MAX)
            diag->finding[diag->n++] = more->finding[i];
        else
            diag->n_dropped++;
    }
}

void report_line(const struct options *options, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    str_vformat(text, sizeof(text), format, args);
    va_end(args);
    fprintf(stderr, "leat %s: %s\n", options->verb->name, text);
}

int report_exit(const struct options *options, int err, struct leat_diag *diag)
{
    const bool explained = leat_diag_failed(diag);

    finding_text(stderr, options, diag);
    if (err >= 0)
        return EXIT_OK;
    if (!explained && err != LEAT_ERR_CANCELLED) {
        report_line(options, "%s", leat_strerror(err));
        leat_diag_add(diag, LEAT_ERROR, 0, "%s.", leat_strerror(err));
    }
    switch (err) {
    case LEAT_ERR_INVALID:
    case LEAT_ERR_NOT_FOUND:
    case LEAT_ERR_EXISTS:
    case LEAT_ERR_RANGE:
    case LEAT_ERR_TYPE:
    case LEAT_ERR_FORMAT:
    case LEAT_ERR_CYCLE:
    case LEAT_ERR_SYNTAX:
        return EXIT_USAGE;
    case LEAT_ERR_NO_DEVICE:
        return EXIT_DEVICE;
    case LEAT_ERR_CANCELLED:
        return EXIT_INTERRUPTED;
    default:
        return EXIT_FAILED;
    }
}
