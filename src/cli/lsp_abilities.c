/* SPDX-License-Identifier: MIT */
/* lsp_abilities: what the language server can do. */
#include "cli/lsp_answer.h"

enum { SYNC_INCREMENTAL = 2 };

/* Characters after which an editor asks by itself. */
static void triggers(struct json *json, const char *characters)
{
    char one[2] = "";

    json_key(json, "triggerCharacters");
    json_array(json);
    for (; *characters; characters++) {
        one[0] = *characters;
        json_string(json, one);
    }
    json_end(json);
}

void lsp_answer_abilities(struct json *json)
{
    static const char *const flags[] = {"hoverProvider", "documentFormattingProvider",
                                        "documentSymbolProvider"};

    json_object(json);
    json_key(json, "capabilities");
    json_object(json);
    json_key(json, "textDocumentSync");
    json_object(json);
    json_key(json, "openClose");
    json_bool(json, true);
    json_key(json, "change");
    json_integer(json, SYNC_INCREMENTAL);
    json_end(json);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        json_key(json, flags[i]);
        json_bool(json, true);
    }
    json_key(json, "completionProvider");
    json_object(json);
    triggers(json, ".:(,");
    json_end(json);
    json_key(json, "signatureHelpProvider");
    json_object(json);
    triggers(json, "(,:");
    json_end(json);
    json_end(json);
    json_key(json, "serverInfo");
    json_object(json);
    json_key_string(json, "name", "leat");
    json_key_string(json, "version", LEAT_VERSION);
    json_end(json);
    json_end(json);
}
