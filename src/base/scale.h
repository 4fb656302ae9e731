/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_SCALE_H
#define LEAT_BASE_SCALE_H

/**
 * The scales that have a name: FIRST(name, notes) NEXT(name, notes) ...  Bit n of
 * `notes`: the note n semitones above the root belongs to it.
 */
#define SCALE_LIST(FIRST, NEXT)                                                        \
    FIRST(chromatic, 0xFFF)                                                            \
    NEXT(major, 0xAB5)            /* 0 2 4 5 7 9 11 */                                 \
    NEXT(minor, 0x5AD)            /* 0 2 3 5 7 8 10 */                                 \
    NEXT(harmonic_minor, 0x9AD)   /* 0 2 3 5 7 8 11 */                                 \
    NEXT(melodic_minor, 0xAAD)    /* 0 2 3 5 7 9 11 */                                 \
    NEXT(pentatonic, 0x295)       /* 0 2 4 7 9 */                                      \
    NEXT(minor_pentatonic, 0x4A9) /* 0 3 5 7 10 */                                     \
    NEXT(blues, 0x4E9)            /* 0 3 5 6 7 10 */                                   \
    NEXT(dorian, 0x6AD)           /* 0 2 3 5 7 9 10 */                                 \
    NEXT(phrygian, 0x5AB)         /* 0 1 3 5 7 8 10 */                                 \
    NEXT(lydian, 0xAD5)           /* 0 2 4 6 7 9 11 */                                 \
    NEXT(mixolydian, 0x6B5)       /* 0 2 4 5 7 9 10 */                                 \
    NEXT(locrian, 0x56B)          /* 0 1 3 5 6 8 10 */                                 \
    NEXT(whole_tone, 0x555)                                                            \
    NEXT(diminished, 0xB6D) /* 0 2 3 5 6 8 9 11 */                                     \
    NEXT(triad, 0x091)      /* 0 4 7 */                                                \
    NEXT(fifths, 0x081)     /* 0 7 */                                                  \
    NEXT(octaves, 0x001)

#endif
