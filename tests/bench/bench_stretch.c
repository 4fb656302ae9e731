/* SPDX-License-Identifier: MIT */
/*
 * bench_stretch LEAT FOLDER: time_stretch and pitch_shift beside Rubber Band.
 *
 * What should come out is known, since the sounds are programs,
 * FOLDER/leat/stretch-*.syn: the ideal of a sound 1.5 times as long is the same program
 * with its times and lengths 1.5 times as long, attacks as they are; that of a sound 4
 * semitones higher has all of its frequencies as much higher.  Noise can hardly come
 * out as the ideal has it, so the ideal with noise of another seed is measured too: a
 * distance of that size is no fault.  The measures are those of likeness.h.
 */
#include "bench/likeness.h"
#include "bench/peer_program.h"

enum { ROUNDS = 3, N_TONES = 6 };

enum { TONES, DRUMS, VOICE, MUSIC, N_SIGNALS };
static const char *const signals[N_SIGNALS] = {"tones", "drums", "voice", "music"};

/* The hits of the drums. */
#define GRID_S 0.25
enum { N_HITS = 24 };

struct change {
    const char *label;
    double time, semitones;
};

static const struct change changes[] = {
    {"stretch by 1.5", 1.5, 0.0},
    {"4 semitones up", 1.0, 4.0},
};
enum { N_CHANGES = sizeof(changes) / sizeof(changes[0]) };

/* How $SOUND becomes out.wav, for each of the changes. */
struct engine {
    const char *name, *run[N_CHANGES];
};

#define RENDER(EFFECT)                                                                 \
    "exec \"$LEAT\" render \"file('$SOUND') |> " EFFECT                                \
    "\" -o out.wav --bits 32 --force"
#define RENDER_IDEAL "exec \"$LEAT\" render x.syn -o out.wav --bits 32 --force --seed 2"

static const struct engine engines[] = {
    {"leat",
     {RENDER("time_stretch(ratio: @TIME@)"),
      RENDER("pitch_shift(semitones: @SEMITONES@)")}},
    {"rubberband",
     {"exec rubberband -q -t @TIME@ $SOUND out.wav",
      "exec rubberband -q -p @SEMITONES@ $SOUND out.wav"}},
    {"rubberband --fine",
     {"exec rubberband -q --fine -t @TIME@ $SOUND out.wav",
      "exec rubberband -q --fine -p @SEMITONES@ $SOUND out.wav"}},
    {"the ideal, other noise", {RENDER_IDEAL, RENDER_IDEAL}},
};
enum { N_ENGINES = sizeof(engines) / sizeof(engines[0]), IDEAL = N_ENGINES - 1 };

/* The first are the distances of the signals. */
enum { ONSETS = N_SIGNALS, LOSS, REST, COST, N_FIGURES };
static const struct {
    const char *label, *unit;
} figures[N_FIGURES] = {
    [TONES] = {"tones, spectra", "dB"},
    [DRUMS] = {"drums, spectra", "dB"},
    [VOICE] = {"voice, spectra", "dB"},
    [MUSIC] = {"music, spectra", "dB"},
    [ONSETS] = {"drums, onsets", "ms"},
    [LOSS] = {"drums, loss of attacks", "dB"},
    [REST] = {"tones, all but the tones", "dB"},
    [COST] = {"cost", "ms/s"},
};

/* What is known of an engine at one of the changes; NAN: nothing. */
struct tally {
    double figure[N_FIGURES];
    double cost_ms[ROUNDS]; /* for a second of the sounds as they were */
};

/* Render a signal: its program with all words filled in. */
static bool render(const char *folder, int signal, const struct peer_size *size,
                   const char *options)
{
    static const struct peer leat = {.name = "leat", .ending = "syn"};
    char file[32], line[128];

    snprintf(file, sizeof(file), "stretch-%s", signals[signal]);
    snprintf(line, sizeof(line),
             "exec \"$LEAT\" render x.syn --bits 32 --force --duration %s", options);
    return peer_put(folder, &leat, file, size) && peer_run(line, size) > 0.0;
}

/* CPU seconds for a file. */
static double convert(const struct engine *e, int change, const char *sound)
{
    const struct peer_size size = {.time = changes[change].time,
                                   .semitones = changes[change].semitones};

    setenv("SOUND", sound, 1);
    return peer_run(e->run[change], &size);
}

/* Measure out.wav. */
static void compare(struct tally *t, int signal, const struct change *c,
                    const struct sound *ideal)
{
    struct sound out;

    if (!sound_open(&out, "out.wav"))
        return;
    const int lag = likeness_lag(&out, ideal);
    t->figure[signal] = likeness_distance_db(&out, ideal, lag, LIKENESS_HOP);
    if (signal == DRUMS)
        likeness_onsets(&out, ideal, lag, GRID_S * c->time * LIKENESS_RATE, N_HITS,
                        &t->figure[ONSETS], &t->figure[LOSS]);
    if (signal == TONES) {
        double hz[N_TONES];
        for (int i = 0; i < N_TONES; i++)
            hz[i] = of_list("FIFTHS", i) * pow(2.0, c->semitones / 12.0);
        t->figure[REST] = likeness_rest_db(&out, hz, N_TONES);
    }
    sound_close(&out);
}

/* One signal through all engines; false when its program does not work. */
static bool measure(const char *folder, int signal, int change, struct tally *tally)
{
    const struct change *c = &changes[change];
    const struct peer_size as_it_was = {.n = N_TONES, .time = 1.0};
    const struct peer_size as_it_should = {
        .n = N_TONES, .time = c->time, .semitones = c->semitones};
    struct sound in, ideal;

    if (!render(folder, signal, &as_it_was, "100ms -o short.wav") ||
        !render(folder, signal, &as_it_was, "1min -o in.wav") ||
        !render(folder, signal, &as_it_should, "1min -o ideal.wav") ||
        !sound_open(&in, "in.wav"))
        return false;
    const double seconds = (double)in.n / LIKENESS_RATE - 0.1;
    sound_close(&in);
    if (!sound_open(&ideal, "ideal.wav"))
        return false;
    for (int round = 0; round < ROUNDS; round++)
        for (int e = 0; e < N_ENGINES; e++) {
            unlink("out.wav");
            const double whole = convert(&engines[e], change, "in.wav");
            if (round == 0 && whole > 0.0)
                compare(&tally[e], signal, c, &ideal);
            const double start = convert(&engines[e], change, "short.wav");
            tally[e].cost_ms[round] += whole > 0.0 && start > 0.0
                                           ? 1e3 * (whole - start) / seconds / N_SIGNALS
                                           : NAN;
        }
    sound_close(&ideal);
    return true;
}

static void say(const char *change, int figure, const struct tally *tally)
{
    const char *comma = "";

    printf("{\"name\": \"%s, %s\", \"value\": %.3g, \"unit\": \"%s\", "
           "\"better\": \"lower\", \"peers\": {",
           change, figures[figure].label, tally[0].figure[figure],
           figures[figure].unit);
    for (int e = 1; e < N_ENGINES; e++) {
        const double value = tally[e].figure[figure];
        if (!isnan(value) && !(e == IDEAL && figure == COST)) {
            printf("%s\"%s\": %.3g", comma, engines[e].name,
                   fabs(value) < 1e-6 ? 0.0 : value);
            comma = ", ";
        }
    }
    printf("}}\n");
    fflush(stdout);
}

static bool measure_change(const char *folder, int change)
{
    struct tally tally[N_ENGINES];

    memset(tally, 0, sizeof(tally));
    for (int e = 0; e < N_ENGINES; e++)
        for (int f = 0; f < N_FIGURES; f++)
            tally[e].figure[f] = NAN;
    for (int s = 0; s < N_SIGNALS; s++)
        if (!measure(folder, s, change, tally) || isnan(tally[0].figure[s])) {
            fprintf(stderr, "bench_stretch: leat has no figure for %s\n",
                    figures[s].label);
            return false;
        }
    for (int e = 0; e < N_ENGINES; e++)
        tally[e].figure[COST] = median(tally[e].cost_ms, ROUNDS);
    for (int f = 0; f < N_FIGURES; f++)
        say(changes[change].label, f, tally);
    return true;
}

int main(int argc, char **argv)
{
    char leat[PATH_MAX], folder[PATH_MAX], work[] = "/tmp/leat-bench-XXXXXX";
    char line[96];
    bool good = true;

    if (argc != 3 || !realpath(argv[1], leat) || !realpath(argv[2], folder)) {
        fprintf(stderr, "usage: bench_stretch LEAT FOLDER\n");
        return 2;
    }
    setenv("LEAT", leat, 1);
    if (!mkdtemp(work) || chdir(work))
        return 1;
    for (int change = 0; change < N_CHANGES; change++)
        good = measure_change(folder, change) && good;
    snprintf(line, sizeof(line), "rm -rf %s", work);
    peer_run(line, &(struct peer_size){0});
    return chdir("/") || !good;
}
