/* SPDX-License-Identifier: MIT */
/*
 * looper: `Looper.new()`, a node of class `looper` that is told at bar lines what to
 * do.
 *
 * What a looper is doing is reckoned from the frames at which it was told, so that a
 * program sees the same live and in a file.
 *
 * Source: language reference, section 8.1.
 */
#include <string.h>

#include "base/math_d.h"
#include "lang/builtin_argument.h"
#include "lang/builtin_context.h"
#include "lang/length.h"
#include "lang/named.h"
#include "lang/player.h"
#include "lang/tempo_map.h"
#include "lang/ticking.h"

enum { BARS_MAX = 256, PENDING = 8 };
static const double MAX_TIME_S = 600.0;
static const uint64_t LOOPER_IDENTITY = UINT64_C(0x6C6F6F706572); /* "looper" */

enum doing { EMPTY, RECORDING, PLAYING, OVERDUBBING, STOPPED };

/** Something that it was told. */
struct told {
    uint32_t what; /* enum leat_looper_command */
    int64_t frame;
};

struct looper {
    struct thing thing;
    uint64_t identity; /* of its node */
    double max_time_s;
    int64_t max_frames;
    struct value stream; /* of its node, where that lasts */
    struct told told[PENDING];
    uint32_t n_told;
    /* as of the newest that has come: */
    enum doing doing;
    int64_t since;  /* the frame at which it began to record, or to play */
    int64_t length; /* frames of the loop; 0: none */
};

static struct looper *looper_of(struct value v)
{
    return (struct looper *)(void *)v.thing;
}

static void close_loop(struct looper *l, int64_t frame)
{
    if (l->doing == RECORDING)
        l->length = frame - l->since;
}

static void come(struct looper *l, const struct told *t)
{
    const bool was = l->doing == PLAYING || l->doing == OVERDUBBING;

    switch (t->what) {
    case LEAT_LOOPER_RECORD:
        l->doing = RECORDING;
        l->since = t->frame;
        break;
    case LEAT_LOOPER_PLAY:
    case LEAT_LOOPER_OVERDUB:
        close_loop(l, t->frame);
        if (l->length == 0)
            break;
        l->doing = t->what == LEAT_LOOPER_PLAY ? PLAYING : OVERDUBBING;
        l->since = was ? l->since : t->frame;
        break;
    case LEAT_LOOPER_STOP:
        close_loop(l, t->frame);
        l->doing = l->length ? STOPPED : EMPTY;
        break;
    default:
        l->doing = EMPTY;
        l->length = 0;
        break;
    }
}

/* Bring it up to now; a recording that reaches its greatest length plays. */
static void catch_up(struct eval *e, struct looper *l)
{
    uint32_t n = 0;

    while (n <= l->n_told) {
        const bool more = n < l->n_told && l->told[n].frame <= e->now.event;
        const int64_t until = more ? l->told[n].frame : e->now.event;
        const struct told full = {LEAT_LOOPER_PLAY, l->since + l->max_frames};
        if (l->doing == RECORDING && full.frame <= until)
            come(l, &full);
        if (!more)
            break;
        come(l, &l->told[n++]);
    }
    l->n_told -= n;
    memmove(l->told, l->told + n, l->n_told * sizeof(*l->told));
}

/* The frame of the next bar line that is not past; now while the clock stands. */
static int64_t next_bar(const struct eval *e)
{
    const double beats = context_bar_beats(e);
    const double line = -math_floor_d(-tempo_map_count(e->tempo, e->now.event) / beats);
    const int64_t at = length_beat_frame(e, line * beats);

    return at > e->now.event && !tempo_map_stands(e->tempo) ? at : e->now.event;
}

static struct value tell(struct eval *e, struct value self, uint32_t what,
                         int64_t frame, struct span span)
{
    struct looper *l = looper_of(self);
    const struct leat_event event = {
        .frame = frame, .type = LEAT_EVENT_CONTROL, .param = what};

    catch_up(e, l);
    if (l->n_told == PENDING) { /* before the same bar line: the newest counts */
        l->told[PENDING - 1] = (struct told){what, frame};
    } else {
        uint32_t at = l->n_told++;
        for (; at > 0 && l->told[at - 1].frame > frame; at--)
            l->told[at] = l->told[at - 1];
        l->told[at] = (struct told){what, frame};
    }
    return player_tell(e, l->identity, &event, span) ? value_null() : value_poison();
}

#define COMMAND(name, what)                                                            \
    METHOD(name)                                                                       \
    {                                                                                  \
        (void)a, (void)n;                                                              \
        return tell(e, self, what, next_bar(e), span);                                 \
    }
COMMAND(record, LEAT_LOOPER_RECORD)
COMMAND(play, LEAT_LOOPER_PLAY)
COMMAND(stop, LEAT_LOOPER_STOP)
COMMAND(overdub, LEAT_LOOPER_OVERDUB)

METHOD(clear)
{
    (void)a, (void)n;
    return tell(e, self, LEAT_LOOPER_CLEAR, e->now.event, span);
}

/* One sound goes into a looper; false after E407. */
static bool is_free(struct eval *e, const struct looper *l, struct span span)
{
    const struct draft *d = e->draft;
    uint32_t i = 0;

    while (i < d->n_nodes && d->node[i].identity != l->identity)
        i++;
    if (i == d->n_nodes)
        return true;
    report_error(e->report, span, 407,
                 "`process` cannot work: this looper hears another sound already.");
    report_hint(e->report, "Join them before: `merge([a, b]) |> looper`.");
    return false;
}

/* The loop alone. */
static struct value loop_of(struct eval *e, struct looper *l, const struct argument *a,
                            struct span span)
{
    const struct value in = eval_as_chain(e, a->value, a->span);
    const struct named_setting setting = {"max_time",
                                          value_number(l->max_time_s, MEASURE_TIME)};

    if (in.kind != VALUE_STREAM) {
        if (in.kind != VALUE_POISON) {
            report_error(e->report, a->span, 306, "This is %s; a looper needs a sound.",
                         value_kind_name(&in));
            report_hint(e->report, "Such as `looper.process(mic_input())`.");
        }
        return value_poison();
    }
    if (!is_free(e, l, a->span))
        return value_poison();
    const struct value loop = named_node(e, "looper", &in, &setting, 1, span);
    if (loop.kind != VALUE_STREAM)
        return value_poison();
    e->draft->node[loop.stream->node].identity = l->identity;
    e->draft->node[loop.stream->node].renews = false;
    l->stream = loop;
    return loop;
}

/* What goes in, and the loop. */
METHOD(process)
{
    const struct value loop = loop_of(e, looper_of(self), &a[0], span);
    const struct value both[] = {eval_as_chain(e, a[0].value, a[0].span), loop};

    (void)n;
    return loop.kind == VALUE_STREAM ? eval_mix(e, both, 2, NULL, span) : loop;
}

METHOD(get_output)
{
    struct looper *l = looper_of(self);

    (void)a, (void)n;
    if (l->stream.kind == VALUE_STREAM && eval_is_here(e, l->stream.stream))
        return l->stream;
    report_error(e->report, span, 407,
                 "`get_output` cannot work: nothing goes in yet.");
    report_hint(e->report, "Call `looper.process(sound)` before.");
    return value_poison();
}

METHOD(get_position)
{
    struct looper *l = looper_of(self);
    int64_t frames = 0;

    (void)a, (void)n, (void)span;
    catch_up(e, l);
    if (l->doing == RECORDING)
        frames = e->now.event - l->since;
    else if (l->doing == PLAYING || l->doing == OVERDUBBING)
        frames = (e->now.event - l->since) % l->length;
    return value_number((double)frames / e->convert.rate_hz, MEASURE_TIME);
}

METHOD(get_length)
{
    struct looper *l = looper_of(self);

    (void)a, (void)n, (void)span;
    catch_up(e, l);
    return value_number((double)l->length / e->convert.rate_hz, MEASURE_TIME);
}

METHOD(is_recording)
{
    struct looper *l = looper_of(self);

    (void)a, (void)n, (void)span;
    catch_up(e, l);
    return value_bool(l->doing == RECORDING || l->doing == OVERDUBBING);
}

METHOD(is_playing)
{
    struct looper *l = looper_of(self);

    (void)a, (void)n, (void)span;
    catch_up(e, l);
    return value_bool(l->doing == PLAYING || l->doing == OVERDUBBING);
}

METHOD(get_status)
{
    static const char *const names[] = {"empty", "recording", "playing", "overdubbing",
                                        "stopped"};
    struct looper *l = looper_of(self);

    (void)a, (void)n, (void)span;
    catch_up(e, l);
    return value_text(names[l->doing], strlen(names[l->doing]));
}

static const struct method_word methods[] = {
    {"record", "", 0, 0, 0, 0, call_record, "Record from the next bar line on."},
    {"play", "", 0, 0, 0, 0, call_play,
     "Play from the next bar line on, where a recording ends, too."},
    {"stop", "", 0, 0, 0, 0, call_stop, "Be silent from the next bar line on."},
    {"overdub", "", 0, 0, 0, 0, call_overdub,
     "Play, and add what goes in, from the next bar line on."},
    {"clear", "", 0, 0, 0, 0, call_clear, "Forget the loop at once."},
    {"process", "s", 1, 1, 0, 0, call_process, "What goes in, with the loop."},
    {"get_output", "", 0, 0, 0, 0, call_get_output, "The loop alone."},
    {"get_position", "", 0, 0, 0, 0, call_get_position, "How far it is in its loop."},
    {"get_length", "", 0, 0, 0, 0, call_get_length, "How long its loop is."},
    {"is_recording", "", 0, 0, 0, 0, call_is_recording, "Whether what goes in stays."},
    {"is_playing", "", 0, 0, 0, 0, call_is_playing, "Whether the loop is heard."},
    {"get_status", "", 0, 0, 0, 0, call_get_status,
     "\"empty\", \"recording\", \"playing\", \"overdubbing\" or \"stopped\"."},
    {0},
};

extern const struct thing_class looper_class;
const struct thing_class looper_class = {.name = "a looper", .methods = methods};

static struct value word_looper(struct eval *e, const struct builtin *self,
                                const struct argument *argument, uint32_t n,
                                struct span span)
{
    int64_t bars;

    (void)n;
    struct argument length = argument[0];
    if (value_is_number(&length.value) && length.value.measure == MEASURE_BEATS)
        length.value =
            value_integer(/* `8.bars` */
                          (int64_t)math_floor_d(value_as_number(&length.value) /
                                                    context_bar_beats(e) +
                                                0.5));
    if (!argument_integer(e, self, &length, "max_length", 1, BARS_MAX, 16, &bars))
        return value_poison();
    struct thing *before = ticking_kept(e, &looper_class);
    if (before)
        return (struct value){.kind = VALUE_THING, .thing = before};
    const struct value v = thing_new(e, &looper_class, sizeof(struct looper));
    if (v.kind == VALUE_POISON || (e->in_frame && !ticking_keep(e, v.thing, span)))
        return value_poison();
    struct looper *l = looper_of(v);
    const double seconds = (double)bars * context_bar_beats(e) * 60.0 / e->convert.bpm;
    l->max_time_s = math_min_d(seconds, MAX_TIME_S);
    l->max_frames =
        (int64_t)math_floor_d((double)(float)l->max_time_s * e->convert.rate_hz + 0.5);
    l->identity =
        (LOOPER_IDENTITY + e->player->n_loopers++) * UINT64_C(0x9E3779B97F4A7C15);
    return v;
}

const struct builtin builtin_looper[] = {
    {"Looper", "max_length", 0, 0, word_looper, NULL,
     "Records a sound and plays it again, from bar line to bar line.",
     "loops = Looper.new(4)\nloops.record()\nsaw(110.hz) |> loops\n"
     "after(2.s) { loops.play() }",
     "Audio"},
    {0},
};
