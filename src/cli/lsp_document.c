/* SPDX-License-Identifier: MIT */
/* lsp_document: a program that an editor has open. */
#include "cli/lsp_document.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "cli/lsp_frame.h"
#include "cli/lsp_text.h"

struct script lsp_document_script(const struct lsp_document *document)
{
    const char *slash = strrchr(document->uri, '/');

    return (struct script){slash ? slash + 1 : document->uri, document->text,
                           (uint32_t)document->size};
}

int lsp_document_splice(struct lsp_document *document, uint32_t start, uint32_t end,
                        const char *text)
{
    const size_t more = strlen(text), rest = document->size - end;
    char *whole;

    if (start + more + rest > LSP_MESSAGE_MAX)
        return LEAT_ERR_LIMIT;
    whole = malloc(start + more + rest + 1);
    if (!whole)
        return LEAT_ERR_NOMEM;
    if (start > 0)
        memcpy(whole, document->text, start);
    memcpy(whole + start, text, more);
    if (rest > 0)
        memcpy(whole + start + more, document->text + end, rest);
    whole[start + more + rest] = '\0';
    free(document->text);
    document->text = whole;
    document->size = start + more + rest;
    return 0;
}

/* A whole number that a place in a text can have. */
static uint32_t whole(const struct json_value *object, const char *key)
{
    const struct json_value *value = json_member(object, key, JSON_NUMBER);

    if (!value || !(value->number >= 0.0))
        return 0;
    return value->number < (double)INT32_MAX ? (uint32_t)value->number : INT32_MAX;
}

uint32_t lsp_document_byte(const struct script *script, const struct json_value *place)
{
    return lsp_text_byte(
        script, (struct lsp_place){whole(place, "line"), whole(place, "character")});
}

int lsp_document_change(struct lsp_document *document, const struct json_value *edit)
{
    const struct json_value *text = json_member(edit, "text", JSON_STRING);
    const struct json_value *range = json_member(edit, "range", JSON_OBJECT);
    const struct script script = lsp_document_script(document);
    uint32_t start = 0, end = script.size;

    if (!text)
        return 0;
    if (range) {
        start = lsp_document_byte(&script, json_member(range, "start", JSON_OBJECT));
        end = lsp_document_byte(&script, json_member(range, "end", JSON_OBJECT));
    }
    return lsp_document_splice(document, start, end < start ? start : end, text->text);
}
