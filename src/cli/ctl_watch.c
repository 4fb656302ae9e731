/* SPDX-License-Identifier: MIT */
/* ctl_watch: what a running leat serve sends of a topic, as it comes. */
#include "cli/ctl_watch.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/number.h"
#include "base/str.h"
#include "cli/ctl_answer.h"
#include "cli/ctl_link.h"
#include "cli/report.h"

enum { ARGS_MAX = 2048, BAR = 48, FLOOR_DB = -60 };

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

struct watching {
    const char *address; /* of what has come */
    const struct options *options;
    struct ctl_link link;
    struct osc_arg arg[ARGS_MAX]; /* of the message at hand */
    uint32_t n;
    bool on_terminal;
};

static double number_of(const struct osc_arg *arg)
{
    double number = 0.0;

    (void)osc_arg_number(arg, &number);
    return number;
}

static double db_of(double level)
{
    return level > 1e-6 ? 20.0 * log10(level) : -120.0;
}

/* Cells of a bar, from -60 dB on. */
static int cells_of(double level)
{
    const double cells = (1.0 - db_of(level) / FLOOR_DB) * BAR;

    return cells < 0.0 ? 0 : cells > BAR ? BAR : (int)cells;
}

/* A row: how loud it is, and where its peak was. */
static void print_bar(const char *name, double rms, double peak)
{
    const int fill = cells_of(rms), mark = cells_of(peak) - 1;
    char bar[BAR + 1];

    for (int i = 0; i < BAR; i++)
        bar[i] = i == mark ? '|' : i < fill ? '=' : ' ';
    bar[BAR] = '\0';
    printf("%-12s [%s] %6.1f dB\033[K\n", name, bar, db_of(peak));
}

static void print_levels(const struct watching *w)
{
    for (uint32_t i = 0; i + 2 < w->n; i += 3) {
        char text[NUMBER_SIZE];
        const char *name = ctl_answer_show(&w->arg[i], text);
        const double peak = number_of(&w->arg[i + 1]), rms = number_of(&w->arg[i + 2]);
        if (w->on_terminal)
            print_bar(name, rms, peak);
        else
            printf("%-15s peak %.1f dB  rms %.1f dB\n", name, db_of(peak), db_of(rms));
    }
}

static void print_spectrum(const struct watching *w)
{
    for (uint32_t i = 0; i + 1 < w->n; i += 2) {
        const double rms = number_of(&w->arg[i + 1]);
        char name[32];
        str_format(name, sizeof(name), "%g Hz", number_of(&w->arg[i]));
        if (w->on_terminal)
            print_bar(name, rms, rms);
        else
            printf("%-15s %.1f dB\n", name, db_of(rms));
    }
}

/* In one line. */
static void print_row(const struct watching *w)
{
    char text[NUMBER_SIZE];

    for (uint32_t i = 0; i < w->n; i++)
        printf("%s%s", i ? "  " : "", ctl_answer_show(&w->arg[i], text));
    fputc('\n', stdout);
}

static void print_pairs(const struct watching *w)
{
    char name[NUMBER_SIZE], value[NUMBER_SIZE];

    for (uint32_t i = 0; i + 1 < w->n; i += 2)
        printf("%-15s %s%s\n", ctl_answer_show(&w->arg[i], name),
               ctl_answer_show(&w->arg[i + 1], value), w->on_terminal ? "\033[K" : "");
}

static void json_value(struct json *j, const char *key, const struct osc_arg *arg)
{
    json_key(j, key);
    if (arg->tag == 's')
        json_string(j, arg->s);
    else
        json_number(j, number_of(arg));
}

static void json_levels(struct json *j, const struct watching *w)
{
    char text[NUMBER_SIZE];

    for (uint32_t i = 0; i + 2 < w->n; i += 3) {
        json_key(j, ctl_answer_show(&w->arg[i], text));
        json_object(j);
        json_value(j, "peak", &w->arg[i + 1]);
        json_value(j, "rms", &w->arg[i + 2]);
        json_end(j);
    }
}

static void json_pairs(struct json *j, const struct watching *w)
{
    char text[NUMBER_SIZE];

    for (uint32_t i = 0; i + 1 < w->n; i += 2)
        json_value(j, ctl_answer_show(&w->arg[i], text), &w->arg[i + 1]);
}

static void json_event(struct json *j, const struct watching *w)
{
    static const char *const keys[] = {"frame", "event", "text"};

    for (uint32_t i = 0; i < w->n && i < 3; i++)
        json_value(j, keys[i], &w->arg[i]);
}

static void json_error(struct json *j, const struct watching *w)
{
    static const char *const keys[] = {"code", "message", "hint"};

    for (uint32_t i = 1; i < w->n && i < 4; i++)
        json_value(j, keys[i - 1], &w->arg[i]);
}

/* A control that has moved. */
static void print_control(const struct watching *w)
{
    char text[NUMBER_SIZE];

    printf("%s", w->address);
    for (uint32_t i = 0; i < w->n; i++)
        printf(" %s", ctl_answer_show(&w->arg[i], text));
    fputc('\n', stdout);
}

static void json_control(struct json *j, const struct watching *w)
{
    json_key_string(j, "address", w->address);
    json_key(j, "values");
    json_array(j);
    for (uint32_t i = 0; i < w->n; i++)
        if (w->arg[i].tag == 's')
            json_string(j, w->arg[i].s);
        else if (w->arg[i].tag == 'T' || w->arg[i].tag == 'F')
            json_bool(j, w->arg[i].tag == 'T');
        else
            json_number(j, number_of(&w->arg[i]));
    json_end(j);
}

/* A message, by its address, or what that begins with. */
static const struct form {
    const char *address;
    void (*print)(const struct watching *w);
    void (*json)(struct json *j, const struct watching *w);
    bool in_place; /* on a terminal: where the one before stands */
} forms[] = {
    {"/levels", print_levels, json_levels, true},
    {"/spectrum", print_spectrum, json_pairs, true},
    {"/stats", print_pairs, json_pairs, true},
    {"/event", print_row, json_event, false},
    {"/error", print_row, json_error, false},
    {"/gui/", print_control, json_control, false},
};

static void show(struct watching *w, const struct osc_message *m)
{
    const struct form *form = NULL;
    struct osc_args args;
    struct json j;

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (strcmp(m->address, forms[i].address) == 0 ||
            (forms[i].address[strlen(forms[i].address) - 1] == '/' &&
             strncmp(m->address, forms[i].address, strlen(forms[i].address)) == 0))
            form = &forms[i];
    if (!form)
        return;
    w->address = m->address;
    osc_args_init(&args, m);
    for (w->n = 0; w->n < ARGS_MAX && osc_args_next(&args, &w->arg[w->n]); w->n++)
        ;
    if (w->options->json) {
        json_to_file(&j, stdout);
        json_object(&j);
        form->json(&j, w);
        json_end(&j);
        (void)json_finish(&j, NULL); /* ferror() tells */
    } else {
        if (w->on_terminal && form->in_place)
            fputs("\033[H", stdout);
        form->print(w);
    }
    fflush(stdout);
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* Show what comes until a signal, the end of the time, or of what it is written to. */
static int follow(struct watching *w)
{
    const double seconds = quantity_seconds(w->options->duration, 0, 0);
    const bool endless = w->options->duration.value <= 0;
    const int64_t end = now_ms() + (int64_t)(seconds * 1e3);

    while (!stopped && !ferror(stdout)) {
        const int64_t left = endless ? -1 : end - now_ms();
        struct osc_reader reader;
        struct osc_message m;
        if (!endless && left <= 0)
            return 0;
        const int size = ctl_link_receive(&w->link, endless ? -1 : (int)left);
        if (size == LEAT_ERR_TIMEOUT || size == LEAT_ERR_CANCELLED)
            return 0;
        if (size < 0)
            return size;
        if (osc_reader_init(&reader, w->link.stream.packet, (size_t)size) < 0)
            continue;
        while (osc_reader_next(&reader, &m) > 0)
            show(w, &m);
    }
    return 0;
}

static int subscribe(struct watching *w, struct leat_diag *diag)
{
    const struct options *o = w->options;
    struct osc_arg args[2];
    double rate_hz;

    args[0] = osc_text(o->word[1]);
    if (o->n_words == 3) {
        if (number_parse(o->word[2], &rate_hz) < 0) {
            leat_diag_add(diag, LEAT_ERROR, 0, "%.40s is no rate.", o->word[2]);
            leat_diag_hint(diag, "Give a number from 0.1 to 60: times a second.");
            return LEAT_ERR_INVALID;
        }
        args[1] = osc_double(rate_hz);
    }
    return ctl_link_ask(&w->link, "/subscribe", args, o->n_words - 1, NULL, NULL, diag);
}

int ctl_watch(const struct options *options)
{
    static struct watching w;
    const struct sigaction action = {.sa_handler = on_signal};
    struct leat_diag diag = {0};

    w.options = options;
    w.on_terminal = isatty(STDOUT_FILENO) && !options->json;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    int err = ctl_link_open(&w.link, options, &diag);
    if (err >= 0) {
        err = subscribe(&w, &diag);
        if (err >= 0 && w.on_terminal)
            fputs("\033[2J", stdout);
        if (err >= 0)
            err = follow(&w);
        ctl_link_close(&w.link);
    }
    return report_exit(options, err, &diag);
}
