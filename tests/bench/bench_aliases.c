/* SPDX-License-Identifier: MIT */
/*
 * bench_aliases LEAT FOLDER: the worst alias of a sawtooth, leat's and other engines',
 * below its fundamental, from the programs FOLDER/ENGINE/saw.ENDING.
 *
 * Rendered into x.wav, under a window whose side lobes lie below -200 dB; what is not
 * within a few bins of a harmonic, up to 20 kHz, is an alias.
 */
#include <sndfile.h>

#include "bench/peer_program.h"
#include "bench/transform.h"

enum { FRAMES = 1 << 16, SKIP = 24000, GUARD = 24, RATE = 48000 };

static const struct peer engines[] = {
    {"leat", "syn", NULL,
     "exec \"$LEAT\" render x.syn --duration 3s -o x.wav --bits 32 --force", 1},
    {"scsynth", "scd", PEER_SCSYNTH_PREPARE, PEER_SCSYNTH_RUN, 1},
    {"csound", "csd", NULL, "exec csound -d -m0 -W -f -o x.wav x.csd", 1},
};
enum { N_ENGINES = sizeof(engines) / sizeof(engines[0]) };

/* Fundamentals that no window and no grid of theirs favours. */
static const double fundamentals_hz[] = {219.77, 881.3, 1764.1, 3217.9, 4979.3};
enum { N_FUNDAMENTALS = sizeof(fundamentals_hz) / sizeof(fundamentals_hz[0]) };

/* Channel 0 of x.wav, windowed; false when it is not there or too short. */
static bool read_sound(double *x)
{
    SF_INFO info = {0};
    SNDFILE *file = sf_open("x.wav", SFM_READ, &info);
    bool good = file && info.samplerate == RATE && info.channels <= 2 &&
                sf_seek(file, SKIP, SEEK_SET) == SKIP;

    for (int i = 0; good && i < FRAMES; i++) {
        /* seven terms: A. Albrecht, "A family of cosine-sum windows", 2001 */
        static const double term[] = {0.2712203606,  0.4334446123,  0.2180041229,
                                      0.06578534329, 0.01076186731, 0.000770012711,
                                      0.00001368088};
        float frame[2];
        double w = 0.0;
        good = sf_readf_float(file, frame, 1) == 1;
        for (int k = 0; k < 7; k++)
            w += (k % 2 ? -1 : 1) * term[k] * cos(2 * PI * k * (i + 0.5) / FRAMES);
        x[i] = w * (double)frame[0];
    }
    if (file)
        sf_close(file);
    return good;
}

/* Decibels of the worst alias against the fundamental. */
static double worst_db(const double *re, const double *im, double hz)
{
    const double bin_hz = (double)RATE / FRAMES;
    double first = 0.0, most = 0.0;

    for (int k = GUARD; k < 20000.0 / bin_hz; k++) {
        const double power = re[k] * re[k] + im[k] * im[k];
        const double order = round(k * bin_hz / hz);
        const double away = fabs(k - order * hz / bin_hz);
        if (order == 1.0 && away < GUARD)
            first = power > first ? power : first;
        else if (away > GUARD)
            most = power > most ? power : most;
    }
    return 10.0 * log10(most / first);
}

/* Worst of all fundamentals up to `most_hz`; 0 when there is no figure. */
static double measure(const struct peer *e, const char *folder, const char *file,
                      double most_hz)
{
    static double re[FRAMES], im[FRAMES];
    double worst = -1e9;

    for (int k = 0; k < N_FUNDAMENTALS && fundamentals_hz[k] <= most_hz; k++) {
        const struct peer_size size = {.n = 1, .seconds = 3, .hz = fundamentals_hz[k]};
        if (!peer_put(folder, e, file, &size) ||
            (e->prepare && peer_run(e->prepare, &size) == 0.0) ||
            peer_run(e->run, &size) == 0.0 || !read_sound(re))
            return 0.0;
        memset(im, 0, sizeof(im));
        transform(re, im, FRAMES);
        worst = fmax(worst, worst_db(re, im, fundamentals_hz[k]));
    }
    return worst;
}

static void say(const char *folder, const char *label, const char *file, double most_hz,
                double goal_db)
{
    const double own = measure(&engines[0], folder, file, most_hz);

    printf("{\"name\": \"%s\", \"value\": %.1f, \"unit\": \"dB\", \"better\": "
           "\"lower\", \"goal\": %g, \"peers\": {",
           label, own, goal_db);
    const char *comma = "";
    for (int e = 1; e < N_ENGINES; e++) {
        const double theirs = measure(&engines[e], folder, "saw", most_hz);
        if (theirs < 0.0) {
            printf("%s\"%s\": %.1f", comma, engines[e].name, theirs);
            comma = ", ";
        }
    }
    printf("}}\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    char leat[PATH_MAX], folder[PATH_MAX], work[] = "/tmp/leat-bench-XXXXXX";
    char line[96];

    if (argc != 3 || !realpath(argv[1], leat) || !realpath(argv[2], folder)) {
        fprintf(stderr, "usage: bench_aliases LEAT FOLDER\n");
        return 2;
    }
    setenv("LEAT", leat, 1);
    if (!mkdtemp(work) || chdir(work))
        return 1;
    say(folder, "saw, worst alias, fundamentals to 5 kHz", "saw", 5000.0, -80.0);
    say(folder, "saw, quality live, worst alias, to 2 kHz", "saw-live", 2000.0, -60.0);
    snprintf(line, sizeof(line), "rm -rf %s", work);
    return peer_run(line, &(struct peer_size){0}) < 0.0 || chdir("/");
}
