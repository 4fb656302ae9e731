/* SPDX-License-Identifier: MIT */
#ifndef TEST_BENCH_PEER_PROGRAM_H
#define TEST_BENCH_PEER_PROGRAM_H

/**
 * peer_program: programs of other engines, FOLDER/ENGINE/NAME.ENDING, in which words
 * such as @N@ stand for numbers, and the shell lines that run them.
 */

#include <limits.h>
#include <math.h>
#include <stdbool.h>

#include "bench/other_program.h"

struct peer {
    const char *name, *ending;
    const char *prepare; /* for a shell, in the folder of the work; NULL: nothing */
    const char *run;     /* alike, and measured */
    int haste;           /* seconds are divided by it: it is that slow */
};

/* sclang writes the score that scsynth plays into x.wav. */
#define PEER_SCSYNTH_PREPARE                                                           \
    "QT_QPA_PLATFORM=offscreen QTWEBENGINE_DISABLE_SANDBOX=1 "                         \
    "QTWEBENGINE_CHROMIUM_FLAGS=--no-sandbox timeout 60 sclang x.scd"
#define PEER_SCSYNTH_RUN                                                               \
    "exec scsynth -N x.osc _ x.wav 48000 WAV float -w 4096 -n 8192 -m 262144 -d 8192 " \
    "-o 2 -z 64"

/* What stands for number i of a list, for engines that cannot count in a program. */
static inline double of_list(const char *name, int i)
{
    return strcmp(name, "PITCHES") == 0
               ? 55.0 * pow(2.0, i * 7 % 60 / 12.0) * (1.0 + 0.001 * (i % 13))
           : strcmp(name, "LFOS") == 0   ? 0.2 + 0.037 * (i % 41)
           : strcmp(name, "PANS") == 0   ? i % 21 / 10.0 - 1.0
           : strcmp(name, "FIFTHS") == 0 ? 110.3 * pow(2.0, i * 7 / 12.0)
                                         : 50.0 + 17.37 * i; /* SINES */
}

/* What the words of a program stand for. */
struct peer_size {
    int n, copies, seconds;
    double hz;
    double time, semitones; /* factor of all lengths; how much higher */
};

/* What stands for @NAME@. */
static inline void print_word(FILE *to, const char *name, const struct peer_size *size)
{
    if (strcmp(name, "N") == 0)
        fprintf(to, "%d", size->n);
    else if (strcmp(name, "COPIES") == 0)
        fprintf(to, "%d", size->copies);
    else if (strcmp(name, "SECONDS") == 0)
        fprintf(to, "%d", size->seconds);
    else if (strcmp(name, "MS") == 0)
        fprintf(to, "%d", size->seconds * 1000);
    else if (strcmp(name, "HZ") == 0)
        fprintf(to, "%.9g", size->hz);
    else if (strcmp(name, "TIME") == 0)
        fprintf(to, "%.9g", size->time);
    else if (strcmp(name, "SEMITONES") == 0)
        fprintf(to, "%.9g", size->semitones);
    else if (strcmp(name, "PITCH") == 0)
        fprintf(to, "%.9g", pow(2.0, size->semitones / 12.0));
    else if (strcmp(name, "AMPLITUDE") == 0)
        fprintf(to, "%.9g", 1.0 / (size->n + 4));
    else
        for (int i = 0; i < size->n; i++)
            fprintf(to, "%s%.9g", i ? ", " : "", of_list(name, i));
}

static inline void print_filled(FILE *to, const char *text,
                                const struct peer_size *size)
{
    char name[16];
    int used;

    for (const char *at = text; *at; at++)
        if (sscanf(at, "@%15[A-Z]@%n", name, &used) == 1 && at[used - 1] == '@') {
            print_word(to, name, size);
            at += used - 1;
        } else {
            fputc(*at, to);
        }
}

/* Put a program with its words filled in at "x.ENDING"; false when there is none. */
static inline bool peer_put(const char *folder, const struct peer *e, const char *file,
                            const struct peer_size *size)
{
    static char text[1 << 16];
    char path[PATH_MAX + 64];

    snprintf(path, sizeof(path), "%s/%s/%s.%s", folder, e->name, file, e->ending);
    FILE *from = fopen(path, "r");
    if (!from)
        return false;
    text[fread(text, 1, sizeof(text) - 1, from)] = '\0';
    fclose(from);
    snprintf(path, sizeof(path), "x.%s", e->ending);
    FILE *to = fopen(path, "w");
    if (!to)
        return false;
    print_filled(to, text, size);
    return fclose(to) == 0;
}

static inline double peer_run(const char *line, const struct peer_size *size)
{
    char filled[1024];
    FILE *to = fmemopen(filled, sizeof(filled), "w");

    if (!to)
        return 0.0;
    print_filled(to, line, size);
    fclose(to);
    return other_program_cpu_s((const char *const[]){"sh", "-c", filled, NULL});
}

#endif
