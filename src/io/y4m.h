/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_Y4M_H
#define LEAT_IO_Y4M_H

/**
 * The headers of Y4M files: one line for the file, one line before every picture.
 *
 *     YUV4MPEG2 W640 H480 F30:1 Ip A1:1 C420jpeg XCOLORRANGE=LIMITED XCOLORMATRIX=BT709
 *     FRAME
 *
 * Planes follow without padding.  C420jpeg, C420mpeg2, C420paldv and C420 are i420,
 * C422 i422, C444 i444, Cmono gray8; without C it is i420.  Colour is BT.709 in limited
 * range, grey in full range; the format has no word of its own for that, so it stands
 * in words that other programs pass over.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/format.h>

enum { Y4M_HEADER_MAX = 1024, Y4M_FRAME_MAX = 256 }; /* bytes of a line that is read */

/**
 * Read the first line.
 *
 * Shape:   returns the bytes of the line with its end; 0 when the end is not among the
 *          bytes given and more of them may help.
 * Errors:  LEAT_ERR_BAD_FILE, LEAT_ERR_UNSUPPORTED (more than 8 bits, alpha,
 *          interlaced, another range or matrix), with the reason in `diag`.
 * Thread:  any.
 */
int y4m_read_header(const uint8_t *bytes, size_t size, struct leat_video_format *format,
                    struct leat_diag *diag);

/** Whether a first line says by which matrix its colours were made. */
bool y4m_names_matrix(const uint8_t *bytes, size_t size);

/** Read the line before a picture, as above. */
int y4m_read_frame(const uint8_t *bytes, size_t size);

/** Write the first line; returns its bytes, at most Y4M_HEADER_MAX. */
size_t y4m_write_header(char text[Y4M_HEADER_MAX],
                        const struct leat_video_format *format);

#endif
