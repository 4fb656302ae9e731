/* SPDX-License-Identifier: MIT */
/* replay: gives a fuzz target every file of a folder, and each cut short in the middle.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Memory of exactly `size` bytes, so that a sanitizer sees the first byte read beyond.
 */
static void give(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);

    if (!exact)
        abort();
    for (size_t i = 0; i < size; i++)
        exact[i] = data[i];
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static int replay(const char *folder, const char *name)
{
    static uint8_t bytes[1 << 20];
    char path[4096];
    FILE *file;
    size_t size;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    size = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    give(bytes, size);
    give(bytes, size / 2);
    return 0;
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    const struct dirent *entry;
    int n = 0, failed = 0;

    if (!folder) {
        fprintf(stderr, "usage: %s FOLDER; it holds the seeds\n", argv[0]);
        return 2;
    }
    give((const uint8_t *)"", 0);
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] == '.')
            continue;
        failed |= replay(argv[1], entry->d_name);
        n++;
    }
    closedir(folder);
    if (n == 0)
        fprintf(stderr, "%s holds no seed\n", argv[1]);
    return failed || n == 0;
}
