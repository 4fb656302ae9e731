/* SPDX-License-Identifier: MIT */
/*
 * ring: one thread makes sound, the other sends it commands and meters what comes.
 *
 * The maker uses nothing but leat_rt_ functions, as an audio thread would; the meter
 * may wait.  Prints a level for every tenth of a second and what the rings have
 * counted.
 */
#include <pthread.h>
#include <stdio.h>

#include <leat/leat.h>

enum { RATE_HZ = 48000, BLOCK = 480, SECONDS = 1 };

static struct leat_ring *samples;  /* of floats, from one writer to one reader */
static struct leat_mpmc *commands; /* of LEAT_COMMAND_SIZE bytes, from anyone */

struct command {
    float level;
    unsigned char unused[LEAT_COMMAND_SIZE - sizeof(float)];
};

/* A saw, one period a block, as loud as the last command said. */
static void *make_sound(void *unused)
{
    struct command command = {.level = 0.0f};
    float block[BLOCK];

    for (int frame = 0; frame < SECONDS * RATE_HZ; frame += BLOCK) {
        while (leat_rt_mpmc_fill(commands) > 0)
            leat_rt_mpmc_read(commands, &command, 1);
        for (int i = 0; i < BLOCK; i++)
            block[i] = command.level * (2.0f * (float)i / BLOCK - 1.0f);
        leat_rt_ring_write(samples, block, BLOCK);
    }
    leat_rt_ring_close(samples);
    return unused;
}

static void send_level(float level)
{
    struct command command = {.level = level};

    leat_rt_mpmc_write(commands, &command, 1);
}

int main(void)
{
    struct leat_ring_stats stats;
    float tenth[RATE_HZ / 10];
    pthread_t thread;

    if (leat_ring_create(sizeof(float), SECONDS * RATE_HZ, LEAT_RING_DROPPING,
                         &samples) < 0 ||
        leat_mpmc_create(LEAT_COMMAND_SIZE, 64, LEAT_RING_DROPPING, &commands) < 0)
        return 1;
    send_level(0.25f);
    send_level(0.5f);
    pthread_create(&thread, NULL, make_sound, NULL);
    /* The maker wakes nobody; this looks again every few milliseconds. */
    while (leat_ring_read(samples, tenth, RATE_HZ / 10, 1000) == RATE_HZ / 10) {
        float peak = 0.0f;
        for (int i = 0; i < RATE_HZ / 10; i++)
            peak = tenth[i] > peak ? tenth[i] : -tenth[i] > peak ? -tenth[i] : peak;
        printf("peak %.3f\n", (double)peak);
    }
    pthread_join(thread, NULL);
    leat_rt_ring_stats(samples, &stats);
    printf("%llu written, %llu read, %llu refused, at most %u at a time\n",
           (unsigned long long)stats.writes, (unsigned long long)stats.reads,
           (unsigned long long)stats.refused, (unsigned)stats.peak);
    leat_ring_destroy(&samples);
    leat_mpmc_destroy(&commands);
    return 0;
}
