/* SPDX-License-Identifier: MIT */
/* chain: noise through gains, written down for other engines. */
#include "chain.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void chain_for_pd(FILE *to, int n, int seconds)
{
    enum { LOAD, ON, WAIT, QUIT, NOISE };

    fprintf(to, "#N canvas 0 0 600 400 12;\n"
                "#X obj 0 0 loadbang;\n"
                "#X msg 0 0 \\; pd dsp 1;\n");
    fprintf(to, "#X obj 0 0 del %d;\n", seconds * 1000);
    fprintf(to, "#X msg 0 0 \\; pd quit;\n"
                "#X obj 0 0 noise~;\n");
    for (int i = 0; i < n; i++)
        fprintf(to, "#X obj 0 0 *~ 0.9999;\n");
    fprintf(to, "#X obj 0 0 dac~;\n");
    fprintf(to, "#X connect %d 0 %d 0;\n#X connect %d 0 %d 0;\n", LOAD, ON, LOAD, WAIT);
    fprintf(to, "#X connect %d 0 %d 0;\n", WAIT, QUIT);
    for (int i = 0; i <= n; i++)
        fprintf(to, "#X connect %d 0 %d 0;\n", NOISE + i, NOISE + i + 1);
}

void chain_for_csound(FILE *to, int n, int seconds)
{
    fprintf(to, "<CsoundSynthesizer>\n<CsInstruments>\n"
                "sr=48000\nksmps=64\nnchnls=1\n0dbfs=1\n"
                "instr 1\nkg init 0.9999\na1 noise 0.5,0\n");
    for (int i = 0; i < n; i++)
        fprintf(to, "a1 = a1*kg\n");
    fprintf(to,
            "out a1\nendin\n</CsInstruments>\n<CsScore>\ni1 0 %d\ne\n</CsScore>\n"
            "</CsoundSynthesizer>\n",
            seconds);
}

/* Bytes as they go to scsynth: big-endian, strings with their length before them. */
struct bytes {
    unsigned char *at;
    size_t n;
};

static void put(struct bytes *b, const void *from, size_t n)
{
    b->at = realloc(b->at, b->n + n);
    if (!b->at)
        abort();
    memcpy(b->at + b->n, from, n);
    b->n += n;
}

static void put_number(struct bytes *b, uint32_t x, uint32_t n_bytes)
{
    for (uint32_t k = n_bytes; k-- > 0;)
        put(b, &(unsigned char){(unsigned char)(x >> (8 * k))}, 1);
}

static void put_float(struct bytes *b, float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof(bits));
    put_number(b, bits, 4);
}

static void put_name(struct bytes *b, const char *name)
{
    put_number(b, (uint32_t)strlen(name), 1);
    put(b, name, strlen(name));
}

/* One unit of a synth; inputs are pairs of unit and output, unit -1 a constant. */
static void put_unit(struct bytes *b, const char *name, uint32_t rate, uint32_t special,
                     uint32_t n_in, const int *in, uint32_t n_out)
{
    put_name(b, name);
    put_number(b, rate, 1);
    put_number(b, n_in, 4);
    put_number(b, n_out, 4);
    put_number(b, special, 2);
    for (uint32_t k = 0; k < n_in; k++) {
        put_number(b, (uint32_t)in[k], 4);
        put_number(b, 0, 4);
    }
    if (n_out)
        put_number(b, rate, 1);
}

/* A synth "g": a source, or what is on bus 0, through n gains back to bus 0. */
static struct bytes synth(const char *name, bool source, int n)
{
    enum { CONTROL_RATE = 1, AUDIO_RATE = 2, TIMES = 2 };
    struct bytes b = {NULL, 0};

    put(&b, "SCgf", 4);
    put_number(&b, 2, 4); /* version */
    put_number(&b, 1, 2); /* synths */
    put_name(&b, name);
    put_number(&b, 1, 4); /* constants */
    put_float(&b, 0.0f);
    put_number(&b, 1, 4); /* parameters */
    put_float(&b, 0.9999f);
    put_number(&b, 1, 4); /* and their names */
    put_name(&b, "g");
    put_number(&b, 0, 4);
    put_number(&b, (uint32_t)n + 3, 4);
    put_unit(&b, "Control", CONTROL_RATE, 0, 0, NULL, 1);
    if (source)
        put_unit(&b, "WhiteNoise", AUDIO_RATE, 0, 0, NULL, 1);
    else
        put_unit(&b, "In", AUDIO_RATE, 0, 1, (int[]){-1}, 1);
    for (int i = 0; i < n; i++)
        put_unit(&b, "BinaryOpUGen", AUDIO_RATE, TIMES, 2, (int[]){i + 1, 0}, 1);
    put_unit(&b, source ? "Out" : "ReplaceOut", AUDIO_RATE, 0, 2, (int[]){-1, n + 1},
             0);
    put_number(&b, 0, 2); /* variants */
    return b;
}

/* A string of OSC: ended by zeros up to a multiple of four. */
static void put_text(struct bytes *b, const char *text)
{
    put(b, text, strlen(text));
    do
        put_number(b, 0, 1);
    while (b->n % 4);
}

static void write_bundle(FILE *to, int seconds, struct bytes *message)
{
    struct bytes b = {NULL, 0}, size = {NULL, 0};

    put_text(&b, "#bundle");
    put_number(&b, (uint32_t)seconds, 4);
    put_number(&b, 0, 4);
    put_number(&b, (uint32_t)message->n, 4);
    put(&b, message->at, message->n);
    put_number(&size, (uint32_t)b.n, 4);
    fwrite(size.at, 1, size.n, to);
    fwrite(b.at, 1, b.n, to);
    free(b.at);
    free(size.at);
    free(message->at);
    *message = (struct bytes){NULL, 0};
}

static void define(FILE *to, struct bytes synth_bytes)
{
    struct bytes b = {NULL, 0};

    put_text(&b, "/d_recv");
    put_text(&b, ",b");
    put_number(&b, (uint32_t)synth_bytes.n, 4);
    put(&b, synth_bytes.at, synth_bytes.n);
    while (b.n % 4)
        put_number(&b, 0, 1);
    free(synth_bytes.at);
    write_bundle(to, 0, &b);
}

static void add_at_tail(FILE *to, const char *name, int id)
{
    struct bytes b = {NULL, 0};

    put_text(&b, "/s_new");
    put_text(&b, ",siii");
    put_text(&b, name);
    put_number(&b, (uint32_t)id, 4);
    put_number(&b, 1, 4); /* at the tail */
    put_number(&b, 0, 4); /* of the root group */
    write_bundle(to, 0, &b);
}

static void end_at(FILE *to, int seconds)
{
    struct bytes b = {NULL, 0};

    put_text(&b, "/c_set");
    put_text(&b, ",ii");
    put_number(&b, 0, 4);
    put_number(&b, 0, 4);
    write_bundle(to, seconds, &b);
}

void chain_for_scsynth(FILE *to, int n, int seconds)
{
    define(to, synth("source", true, n));
    add_at_tail(to, "source", 1000);
    end_at(to, seconds);
}

void chain_for_scsynth_nodes(FILE *to, int n, int seconds)
{
    define(to, synth("source", true, 0));
    define(to, synth("gain", false, 1));
    add_at_tail(to, "source", 1000);
    for (int i = 0; i < n; i++)
        add_at_tail(to, "gain", 1001 + i);
    end_at(to, seconds);
}
