/* SPDX-License-Identifier: MIT */
#ifndef TEST_BENCH_OTHER_PROGRAM_H
#define TEST_BENCH_OTHER_PROGRAM_H

/** other_program: run a peer and see what it cost; and medians. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static inline int double_ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static inline double median(double *value, size_t n)
{
    qsort(value, n, sizeof(value[0]), double_ascending);
    return value[n / 2];
}

/* CPU seconds of a program, words ended by NULL, its output thrown away; 0 when it is
 * not there or fails. */
static inline double other_program_cpu_s(const char *const *words)
{
    struct rusage usage;
    int status;
    fflush(NULL); /* or the child would print it once more */
    const pid_t child = fork();

    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(126);
        char *copy[32] = {NULL};
        for (int i = 0; words[i] && i < 31; i++)
            copy[i] = strdup(words[i]);
        execvp(copy[0], copy);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0)
        return 0.0;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

#endif
