/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_DRUM_RECIPES_H
#define LEAT_DSP_DRUM_RECIPES_H

/**
 * drum_recipes: what the drums of a kit are made of; dsp/drum.h says what that means.
 *
 * Units:   levels are factors, times of falling those of 60 dB, bursts a number.
 */

enum drum_kind {
    DRUM_KICK,
    DRUM_SNARE,
    DRUM_HIHAT,
    DRUM_CLAP,
    DRUM_TOM,
    DRUM_RIM,
    DRUM_CRASH,
    DRUM_RIDE,
    DRUM_COWBELL,
    DRUM_OPEN_HAT,
    DRUM_LOW_TOM,
    DRUM_HIGH_TOM,
    DRUM_SHAKER,
    DRUM_TAMBOURINE,
    DRUM_CONGA,
    DRUM_CLAVE,
    N_DRUMS
};

enum { DRUM_METAL = 3 };

struct drum_recipe {
    float gain; /* so that a hit of velocity 1 peaks between 0.3 and 1 */
    struct {
        float level, hz, drop, drop_s, second, ratio, drive, fall_s;
    } skin;
    struct {
        float level, hz, q, fall_s, bursts;
    } noise;
    struct {
        float level, hz, fall_s;
    } metal;
    float swell_s;
};

static const struct drum_recipe drum_recipes[N_DRUMS] = {
    [DRUM_KICK] = {.gain = 0.76f,
                   .skin = {1.0f, 50.0f, 4.0f, 0.12f, 0.0f, 0.0f, 1.5f, 0.55f},
                   .noise = {0.5f, 3500.0f, 0.7f, 0.02f, 1.0f}},
    [DRUM_SNARE] = {.gain = 0.47f,
                    .skin = {0.5f, 185.0f, 0.5f, 0.06f, 0.6f, 1.78f, 0.5f, 0.2f},
                    .noise = {1.2f, 5200.0f, 0.5f, 0.24f, 1.0f}},
    [DRUM_HIHAT] = {.gain = 0.25f,
                    .noise = {1.0f, 9500.0f, 0.9f, 0.07f, 1.0f},
                    .metal = {0.4f, 5200.0f, 0.06f}},
    [DRUM_CLAP] = {.gain = 1.75f, .noise = {1.0f, 1500.0f, 1.4f, 0.28f, 4.0f}},
    [DRUM_TOM] = {.gain = 0.67f,
                  .skin = {1.0f, 140.0f, 0.6f, 0.15f, 0.15f, 1.51f, 0.7f, 0.5f},
                  .noise = {0.3f, 900.0f, 0.7f, 0.06f, 1.0f}},
    [DRUM_RIM] = {.gain = 0.39f,
                  .skin = {1.0f, 820.0f, 0.0f, 0.1f, 0.7f, 2.27f, 1.0f, 0.05f},
                  .noise = {0.8f, 3200.0f, 0.8f, 0.02f, 1.0f}},
    [DRUM_CRASH] = {.gain = 0.19f,
                    .noise = {1.2f, 7000.0f, 0.5f, 1.4f, 1.0f},
                    .metal = {0.5f, 3300.0f, 1.9f}},
    [DRUM_RIDE] = {.gain = 0.15f,
                   .skin = {0.15f, 2960.0f, 0.0f, 0.1f, 0.5f, 1.41f, 0.5f, 0.9f},
                   .noise = {0.4f, 9000.0f, 0.7f, 0.5f, 1.0f},
                   .metal = {0.5f, 4100.0f, 1.2f}},
    [DRUM_COWBELL] = {.gain = 0.45f,
                      .skin = {1.0f, 540.0f, 0.0f, 0.1f, 1.0f, 1.481f, 3.0f, 0.35f}},
    [DRUM_OPEN_HAT] = {.gain = 0.20f,
                       .noise = {1.0f, 9500.0f, 0.9f, 0.5f, 1.0f},
                       .metal = {0.4f, 5200.0f, 0.45f}},
    [DRUM_LOW_TOM] = {.gain = 0.73f,
                      .skin = {1.0f, 95.0f, 0.6f, 0.18f, 0.15f, 1.51f, 0.7f, 0.6f},
                      .noise = {0.3f, 700.0f, 0.7f, 0.06f, 1.0f}},
    [DRUM_HIGH_TOM] = {.gain = 0.70f,
                       .skin = {1.0f, 210.0f, 0.6f, 0.12f, 0.15f, 1.51f, 0.7f, 0.4f},
                       .noise = {0.3f, 1200.0f, 0.7f, 0.05f, 1.0f}},
    [DRUM_SHAKER] = {.gain = 1.14f,
                     .noise = {1.0f, 7500.0f, 1.0f, 0.14f, 1.0f},
                     .swell_s = 0.02f},
    [DRUM_TAMBOURINE] = {.gain = 0.19f,
                         .noise = {0.7f, 8500.0f, 1.0f, 0.2f, 2.0f},
                         .metal = {0.5f, 6800.0f, 0.25f}},
    [DRUM_CONGA] = {.gain = 0.54f,
                    .skin = {1.0f, 220.0f, 0.15f, 0.05f, 0.25f, 1.55f, 0.6f, 0.28f},
                    .noise = {0.4f, 1500.0f, 0.7f, 0.03f, 1.0f}},
    [DRUM_CLAVE] = {.gain = 0.50f,
                    .skin = {1.0f, 2450.0f, 0.0f, 0.1f, 0.0f, 0.0f, 0.5f, 0.07f}},
};

/* Of the metal: its three frequencies, those that move them, and by how many turns. */
static const float drum_ratio[DRUM_METAL] = {1.0f, 1.3432f, 1.7891f};
static const float drum_mover[DRUM_METAL] = {0.3714f, 0.4417f, 0.2899f};
static const float DRUM_TURNS = 0.35f;

#endif
