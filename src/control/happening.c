/* SPDX-License-Identifier: MIT */
/* happening: what is otherwise than before, told in the news. */
#include <string.h>

#include "base/str.h"
#include "control/call.h"
#include "control/feed.h"

static const float SILENT = 1e-4f; /* -80 dBFS */
static const double SILENT_S = 1.0;

static void tell(struct control *c, int64_t frame, const char *word, const char *text)
{
    struct news_line line = {.frame = frame};

    str_format(line.word, sizeof(line.word), "%s", word);
    str_format(line.text, sizeof(line.text), "%s", text);
    news_add(&c->feeds->news, &line);
}

static void tell_aloud(struct control *c, int64_t frame, const char *word,
                       const char *text)
{
    tell(c, frame, word, text);
    if (c->config.say)
        c->config.say(c->config.user, text);
}

static void look_at_counts(struct control *c, int64_t frame)
{
    struct happening *h = &c->feeds->happening;
    struct leat_engine_stats s;
    char text[64];

    leat_engine_stats(c->config.engine, &s);
    if (h->begun && s.edits > h->edits) {
        str_format(text, sizeof(text), "%u adopted", (unsigned)(s.edits - h->edits));
        tell(c, frame, "edit", text);
    }
    if (h->begun && s.xruns > h->xruns) {
        str_format(text, sizeof(text), "%u lost", (unsigned)(s.xruns - h->xruns));
        tell(c, frame, "xrun", text);
    }
    if (h->begun && s.losses > h->losses)
        tell(c, frame, "device_lost", s.device);
    if (h->begun && s.returns > h->returns)
        tell(c, frame, "device_back", s.device);
    h->losses = s.losses;
    h->returns = s.returns;
    h->edits = s.edits;
    h->xruns = s.xruns;
}

static void look_at_transport(struct control *c, int64_t frame)
{
    struct happening *h = &c->feeds->happening;
    struct player_status s;

    if (!c->config.player)
        return;
    player_status(c->config.player, &s);
    if (s.running != h->running)
        tell(c, frame, s.running ? "started" : "stopped", "");
    h->running = s.running;
}

/* A take that goes wrong, told when it does: here and on the terminal. */
static void look_at_take(struct control *c, int64_t frame,
                         const struct recorder_status *s)
{
    struct happening *h = &c->feeds->happening;
    char text[300];

    if (s->err < 0 && !h->failed) {
        str_format(text, sizeof(text), "%s  `leat ctl record stop` tells what is kept.",
                   s->message);
        tell_aloud(c, frame, "record_failed", text);
    }
    if (s->dropped && !h->slow)
        tell_aloud(c, frame, "record_slow",
                   "The disk is too slow for the recording: what is lost is silence in "
                   "it, with a mark.");
    h->failed = s->err < 0;
    h->slow = s->dropped > 0;
}

static void look_at_recorder(struct control *c, int64_t frame)
{
    struct happening *h = &c->feeds->happening;
    struct recorder_status s;

    if (!recording_status(c, &s))
        return;
    const bool other = s.recording && strcmp(s.path, h->path) != 0;
    if (h->recording && (!s.recording || other))
        tell(c, frame, "recorded", h->path);
    if (s.recording && (!h->recording || other))
        tell(c, frame, "recording", s.path);
    if (s.recording)
        look_at_take(c, frame, &s);
    h->recording = s.recording;
    str_format(h->path, sizeof(h->path), "%s", s.path);
}

void happening_look(struct control *c)
{
    const int64_t frame = leat_engine_frame(c->config.engine);

    look_at_counts(c, frame);
    look_at_transport(c, frame);
    look_at_recorder(c, frame);
    c->feeds->happening.begun = true;
}

void happening_hear(struct control *c, const struct monitor_piece *piece)
{
    struct happening *h = &c->feeds->happening;
    const double rate_hz = leat_engine_rate(c->config.engine);
    bool loud = false;

    for (uint32_t ch = 0; ch < piece->channels; ch++)
        loud = loud || piece->peak[ch] > SILENT;
    h->quiet = loud ? 0 : h->quiet + piece->nframes;
    if (loud && !h->sounding) {
        h->sounding = true;
        tell(c, piece->frame, "audio_started", "");
    } else if (h->sounding && (double)h->quiet >= SILENT_S * rate_hz) {
        h->sounding = false;
        tell(c, piece->frame + piece->nframes, "silence_detected", "");
    }
}
