/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_BOMB_H
#define LEAT_TESTS_BOMB_H

/**
 * A bomb: a node that kills who computes it, and what is said of that.
 */

#include <unistd.h>

#include "engine/take.h"

/* A node that gives 1/4 until its frame has come, and then does what `way` says. */
enum way { HARMLESS, SEGV, DIVIDE, ABORT, EXIT, LOOP, OPEN, MEMORY, N_WAYS };

static const char *const way_names[N_WAYS] = {"harmless", "segv", "divide", "abort",
                                              "exit",     "loop", "a file", "memory"};
static const int64_t BOMB_FRAME = 100 * 64 + 20;

static const struct leat_port bomb_ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "", NULL}};
static const struct leat_param bomb_params[] = {
    {.name = "way", .kind = LEAT_INTEGER, .min = 0, .max = N_WAYS - 1, .help = ""}};

static inline void go_off(enum way way)
{
    static volatile int zero, forever = 1;
    static const char *volatile path = "/dev/null";
    static void *volatile memory;

    switch (way) {
    case SEGV:
        *(volatile int *)(uintptr_t)zero = 1;
        break;
    case DIVIDE:
        zero = forever / zero;
        break;
    case ABORT:
        abort();
    case EXIT:
        _exit(0);
    case LOOP:
        while (forever)
            ;
        break;
    case OPEN:
        fclose(fopen(path, "r"));
        break;
    case MEMORY:
        for (;;)
            memset((void *)(memory = malloc(1 << 24)), 1, 1 << 24);
    default:
        break;
    }
}

/* Where a sanitizer needs the system, workers are not kept from it. */
#ifdef JAILED
enum { N_DEADLY = N_WAYS };
#else
enum { N_DEADLY = OPEN };
#endif

static inline void bomb_process(void *state, const struct leat_block *block)
{
    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++) {
        const bool ticks = block->frame + i < BOMB_FRAME / 64 * 64;
        block->out[0][i] = ticks ? 0.25f : 0.0f;
        if (block->frame + i == BOMB_FRAME)
            go_off((enum way)block->param[0].at[0]);
    }
}

static const struct leat_node_class bomb = {.size = sizeof(bomb),
                                            .name = "bomb",
                                            .summary = "",
                                            .example = "",
                                            .flags = LEAT_CLASS_ENDLESS,
                                            .ports = bomb_ports,
                                            .n_ports = 1,
                                            .params = bomb_params,
                                            .n_params = 1,
                                            .process = bomb_process};

static char bomb_message[512];

static inline void bomb_hear(void *user, const char *text)
{
    (void)user;
    snprintf(bomb_message, sizeof(bomb_message), "%s", text);
}

#endif
