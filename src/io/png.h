/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_PNG_H
#define LEAT_IO_PNG_H

/**
 * Frames as PNG: rgba8 (with straight alpha, as PNG wants it), rgb24 and gray8, tagged
 * sRGB.  The same pixels always give the same bytes.
 *
 * Source: PNG specification, third edition (W3C).
 */

#include <stddef.h>
#include <stdint.h>

#include <leat/buffer.h>

struct png_encoder;

/** Make an encoder for frames of one format.  Errors: LEAT_ERR_NOMEM.  Thread: any. */
int png_encoder_create(const struct leat_video_format *format,
                       struct png_encoder **out);
void png_encoder_destroy(struct png_encoder **encoder);

/** Encode a frame.  Shape: returns the bytes, `*size` of them, valid until the next
 * call.  Thread: one at a time. */
const uint8_t *png_encode(struct png_encoder *encoder, const struct leat_frame *frame,
                          size_t *size);

#endif
