/* SPDX-License-Identifier: MIT */
/* verb: the table of verbs. */
#include "cli/verb.h"

#include <stddef.h>
#include <string.h>

static const struct verb verbs[] = {
    {"run", VERB_RUN, "PROGRAM",
     "run a program: live when it ends in a device, else as fast as it goes", cmd_run},
    {"play", VERB_PLAY, "PROGRAM", "play a program or a sound file", cmd_play},
    {"render", VERB_RENDER, "PROGRAM",
     "compute a program or a sound file as fast as it goes, to a file", cmd_render},
    {"nodes", VERB_NODES, "[NAME]", "list nodes and words, or explain one", cmd_nodes},
    {"devices", VERB_DEVICES, "", "list sound devices", cmd_devices},
    {"inspect", VERB_INSPECT, "PROGRAM", "say what a sound file or a program is",
     cmd_inspect},
    {"check", VERB_CHECK, "PROGRAM...", "look for mistakes without running", cmd_check},
    {"fmt", VERB_FMT, "[FILE...]", "write programs in their standard form", cmd_fmt},
    {"explain", VERB_EXPLAIN, "[WORD]",
     "say what a code of an error, a word, a node or a unit means", cmd_explain},
    {"analyze", VERB_ANALYZE, "FILE", "measure a sound file, and draw it", cmd_analyze},
    {"serve", VERB_SERVE, "[PROGRAM]",
     "play a program as an instrument, driven by OSC and leat ctl", cmd_serve},
    {"repl", VERB_REPL, "[PROGRAM]", "play what is typed at a prompt, as it is typed",
     cmd_repl},
    {"ctl", VERB_CTL, "WORD...",
     "tell a running leat serve what to do; see leat ctl help", cmd_ctl},
    {"top", VERB_TOP, "", "watch a running leat serve: load, nodes, tracks", cmd_top},
    {"lsp", VERB_LSP, "", "help an editor: a language server on standard input",
     cmd_lsp},
    {"completion", VERB_COMPLETION, "SHELL",
     "print what makes bash, zsh or fish complete leat", cmd_completion},
    {"doctor", VERB_DOCTOR, "", "say what this machine and these settings allow",
     cmd_doctor},
};
enum { N_VERBS = sizeof(verbs) / sizeof(verbs[0]) };

const struct verb *verb_at(unsigned index)
{
    return index < N_VERBS ? &verbs[index] : NULL;
}

const struct verb *verb_find(const char *name)
{
    for (unsigned i = 0; i < N_VERBS; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}
