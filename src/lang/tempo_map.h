/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_TEMPO_MAP_H
#define LEAT_LANG_TEMPO_MAP_H

/**
 * The tempo map: where beats lie on the audio clock while a frame of the program runs.
 *
 * A frame has straight lines of one tempo each.  The first comes from before it, the
 * others begin in it; the engine is sent them and counts by the same formula with the
 * same numbers, so both agree to the last bit.  A ramp is a straight line of bpm over
 * time.  It is played as one tempo from grid frame to grid frame, the line's own in the
 * middle of each, as the sequencer does: so beats on grid frames are its integral.
 *
 * On a line of tempo 0 the clock stands: a beat on it, or behind it, is at no frame.
 *
 * Thread:  any, one at a time.
 */

#include <stdbool.h>

#include <leat/block.h>

enum { TEMPO_MAP_LINES = 128 };

struct tempo_ramp {
    double from, to;
    int64_t begin, end, next; /* frames; begin == end: there is none */
};

struct tempo_map {
    struct leat_tempo line[TEMPO_MAP_LINES]; /* by where they begin */
    uint32_t n;
    double bpm; /* of the newest line; while the clock stands, what it goes on with */
    struct tempo_ramp ramp;
    int64_t position, next_position; /* of the frame that runs */
};

/** Begin with a tempo, at frame 0.  Units: rate_hz in frames a second. */
void tempo_map_init(struct tempo_map *map, double bpm, double rate_hz);

/** Go on with a line that is not the map's own. */
void tempo_map_adopt(struct tempo_map *map, const struct leat_tempo *line);

/** A frame of the program begins: what a ramp plays in it. */
void tempo_map_frame(struct tempo_map *map, int64_t position, int64_t next_position);

/**
 * From an audio frame of the running frame on, go to another tempo; over some frames.
 * Lines that begin later are forgotten.
 *
 * Errors:  false: more lines than a frame has.
 */
bool tempo_map_set(struct tempo_map *map, int64_t frame, double bpm, int64_t over);

/** From an audio frame of the running frame on, let the clock stand; let it go on with
 * the tempo that it had, or that was set meanwhile.  A ramp ends where it leads to.
 *
 * Errors:  as tempo_map_set(). */
bool tempo_map_stop(struct tempo_map *map, int64_t frame);
bool tempo_map_start(struct tempo_map *map, int64_t frame);

/** Beats at an audio frame, and the audio frame of a beat: 1e300 where there is none.
 */
double tempo_map_beat(const struct tempo_map *map, int64_t frame);
double tempo_map_place(const struct tempo_map *map, double beat);

/** Beats at an audio frame as people count them: whole at the frame of a beat. */
double tempo_map_count(const struct tempo_map *map, int64_t frame);

/** The tempo at an audio frame; while the clock stands, what it goes on with. */
double tempo_map_bpm(const struct tempo_map *map, int64_t frame);

/** The tempo that it has come to, or is on the way to. */
double tempo_map_goal(const struct tempo_map *map);

/** Whether a ramp is on its way. */
static inline bool tempo_map_moves(const struct tempo_map *map)
{
    return map->ramp.end > map->ramp.begin;
}

/** Whether the clock stands on the newest line. */
bool tempo_map_stands(const struct tempo_map *map);

/** The newest line. */
static inline const struct leat_tempo *tempo_map_last(const struct tempo_map *map)
{
    return &map->line[map->n - 1];
}

#endif
