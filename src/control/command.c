/* SPDX-License-Identifier: MIT */
/* command: the fixed addresses, what they take and what does it. */
#include "control/call.h"

static const struct command_word words[] = {
    {"/ping", "", command_ping, false, "answers with the version"},
    {"/tempo", "[bpm]", command_tempo, true, "beats a minute, 20 to 400"},
    {"/panic", "", command_panic, true, "close all gates, end all notes"},
    {"/eval", "program", command_eval, false,
     "add what the text of a program makes to the graph"},
    {"/graph/begin", "", command_begin, false,
     "hold back what follows until /graph/commit"},
    {"/graph/commit", "[now|beat|bar]", command_commit, false, "let the edit be heard"},
    {"/graph/abort", "", command_abort, false, "drop the edit"},
    {"/graph/create", "name class [param value ...]", command_create, false,
     "make a node"},
    {"/graph/connect", "source[:port] target[:port or .param]", command_connect, false,
     "link two nodes; the target out is what is heard"},
    {"/graph/disconnect", "source[:port] target[:port or .param]", command_disconnect,
     false, "undo a link"},
    {"/graph/output", "node", command_output, false, "let a node be heard"},
    {"/graph/remove", "node", command_remove, false, "remove a node and its links"},
    {"/graph/clear", "", command_clear, false, "remove everything"},
    {"/graph/replace", "node class", command_replace, false,
     "put another class in a node's place; links and parameters stay"},
    {"/graph/undo", "", command_undo, false, "take the newest edit back"},
    {"/graph/redo", "", command_redo, false, "and bring it again"},
    {"/graph/links", "", command_links, false, "tell all links"},
    {"/nodes", "", command_nodes, false, "tell all nodes and their classes"},
    {"/schema", "[node]", command_schema, false,
     "tell ports and parameters of the nodes, as JSON"},
    {"/stats", "", command_stats, false, "tell what has been counted"},
};

const struct command_word *command_word_at(size_t index)
{
    return index < sizeof(words) / sizeof(words[0]) ? &words[index] : NULL;
}
