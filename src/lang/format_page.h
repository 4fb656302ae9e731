/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_FORMAT_PAGE_H
#define LEAT_LANG_FORMAT_PAGE_H

/**
 * A text that is written line by line, with the comments of neighbouring lines one
 * below the other.
 *
 * Owns:    its memory, until format_page_finish().
 * Errors:  LEAT_ERR_NOMEM in `err`, once; nothing is written from then on.
 * Thread:  any, one at a time.
 */

#include <stddef.h>
#include <stdint.h>

/** A comment behind code. */
struct format_note {
    size_t at; /* where the blanks before it stand */
    uint32_t line, column;
};

struct format_page {
    char *text;
    size_t size, room;
    uint32_t line, column; /* of the end, in characters from 0 */
    struct format_note *note;
    uint32_t n_notes, room_notes;
    int err;
};

void format_page_put(struct format_page *page, const char *text, size_t size);
void format_page_blanks(struct format_page *page, size_t n);

/** Put the blanks before a comment that goes on to the end of a line with code. */
void format_page_note(struct format_page *page);

/** Hand the text over, or free it; `page` is then empty.
 *
 * Owns:    the caller frees *text, which a closing 0 ends.
 * Errors:  the page's. */
int format_page_finish(struct format_page *page, char **text, size_t *size);

#endif
