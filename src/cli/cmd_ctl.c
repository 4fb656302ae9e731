/* SPDX-License-Identifier: MIT */
/* cmd_ctl: leat ctl WORD...: tell a running leat serve what to do. */
#include <stdio.h>
#include <string.h>

#include <leat/err.h>

#include "base/number.h"
#include "base/str.h"
#include "cli/ctl_answer.h"
#include "cli/ctl_link.h"
#include "cli/ctl_play.h"
#include "cli/ctl_watch.h"
#include "cli/quantity.h"
#include "cli/report.h"

enum { ADDRESS_SIZE = 256 };

/* How the arguments of a word become a message. */
enum form {
    FORM_PLAIN, /* as they are */
    FORM_NODE,  /* the first is a node or a parameter, which becomes the address */
    FORM_QUERY, /* alike, and `?` behind it */
    FORM_SUB,   /* the first is the end of the address */
};

struct word {
    const char *name, *address; /* NODE: what stands before it, or behind it */
    enum form form;
    enum ctl_shape shape;
    uint32_t least, most; /* arguments */
    const char *arguments, *help;
};

static const struct word words[] = {
    {"set", "", FORM_NODE, CTL_VALUES, 2, 2, "NODE.PARAM VALUE",
     "such as lead.cutoff 800hz; --over 2s glides there"},
    {"get", "", FORM_QUERY, CTL_VALUES, 1, 1, "NODE.PARAM", "tell a value"},
    {"gate", "/gate", FORM_NODE, CTL_VALUES, 2, 2, "NODE on|off|0..1",
     "open or close an envelope"},
    {"note", "/note", FORM_NODE, CTL_VALUES, 2, 4, "NODE NOTE [VELOCITY [TIME]]",
     "such as lead C4 0.8 500ms"},
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
    {"undo", "/graph/undo", FORM_PLAIN, CTL_VALUES, 0, 0, "", "take an edit back"},
    {"redo", "/graph/redo", FORM_PLAIN, CTL_VALUES, 0, 0, "", "and bring it again"},
    {"eval", "/eval", FORM_PLAIN, CTL_VALUES, 1, 1, "PROGRAM",
     "add what the text of a program makes; the word may be left out"},
    {"tempo", "/tempo", FORM_PLAIN, CTL_VALUES, 1, 1, "BPM", "beats a minute"},
    {"panic", "/panic", FORM_PLAIN, CTL_VALUES, 0, 0, "",
     "all gates, notes and echoes off"},
    {"track", "/seq/add", FORM_PLAIN, CTL_VALUES, 3, 64,
     "NAME VOICE PATTERN [NOTES] [KEY=VALUE]...",
     "such as bass lead 'x..x.x..' 'C2,G2' gate_frac=0.8"},
    {"start", "/seq/start", FORM_PLAIN, CTL_VALUES, 0, 0, "", "let the tracks play"},
    {"stop", "/seq/stop", FORM_PLAIN, CTL_VALUES, 0, 0, "", "stop them"},
    {"tracks", "/seq/list", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "tell them"},
    {"transport", "/seq/status", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "where the tracks are"},
    {"record", "/record", FORM_SUB, CTL_VALUES, 1, 64,
     "start [NAME [FORMAT]] [SOURCE]... | stop | mark TEXT",
     "record what is heard; or, as sources, master, dry, stems, node NAME"},
    {"recording", "/record/status", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "tell how it goes"},
    {"save", "/graph/save", FORM_PLAIN, CTL_VALUES, 1, 2, "NAME [state|fresh]",
     "write what is patched to NAME.syn, with or without what was set since"},
    {"load", "/graph/load", FORM_PLAIN, CTL_VALUES, 1, 1, "NAME",
     "bring it back; what is in both goes on"},
    {"slot", "/slot", FORM_SUB, CTL_PAIRS, 1, 3,
     "save N [NAME] | load N [now|beat|bar]",
     "keep all tracks and values, bring them back; also list, delete N, copy A B"},
    {"midi", "/midi/status", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "what has come in by MIDI"},
    {"route", "/midi/route", FORM_PLAIN, CTL_VALUES, 1, 2, "CHANNEL|all [NODE]",
     "who plays a channel of MIDI"},
    {"channels", "/midi/list", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "tell who plays which"},
    {"learn", "/midi/learn", FORM_PLAIN, CTL_VALUES, 1, 4,
     "NODE.PARAM [MIN MAX [CURVE]]", "the next controller that moves turns it"},
    {"bind", "/midi/bind", FORM_PLAIN, CTL_VALUES, 3, 6,
     "CHANNEL|all NUMBER NODE.PARAM [MIN MAX]", "a controller turns it"},
    {"bindings", "/midi/bindings", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "what turns what"},
    {"nodes", "/nodes", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "nodes and their classes"},
    {"links", "/graph/links", FORM_PLAIN, CTL_LINKS, 0, 0, "", "what is connected"},
    {"schema", "/schema", FORM_PLAIN, CTL_JSON, 0, 1, "[NODE]",
     "ports and parameters, as JSON"},
    {"workers", "/workers", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "the processes of --isolate, and what became of them"},
    {"status", "/stats", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "what has been counted"},
    {"recent", "/stats/recent", FORM_PLAIN, CTL_PAIRS, 0, 0, "",
     "what was counted in the last 10 s"},
    {"health", "/health", FORM_PLAIN, CTL_PAIRS, 0, 0, "", "whether all is well"},
    {"metrics", "/metrics", FORM_PLAIN, CTL_VALUES, 0, 0, "",
     "what has been counted, as Prometheus reads it"},
};
enum { N_WORDS = sizeof(words) / sizeof(words[0]) };

static void print_words(FILE *file)
{
    fputs("usage: leat ctl WORD...\n\n", file);
    for (int i = 0; i < N_WORDS; i++)
        fprintf(file, "  %-10s %-32s %s\n", words[i].name, words[i].arguments,
                words[i].help);
    fputs("  play       SCORE                            messages at their times, from "
          "a file; --offline -o out.wav\n"
          "  watch      levels|spectrum|stats|events|errors [HZ]\n"
          "                                              as it comes, until Ctrl-C or "
          "for -d TIME\n"
          "  /ADDRESS   ARGUMENT...                      a message of OSC as it is\n"
          "  'PROGRAM'                                   as eval\n",
          file);
}

static const struct word *find_word(const char *name)
{
    for (int i = 0; i < N_WORDS; i++)
        if (strcmp(words[i].name, name) == 0)
            return &words[i];
    return NULL;
}

/* voice1.filter.freq or voice1/filter/freq becomes /voice1/filter/freq. */
static void add_name(char address[ADDRESS_SIZE], const char *name)
{
    const size_t used = strlen(address);

    str_format(address + used, ADDRESS_SIZE - used, "%s%s", *name == '/' ? "" : "/",
               name);
    for (char *c = address + used; *c; c++)
        *c = *c == '.' ? '/' : *c;
}

/* A number when it is nothing else, else a text. */
static struct osc_arg argument_of(const char *text)
{
    double number;

    if (number_parse(text, &number) < 0)
        return osc_text(text);
    if (!strpbrk(text, ".eE") && number == (double)(int32_t)number)
        return osc_int((int32_t)number);
    return osc_float((float)number);
}

struct message {
    char address[ADDRESS_SIZE];
    struct osc_arg args[OPTIONS_WORDS + 1];
    uint32_t n;
    enum ctl_shape shape;
};

static void from_word(const struct options *o, const struct word *word,
                      struct message *m)
{
    uint32_t first = 1;

    m->shape = word->shape;
    m->address[0] = '\0';
    if (word->form == FORM_PLAIN || word->form == FORM_SUB ||
        strcmp(word->name, "note") == 0)
        str_format(m->address, sizeof(m->address), "%s", word->address);
    if (word->form != FORM_PLAIN)
        add_name(m->address, o->word[first++]);
    if (strcmp(word->name, "gate") == 0)
        add_name(m->address, "gate");
    if (word->form == FORM_QUERY)
        str_format(m->address + strlen(m->address), 2, "?");
    /* the text of a number reads as one of the parameter's unit */
    for (; first < o->n_words; first++)
        m->args[m->n++] = argument_of(o->word[first]);
    if (o->over.value > 0)
        m->args[m->n++] = osc_float((float)quantity_seconds(o->over, 0, 120.0));
}

static int usage(const struct options *o, const char *what)
{
    report_line(o, "%s", what);
    print_words(stderr);
    return EXIT_USAGE;
}

/* A program, when it cannot be a word. */
static bool looks_like_program(const struct options *o)
{
    return o->n_words == 1 && strpbrk(o->word[0], "=(|");
}

/* What the words mean, as a message; else how to exit. */
static int compose(const struct options *o, struct message *m)
{
    const struct word *word = find_word(o->word[0]);
    struct str_nearest near;
    char text[160];

    if (o->word[0][0] == '/') {
        str_format(m->address, sizeof(m->address), "%s", o->word[0]);
        for (uint32_t i = 1; i < o->n_words; i++)
            m->args[m->n++] = argument_of(o->word[i]);
        return 0;
    }
    if (!word && looks_like_program(o)) {
        str_format(m->address, sizeof(m->address), "/eval");
        m->args[m->n++] = osc_text(o->word[0]);
        return 0;
    }
    if (!word) {
        str_nearest_init(&near, o->word[0]);
        str_nearest_offer(&near, "watch");
        for (int i = 0; i < N_WORDS; i++)
            str_nearest_offer(&near, words[i].name);
        str_format(text, sizeof(text), "there is no word '%.40s'%s%s%s", o->word[0],
                   near.best ? "; did you mean " : "", near.best ? near.best : "",
                   near.best ? "?" : "");
        return usage(o, text);
    }
    if (o->n_words - 1 < word->least || o->n_words - 1 > word->most) {
        report_line(o, "usage: leat ctl %s %s", word->name, word->arguments);
        return EXIT_USAGE;
    }
    from_word(o, word, m);
    return 0;
}

static int ask(const struct options *o, const struct message *m, struct leat_diag *diag)
{
    static struct ctl_link link;
    struct ctl_answer answer;
    int err = ctl_link_open(&link, o, diag);

    if (err < 0)
        return err;
    ctl_answer_begin(&answer, m->shape, o->json);
    err =
        ctl_link_ask(&link, m->address, m->args, m->n, ctl_answer_take, &answer, diag);
    const int ending = ctl_answer_end(&answer);
    ctl_link_close(&link);
    return err < 0 ? err : ending;
}

int cmd_ctl(const struct options *options)
{
    static struct message message;
    struct leat_diag diag = {0};

    if (options->n_words == 0)
        return usage(options, "which word?");
    if (strcmp(options->word[0], "help") == 0) {
        print_words(stdout);
        return EXIT_OK;
    }
    if (strcmp(options->word[0], "play") == 0)
        return ctl_play(options);
    if (strcmp(options->word[0], "watch") == 0)
        return ctl_watch(options);
    int code = compose(options, &message);
    if (code)
        return code;
    const int err = ask(options, &message, &diag);
    code = report_exit(options, err, &diag);
    return err == LEAT_ERR_NO_DEVICE ? EXIT_DEVICE : code;
}
