/* SPDX-License-Identifier: MIT */
/* bench_voices [--json] [QUALITY] [N]: voices of a synthesizer, saw -> resonant
 * low-pass whose cutoff an LFO moves -> envelope -> pan -> sum, at block 64: CPU time,
 * and how many of them one core can play.  QUALITY is that of the oscillator; with N
 * only so many voices play. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/leat.h>

enum { ROUNDS = 25, TEXT = 1 << 20 };
static const int counts[] = {1, 16, 128, 512};

struct text {
    char *at;
    size_t used;
};

static __attribute__((format(printf, 2, 3))) void say(struct text *t,
                                                      const char *format, ...)
{
    va_list args;

    va_start(args, format);
    t->used += (size_t)vsnprintf(t->at + t->used, TEXT - t->used, format, args);
    va_end(args);
}

static void say_list(struct text *t, int n, double (*value)(int))
{
    for (int i = 0; i < n; i++)
        say(t, "%s%.6f", i ? ", " : "[", value(i));
    say(t, "]");
}

static double power_of_two(double x)
{
    double y = 1.0;

    for (; x >= 1.0; x -= 1.0)
        y *= 2.0;
    for (double part = 0.5, root = 1.4142135623730951; part > 1e-12; part /= 2.0) {
        if (x >= part) {
            y *= root;
            x -= part;
        }
        double r = root; /* the square root of the root, by Newton */
        for (int k = 0; k < 6; k++)
            r = 0.5 * (r + root / r);
        root = r;
    }
    return y;
}

static double frequency(int i)
{
    return 55.0 * power_of_two((7 * i % 60) / 12.0) * (1.0 + 0.001 * (i % 13));
}

static double lfo_rate(int i)
{
    return 0.2 + 0.037 * (i % 41);
}

static double position(int i)
{
    return i % 17 / 8.0 - 1.0;
}

/* The program of n voices, as a user would write it. */
static void write_program(struct text *t, int n, const char *quality)
{
    say(t, "voices(%d, saw(", n);
    say_list(t, n, frequency);
    if (quality)
        say(t, ", quality: %s", quality);
    say(t, ") |> lowpass(cutoff: sine(");
    say_list(t, n, lfo_rate);
    say(t, ") * 600.hz + 1000.hz, q: 4)");
    if (leat_node_class_find("adsr"))
        say(t, " |> adsr(attack: 0.05, decay: 0.2, sustain: 0.7, release: 0.3)");
    say(t, " |> pan(");
    say_list(t, n, position);
    say(t, "), drone: \"60\") |> volume(%.9f)\n", 1.0 / (n + 4));
}

static double cpu_sec(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void must(int err, const struct leat_diag *diag)
{
    char text[1024];

    if (err >= 0)
        return;
    for (uint32_t i = 0; i < diag->n; i++) {
        leat_diag_format(&diag->finding[i], text, sizeof(text));
        fprintf(stderr, "%s", text);
    }
    exit(1);
}

/* Seconds of CPU time that a second of sound takes: the best round. */
static double measure(int n, const char *quality)
{
    static char memory[TEXT];
    struct text text = {memory, 0};
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    const struct leat_program_options options = {.size = sizeof(options)};
    struct leat_program *program;
    struct leat_graph *graph;
    struct leat_engine *engine;
    static struct leat_diag diag;
    const uint32_t quanta = n < 100 ? 1500 : 150;
    double best = 1e9;

    write_program(&text, n, quality);
    must(leat_graph_create(&graph), &diag);
    must(leat_program_create(text.at, text.used, &options, &program, &diag), &diag);
    must(leat_program_build(program, graph, &diag), &diag);
    config.clock = LEAT_CLOCK_MANUAL;
    config.rate_hz = 48000.0;
    must(leat_engine_create(graph, &config, &engine, &diag), &diag);
    leat_engine_crank(engine, 64 * 300); /* past attack and decay */
    for (int r = 0; r < ROUNDS; r++) {
        const double start = cpu_sec();
        for (uint32_t q = 0; q < quanta; q++)
            leat_engine_crank(engine, 64);
        const double cost = (cpu_sec() - start) / quanta / 64.0 * 48000.0;
        best = cost < best ? cost : best;
    }
    leat_engine_destroy(&engine, &diag);
    leat_graph_destroy(&graph);
    leat_program_destroy(&program);
    return best;
}

int main(int argc, char **argv)
{
    const char *quality = NULL;
    bool json = false;
    int only = 0;

    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (argv[i][0] >= '1' && argv[i][0] <= '9')
            only = atoi(argv[i]);
        else
            quality = argv[i];
    for (size_t k = 0; k < sizeof(counts) / sizeof(counts[0]); k++) {
        const int n = counts[k];
        if (only && n != only)
            continue;
        const double cost = measure(n, quality);
        if (json)
            printf("{\"name\": \"%d voices%s%s\", \"value\": %.0f, \"unit\": "
                   "\"voices/core\", \"better\": \"higher\"}\n",
                   n, quality ? ", quality " : "", quality ? quality : "", n / cost);
        else
            printf("%4d voices: %8.3f ms a second, %6.0f voices/core\n", n, cost * 1e3,
                   n / cost);
    }
    return 0;
}
