/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_SYNONYM_H
#define LEAT_LANG_SYNONYM_H

/**
 * Names that older manuals gave to words in another language.  They are no words of
 * this one: who writes one is told the word that was meant.
 *
 * Source:  language reference, appendix C.
 * Thread:  any.
 */

#include <stddef.h>

struct synonym {
    const char *name, *word;
};

/** The word or the module that is meant, or NULL. */
const char *synonym_find(const char *name);

/** NULL past the last; ordered by name. */
const struct synonym *synonym_at(size_t index);

#endif
