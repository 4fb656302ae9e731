/* SPDX-License-Identifier: MIT */
/* metrics: all figures in the text format of Prometheus. */
#include "control/metrics.h"

#include <string.h>

#include "base/number.h"
#include "base/str.h"
#include "control/call.h"
#include "control/figures.h"

struct page {
    char *text;
    size_t used;
};

static void add(struct page *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(struct page *p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    p->used += str_vformat(p->text + p->used, METRICS_SIZE - p->used, format, args);
    va_end(args);
}

static void add_number(struct page *p, double value)
{
    char number[NUMBER_SIZE];

    number_print(number, value);
    add(p, " %s\n", number);
}

static void add_head(struct page *p, const char *name, const char *type,
                     const char *help)
{
    add(p, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void add_figure(struct page *p, const struct figure *f)
{
    char name[64];

    str_format(name, sizeof(name), "leat_%s%s", f->name, f->counts ? "_total" : "");
    add_head(p, name, f->counts ? "counter" : "gauge", f->help);
    add(p, "%s", name);
    add_number(p, f->value);
}

static void add_summary(struct page *p, struct control *c, enum figures_time time,
                        const char *help)
{
    struct figures_quantiles q;
    char name[64];

    figures_quantiles(c, time, false, &q);
    const struct {
        const char *share;
        double us;
    } rows[] = {
        {"0.5", q.p50_us}, {"0.99", q.p99_us}, {"0.999", q.p999_us}, {"1", q.max_us}};
    str_format(name, sizeof(name), "leat_%s_seconds", figures_time_name(time));
    add_head(p, name, "summary", help);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        add(p, "%s{quantile=\"%s\"}", name, rows[i].share);
        add_number(p, rows[i].us * 1e-6);
    }
    add(p, "%s_sum", name);
    add_number(p, (double)q.sum_nsec * 1e-9);
    add(p, "%s_count", name);
    add_number(p, (double)q.n);
}

/* A label's value: quotes and backslashes are escaped. */
static void add_label(struct page *p, const char *value)
{
    for (; *value; value++)
        add(p, "%s%c", *value == '"' || *value == '\\' ? "\\" : "",
            *value == '\n' ? ' ' : *value);
}

void metrics_write(struct control *c, char text[METRICS_SIZE])
{
    struct page p = {.text = text};
    struct figure at[FIGURES_MAX];
    struct leat_engine_stats s;
    const uint32_t n = figures_read(c, at);

    leat_engine_stats(c->config.engine, &s);
    text[0] = '\0';
    add_head(&p, "leat_info", "gauge", "what runs, in its labels");
    add(&p, "leat_info{version=\"" LEAT_VERSION "\",device=\"");
    add_label(&p, s.device);
    add(&p, "\"} 1\n");
    for (uint32_t i = 0; i < n; i++)
        add_figure(&p, &at[i]);
    add_summary(&p, c, FIGURES_BLOCK, "compute time of a block");
    add_summary(&p, c, FIGURES_LATENCY,
                "from the arrival of a message to its first frame");
    if (p.used)
        text[p.used - 1] = '\0'; /* the last line end */
}
