/* SPDX-License-Identifier: MIT */
/* bench_language [--json]: CPU seconds of programs that only reckon, the median of
 * several runs, and of the same in Lua; and until 2000 lines could play. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/lang.h>

#include "bench/other_program.h"

enum { RUNS = 5, LINES = 2000, PART_LINES = 10 };

static const struct {
    const char *name, *ours, *lua;
} rows[] = {
    {"arithmetic loop",
     "x = 0.0; i = 0\n"
     "while i < 20000000 { x = x * 0.999 + i % 7; i += 1 }\n",
     "local x = 0.0; local i = 0 "
     "while i < 20000000 do x = x * 0.999 + i % 7; i = i + 1 end"},
    {"fib(30)",
     "func fib(n) { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }\n"
     "x = fib(30)\n",
     "local function fib(n) if n < 2 then return n else "
     "return fib(n - 1) + fib(n - 2) end end local x = fib(30)"},
    {"items of a list",
     "a = []; s = 0\n"
     "for i in 0..1000 { a.push(i) }\n"
     "for k in 0..5000 { for i in 0..1000 { s += a[i] } }\n",
     "local a = {} local s = 0 for i = 0, 999 do a[i] = i end "
     "for k = 0, 4999 do for i = 0, 999 do s = s + a[i] end end"},
};

static double cpu_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* What a program costs until it could play; 0 after an error. */
static double own_cpu_s(const char *text)
{
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .steps = INT64_C(1) << 50};
    struct leat_program *program;
    const double begin = cpu_s();
    const int err = leat_program_create(text, strlen(text), &options, &program, NULL);
    const double took = cpu_s() - begin;

    leat_program_destroy(&program);
    return err < 0 ? 0.0 : took;
}

/* A program of parts that sound and reckon; NULL where there is no memory. */
static char *long_program(void)
{
    static const char part[] =
        "# voice %d\n"
        "lead_%d = saw(%d.hz) |> lowpass(800.hz) |> gain(-40.db)\n"
        "func shape_%d(x, y) {\n"
        "    let z = x * 0.5 + y\n"
        "    if z > 3 { z - 1 } else { z + 2 }\n"
        "}\n"
        "steps_%d = [1, 2, 3, %d]\n"
        "total_%d = 0\n"
        "for i in 0..4 { total_%d += steps_%d[i] * shape_%d(i, 2) }\n"
        "name_%d = \"voice \" + \"%d\"\n";
    const size_t room = LINES / PART_LINES * (sizeof(part) + 40);
    char *text = malloc(room);
    size_t used = 0;

    for (int k = 100; text && k < 100 + LINES / PART_LINES; k++)
        used += (size_t)snprintf(text + used, room - used, part, k, k, k, k, k, k, k, k,
                                 k, k, k, k);
    return text;
}

static bool measure_long(bool json)
{
    char *text = long_program();
    double took[RUNS];
    bool good = text != NULL;

    for (int i = 0; i < RUNS && good; i++) {
        took[i] = own_cpu_s(text);
        good = took[i] > 0.0;
    }
    if (good && json)
        printf("{\"name\": \"%d lines\", \"value\": %.1f, \"unit\": \"ms\", "
               "\"better\": \"lower\", \"goal\": 10, \"peers\": {}}\n",
               LINES, median(took, RUNS) * 1e3);
    else if (good)
        printf("%d lines       %8.1f ms\n", LINES, median(took, RUNS) * 1e3);
    free(text);
    return good;
}

int main(int argc, char **argv)
{
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    bool good = measure_long(json);

    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        const char *const lua[] = {"lua5.4", "-e", rows[r].lua, NULL};
        double ours[RUNS], peer[RUNS];
        for (int i = 0; i < RUNS; i++) {
            ours[i] = own_cpu_s(rows[r].ours);
            peer[i] = other_program_cpu_s(lua);
        }
        const double a = median(ours, RUNS), b = median(peer, RUNS);
        good &= a > 0.0;
        if (json)
            printf("{\"name\": \"%s\", \"value\": %.1f, \"unit\": \"ms\", "
                   "\"better\": \"lower\", \"peers\": {\"lua\": %.1f}}\n",
                   rows[r].name, a * 1e3, b * 1e3);
        else
            printf("%-16s %8.1f ms, lua %8.1f ms\n", rows[r].name, a * 1e3, b * 1e3);
    }
    return !good;
}
