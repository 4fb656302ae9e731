/* SPDX-License-Identifier: MIT */
/* cmd_ctl: leat ctl WORD...: tell a running leat serve what to do. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/str.h"
#include "cli/ctl_link.h"
#include "cli/ctl_play.h"
#include "cli/ctl_watch.h"
#include "cli/ctl_words.h"
#include "cli/quantity.h"
#include "cli/report.h"

enum { ADDRESS_SIZE = 256 };

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
    bool is_whole; /* the answer is one document */
};

static void from_word(const struct options *o, const struct ctl_word *word,
                      struct message *m)
{
    uint32_t first = 1;

    m->shape = word->shape;
    if (word->shape == CTL_DOCUMENT) {
        m->shape = o->json ? CTL_JSON : CTL_PAIRS;
        m->is_whole = o->json;
        if (o->json)
            m->args[m->n++] = osc_text("json");
    }
    if (word->form != FORM_BEHIND && word->form != FORM_PRESS)
        str_format(m->address, sizeof(m->address), "%s", word->address);
    if (word->form != FORM_PLAIN)
        add_name(m->address, o->word[first++]);
    if (word->form == FORM_BEHIND) {
        const size_t used = strlen(m->address);
        str_format(m->address + used, sizeof(m->address) - used, "%s", word->address);
    }
    /* the text of a number reads as one of the parameter's unit */
    for (; first < o->n_words; first++)
        m->args[m->n++] = argument_of(o->word[first]);
    if (word->form == FORM_PRESS)
        m->args[m->n++] = (struct osc_arg){.tag = 'I'};
    if (o->over.value > 0)
        m->args[m->n++] = osc_float((float)quantity_seconds(o->over, 0, 120.0));
}

/* A message as it is. */
static void from_address(const struct options *o, struct message *m)
{
    str_format(m->address, sizeof(m->address), "%s", o->word[0]);
    for (uint32_t i = 1; i < o->n_words; i++)
        m->args[m->n++] = argument_of(o->word[i]);
}

/* What begins an edit that its own connection must end: that would be dropped when this
 * leat ctl has its answer. */
static bool begins_edit(const char *address)
{
    static const char *const all[] = {"/graph/begin", "/patch/create", "/patch/connect",
                                      "/patch/disconnect", "/patch/remove"};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (strcmp(all[i], address) == 0)
            return true;
    return false;
}

static int refuse_edit(const struct options *o)
{
    report_line(o,
                "%s begins an edit of one connection, and each leat ctl is one; let a "
                "program make all at once, leat ctl 'a = saw() |> lowpass()', or a "
                "score: leat ctl play",
                o->word[0]);
    return EXIT_USAGE;
}

/* A program, when it cannot be a word. */
static bool looks_like_program(const struct options *o)
{
    return o->n_words == 1 && strpbrk(o->word[0], "=(|");
}

static void from_program(const struct options *o, struct message *m)
{
    str_format(m->address, sizeof(m->address), "/eval");
    m->args[m->n++] = osc_text(o->word[0]);
}

static int refuse(const struct options *o)
{
    const char *near = ctl_word_nearest(o->word[0]);

    report_line(o, "there is no word '%.40s'; %s%s%s", o->word[0],
                near ? "did you mean " : "leat ctl help lists all", near ? near : "",
                near ? "?" : "");
    return EXIT_USAGE;
}

static int ask(const struct options *o, const struct message *m)
{
    static struct ctl_link link;
    struct leat_diag diag = {0};
    struct ctl_answer answer;
    int err = ctl_link_open(&link, o, &diag);

    if (err >= 0) {
        ctl_answer_begin(&answer, m->shape, o->json && !m->is_whole);
        err = ctl_link_ask(&link, m->address, m->args, m->n, ctl_answer_take, &answer,
                           &diag);
        const int ending = ctl_answer_end(&answer);
        ctl_link_close(&link);
        err = err < 0 ? err : ending;
    }
    return report_exit(o, err, &diag);
}

static void print_words(FILE *file)
{
    fputs("usage: leat ctl WORD...; leat ctl --help lists the options, too\n\n", file);
    ctl_words_print(file);
}

static int do_word(const struct options *o, const struct ctl_word *word)
{
    static struct message message;

    if (o->n_words - 1 < word->least || o->n_words - 1 > word->most) {
        report_line(o, "usage: leat ctl %s %s", word->name, word->arguments);
        return EXIT_USAGE;
    }
    switch (word->form) {
    case FORM_PLAY:
        return ctl_play(o);
    case FORM_WATCH:
        return ctl_watch(o);
    case FORM_HELP:
        print_words(stdout);
        return EXIT_OK;
    default:
        from_word(o, word, &message);
        return ask(o, &message);
    }
}

int cmd_ctl(const struct options *options)
{
    static struct message message;

    if (options->n_words == 0) {
        report_line(options, "which word?");
        print_words(stderr);
        return EXIT_USAGE;
    }
    const struct ctl_word *word = ctl_word_find(options->word[0]);
    if (word)
        return do_word(options, word);
    if (begins_edit(options->word[0]))
        return refuse_edit(options);
    if (options->word[0][0] == '/')
        from_address(options, &message);
    else if (looks_like_program(options))
        from_program(options, &message);
    else
        return refuse(options);
    return ask(options, &message);
}
