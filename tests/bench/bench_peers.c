/* SPDX-License-Identifier: MIT */
/*
 * bench_peers LEAT FOLDER [WORKLOAD...]: the same work in leat and in other engines.
 *
 * A workload is a program for each engine, FOLDER/ENGINE/WORKLOAD.ENDING, in which
 * words such as @N@ stand for numbers.  Each engine renders it offline, as a whole
 * process; what counts is the CPU time, user and system, of all its threads: the median
 * of some rounds in which the engines take turns, less that of its own empty program of
 * the same length.
 */
#include "bench/peer_program.h"

enum { ROUNDS = 5 };

/* The impulse response that the convolutions read. */
#define MAKE_IMPULSE "\"$LEAT\" render impulse.syn -o impulse.wav"

/* In the order in which they take turns. */
static const struct peer engines[] = {
    {"leat", "syn", MAKE_IMPULSE,
     "exec \"$LEAT\" render x.syn --duration @SECONDS@s --hash", 1},
    {"scsynth", "scd", PEER_SCSYNTH_PREPARE, PEER_SCSYNTH_RUN, 1},
    {"csound", "csd", NULL, "exec csound -d -m0 -n x.csd", 1},
    {"faust", "dsp",
     "faust -scal -a arch.cpp x.dsp -o x.cpp && c++ -O3 -march=native x.cpp -o x-faust",
     "exec ./x-faust @COPIES@ @SECONDS@", 1},
    {"pd", "pd", NULL, "exec pd -batch -nogui -noaudio -nrt -r 48000 -path . x.pd", 1},
    {"chuck", "ck", NULL, "exec chuck --silent --srate:48000 x.ck", 5},
    {"sox", "sh", NULL, "exec sh x.sh", 1},
    {"ffmpeg", "sh", MAKE_IMPULSE, "exec sh x.sh", 1},
};
enum { N_ENGINES = sizeof(engines) / sizeof(engines[0]) };

struct workload {
    const char *label, *file;
    int n, seconds;
    bool per_core; /* n voices, each a copy of its own; the figure is
                      n / CPU seconds a second, else ms a second */
    double goal;
};

static const struct workload workloads[] = {
    {"512 voices", "voices", 512, 10, true, 16000.0},
    {"512 voices, live quality", "voices-live", 512, 10, true, 25000.0},
    {"1 voice", "voices", 1, 120, false, 0.45},
    {"EQ8, compressor, delay, reverb, limiter", "fx", 1, 60, false, 1.5},
    {"1000 sines, free phase", "sines-free", 1000, 20, false, 4.0},
    {"1000 sines, static", "sines", 1000, 20, false, 1.5},
    {"STFT 2048/512 and back", "stft", 1, 120, false, 0.35},
    {"convolution, 4 s, stereo", "convolution", 1, 60, false, 12.0},
};

/* One engine at one program in one folder of its own. */
struct job {
    const struct peer *engine;
    char folder[64];
    struct peer_size size;
    double round[ROUNDS];
    bool fails;
};

/* Errors: false when the engine has no such program or cannot prepare it. */
static bool job_open(struct job *job, const struct peer *e, const char *folder,
                     const char *file, const struct workload *w)
{
    char line[PATH_MAX * 2];

    *job = (struct job){.engine = e,
                        .size = {.n = w->n,
                                 .copies = w->per_core && file == w->file ? w->n : 1,
                                 .seconds = w->seconds / e->haste}};
    strcpy(job->folder, "/tmp/leat-bench-XXXXXX");
    if (!mkdtemp(job->folder) || chdir(job->folder))
        return false;
    if (!peer_put(folder, e, file, &job->size))
        return false;
    snprintf(line, sizeof(line), "cp %s/%s/* %s/impulse* .; true", folder, e->name,
             folder);
    peer_run(line, &job->size);
    return !e->prepare || peer_run(e->prepare, &job->size) > 0.0;
}

static void job_run(struct job *job, int round)
{
    if (chdir(job->folder) == 0)
        job->round[round] = peer_run(job->engine->run, &job->size);
    job->fails = job->fails || job->round[round] == 0.0;
}

static void job_close(struct job *job)
{
    char line[96];

    snprintf(line, sizeof(line), "rm -rf %s", job->folder);
    peer_run(line, &job->size);
}

/* Milliseconds of CPU time for a second of sound; 0 when there is no figure. */
static double cost_ms(struct job *full, struct job *empty)
{
    if (full->fails || empty->fails)
        return 0.0;
    const double s = median(full->round, ROUNDS) - median(empty->round, ROUNDS);
    return s > 0.0 ? s * 1e3 / full->size.seconds : 0.0;
}

static double figure(const struct workload *w, double ms)
{
    return w->per_core && ms > 0.0 ? w->n * 1e3 / ms : ms;
}

static void measure(const struct workload *w, const char *folder)
{
    struct job full[N_ENGINES], empty[N_ENGINES];
    bool there[N_ENGINES];
    double ms[N_ENGINES] = {0.0};

    for (int e = 0; e < N_ENGINES; e++) {
        const bool work = job_open(&full[e], &engines[e], folder, w->file, w);
        there[e] = job_open(&empty[e], &engines[e], folder, "empty", w) && work;
    }
    for (int r = 0; r < ROUNDS; r++)
        for (int e = 0; e < N_ENGINES; e++)
            if (there[e]) {
                job_run(&full[e], r);
                job_run(&empty[e], r);
            }
    for (int e = 0; e < N_ENGINES; e++) {
        if (there[e])
            ms[e] = cost_ms(&full[e], &empty[e]);
        job_close(&full[e]);
        job_close(&empty[e]);
    }
    if (ms[0] == 0.0) {
        fprintf(stderr, "bench_peers: leat has no figure for %s\n", w->label);
        return;
    }
    printf("{\"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\", \"better\": \"%s\", "
           "\"goal\": %g, \"peers\": {",
           w->label, figure(w, ms[0]), w->per_core ? "voices/core" : "ms/s",
           w->per_core ? "higher" : "lower", w->goal);
    const char *comma = "";
    for (int e = 1; e < N_ENGINES; e++)
        if (ms[e] > 0.0) {
            printf("%s\"%s\": %.4g", comma, engines[e].name, figure(w, ms[e]));
            comma = ", ";
        }
    printf("}}\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    char leat[PATH_MAX], folder[PATH_MAX];

    if (argc < 3 || !realpath(argv[1], leat) || !realpath(argv[2], folder)) {
        fprintf(stderr, "usage: bench_peers LEAT FOLDER [WORKLOAD...]\n");
        return 2;
    }
    setenv("LEAT", leat, 1);
    for (size_t k = 0; k < sizeof(workloads) / sizeof(workloads[0]); k++) {
        bool wanted = argc == 3;
        for (int i = 3; i < argc; i++)
            wanted = wanted || strcmp(argv[i], workloads[k].file) == 0;
        if (wanted)
            measure(&workloads[k], folder);
    }
    return chdir("/");
}
