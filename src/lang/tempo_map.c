/* SPDX-License-Identifier: MIT */
/* tempo_map: where beats lie on the audio clock while a frame of the program runs. */
#include "lang/tempo_map.h"

#include <leat/time.h>

#include "base/math_d.h"
#include "base/tempo.h"

static const double NOWHERE = 1e300;

enum { RAMP_LINES = 96 }; /* of a frame, at most; the rest is for what is set */

void tempo_map_init(struct tempo_map *map, double bpm, double rate_hz)
{
    *map = (struct tempo_map){.n = 1, .bpm = bpm};
    map->line[0] = (struct leat_tempo){.bpm = bpm, .minute = 60.0 * rate_hz};
}

void tempo_map_adopt(struct tempo_map *map, const struct leat_tempo *line)
{
    map->line[0] = *line;
    map->n = 1;
    map->bpm = tempo_stands(line) ? tempo_map_goal(map) : line->bpm;
    map->ramp = (struct tempo_ramp){0};
}

bool tempo_map_stands(const struct tempo_map *map)
{
    return tempo_stands(tempo_map_last(map));
}

/* The line that an audio frame is on. */
static const struct leat_tempo *line_at(const struct tempo_map *map, int64_t frame)
{
    uint32_t i = map->n - 1;

    while (i > 0 && map->line[i].frame0 > frame)
        i--;
    return &map->line[i];
}

/* A new line where the newest is then, as the engine will begin it. */
static bool append(struct tempo_map *map, int64_t frame, double bpm)
{
    struct leat_tempo line = *tempo_map_last(map);

    if (map->n == TEMPO_MAP_LINES)
        return false;
    line.beat0 = leat_tempo_beat(&line, frame);
    line.frame0 = frame;
    line.bpm = (double)(float)bpm; /* events carry floats */
    map->line[map->n++] = line;
    map->bpm = tempo_stands(&line) ? map->bpm : line.bpm;
    return true;
}

static double ramp_at(const struct tempo_ramp *ramp, double frame)
{
    return ramp->from + (ramp->to - ramp->from) * (frame - (double)ramp->begin) /
                            (double)(ramp->end - ramp->begin);
}

/* The lines of the ramp that begin in this frame. */
static bool play_ramp(struct tempo_map *map)
{
    struct tempo_ramp *ramp = &map->ramp;
    const int64_t long_grid = (map->next_position - map->position) / RAMP_LINES;
    const int64_t grid = (long_grid / LEAT_QUANTUM + 1) * LEAT_QUANTUM;

    while (tempo_map_moves(map) && ramp->next < map->next_position) {
        const int64_t frame = ramp->next;
        const int64_t next = (frame / grid + 1) * grid;
        if (frame >= ramp->end) {
            const double to = ramp->to;
            *ramp = (struct tempo_ramp){0};
            return append(map, frame, to);
        }
        ramp->next = next < ramp->end ? next : ramp->end;
        if (!append(map, frame, ramp_at(ramp, 0.5 * (double)(frame + ramp->next))))
            return false;
    }
    return true;
}

void tempo_map_frame(struct tempo_map *map, int64_t position, int64_t next_position)
{
    map->line[0] = *tempo_map_last(map);
    map->n = 1;
    map->position = position;
    map->next_position = next_position;
    if (tempo_map_moves(map) && map->ramp.next < position) /* frames were missed */
        map->ramp.next = position;
    (void)play_ramp(map); /* there is room for all of it */
}

/* Forget what begins at a frame or later. */
static void cut(struct tempo_map *map, int64_t frame)
{
    while (map->n > 1 && tempo_map_last(map)->frame0 >= frame)
        map->n--;
    map->ramp = (struct tempo_ramp){0};
}

bool tempo_map_set(struct tempo_map *map, int64_t frame, double bpm, int64_t over)
{
    const double from = tempo_map_bpm(map, frame);

    if (tempo_stands(line_at(map, frame))) {
        map->bpm = bpm;
        if (!tempo_map_stands(map))
            map->line[map->n - 1].bpm = (double)(float)bpm;
        return true;
    }
    cut(map, frame);
    if (over <= 0)
        return append(map, frame, bpm);
    map->ramp = (struct tempo_ramp){from, bpm, frame, frame + over, frame};
    return play_ramp(map);
}

bool tempo_map_stop(struct tempo_map *map, int64_t frame)
{
    const double goal = tempo_map_goal(map);

    if (!tempo_map_stands(map))
        cut(map, frame);
    map->bpm = goal;
    return tempo_map_stands(map) || append(map, frame, 0.0);
}

bool tempo_map_start(struct tempo_map *map, int64_t frame)
{
    const double bpm = map->bpm;

    if (!tempo_map_stands(map))
        return true;
    cut(map, frame);
    return append(map, frame, bpm);
}

double tempo_map_beat(const struct tempo_map *map, int64_t frame)
{
    return leat_tempo_beat(line_at(map, frame), frame);
}

double tempo_map_place(const struct tempo_map *map, double beat)
{
    uint32_t i = map->n - 1;

    while (i > 0 && map->line[i].beat0 > beat)
        i--;
    const struct leat_tempo *line = &map->line[i];
    if (tempo_stands(line))
        return beat < line->beat0 ? -NOWHERE : NOWHERE;
    return (double)line->frame0 + (beat - line->beat0) * line->minute / line->bpm;
}

double tempo_map_count(const struct tempo_map *map, int64_t frame)
{
    const double beat = tempo_map_beat(map, frame);
    const double whole = math_floor_d(beat + 0.5);

    return math_floor_d(tempo_map_place(map, whole) + 0.5) == (double)frame ? whole
                                                                            : beat;
}

double tempo_map_bpm(const struct tempo_map *map, int64_t frame)
{
    const struct leat_tempo *line = line_at(map, frame);

    if (tempo_map_moves(map) && frame >= map->ramp.begin && frame < map->ramp.end)
        return ramp_at(&map->ramp, (double)frame);
    return tempo_stands(line) ? map->bpm : line->bpm;
}

double tempo_map_goal(const struct tempo_map *map)
{
    return tempo_map_moves(map) ? map->ramp.to : map->bpm;
}
