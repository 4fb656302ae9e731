/* SPDX-License-Identifier: MIT */
/* ctl_words: what people say to leat ctl, and what it means. */
#include "cli/ctl_words.h"

#include <string.h>

#include "base/str.h"
#include "cli/help_line.h"

enum { LEFT = 34 }; /* columns of a word and its arguments */

static const struct ctl_word play[] = {
    {"set", "", FORM_BEHIND, CTL_VALUES, 2, 2, "NODE.PARAM VALUE",
     "such as lead.cutoff 800hz; --over 2s glides there"},
    {"get", "?", FORM_BEHIND, CTL_VALUES, 1, 1, "NODE.PARAM", "tell a value"},
    {"default", "/default", FORM_BEHIND, CTL_VALUES, 1, 1, "NODE.PARAM",
     "set a value as its class has it; --over 2s glides there"},
    {"note", "/note", FORM_BEFORE, CTL_VALUES, 2, 4, "NODE NOTE [VELOCITY [TIME]]",
     "such as lead C4 0.8 500ms"},
    {"gate", "/gate", FORM_BEHIND, CTL_VALUES, 2, 2, "NODE on|off|0..1",
     "open or close an envelope"},
    {"gui", "/gui", FORM_PLAIN, CTL_DOCUMENT, 0, 0, "",
     "controls of the program; leat ctl set gui.ID VALUE moves one"},
    {"press", "", FORM_PRESS, CTL_VALUES, 1, 1, "gui.ID", "press a button"},
    {"fn", "/fn", FORM_BEFORE, CTL_VALUES, 1, 17, "NAME [VALUE]...",
     "call a function that the program exports"},
    {"functions", "/fn", FORM_PLAIN, CTL_VALUES, 0, 0, "", "tell those"},
    {"tempo", "/tempo", FORM_PLAIN, CTL_VALUES, 1, 1, "BPM", "beats a minute"},
    {"panic", "/panic", FORM_PLAIN, CTL_VALUES, 0, 0, "",
     "all gates, notes and echoes off"},
};

static const struct ctl_word patch[] = {
    {"nodes", "/nodes", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "nodes and their classes"},
    {"links", "/graph/links", FORM_PLAIN, CTL_LINKS, 0, 0, "", "what is connected"},
    {"schema", "/schema", FORM_PLAIN, CTL_JSON, 0, 1, "[NODE]",
     "ports and parameters, as JSON"},
    {"eval", "/eval", FORM_PLAIN, CTL_VALUES, 1, 2, "PROGRAM [now|beat|bar]",
     "add what a program makes; the word may be left out: leat ctl 'b = saw()'"},
    {"program", "/program", FORM_PLAIN, CTL_VALUES, 1, 2, "PROGRAM [now|beat|bar]",
     "let it take the place of what plays; what both have goes on"},
    {"hush", "/hush", FORM_PLAIN, CTL_VALUES, 0, 1, "[on|off]",
     "fade all that is heard out, or in again"},
    {"create", "/graph/create", FORM_PLAIN, CTL_VALUES, 2, 64,
     "NAME CLASS [PARAM VALUE]...", "make a node"},
    {"connect", "/graph/connect", FORM_PLAIN, CTL_VALUES, 2, 2,
     "FROM[:PORT] TO[:PORT or .PARAM]", "link two; TO may be out"},
    {"disconnect", "/graph/disconnect", FORM_PLAIN, CTL_VALUES, 2, 2, "FROM TO",
     "undo a link"},
    {"remove", "/graph/remove", FORM_PLAIN, CTL_VALUES, 1, 1, "NODE", "remove a node"},
    {"replace", "/graph/replace", FORM_PLAIN, CTL_VALUES, 2, 2, "NODE CLASS",
     "another class in its place; links and parameters stay"},
    {"clear", "/graph/clear", FORM_PLAIN, CTL_VALUES, 0, 0, "", "remove everything"},
    {"undo", "/undo", FORM_PLAIN, CTL_VALUES, 0, 0, "",
     "the program before, or take an edit back"},
    {"redo", "/graph/redo", FORM_PLAIN, CTL_VALUES, 0, 0, "", "and bring it again"},
    {"save", "/graph/save", FORM_PLAIN, CTL_VALUES, 1, 2, "NAME [state|fresh]",
     "write what is patched to NAME.syn, with or without what was set since"},
    {"load", "/graph/load", FORM_PLAIN, CTL_VALUES, 1, 1, "NAME",
     "bring it back; what is in both goes on"},
};

static const struct ctl_word compose[] = {
    {"track", "/seq/add", FORM_PLAIN, CTL_VALUES, 3, 64,
     "NAME VOICE PATTERN [NOTES] [KEY=VALUE]...",
     "such as bass lead 'x..x.x..' 'C2,G2' gate_frac=0.8"},
    {"tracks", "/seq/list", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "tell them, with all keys that can be set"},
    {"mute", "/seq/mute", FORM_PLAIN, CTL_VALUES, 1, 1, "TRACK", "silence a track"},
    {"unmute", "/seq/unmute", FORM_PLAIN, CTL_VALUES, 1, 1, "TRACK", "hear it again"},
    {"swing", "/seq/swing", FORM_PLAIN, CTL_VALUES, 1, 1, "0..1",
     "delay every other step; 1 is a triplet"},
    {"start", "/seq/start", FORM_PLAIN, CTL_VALUES, 0, 0, "", "let the tracks play"},
    {"stop", "/seq/stop", FORM_PLAIN, CTL_VALUES, 0, 0, "", "stop them"},
    {"transport", "/seq/status", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "where the tracks are"},
    {"slot", "/slot", FORM_BEFORE, CTL_PAIRS, 1, 3,
     "save N [NAME] | load N [now|beat|bar]",
     "keep all tracks and values, bring them back; also list, delete N, copy A B"},
    {"play", "", FORM_PLAY, CTL_VALUES, 1, 1, "SCORE",
     "messages at their times, from a file; --offline -o out.wav"},
};

static const struct ctl_word record[] = {
    {"record", "/record", FORM_BEFORE, CTL_VALUES, 1, 64,
     "start [NAME [FORMAT]] [SOURCE]... | stop | mark TEXT",
     "record what is heard; or, as sources, master, dry, stems, node NAME"},
    {"recording", "/record/status", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "tell how it goes"},
};

static const struct ctl_word midi[] = {
    {"midi", "/midi/status", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "what has come in by MIDI"},
    {"route", "/midi/route", FORM_PLAIN, CTL_VALUES, 1, 2, "CHANNEL|all [NODE]",
     "who plays a channel"},
    {"channels", "/midi/list", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "tell who plays which"},
    {"learn", "/midi/learn", FORM_PLAIN, CTL_VALUES, 1, 4,
     "NODE.PARAM [MIN MAX [CURVE]]", "the next controller that moves turns it"},
    {"bind", "/midi/bind", FORM_PLAIN, CTL_VALUES, 3, 6,
     "CHANNEL|all NUMBER|program NODE.PARAM|slot [MIN MAX]", "a controller turns it"},
    {"bindings", "/midi/bindings", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "what turns what"},
};

static const struct ctl_word look[] = {
    {"health", "/health", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "whether all is well"},
    {"status", "/stats", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "what has been counted"},
    {"recent", "/stats/recent", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "what was counted in the last 10 s"},
    {"workers", "/workers", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "the processes of --isolate, and what became of them"},
    {"watch", "", FORM_WATCH, CTL_VALUES, 1, 2,
     "levels|spectrum|stats|events|errors|controls [HZ]",
     "as it comes, until Ctrl-C or for -d TIME"},
    {"metrics", "/metrics", FORM_PLAIN, CTL_VALUES, 0, 0, "",
     "what has been counted, as Prometheus reads it"},
    {"help", "", FORM_HELP, CTL_VALUES, 0, 0, "", "these words"},
};

#define GROUP(title, words)                                                            \
    {                                                                                  \
        title, words, sizeof(words) / sizeof(words[0])                                 \
    }
static const struct {
    const char *title;
    const struct ctl_word *words;
    size_t n;
} groups[] = {
    GROUP("Play", play),     GROUP("Patch", patch), GROUP("Compose", compose),
    GROUP("Record", record), GROUP("MIDI", midi),   GROUP("See how it does", look),
};
enum { N_GROUPS = sizeof(groups) / sizeof(groups[0]) };

const struct ctl_word *ctl_word_at(unsigned index)
{
    for (int g = 0; g < N_GROUPS; g++) {
        if (index < groups[g].n)
            return &groups[g].words[index];
        index -= (unsigned)groups[g].n;
    }
    return NULL;
}

const struct ctl_word *ctl_word_find(const char *name)
{
    for (int g = 0; g < N_GROUPS; g++)
        for (size_t i = 0; i < groups[g].n; i++)
            if (strcmp(groups[g].words[i].name, name) == 0)
                return &groups[g].words[i];
    return NULL;
}

const char *ctl_word_nearest(const char *name)
{
    struct str_nearest near;

    str_nearest_init(&near, name);
    for (int g = 0; g < N_GROUPS; g++)
        for (size_t i = 0; i < groups[g].n; i++)
            str_nearest_offer(&near, groups[g].words[i].name);
    return near.best;
}

void ctl_words_print(FILE *file)
{
    char left[80];

    for (int g = 0; g < N_GROUPS; g++) {
        fprintf(file, "%s%s\n", g ? "\n" : "", groups[g].title);
        for (size_t i = 0; i < groups[g].n; i++) {
            const struct ctl_word *word = &groups[g].words[i];
            str_format(left, sizeof(left), "%s%s%s", word->name,
                       *word->arguments ? " " : "", word->arguments);
            help_line(file, LEFT, left, word->help);
        }
    }
    fputs("\nAll else\n", file);
    help_line(file, LEFT, "/ADDRESS [ARGUMENT]...",
              "any message of OSC; docs/instrument.md lists them");
}
