/* SPDX-License-Identifier: MIT */
/* golden_program: a program is read, checked, built and played, in blocks of several
 * sizes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/leat.h>

#include "base/fnv.h"
#include "golden.h"

static const char text[] =
    "chord = saw([\"A2\", \"C#3\", \"E3\"], amplitude: 20%)\n"
    "    |> lowpass(cutoff: sine(0.7.hz) * 500 + 900, q: 2)\n"
    "wind = noise(color: \"pink\") |> bandpass(frequency: 700.hz, q: 3) |> "
    "gain(-18.db)\n"
    "echo = delay(time: 330.ms, feedback: 45%, wet_mix: 40%)\n"
    "chord + wind |> echo |> highpass(cutoff: 60.hz) |> output()\n";

static int take(void *user, const float *samples, uint32_t nframes, uint32_t lanes)
{
    uint64_t *hash = user;

    *hash = fnv_samples(*hash, samples, (size_t)nframes * lanes);
    return 0;
}

static void must(int err, const struct leat_diag *diag)
{
    char finding[1024] = "";

    if (err >= 0)
        return;
    if (diag->n > 0)
        leat_diag_format(&diag->finding[0], finding, sizeof(finding));
    printf("program: %s\n%s", leat_strerror(err), finding);
    exit(1);
}

void golden_program(void)
{
    static const uint32_t blocks[] = {64, 1, 100, 1024};
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .rate_hz = 48000.0};

    for (size_t b = 0; b < sizeof(blocks) / sizeof(blocks[0]); b++) {
        struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
        static struct leat_diag diag;
        uint64_t hash = FNV_START;
        struct leat_program *program;
        struct leat_graph *graph;
        struct leat_engine *engine;
        char name[32];

        must(leat_program_create(text, strlen(text), &options, &program, &diag), &diag);
        must(leat_graph_create(&graph), &diag);
        must(leat_program_build(program, graph, &diag), &diag);
        config.rate_hz = 48000.0;
        config.duration = 48000;
        config.block = blocks[b];
        config.sink = (struct leat_sink){take, &hash};
        must(leat_engine_create(graph, &config, &engine, &diag), &diag);
        must(leat_engine_run(engine, &diag), &diag);
        snprintf(name, sizeof(name), "block %u", blocks[b]);
        golden_print(hash, "program", name);
        leat_engine_destroy(&engine, NULL);
        leat_graph_destroy(&graph);
        leat_program_destroy(&program);
    }
}
