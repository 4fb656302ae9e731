/* SPDX-License-Identifier: MIT */
/* cmd_lsp: leat lsp: a language server on standard input and output. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <leat/err.h>

#include "cli/lsp.h"
#include "cli/report.h"

static void send(void *data, const char *text, size_t size)
{
    bool *failed = data;

    *failed |= fwrite(text, 1, size, stdout) != size || fflush(stdout) != 0;
}

int cmd_lsp(const struct options *options)
{
    static uint8_t bytes[1 << 16];
    bool failed = false, properly = false;
    struct lsp *lsp;
    int err = lsp_create(send, &failed, &lsp);

    if (err >= 0)
        lsp_allow_files(lsp);
    while (err >= 0 && !failed && !lsp_has_ended(lsp, &properly)) {
        const ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        err = lsp_feed(lsp, bytes, (size_t)n);
    }
    if (err < 0)
        report_line(options, "%s", leat_strerror(err));
    lsp_destroy(&lsp);
    return err < 0 || failed || !properly ? EXIT_FAILED : EXIT_OK;
}
