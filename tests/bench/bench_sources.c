/* SPDX-License-Identifier: MIT */
/*
 * bench_sources [--json]: what sources cost at what a patch asks of them: 16 lanes, 110
 * to 880 Hz, 64 frames a call; and 1000 sines, in milliseconds for a second of sound at
 * 48 kHz.  The best of many rounds, as whatever else the machine does only makes one
 * slower.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support/player.h"

enum { QUANTUM = 64, LANES = 16, ROUNDS = 60, QUANTA = 40, SINES = 1000 };

static struct rig rig;
static bool json;

static double now_nsec(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Nanoseconds of a frame of all lanes. */
static double frame_nsec(void)
{
    double best = 1e12;

    for (int round = 0; round < ROUNDS; round++) {
        const double start = now_nsec();
        for (int i = 0; i < QUANTA; i++)
            rig_run_at(&rig, (int64_t)i * QUANTUM, 0, QUANTUM);
        const double cost = (now_nsec() - start) / QUANTA / QUANTUM;
        best = cost < best ? cost : best;
    }
    return best;
}

/* Give each lane a frequency, which moves at every frame when it is to. */
static void spread(float low_hz, float high_hz, bool moving)
{
    const int k = leat_node_param_find(rig.node, "frequency");
    const uint32_t lanes = rig.env.lanes;

    rig.step[k] = moving ? lanes : 0;
    for (uint32_t i = 0; i < RIG_FRAMES; i++)
        for (uint32_t l = 0; l < lanes; l++)
            rig.param[k][i * lanes + l] =
                low_hz + (high_hz - low_hz) * (float)(l * 7 % lanes) / (float)lanes +
                (moving ? 0.1f * (float)(i % QUANTUM) : 0.0f);
}

static void say(const char *name, double value, const char *unit, const char *goal)
{
    if (json)
        printf("{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\", \"better\": "
               "\"lower\", \"goal\": %s, \"peers\": {}}\n",
               name, value, unit, goal);
    else
        printf("%-44s %9.3f %s, goal %s\n", name, value, unit, goal);
}

static void measure_waves(void)
{
    static const char *const names[] = {"saw", "pulse", "triangle"};
    char name[80];

    for (int c = 0; c < 3; c++)
        for (int live = 0; live < 2; live++)
            for (int moving = 0; moving < 2; moving++) {
                rig_set_up_plain(&rig, names[c], LANES);
                rig_hold(&rig, "quality", (float)live);
                spread(110.0f, 880.0f, moving);
                snprintf(name, sizeof(name), "%s %s, 16 lanes, %s", names[c],
                         live ? "live" : "studio", moving ? "moving" : "still");
                say(name, frame_nsec() / LANES, "ns/frame/lane",
                    c == 0 && !moving ? "0.5" : "null");
            }
}

static void measure_sines(void)
{
    for (int moving = 0; moving < 2; moving++) {
        rig_set_up_plain(&rig, "sine", LANES);
        spread(50.0f, 17420.0f, moving);
        say(moving ? "1000 sines, moving" : "1000 sines",
            frame_nsec() / LANES * SINES * 0.048, "ms/s", moving ? "null" : "4");
    }
    for (int moving = 0; moving < 2; moving++) {
        rig_set_up_plain(&rig, "additive", 1);
        rig_hold(&rig, "partials", SINES);
        rig_hold(&rig, "tilt", 0.0f);
        rig_hold(&rig, "shift", 32.63f);
        spread(17.37f, 17.37f, moving);
        say(moving ? "additive, 1000 partials, moving" : "additive, 1000 partials",
            frame_nsec() * 0.048, "ms/s", moving ? "null" : "1.5");
    }
}

int main(int argc, char **argv)
{
    json = argc > 1 && strcmp(argv[1], "--json") == 0;
    measure_waves();
    measure_sines();
    rig_tear_down(&rig);
    return 0;
}
