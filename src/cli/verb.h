/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_VERB_H
#define LEAT_CLI_VERB_H

/**
 * The verbs of the command, one file each, and how the command exits.
 */

struct options;

enum {
    EXIT_OK = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,   /* wrong use, or an error in the program */
    EXIT_DEVICE = 3,  /* a device or service that the user named is missing */
    EXIT_COUNTED = 4, /* ran, but over the allowed xruns or drops */
    EXIT_INTERRUPTED = 130,
};

/* A bit for each verb: which ones an option belongs to. */
enum {
    VERB_RUN = 1,
    VERB_PLAY = 2,
    VERB_RENDER = 4,
    VERB_NODES = 8,
    VERB_DEVICES = 16,
    VERB_DOCTOR = 32,
    VERB_INSPECT = 64,
    VERB_CHECK = 128,
    VERB_ANALYZE = 256,
    VERB_SERVE = 512,
    VERB_CTL = 1024,
    VERB_TOP = 2048,
    VERB_FMT = 4096,
    VERB_EXPLAIN = 8192,
    VERB_LSP = 16384,
    VERB_COMPLETION = 32768,
    VERB_REPL = 65536,
    VERBS_CLIENT = VERB_CTL | VERB_TOP,
    VERBS_INSTRUMENT = VERB_SERVE | VERB_CTL,
    VERBS_OFFLINE = VERB_RUN | VERB_RENDER,
    VERBS_SOUND = VERB_RUN | VERB_PLAY | VERB_RENDER,
    VERBS_ALL = 131071,
};

struct verb {
    const char *name;
    unsigned bit;         /* one of VERB_* */
    const char *argument; /* how help writes it; "" when it takes none,
                             WORD... when it takes many */
    const char *summary;  /* one sentence */
    int (*run)(const struct options *options); /* returns how to exit */
};

/** The n-th verb, or NULL past the last. */
const struct verb *verb_at(unsigned index);

/** The verb of a name, or NULL. */
const struct verb *verb_find(const char *name);

int cmd_run(const struct options *options);
int cmd_play(const struct options *options);
int cmd_render(const struct options *options);
int cmd_nodes(const struct options *options);
int cmd_devices(const struct options *options);
int cmd_doctor(const struct options *options);
int cmd_inspect(const struct options *options);
int cmd_check(const struct options *options);
int cmd_analyze(const struct options *options);
int cmd_repl(const struct options *options);
int cmd_serve(const struct options *options);
int cmd_ctl(const struct options *options);
int cmd_top(const struct options *options);
int cmd_fmt(const struct options *options);
int cmd_explain(const struct options *options);
int cmd_lsp(const struct options *options);
int cmd_completion(const struct options *options);

#endif
