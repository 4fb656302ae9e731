/* SPDX-License-Identifier: MIT */
/* bench_osc: nanoseconds to read, write and match a message of OSC, ours and liblo's.
 *
 * The messages are `/voice1/filter/freq` with one float, and the longer one that the
 * specification prints.  Reading is looking at the whole packet and taking all its
 * arguments.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef HAVE_LIBLO
#include <lo/lo.h>
#endif

#include "net/osc.h"
#include "net/osc_pattern.h"

enum { ROUNDS = 9, CALLS = 200000 };

static const struct osc_arg one[] = {{.tag = 'f', .f = 800.0f}};
static const struct osc_arg five[] = {
    {.tag = 'i', .i = 1000},   {.tag = 'i', .i = -1},     {.tag = 's', 5, .s = "hello"},
    {.tag = 'f', .f = 1.234f}, {.tag = 'f', .f = 5.678f},
};

/* What a call works on; `sink` keeps it from being left out. */
static struct job {
    const char *address;
    const struct osc_arg *args;
    size_t n_args, size;
    uint8_t bytes[256];
    const char *pattern;
    double sink;
} job;

static double now_nsec(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Of one call, the best round. */
static double cost_nsec(void (*call)(void))
{
    double best = 1e9;

    for (int round = 0; round < ROUNDS; round++) {
        const double start = now_nsec();
        for (int i = 0; i < CALLS; i++)
            call();
        const double nsec = (now_nsec() - start) / CALLS;
        best = nsec < best ? nsec : best;
    }
    return best;
}

static void write_message(void)
{
    struct osc_writer w;

    osc_writer_init(&w, job.bytes, sizeof(job.bytes));
    if (osc_write_message(&w, job.address, job.args, job.n_args) < 0)
        abort();
    job.size = w.used;
}

static void read_message(void)
{
    struct osc_reader r;
    struct osc_message m;
    struct osc_args a;
    struct osc_arg arg;

    if (osc_reader_init(&r, job.bytes, job.size) < 0)
        abort();
    while (osc_reader_next(&r, &m) > 0) {
        osc_args_init(&a, &m);
        while (osc_args_next(&a, &arg))
            job.sink += arg.tag == 'f' ? (double)arg.f : 1.0;
    }
}

static void match(void)
{
    job.sink += osc_pattern_match(job.pattern, job.address);
}

#ifdef HAVE_LIBLO
static void peer_write(void)
{
    lo_message m = lo_message_new();
    size_t size = sizeof(job.bytes);

    for (size_t i = 0; i < job.n_args; i++)
        if (job.args[i].tag == 'f')
            lo_message_add_float(m, job.args[i].f);
        else if (job.args[i].tag == 'i')
            lo_message_add_int32(m, job.args[i].i);
        else
            lo_message_add_string(m, job.args[i].s);
    lo_message_serialise(m, job.address, job.bytes, &size);
    lo_message_free(m);
}

static void peer_read(void)
{
    lo_message m = lo_message_deserialise(job.bytes, job.size, NULL);
    const char *types = lo_message_get_types(m);
    lo_arg **args = lo_message_get_argv(m);

    for (int i = 0; i < lo_message_get_argc(m); i++)
        job.sink += types[i] == 'f' ? (double)args[i]->f : 1.0;
    lo_message_free(m);
}

static void peer_match(void)
{
    job.sink += lo_pattern_match(job.address, job.pattern);
}
#else
#define peer_write NULL
#define peer_read  NULL
#define peer_match NULL
#endif

static void figure(const char *name, void (*call)(void), void (*peer)(void))
{
    printf("{\"name\": \"osc %s\", \"value\": %.1f, \"unit\": \"ns\", "
           "\"better\": \"lower\", \"goal\": null, \"peers\": {",
           name, cost_nsec(call));
    if (peer)
        printf("\"liblo\": %.1f", cost_nsec(peer));
    printf("}}\n");
}

int main(void)
{
    job.address = "/voice1/filter/freq";
    job.args = one;
    job.n_args = 1;
    figure("write, one float", write_message, peer_write);
    figure("read, one float", read_message, peer_read);
    job.pattern = "/voice*/filter/{freq,q}";
    figure("match of a pattern", match, peer_match);
    job.pattern = "/voice2/filter/freq";
    figure("match of another address", match, peer_match);
    job.address = "/foo";
    job.args = five;
    job.n_args = sizeof(five) / sizeof(five[0]);
    figure("write, five arguments", write_message, peer_write);
    figure("read, five arguments", read_message, peer_read);
    return job.sink < 0.0;
}
