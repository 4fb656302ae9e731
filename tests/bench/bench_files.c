/* SPDX-License-Identifier: MIT */
/* WAV to WAV through a lowpass, 16 bit stereo: seconds of sound per second of CPU time,
 * that of all threads together.  Beside it SoX, when it is there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <leat/leat.h>

#include "bench/other_program.h"

enum { ROUNDS = 5, SECONDS = 240 };

static void must(int err)
{
    if (err >= 0)
        return;
    fprintf(stderr, "bench_files: %s\n", leat_strerror(err));
    exit(1);
}

static double cpu_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void set(struct leat_edit *edit, uint32_t node, const char *class_name,
                const char *name, float value)
{
    const int k = leat_node_param_find(leat_node_class_find(class_name), name);

    must(k);
    must(leat_edit_set(edit, node, (uint32_t)k, &value, 1, NULL));
}

/* Play `source` (a file, or NULL for noise) through a lowpass to `to`; CPU seconds. */
static double render(const char *source, const char *to)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_graph *graph;
    struct leat_edit *edit;
    struct leat_engine *engine;
    uint32_t chain[3];
    float cutoff_hz[2] = {1000.0f, 2000.0f}; /* two values make two channels */
    double start;

    must(leat_graph_create(&graph));
    must(leat_graph_begin(graph, &edit));
    must(leat_edit_add(edit, source ? "file_in" : "noise", NULL, &chain[0], NULL));
    if (source)
        must(leat_edit_set_text(edit, chain[0], 0, source, NULL));
    must(leat_edit_add(edit, "lowpass", NULL, &chain[1], NULL));
    must(leat_edit_set(edit, chain[1], 0, cutoff_hz, 2, NULL));
    must(leat_edit_add(edit, "file_out", NULL, &chain[2], NULL));
    must(leat_edit_set_text(edit, chain[2], 0, to, NULL));
    set(edit, chain[2], "file_out", "bits", 16.0f);
    set(edit, chain[2], "file_out", "force", 1.0f);
    must(leat_edit_chain(edit, chain, 3, NULL));
    must(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL));
    config.duration = source ? 0 : (int64_t)SECONDS * 48000;
    config.rate_hz = 48000.0;
    must(leat_engine_create(graph, &config, &engine, NULL));
    start = cpu_s();
    must(leat_engine_run(engine, NULL));
    must(leat_engine_destroy(&engine, NULL));
    start = cpu_s() - start;
    leat_graph_destroy(&graph);
    return start;
}

int main(void)
{
    char folder[] = "/tmp/leat-bench-XXXXXX";
    const char *const sox[] = {"sox", "in.wav", "sox.wav", "lowpass", "1000", NULL};
    double best = 1e9, peer = 1e9;

    if (!mkdtemp(folder) || chdir(folder))
        return 1;
    render(NULL, "in.wav");
    for (int r = 0; r < ROUNDS; r++) {
        const double ours = render("in.wav", "out.wav"),
                     theirs = other_program_cpu_s(sox);
        best = ours < best ? ours : best;
        peer = theirs > 0.0 && theirs < peer ? theirs : peer;
    }
    printf("{\"name\": \"WAV to lowpass to WAV, one core\", \"value\": %.0f, \"unit\": "
           "\"x real time\", \"better\": \"higher\", \"goal\": 1000, \"peers\": {",
           SECONDS / best);
    if (peer < 1e9)
        printf("\"sox\": %.0f", SECONDS / peer);
    printf("}}\n");
    unlink("in.wav");
    unlink("out.wav");
    unlink("sox.wav");
    return chdir("/") || rmdir(folder);
}
