/* SPDX-License-Identifier: MIT */
/* bench_language [--json]: CPU seconds of programs that only reckon, the median of
 * several runs, and of the same in Lua. */
#include <stdbool.h>
#include <time.h>

#include <leat/lang.h>

#include "bench/other_program.h"

enum { RUNS = 5 };

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

int main(int argc, char **argv)
{
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    bool good = true;

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
