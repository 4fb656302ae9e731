/* SPDX-License-Identifier: MIT */
/* option_table: every option of every verb, and how its value is read. */
#include "cli/option_table.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/format.h>

#include "base/number.h"
#include "base/str.h"

#define FLAG(field)        .kind = OPTION_FLAG, .at = offsetof(struct options, field)
#define TEXT(field, shown) .kind = OPTION_TEXT, AT(field, shown)
#define PORT(field)        .kind = OPTION_PORT, AT(field, "[=PORT]")
#define TIME(field)        .kind = OPTION_TIME, AT(field, "TIME")
#define NUMBER(field)      .kind = OPTION_NUMBER, AT(field, "N")
#define BYTES(field)       .kind = OPTION_BYTES, AT(field, "BYTES")
#define LEVEL(field)       .kind = OPTION_LEVEL, AT(field, "[DB]")
#define COUNT(field, least, most)                                                      \
    .kind = OPTION_COUNT, .min = least, .max = most, AT(field, "N")
#define CHOICE(field, words) .kind = OPTION_CHOICE, AT(field, words)
#define GROUPS(field, words) .kind = OPTION_GROUPS, AT(field, words)
#define AT(field, shown)     .at = offsetof(struct options, field), .value = shown

static const struct option table[] = {
    {"out", 'o', TEXT(out, "FILE"), .verbs = VERBS_OFFLINE | VERB_CTL, .rare = VERB_CTL,
     .help = "write the sound to FILE; - is standard output"},
    {"input", 'i', TEXT(input, "FILE"), .verbs = VERBS_SOUND,
     .help = "a sound file that mic_input() hears instead of the device"},
    {"force", 'f', FLAG(force), .verbs = VERBS_OFFLINE | VERB_ANALYZE | VERB_CTL,
     .rare = VERB_CTL, .help = "overwrite files that exist"},
    {"duration", 'd', TIME(duration), .min = 1, .verbs = VERBS_SOUND | VERB_CTL,
     .help = "stop after 90s, 1:30.5, 8beats or 44100frames"},
    {"tail", 0, TIME(tail), .verbs = VERBS_SOUND,
     .help = "longest wait for echoes to fade, 30s when not given"},
    {"rate", 'r', .kind = OPTION_RATE, AT(rate_hz, "RATE"), .setting = true,
     .verbs = VERBS_SOUND | VERB_INSPECT | VERB_CHECK | VERBS_INSTRUMENT | VERB_REPL,
     .rare = VERB_CTL, .help = "frames a second: 48000 or 48khz"},
    {"channels", 'c', COUNT(channels, 1, LEAT_MAX_CHANNELS),
     .verbs = VERBS_SOUND | VERBS_INSTRUMENT | VERB_REPL, .rare = VERB_CTL,
     .help = "channels of the result, as many as the program has when not given"},
    {"bits", 'b', CHOICE(bits, "auto 16 24 32"), .verbs = VERBS_OFFLINE | VERB_CTL,
     .rare = VERB_CTL, .help = "size of a sample in the file; 32 is floating point"},
    {"limit", 'l', LEVEL(limit), .verbs = VERBS_OFFLINE,
     .help = "no true peak of the result above DB, -1 when not given"},
    {"no-dither", 0, FLAG(no_dither), .verbs = VERBS_OFFLINE,
     .help = "round 16-bit samples without noise"},
    {"device", 'D', TEXT(device, "NAME"), .setting = true,
     .verbs = VERB_RUN | VERB_PLAY | VERB_DEVICES | VERB_SERVE | VERB_REPL,
     .help = "sound device, one that leat devices lists"},
    {"block", 0, COUNT(block, 1, 8192), .setting = true,
     .verbs = VERBS_SOUND | VERBS_INSTRUMENT | VERB_REPL, .rare = VERB_CTL,
     .help = "frames a call; changes no sample"},
    {"threads", 't', COUNT(threads, 1, 64), .setting = true,
     .verbs = VERBS_SOUND | VERBS_INSTRUMENT | VERB_REPL, .rare = VERB_CTL,
     .help = "threads that compute; changes no sample"},
    {"isolate", 0, GROUPS(isolate, "off race replay"), .setting = true,
     .verbs = VERBS_SOUND | VERBS_INSTRUMENT, .rare = VERB_CTL,
     .help = "compute in two processes, of which one may die; race:lead,pad computes "
             "only what these nodes hear so, each for itself; changes no sample"},
    {"tempo", 0, COUNT(tempo, 20, 400), .setting = true,
     .verbs = VERBS_SOUND | VERB_INSPECT | VERB_CHECK | VERBS_INSTRUMENT | VERB_REPL,
     .rare = VERB_CTL, .help = "beats a minute at the beginning, 120 when not given"},
    {"seed", 0, NUMBER(seed), .setting = true,
     .verbs = VERBS_SOUND | VERBS_INSTRUMENT | VERB_REPL, .rare = VERB_CTL,
     .help = "what all that is random starts from, 1 when not given"},
    {"steps", 0, COUNT(steps, 1000, 1000000000), .setting = true,
     .verbs = VERBS_SOUND | VERB_CHECK | VERB_INSPECT | VERB_SERVE | VERB_REPL,
     .help = "steps that a program may take a frame, 400000 when not given"},
    {"allow-files", 0, FLAG(allow_files),
     .verbs = VERBS_SOUND | VERB_CHECK | VERB_INSPECT | VERB_SERVE | VERB_REPL,
     .help = "let a program import, read and write files outside its folder"},
    {"max-state", 0, BYTES(max_state), .setting = true,
     .verbs = VERBS_SOUND | VERBS_INSTRUMENT | VERB_REPL, .rare = VERB_CTL,
     .help = "memory that a graph's nodes may take, such as 512M; 1G when not given"},
    {"no-safety", 0, FLAG(no_safety),
     .verbs = VERB_RUN | VERB_PLAY | VERB_SERVE | VERB_REPL,
     .help = "no limiter before the device"},
    {"stats", 's', FLAG(stats), .verbs = VERBS_OFFLINE | VERB_CTL, .rare = VERB_CTL,
     .help = "print peak, RMS, DC, clips, length and loudness"},
    {"stats", 's', TIME(stats_every), .min = 1, .verbs = VERB_SERVE,
     .help = "print a line of what has been counted so often, such as 1s; with --json "
             "as JSON"},
    {"hash", 0, FLAG(hash), .verbs = VERBS_OFFLINE | VERB_CTL, .rare = VERB_CTL,
     .help = "print one number for all samples, the same wherever they are computed"},
    {"max-xruns", 0, NUMBER(max_xruns), .verbs = VERBS_SOUND,
     .help = "exit with 4 when the device lost more blocks"},
    {"max-drops", 0, NUMBER(max_drops), .verbs = VERBS_SOUND,
     .help = "exit with 4 when more frames were starved or dropped"},
    {"progress", 0, CHOICE(progress, "auto json none"), .setting = true,
     .verbs = VERBS_SOUND, .help = "how to tell progress on standard error"},
    {"headless", 0, FLAG(headless), .setting = true,
     .verbs = VERB_RUN | VERB_PLAY | VERB_SERVE | VERB_REPL,
     .help = "open no window for what a program draws"},
    {"watch", 'w', FLAG(watch), .verbs = VERB_RUN | VERB_PLAY | VERB_SERVE,
     .help = "play on with the program's file whenever it is saved"},
    {"at", 0, CHOICE(at, "quantum beat bar"),
     .verbs = VERB_RUN | VERB_PLAY | VERB_SERVE | VERB_REPL,
     .help = "when a program that takes over is heard; quantum is at once"},
    {"strict", 0, FLAG(strict), .verbs = VERBS_SOUND | VERB_CHECK,
     .help = "refuse a program that needs a converter put in, and name it"},
    {"tone", 0, CHOICE(tone, "friendly plain"), .setting = true,
     .verbs = VERBS_SOUND | VERB_CHECK | VERB_INSPECT | VERB_SERVE,
     .help = "how errors are told: with the line they are about, or each on one line"},
    {"verbose", 'v', FLAG(verbose),
     .verbs = VERBS_SOUND | VERB_CHECK | VERB_INSPECT | VERB_SERVE,
     .help = "tell of each error its kind, its place and where more is said"},
    {"emoji", 0, FLAG(emoji), .setting = true,
     .verbs = VERBS_SOUND | VERB_CHECK | VERB_INSPECT | VERB_SERVE,
     .help = "put symbols before errors, on a terminal whose letters are UTF-8"},
    {"fix", 0, FLAG(fix), .verbs = VERB_CHECK,
     .help = "repair first what has one repair: signs of other languages, # that is no "
             "colour, line ends that were lost"},
    {"check", 0, FLAG(check), .verbs = VERB_FMT,
     .help = "write nothing; name the files that have another form, and exit with 1"},
    {"diff", 0, FLAG(diff), .verbs = VERB_FMT,
     .help = "write nothing; print what would change"},
    {"caps", 0, FLAG(caps), .verbs = VERB_INSPECT,
     .help = "what every link negotiated, and what was inserted"},
    {"dot", 0, FLAG(dot), .verbs = VERB_INSPECT, .help = "the graph as Graphviz text"},
    {"test", 0, FLAG(test), .verbs = VERB_DEVICES,
     .help = "play a tone of one second and listen to the input"},
    {"markdown", 0, FLAG(markdown), .verbs = VERB_NODES | VERB_EXPLAIN,
     .help = "print the page of the manual: docs/nodes.md, or docs/errors.md"},
    {"plot", 'p', TEXT(plot, "FILE"), .verbs = VERB_ANALYZE,
     .help = "draw the sound into FILE, a PNG picture"},
    {"plot-kind", 'k', CHOICE(plot_kind, "both waveform spectrum spectrogram response"),
     .verbs = VERB_ANALYZE,
     .help = "what to draw; response takes the file as that of a filter to a click"},
    {"channel", 0, .kind = OPTION_CHANNEL, AT(channel, "N|all|mix"),
     .verbs = VERB_ANALYZE,
     .help = "which to draw: one, each, or their mean; each of one or two, of more the "
             "mean when not given"},
    {"size", 0, .kind = OPTION_SIZE, AT(size, "WxH"), .verbs = VERB_ANALYZE,
     .help = "pixels of the picture, such as 1280x720"},
    {"from", 0, TIME(from), .verbs = VERB_ANALYZE,
     .help = "measure and draw from this time on"},
    {"to", 0, TIME(to), .min = 1, .verbs = VERB_ANALYZE,
     .help = "measure and draw up to this time"},
    {"osc", 0, COUNT(osc, 0, 65535), .setting = true,
     .verbs = VERB_SERVE | VERB_RUN | VERB_PLAY,
     .help = "port for messages of OSC, by UDP and by TCP; 7770 for serve, none for "
             "others when not given"},
    {"listen", 0, TEXT(listen, "HOST"), .verbs = VERB_SERVE,
     .help = "address to take messages at, 0.0.0.0 for all; needs --token"},
    {"token", 0, TEXT(token, "TEXT"), .setting = true,
     .verbs = VERB_SERVE | VERBS_CLIENT,
     .help = "what other machines must send before they are heard"},
    {"host", 0, TEXT(host, "HOST[:PORT]"), .verbs = VERBS_CLIENT,
     .help = "a leat serve on another machine, by TCP"},
    {"socket", 0, TEXT(socket, "PATH"), .setting = true,
     .verbs = VERB_SERVE | VERB_RUN | VERB_PLAY | VERBS_CLIENT,
     .rare = VERB_RUN | VERB_PLAY,
     .help = "where leat serve and leat ctl meet, when several serve"},
    {"max-rate", 0, COUNT(max_rate, 1, 10000000), .setting = true, .verbs = VERB_SERVE,
     .help = "messages a second that one connection, or one machine by UDP, may send; "
             "50000 when not given"},
    {"voices", 0, COUNT(voices, 1, 512), .setting = true, .verbs = VERBS_INSTRUMENT,
     .rare = VERB_CTL,
     .help = "of the rig that is played without a program; 4 when not given"},
    {"compat", 0, CHOICE(compat, "none chronus"), .verbs = VERBS_INSTRUMENT,
     .rare = VERB_CTL, .help = "whose addresses are understood besides"},
    {"aliases", 0, TEXT(aliases, "FILE"), .setting = true, .verbs = VERBS_INSTRUMENT,
     .rare = VERB_CTL, .help = "addresses that stand for others, a pair a line"},
    {"record", 0, TEXT(record, "DIR"), .setting = true, .verbs = VERB_SERVE,
     .help = "folder of recordings, made when it is missing; the current one when not "
             "given",
     .variable = "LEAT_RECORD_DIR"},
    {"slots", 0, TEXT(slots, "DIR"), .setting = true, .verbs = VERBS_INSTRUMENT,
     .rare = VERB_CTL, .help = "folder of slots; slots/ when not given",
     .variable = "LEAT_SLOT_DIR"},
    {"midi", 0, PORT(midi), .verbs = VERB_SERVE | VERB_DEVICES,
     .help = "hear MIDI: of a client of JACK or ALSA, of one client:port, or of all "
             "hardware; with leat devices list those"},
    {"midi-out", 0, PORT(midi_out), .verbs = VERB_SERVE,
     .help = "send the clock of MIDI there"},
    {"bindings", 0, TEXT(bindings, "FILE"), .setting = true, .verbs = VERB_SERVE,
     .help =
         "where to keep what controllers of MIDI turn, and who plays which channel"},
    {"offline", 0, FLAG(offline), .verbs = VERB_CTL, .rare = VERB_CTL,
     .help = "compute the score as fast as it goes, to the file of -o"},
    {"patch", 0, TEXT(patch, "PROGRAM"), .verbs = VERB_CTL, .rare = VERB_CTL,
     .help = "what is played; the rig when not given"},
    {"over", 0, TIME(over), .verbs = VERB_CTL,
     .help = "let a value go there in this time"},
    {"json", 'j', FLAG(json),
     .verbs = VERBS_ALL & ~(VERB_LSP | VERB_COMPLETION | VERB_REPL),
     .help = "print results as JSON"},
    {"help", 'h', FLAG(help), .verbs = VERBS_ALL, .help = "print this"},
};
enum { N_OPTIONS = sizeof(table) / sizeof(table[0]) };
_Static_assert((int)N_OPTIONS <= (int)OPTIONS_MAX,
               "struct options has a place for each origin");

const struct option *option_at(unsigned index)
{
    return index < N_OPTIONS ? &table[index] : NULL;
}

const struct option *option_find(const char *name, size_t size, unsigned verbs)
{
    const struct option *found = NULL;

    for (unsigned i = 0; i < N_OPTIONS; i++)
        if (strlen(table[i].name) == size && strncmp(table[i].name, name, size) == 0 &&
            (!found || table[i].verbs & verbs))
            found = &table[i];
    return found;
}

const struct option *option_find_letter(char letter, unsigned verbs)
{
    const struct option *found = NULL;

    for (unsigned i = 0; i < N_OPTIONS; i++)
        if (table[i].letter == letter && (!found || table[i].verbs & verbs))
            found = &table[i];
    return found;
}

const char *option_nearest(const char *name, unsigned verbs, bool setting)
{
    struct str_nearest search;

    str_nearest_init(&search, name);
    for (unsigned i = 0; i < N_OPTIONS; i++)
        if ((table[i].verbs & verbs) && (!setting || table[i].setting))
            str_nearest_offer(&search, table[i].name);
    return search.best;
}

static bool read_number(const char *text, uint64_t *out)
{
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 19 || text[digits])
        return false;
    *out = strtoull(text, NULL, 10);
    return true;
}

static bool read_count(const struct option *option, const char *text, uint32_t *out)
{
    uint64_t number;

    if (!read_number(text, &number) || number < option->min || number > option->max)
        return false;
    *out = (uint32_t)number;
    return true;
}

static bool read_word(const struct option *option, const char *text, size_t length,
                      uint32_t *out)
{
    const char *words = option->value;

    for (uint32_t index = 0;; index++) {
        const size_t size = strcspn(words, " ");
        if (length == size && strncmp(words, text, size) == 0) {
            *out = index;
            return true;
        }
        if (!words[size])
            return false;
        words += size + 1;
    }
}

static bool read_choice(const struct option *option, const char *text, uint32_t *out)
{
    return read_word(option, text, strlen(text), out);
}

/* What is named is not split here; the first word, which means none, names nothing. */
static bool read_groups(const struct option *option, const char *text,
                        struct options_groups *out)
{
    const size_t size = strcspn(text, ":");

    if (!read_word(option, text, size, &out->choice))
        return false;
    out->names = text[size] ? text + size + 1 : NULL;
    return !out->names || (*out->names && out->choice);
}

static bool read_channel(const char *text, uint32_t *out)
{
    uint64_t number;

    if (strcmp(text, "all") == 0)
        *out = CHANNEL_ALL;
    else if (strcmp(text, "mix") == 0)
        *out = CHANNEL_MIX;
    else if (read_number(text, &number) && number > 0 && number <= LEAT_MAX_CHANNELS)
        *out = (uint32_t)number;
    else
        return false;
    return true;
}

static bool read_time(const struct option *option, const char *text,
                      struct quantity_time *out)
{
    struct quantity_time time;

    if (!quantity_time_parse(text, &time) || time.value < 0 ||
        (time.value == 0 && option->min))
        return false;
    *out = time;
    return true;
}

static bool store(void *at, const struct option *option, const char *text)
{
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)at = true;
        return true;
    case OPTION_TEXT:
        *(const char **)at = text;
        return *text;
    case OPTION_PORT:
        *(const char **)at = text;
        return true;
    case OPTION_COUNT:
        return read_count(option, text, at);
    case OPTION_NUMBER:
        return read_number(text, at);
    case OPTION_TIME:
        return read_time(option, text, at);
    case OPTION_RATE:
        return quantity_rate_parse(text, at) && *(double *)at >= QUANTITY_RATE_MIN &&
               *(double *)at <= QUANTITY_RATE_MAX;
    case OPTION_BYTES:
        return quantity_bytes_parse(text, at);
    case OPTION_LEVEL:
        return quantity_level_parse(text, at);
    case OPTION_SIZE:
        return quantity_size_parse(text, at);
    case OPTION_CHANNEL:
        return read_channel(text, at);
    case OPTION_CHOICE:
        return read_choice(option, text, at);
    case OPTION_GROUPS:
        return read_groups(option, text, at);
    }
    return false;
}

const char *option_shown(const char *text, char shown[OPTION_SHOWN])
{
    const bool long_text = strlen(text) > OPTION_SHOWN - 4;

    str_format(shown, OPTION_SHOWN - 3, "%s", text);
    str_plain(shown);
    if (long_text)
        strcat(shown, "...");
    return shown;
}

/* What would have worked. */
static void advise(const struct option *option)
{
    switch (option->kind) {
    case OPTION_COUNT:
        fprintf(stderr, "give a whole number from %u to %u\n", option->min,
                option->max);
        break;
    case OPTION_NUMBER:
        fprintf(stderr, "give a whole number\n");
        break;
    case OPTION_TIME:
        fprintf(stderr,
                "a time is like 90s, 1:30.5, 8beats or 44100frames, at most %ld hours"
                "%s\n",
                QUANTITY_HOURS_MAX, option->min ? " and not 0" : "");
        break;
    case OPTION_RATE:
        fprintf(stderr, "a rate is like 48000 or 44.1khz, from %d to %d Hz\n",
                QUANTITY_RATE_MIN, QUANTITY_RATE_MAX);
        break;
    case OPTION_BYTES:
        fprintf(stderr, "a size is like 512M or 2G, and not 0\n");
        break;
    case OPTION_LEVEL:
        fprintf(stderr, "a level is like -1 or -1.5db, from -60 to 0\n");
        break;
    case OPTION_SIZE:
        fprintf(stderr, "a size is like 1280x720, from %d to %d each way\n",
                QUANTITY_SIZE_MIN, QUANTITY_SIZE_MAX);
        break;
    case OPTION_CHANNEL:
        fprintf(stderr, "give the number of a channel, all or mix\n");
        break;
    case OPTION_CHOICE:
        fprintf(stderr, "give one of: %s\n", option->value);
        break;
    case OPTION_GROUPS:
        fprintf(stderr, "give one of: %s; or name nodes, such as race:lead,pad+bass\n",
                option->value);
        break;
    default:
        fprintf(stderr, "give a text that is not empty\n");
    }
}

int option_set(struct options *options, const struct option *option, const char *text,
               enum options_origin origin, const char *where)
{
    if (!store((char *)options + option->at, option, text)) {
        char shown[OPTION_SHOWN];
        fprintf(stderr, "leat: %s cannot be '%s'; ", where, option_shown(text, shown));
        advise(option);
        return EXIT_USAGE;
    }
    options->origin[option - table] = origin;
    return 0;
}

static size_t print_word(const struct option *option, uint32_t choice, char *text,
                         size_t size)
{
    const char *words = option->value;

    for (uint32_t i = choice; i > 0; i--)
        words += strcspn(words, " ") + 1;
    return str_format(text, size, "%.*s", (int)strcspn(words, " "), words);
}

void option_print(const struct options *options, const struct option *option,
                  char *text, size_t size)
{
    const void *at = (const char *)options + option->at;
    char number[NUMBER_SIZE];

    switch (option->kind) {
    case OPTION_COUNT:
        str_format(text, size, "%u", *(const uint32_t *)at);
        break;
    case OPTION_NUMBER:
    case OPTION_BYTES:
        str_format(text, size, "%" PRIu64, *(const uint64_t *)at);
        break;
    case OPTION_RATE:
        number_print(number, *(const double *)at);
        str_format(text, size, "%s", number);
        break;
    case OPTION_LEVEL:
        number_print_float(number, ((const struct quantity_level *)at)->level_db);
        str_format(text, size, "%s", number);
        break;
    case OPTION_CHOICE:
        print_word(option, *(const uint32_t *)at, text, size);
        break;
    case OPTION_GROUPS: {
        const struct options_groups *groups = at;
        const size_t used = print_word(option, groups->choice, text, size);
        if (groups->names)
            str_format(text + used, size - used, ":%s", groups->names);
        break;
    }
    default:
        str_format(text, size, "%s",
                   *(const char *const *)at ? *(const char *const *)at : "");
    }
}

const char *option_variable(const struct option *option, char name[32])
{
    const size_t size = str_format(name, 32, "%s%s", option->variable ? "" : "LEAT_",
                                   option->variable ? option->variable : option->name);

    for (size_t i = 0; i < size; i++)
        name[i] = (char)(name[i] == '-' ? '_' : toupper((unsigned char)name[i]));
    return name;
}
