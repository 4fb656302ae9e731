/* SPDX-License-Identifier: MIT */
/* cmd_completion: leat completion SHELL: a script that makes a shell complete leat. */
#include <stdio.h>
#include <string.h>

#include "cli/completion.h"
#include "cli/report.h"

int cmd_completion(const struct options *options)
{
    static const struct {
        const char *shell;
        void (*print)(FILE *file);
    } shells[] = {
        {"bash", completion_bash},
        {"zsh", completion_zsh},
        {"fish", completion_fish},
    };

    for (size_t i = 0; options->argument && i < sizeof(shells) / sizeof(shells[0]); i++)
        if (strcmp(options->argument, shells[i].shell) == 0) {
            shells[i].print(stdout);
            return EXIT_OK;
        }
    report_line(options, "for which shell? leat completion bash, zsh or fish");
    return EXIT_USAGE;
}
