/* SPDX-License-Identifier: MIT */
/* format_page: a text that is written line by line. */
#include "lang/format_page.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

/* Comments behind longer code stand alone, two blanks behind it. */
enum { ALIGNED_MAX = 60, GAP = 2 };

/* Room for `wanted` items; NULL, and page->err, when there is none. */
static void *grown(struct format_page *page, void *items, size_t wanted, size_t size)
{
    void *bigger = realloc(items, wanted * size);

    if (!bigger)
        page->err = LEAT_ERR_NOMEM;
    return bigger;
}

void format_page_put(struct format_page *page, const char *text, size_t size)
{
    if (!page->err && page->size + size + 1 > page->room) {
        const size_t room = 2 * (page->size + size + 1);
        char *bigger = grown(page, page->text, room, 1);
        if (bigger) {
            page->text = bigger;
            page->room = room;
        }
    }
    if (page->err)
        return;
    memcpy(page->text + page->size, text, size);
    page->size += size;
    page->text[page->size] = '\0';
    for (size_t i = 0; i < size; i++) {
        page->column += ((uint8_t)text[i] & 0xC0) != 0x80;
        if (text[i] != '\n')
            continue;
        page->line++;
        page->column = 0;
    }
}

void format_page_blanks(struct format_page *page, size_t n)
{
    while (n-- > 0)
        format_page_put(page, " ", 1);
}

void format_page_note(struct format_page *page)
{
    if (!page->err && page->n_notes == page->room_notes) {
        const uint32_t room = page->room_notes ? 2 * page->room_notes : 64;
        struct format_note *bigger = grown(page, page->note, room, sizeof(*bigger));
        if (bigger) {
            page->note = bigger;
            page->room_notes = room;
        }
    }
    if (page->err)
        return;
    page->note[page->n_notes++] =
        (struct format_note){page->size, page->line, page->column};
    format_page_blanks(page, GAP);
}

/* How many notes from `first` on stand on neighbouring lines, and their column. */
static uint32_t find_run(const struct format_page *page, uint32_t first,
                         uint32_t *column)
{
    const struct format_note *note = page->note;
    uint32_t end = first + 1;

    *column = note[first].column;
    if (*column > ALIGNED_MAX)
        return 1;
    for (; end < page->n_notes && note[end].line == note[end - 1].line + 1 &&
           note[end].column <= ALIGNED_MAX;
         end++)
        *column = note[end].column > *column ? note[end].column : *column;
    return end - first;
}

/* Write the page again with the notes of each run in one column. */
static void align(const struct format_page *page, struct format_page *to)
{
    size_t done = 0;
    uint32_t column;

    for (uint32_t first = 0, n; first < page->n_notes; first += n) {
        n = find_run(page, first, &column);
        for (uint32_t i = first; i < first + n; i++) {
            const struct format_note *note = &page->note[i];
            format_page_put(to, page->text + done, note->at - done);
            format_page_blanks(to, column - note->column);
            done = note->at;
        }
    }
    format_page_put(to, page->text + done, page->size - done);
}

int format_page_finish(struct format_page *page, char **text, size_t *size)
{
    struct format_page aligned = {.err = page->err};

    if (!page->err)
        align(page, &aligned);
    free(page->text);
    free(page->note);
    *page = (struct format_page){0};
    if (aligned.err) {
        free(aligned.text);
        return aligned.err;
    }
    *text = aligned.text;
    *size = aligned.size;
    return 0;
}
