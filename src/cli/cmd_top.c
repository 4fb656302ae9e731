/* SPDX-License-Identifier: MIT */
/* cmd_top: leat top: what a running leat serve does, once a second. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <leat/err.h>
#include <leat/graph.h>

#include "base/str.h"
#include "cli/ctl_answer.h"
#include "cli/ctl_link.h"
#include "cli/report.h"

enum { NODES_MAX = 4096, NODES_SHOWN = 8 };

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

struct node_cost {
    char name[LEAT_NAME_MAX];
    double p50_us, p99_us; /* of a call */
};

struct top {
    struct ctl_link link;
    struct node_cost node[NODES_MAX];
    uint32_t n_nodes;
};

static void on_nodes(void *user, const struct osc_arg *values, uint32_t n)
{
    struct top *t = user;

    for (uint32_t i = 0; i + 2 < n && t->n_nodes < NODES_MAX; i += 3) {
        struct node_cost *c = &t->node[t->n_nodes];
        if (values[i].tag != 's' || !osc_arg_number(&values[i + 1], &c->p50_us) ||
            !osc_arg_number(&values[i + 2], &c->p99_us))
            continue;
        str_format(c->name, sizeof(c->name), "%s", values[i].s);
        t->n_nodes++;
    }
}

/* The dearest first. */
static int compare(const void *a, const void *b)
{
    const struct node_cost *x = a, *y = b;

    return x->p50_us > y->p50_us ? -1 : x->p50_us < y->p50_us;
}

static int ask_nodes(struct top *t, struct leat_diag *diag)
{
    t->n_nodes = 0;
    const int err = ctl_link_ask(&t->link, "/stats/nodes", NULL, 0, on_nodes, t, diag);
    if (t->n_nodes)
        qsort(t->node, t->n_nodes, sizeof(t->node[0]), compare);
    return err;
}

/* Pairs, three in a row. */
static void on_pairs(void *user, const struct osc_arg *values, uint32_t n)
{
    char name[NUMBER_SIZE], value[NUMBER_SIZE];

    (void)user;
    for (uint32_t i = 0; i + 1 < n; i += 2)
        printf("  %-13s %-10s%s", ctl_answer_show(&values[i], name),
               ctl_answer_show(&values[i + 1], value),
               i % 6 == 4 || i + 3 >= n ? "\n" : "");
}

static int show_pairs(struct top *t, const char *title, const char *address,
                      struct leat_diag *diag)
{
    printf("%s\n", title);
    return ctl_link_ask(&t->link, address, NULL, 0, on_pairs, NULL, diag);
}

/* Whether a row has the name and the span of the one before: what runs for less than
 * both spans has one. */
static bool is_told(const struct osc_arg *values, uint32_t i)
{
    double seconds, before;

    return i >= 7 && values[i].tag == 's' && values[i - 7].tag == 's' &&
           strcmp(values[i].s, values[i - 7].s) == 0 &&
           osc_arg_number(&values[i + 1], &seconds) &&
           osc_arg_number(&values[i - 6], &before) && seconds - before < 0.5 &&
           before - seconds < 0.5;
}

/* name seconds count p50 p99 p999 max */
static void on_times(void *user, const struct osc_arg *values, uint32_t n)
{
    double v[6];

    (void)user;
    for (uint32_t i = 0; i + 6 < n; i += 7) {
        if (is_told(values, i))
            continue;
        for (uint32_t k = 0; k < 6; k++)
            if (!osc_arg_number(&values[i + 1 + k], &v[k]))
                return;
        if (v[1] > 0.0 && values[i].tag == 's')
            printf("  %-8s %6.0f s %9.1f %9.1f %9.1f %9.1f\n", values[i].s, v[0], v[2],
                   v[3], v[4], v[5]);
    }
}

static int show_times(struct top *t, struct leat_diag *diag)
{
    printf("times us   of last       p50       p99     p99.9       max\n");
    return ctl_link_ask(&t->link, "/stats/times", NULL, 0, on_times, NULL, diag);
}

static int show(struct top *t, struct leat_diag *diag)
{
    int err = show_pairs(t, "engine", "/stats", diag);

    if (err >= 0)
        err = show_times(t, diag);
    if (err >= 0)
        err = show_pairs(t, "tracks", "/seq/status", diag);
    if (err >= 0)
        err = show_pairs(t, "recording", "/record/status", diag);
    if (err >= 0)
        err = show_pairs(t, "workers", "/workers", diag);
    if (err >= 0)
        err = ask_nodes(t, diag);
    if (err < 0)
        return err;
    printf("nodes            p50 us   p99 us of a call\n");
    for (uint32_t i = 0; i < t->n_nodes && i < NODES_SHOWN; i++)
        printf("%-15s %7.2f  %7.2f\n", t->node[i].name, t->node[i].p50_us,
               t->node[i].p99_us);
    if (t->n_nodes > NODES_SHOWN)
        printf("and %u more\n", t->n_nodes - NODES_SHOWN);
    return 0;
}

static int show_json(struct top *t, struct leat_diag *diag)
{
    struct ctl_answer answer;

    ctl_answer_begin(&answer, CTL_PAIRS, true);
    int err = ctl_link_ask(&t->link, "/stats", NULL, 0, ctl_answer_take, &answer, diag);
    if (err >= 0)
        err = ask_nodes(t, diag);
    json_key(&answer.json, "node_us");
    json_object(&answer.json);
    for (uint32_t i = 0; i < t->n_nodes; i++) {
        json_key(&answer.json, t->node[i].name);
        json_number(&answer.json, t->node[i].p50_us);
    }
    json_end(&answer.json);
    const int ending = ctl_answer_end(&answer);
    return err < 0 ? err : ending;
}

/* On a terminal again and again, in place; else once. */
static int watch(struct top *t, struct leat_diag *diag)
{
    const struct sigaction action = {.sa_handler = on_signal};
    int err;

    if (!isatty(STDOUT_FILENO))
        return show(t, diag);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    do {
        fputs("\033[H\033[2J", stdout);
        err = show(t, diag);
        fflush(stdout);
    } while (err >= 0 && !stopped && sleep(1) == 0);
    return stopped ? 0 : err;
}

int cmd_top(const struct options *options)
{
    static struct top top;
    struct leat_diag diag = {0};
    int err = ctl_link_open(&top.link, options, &diag);

    if (err >= 0) {
        err = options->json ? show_json(&top, &diag) : watch(&top, &diag);
        ctl_link_close(&top.link);
    }
    return report_exit(options, err, &diag);
}
