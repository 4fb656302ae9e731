/* SPDX-License-Identifier: MIT */
/* bench_resample [--json]: how many times faster than real time rates are converted, in
 * stereo on one core, beside libsoxr and libsamplerate where the build has them. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "bench_resample_peers.h"
#include "dsp/converter.h"

enum { SECONDS = 4, LANES = 2, ROUNDS = 5 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static float *noise(size_t n)
{
    float *x = malloc(n * sizeof(float));

    for (size_t i = 0; i < n; i++)
        x[i] = 0.5f * random_bipolar(1, i);
    return x;
}

/* In calls of 64 frames, as the engine makes them. */
static double ours(const float *x, const struct bench_resample *job)
{
    struct converter c;
    double start, spent;
    int64_t n;

    converter_open(&c, job->in_hz, job->out_hz, LANES, job->quality);
    start = now_s();
    free(converter_run(&c, x, 0, (int64_t)(job->in_hz * SECONDS), 0, &n));
    spent = now_s() - start;
    converter_close(&c);
    return SECONDS / spent;
}

/* The best of some rounds: whatever else the machine does only makes it slower. */
static double best(double (*run)(const float *, const struct bench_resample *),
                   const float *x, const struct bench_resample *job)
{
    double most = 0.0;

    for (int round = 0; round < ROUNDS; round++) {
        const double speed = run(x, job);
        most = speed > most ? speed : most;
    }
    return most;
}

static void report(const struct bench_resample *job, double speed, const double *peers,
                   bool json)
{
    struct json j;
    char name[80];

    snprintf(name, sizeof(name), "resample %g to %g %s, stereo", job->in_hz,
             job->out_hz, job->quality ? "fast" : "hq");
    if (!json) {
        printf("%-34s %6.0f x real time", name, speed);
        for (size_t p = 0; p < bench_resample_n_peers; p++)
            printf("  %s %.0f", bench_resample_peers[p].name, peers[p]);
        printf("\n");
        return;
    }
    json_to_file(&j, stdout);
    json_object(&j);
    json_key(&j, "name");
    json_string(&j, name);
    json_key(&j, "value");
    json_number(&j, (double)(int)speed);
    json_key(&j, "unit");
    json_string(&j, "x real time");
    json_key(&j, "better");
    json_string(&j, "higher");
    json_key(&j, "goal");
    if (job->goal > 0.0)
        json_number(&j, job->goal);
    else
        json_null(&j);
    json_key(&j, "peers");
    json_object(&j);
    for (size_t p = 0; p < bench_resample_n_peers; p++) {
        json_key(&j, bench_resample_peers[p].name);
        json_number(&j, (double)(int)peers[p]);
    }
    json_end(&j);
    json_end(&j);
    json_finish(&j, NULL);
}

int main(int argc, char **argv)
{
    static const struct bench_resample jobs[] = {
        {44100.0, 48000.0, 0, 1000.0}, {48000.0, 44100.0, 0, 0.0},
        {96000.0, 48000.0, 0, 0.0},    {44100.0, 48000.0, 1, 0.0},
        {44100.0, 47999.0, 0, 0.0},
    };
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;

    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
        float *x = noise((size_t)jobs[i].in_hz * SECONDS * LANES);
        const double speed = best(ours, x, &jobs[i]);
        double peers[4];
        for (size_t p = 0; p < bench_resample_n_peers; p++)
            peers[p] = best(bench_resample_peers[p].run, x, &jobs[i]);
        report(&jobs[i], speed, peers, json);
        free(x);
    }
    return 0;
}
