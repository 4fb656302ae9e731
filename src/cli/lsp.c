/* SPDX-License-Identifier: MIT */
/* lsp: a language server. */
#include "cli/lsp.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/json_read.h"
#include "base/str.h"
#include "cli/lsp_answer.h"
#include "cli/lsp_document.h"
#include "cli/lsp_frame.h"
#include "io/program_files.h"

/* Codes of JSON-RPC, and of the protocol. */
enum {
    ERROR_PARSE = -32700,
    ERROR_REQUEST = -32600,
    ERROR_METHOD = -32601,
    ERROR_PARAMS = -32602,
    ERROR_INTERNAL = -32603,
    ERROR_NOT_INITIALIZED = -32002,
};
enum { MESSAGE_ERROR = 1, MEMORY_MAX_BYTES = 256 << 20 };

struct lsp {
    lsp_send *send;
    void *data;
    uint8_t *bytes; /* that have come and are not read */
    size_t size, room;
    uint64_t skip; /* bytes of a message that is too large, still to come */
    struct lsp_document document[LSP_DOCUMENTS_MAX];
    uint32_t n_documents;
    char *base;       /* folder that the editor has open */
    bool reads_files; /* for programs that import them */
    bool initialized, down, ended;
    int err;
};

static void post(struct lsp *lsp, struct json *json)
{
    char header[64], *text, *whole;
    const int err = json_finish(json, &text);

    if (err < 0) {
        lsp->err = err;
        return;
    }
    const size_t size = strlen(text);
    const size_t n =
        str_format(header, sizeof(header), "Content-Length: %zu\r\n\r\n", size);
    whole = malloc(n + size + 1);
    if (whole) {
        memcpy(whole, header, n);
        memcpy(whole + n, text, size + 1);
        lsp->send(lsp->data, whole, n + size);
    } else {
        lsp->err = LEAT_ERR_NOMEM;
    }
    free(whole);
    free(text);
}

static void begin(struct json *json)
{
    json_to_memory(json);
    json_object(json);
    json_key_string(json, "jsonrpc", "2.0");
}

static void put_id(struct json *json, const struct json_value *id)
{
    json_key(json, "id");
    if (id && id->kind == JSON_NUMBER)
        json_number(json, id->number);
    else if (id && id->kind == JSON_STRING)
        json_string(json, id->text);
    else
        json_null(json);
}

static void refuse(struct lsp *lsp, const struct json_value *id, int code,
                   const char *message)
{
    struct json json;

    begin(&json);
    put_id(&json, id);
    json_key(&json, "error");
    json_object(&json);
    json_key(&json, "code");
    json_integer(&json, code);
    json_key_string(&json, "message", message);
    json_end(&json);
    json_end(&json);
    post(lsp, &json);
}

/* What the person should know. */
static void tell(struct lsp *lsp, const char *message)
{
    struct json json;

    begin(&json);
    json_key_string(&json, "method", "window/showMessage");
    json_key(&json, "params");
    json_object(&json);
    json_key(&json, "type");
    json_integer(&json, MESSAGE_ERROR);
    json_key_string(&json, "message", message);
    json_end(&json);
    json_end(&json);
    post(lsp, &json);
}

/* Documents. */

static struct lsp_document *find_document(struct lsp *lsp, const char *uri)
{
    for (uint32_t i = 0; uri && i < lsp->n_documents; i++)
        if (strcmp(lsp->document[i].uri, uri) == 0)
            return &lsp->document[i];
    return NULL;
}

static const char *uri_of(const struct json_value *params)
{
    const struct json_value *document =
        json_member(params, "textDocument", JSON_OBJECT);
    const struct json_value *uri = json_member(document, "uri", JSON_STRING);

    return uri ? uri->text : NULL;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The path of a file:// address; NULL for others. */
static char *path_of(const char *uri)
{
    char *path, *to;

    if (strncmp(uri, "file:///", 8) != 0)
        return NULL;
    path = to = strdup(uri + 7);
    for (const char *from = path; path && *from; to++) {
        const bool coded = from[0] == '%' && hex(from[1]) >= 0 && hex(from[2]) >= 0;
        *to = coded ? (char)(16 * hex(from[1]) + hex(from[2])) : *from;
        from += coded ? 3 : 1;
    }
    if (path)
        *to = '\0';
    return path;
}

static void publish(struct lsp *lsp, const char *uri, const struct script *script)
{
    char *path = lsp->reads_files ? path_of(uri) : NULL;
    struct program_files folder;
    struct leat_files files;
    struct json json;

    if (path && program_files_begin(&folder, path, false) >= 0) {
        folder.reads_only = true;
        files = program_files_of(&folder);
    } else {
        free(path);
        path = NULL;
    }
    begin(&json);
    json_key_string(&json, "method", "textDocument/publishDiagnostics");
    json_key(&json, "params");
    json_object(&json);
    json_key_string(&json, "uri", uri);
    json_key(&json, "diagnostics");
    if (script) {
        lsp_answer_findings(&json, script, lsp->base, path ? &files : NULL);
    } else {
        json_array(&json);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    post(lsp, &json);
    free(path);
}

static void open_document(struct lsp *lsp, const struct json_value *params)
{
    const struct json_value *item = json_member(params, "textDocument", JSON_OBJECT);
    const struct json_value *text = json_member(item, "text", JSON_STRING);
    const char *uri = uri_of(params);
    struct lsp_document *document = find_document(lsp, uri);

    if (!uri || !text)
        return;
    if (!document) {
        if (lsp->n_documents == LSP_DOCUMENTS_MAX) {
            tell(lsp, "leat: so many programs are open that this one is not checked");
            return;
        }
        document = &lsp->document[lsp->n_documents];
        *document = (struct lsp_document){.uri = strdup(uri)};
        if (!document->uri) {
            lsp->err = LEAT_ERR_NOMEM;
            return;
        }
        lsp->n_documents++;
    }
    if (lsp_document_splice(document, 0, (uint32_t)document->size, text->text) < 0) {
        lsp->err = LEAT_ERR_NOMEM;
        return;
    }
    const struct script script = lsp_document_script(document);
    publish(lsp, document->uri, &script);
}

static void close_document(struct lsp *lsp, const struct json_value *params)
{
    struct lsp_document *document = find_document(lsp, uri_of(params));

    if (!document)
        return;
    publish(lsp, document->uri, NULL);
    free(document->uri);
    free(document->text);
    *document = lsp->document[--lsp->n_documents];
}

static void change_document(struct lsp *lsp, const struct json_value *params)
{
    const struct json_value *edits = json_member(params, "contentChanges", JSON_ARRAY);
    struct lsp_document *document = find_document(lsp, uri_of(params));

    if (!document || !edits)
        return;
    for (const struct json_value *edit = edits->first; edit; edit = edit->next) {
        const int err = lsp_document_change(document, edit);
        if (err ==
            LEAT_ERR_LIMIT) { /* what is known of it would be wrong from now on */
            tell(lsp, "leat: this program is too large to be checked");
            close_document(lsp, params);
            return;
        }
        if (err < 0) {
            lsp->err = err;
            return;
        }
    }
    const struct script script = lsp_document_script(document);
    publish(lsp, document->uri, &script);
}

/* Requests. */

static void put_initialized(struct lsp *lsp, struct json *json,
                            const struct json_value *params)
{
    const struct json_value *root = json_member(params, "rootUri", JSON_STRING);

    free(lsp->base);
    lsp->base = root ? path_of(root->text) : NULL;
    lsp->initialized = true;
    lsp_answer_abilities(json);
}

/* What is asked of one document. */
static void put_answer(struct json *json, const struct script *script,
                       const char *method, const struct json_value *params)
{
    const uint32_t byte =
        lsp_document_byte(script, json_member(params, "position", JSON_OBJECT));
    struct lsp_look look;

    if (strcmp(method, "textDocument/formatting") == 0) {
        lsp_answer_form(json, script);
        return;
    }
    if (lsp_look_init(&look, script) < 0)
        json_null(json);
    else if (strcmp(method, "textDocument/completion") == 0)
        lsp_answer_completion(json, &look, byte);
    else if (strcmp(method, "textDocument/hover") == 0)
        lsp_answer_hover(json, &look, byte);
    else if (strcmp(method, "textDocument/signatureHelp") == 0)
        lsp_answer_signature(json, &look, byte);
    else
        lsp_answer_symbols(json, &look);
    lsp_look_finish(&look);
}

static bool is_of_document(const char *method)
{
    static const char *const methods[] = {
        "textDocument/completion", "textDocument/hover", "textDocument/signatureHelp",
        "textDocument/formatting", "textDocument/documentSymbol"};

    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        if (strcmp(methods[i], method) == 0)
            return true;
    return false;
}

static void answer(struct lsp *lsp, const struct json_value *id, const char *method,
                   const struct json_value *params)
{
    const struct lsp_document *document = find_document(lsp, uri_of(params));
    struct json json;

    if (is_of_document(method) && !document) {
        refuse(lsp, id, ERROR_PARAMS, "no such document is open");
        return;
    }
    begin(&json);
    put_id(&json, id);
    json_key(&json, "result");
    if (document && is_of_document(method)) {
        const struct script script = lsp_document_script(document);
        put_answer(&json, &script, method, params);
    } else if (strcmp(method, "initialize") == 0) {
        put_initialized(lsp, &json, params);
    } else {
        lsp->down = true;
        json_null(&json);
    }
    json_end(&json);
    post(lsp, &json);
}

static void request(struct lsp *lsp, const struct json_value *id, const char *method,
                    const struct json_value *params)
{
    const bool first = strcmp(method, "initialize") == 0;

    if (lsp->down)
        refuse(lsp, id, ERROR_REQUEST, "the server is shut down");
    else if (!lsp->initialized && !first)
        refuse(lsp, id, ERROR_NOT_INITIALIZED, "initialize comes first");
    else if (lsp->initialized && first)
        refuse(lsp, id, ERROR_REQUEST, "the server is initialized");
    else if (!first && strcmp(method, "shutdown") != 0 && !is_of_document(method))
        refuse(lsp, id, ERROR_METHOD, "there is no such method");
    else
        answer(lsp, id, method, params);
}

static void notify(struct lsp *lsp, const char *method, const struct json_value *params)
{
    if (strcmp(method, "exit") == 0)
        lsp->ended = true;
    else if (!lsp->initialized || lsp->down)
        return;
    else if (strcmp(method, "textDocument/didOpen") == 0)
        open_document(lsp, params);
    else if (strcmp(method, "textDocument/didChange") == 0)
        change_document(lsp, params);
    else if (strcmp(method, "textDocument/didClose") == 0)
        close_document(lsp, params);
}

static const struct json_value *any_member(const struct json_value *object,
                                           const char *key)
{
    const struct json_value *value = object->first;

    while (value && strcmp(value->key, key) != 0)
        value = value->next;
    return value;
}

static void take_message(struct lsp *lsp, const uint8_t *bytes, size_t size)
{
    const struct json_value *message, *id, *method;
    struct arena arena;

    arena_init(&arena, MEMORY_MAX_BYTES);
    if (json_read(bytes, size, "message", &arena, &message, NULL) < 0) {
        refuse(lsp, NULL, ERROR_PARSE, "this is no JSON");
    } else if (message->kind != JSON_OBJECT) {
        refuse(lsp, NULL, ERROR_REQUEST, "a message is an object");
    } else {
        id = any_member(message, "id");
        method = json_member(message, "method", JSON_STRING);
        const struct json_value *params = any_member(message, "params");
        if (method && id)
            request(lsp, id, method->text, params);
        else if (method)
            notify(lsp, method->text, params);
        else if (!any_member(message, "result") && !any_member(message, "error"))
            refuse(lsp, id, ERROR_REQUEST, "a request has a method");
    }
    arena_finish(&arena);
}

static int keep(struct lsp *lsp, const uint8_t *bytes, size_t size)
{
    if (lsp->size + size > lsp->room) {
        const size_t room = 2 * (lsp->size + size);
        uint8_t *bigger = realloc(lsp->bytes, room);
        if (!bigger)
            return LEAT_ERR_NOMEM;
        lsp->bytes = bigger;
        lsp->room = room;
    }
    if (size > 0)
        memcpy(lsp->bytes + lsp->size, bytes, size);
    lsp->size += size;
    return 0;
}

/* Read what is whole of the bytes that have come; returns how many were used. */
static size_t take_messages(struct lsp *lsp)
{
    struct lsp_frame frame;
    size_t at = 0;

    while (at < lsp->size && !lsp->ended && !lsp->err) {
        const size_t left = lsp->size - at;
        if (lsp->skip > 0) {
            const size_t n = lsp->skip < left ? (size_t)lsp->skip : left;
            at += n;
            lsp->skip -= n;
            continue;
        }
        switch (lsp_frame_read(lsp->bytes + at, left, &frame)) {
        case LSP_FRAME_PART:
            return at;
        case LSP_FRAME_WHOLE:
            take_message(lsp, lsp->bytes + at + frame.start, frame.size);
            break;
        case LSP_FRAME_BAD:
            refuse(lsp, NULL, ERROR_PARSE, "a header has a Content-Length");
            break;
        case LSP_FRAME_TOO_LARGE:
            refuse(lsp, NULL, ERROR_REQUEST, "this message is too large");
            break;
        }
        lsp->skip = frame.used;
    }
    return at;
}

int lsp_feed(struct lsp *lsp, const uint8_t *bytes, size_t size)
{
    if (!lsp->err && !lsp->ended)
        lsp->err = keep(lsp, bytes, size);
    if (lsp->err || lsp->ended)
        return lsp->err;
    const size_t used = take_messages(lsp);
    memmove(lsp->bytes, lsp->bytes + used, lsp->size - used);
    lsp->size -= used;
    return lsp->err;
}

bool lsp_has_ended(const struct lsp *lsp, bool *properly)
{
    *properly = lsp->down;
    return lsp->ended;
}

int lsp_create(lsp_send *send, void *data, struct lsp **out)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return LEAT_ERR_NOMEM;
    (*out)->send = send;
    (*out)->data = data;
    return 0;
}

void lsp_allow_files(struct lsp *lsp)
{
    lsp->reads_files = true;
}

void lsp_destroy(struct lsp **lsp)
{
    if (!*lsp)
        return;
    for (uint32_t i = 0; i < (*lsp)->n_documents; i++) {
        free((*lsp)->document[i].uri);
        free((*lsp)->document[i].text);
    }
    free((*lsp)->bytes);
    free((*lsp)->base);
    free(*lsp);
    *lsp = NULL;
}
