/* SPDX-License-Identifier: MIT */
/* fuzz_lsp: any bytes as what an editor sends, and as a program that it has open: every
 * answer is a whole message. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/json_read.h"
#include "base/str.h"
#include "cli/lsp.h"
#include "cli/lsp_frame.h"

enum { ASKED_MAX = 24, PROGRAM_MAX = 2000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(void *data, const char *text, size_t size)
{
    const struct json_value *value;
    struct lsp_frame frame;
    struct arena arena;
    unsigned *n = data;

    if (lsp_frame_read((const uint8_t *)text, size, &frame) != LSP_FRAME_WHOLE ||
        frame.used != size)
        abort();
    arena_init(&arena, (size_t)1 << 28);
    if (json_read((const uint8_t *)text + frame.start, frame.size, "answer", &arena,
                  &value, NULL) < 0 ||
        value->kind != JSON_OBJECT)
        abort();
    arena_finish(&arena);
    ++*n;
}

static void feed(struct lsp *lsp, const char *text)
{
    char header[64];
    const size_t n =
        str_format(header, sizeof(header), "Content-Length: %zu\r\n\r\n", strlen(text));

    lsp_feed(lsp, (const uint8_t *)header, n);
    lsp_feed(lsp, (const uint8_t *)text, strlen(text));
}

static void open_program(struct lsp *lsp, const char *program)
{
    struct json json;
    char *text;

    json_to_memory(&json);
    json_object(&json);
    json_key_string(&json, "method", "textDocument/didOpen");
    json_key(&json, "params");
    json_object(&json);
    json_key(&json, "textDocument");
    json_object(&json);
    json_key_string(&json, "uri", "a");
    json_key_string(&json, "text", program);
    json_end(&json);
    json_end(&json);
    json_end(&json);
    if (json_finish(&json, &text) < 0)
        return;
    feed(lsp, text);
    free(text);
}

/* Ask everything about places all over a program. */
static void ask(struct lsp *lsp, const char *program)
{
    static const char *const methods[] = {"completion", "hover", "signatureHelp",
                                          "formatting", "documentSymbol"};
    const size_t n_lines = strlen(program) / 16 + 1;
    char text[256];

    for (unsigned i = 0; i < ASKED_MAX; i++) {
        str_format(text, sizeof(text),
                   "{\"id\":%u,\"method\":\"textDocument/%s\",\"params\":{"
                   "\"textDocument\":{\"uri\":\"a\"},\"position\":{\"line\":%zu,"
                   "\"character\":%u}}}",
                   i, methods[i % 5], i / 5 * n_lines / 5, i * 7 % 23);
        feed(lsp, text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t cut = size > 0 ? data[0] % size : 0;
    char program[PROGRAM_MAX + 1];
    unsigned n = 0, n_before;
    struct lsp *lsp;

    if (lsp_create(look_at, &n, &lsp) < 0)
        return 0;
    feed(lsp, "{\"id\":0,\"method\":\"initialize\",\"params\":{}}");
    if (n != 1)
        abort();
    const size_t length = size < PROGRAM_MAX ? size : PROGRAM_MAX;
    if (length > 0)
        memcpy(program, data, length);
    program[length] = '\0';
    open_program(lsp, program);
    n_before = n;
    ask(lsp, program);
    if (n_before != 2 || n != n_before + ASKED_MAX)
        abort();
    lsp_feed(lsp, data, cut);
    lsp_feed(lsp, data + cut, size - cut);
    lsp_destroy(&lsp);
    return 0;
}
