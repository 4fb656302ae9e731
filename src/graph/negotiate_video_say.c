/* SPDX-License-Identifier: MIT */
/* negotiate_video_say: names of converters, and why formats do not meet. */
#include "graph/negotiate_video_say.h"

#include "base/str.h"

void negotiate_video_name(struct negotiate_insert *insert)
{
    if (insert->kind == NEGOTIATE_CONVERT)
        str_format(insert->name, sizeof(insert->name), "~%s",
                   leat_pixel_layout(insert->format.pixel).name);
    else
        str_format(insert->name, sizeof(insert->name), "~%ux%u", insert->format.width,
                   insert->format.height);
}

static void print_pixels(char *text, size_t size, const enum leat_pixel *pixels)
{
    size_t used = 0;

    text[0] = '\0';
    if (!pixels)
        str_format(text, size, "any format");
    for (; pixels && *pixels && used + 1 < size; pixels++)
        used += str_format(text + used, size - used, "%s%s", used ? ", " : "",
                           leat_pixel_layout(*pixels).name);
}

void negotiate_video_say_formats(const struct negotiate_port *out,
                                 const enum leat_pixel *given,
                                 const struct negotiate_port *in, uint32_t tag,
                                 struct leat_diag *diag)
{
    char offered[80], wanted[80];
    struct leat_finding *finding;

    print_pixels(offered, sizeof(offered), given);
    print_pixels(wanted, sizeof(wanted), in->pixels);
    finding = leat_diag_add(diag, LEAT_ERROR, 605,
                            "Cannot connect %.60s to %.60s: pixel format. %.60s gives "
                            "%s; %.60s takes %s.",
                            out->name, in->name, out->name, offered, in->name, wanted);
    if (finding)
        finding->tag = tag;
    if (in->pixels && in->pixels[0])
        leat_diag_hint(diag, "Put pixel_convert(to: \"%s\") between.",
                       leat_pixel_layout(in->pixels[0]).name);
    else
        leat_diag_hint(diag, "Use another class: this input takes no picture.");
}

void negotiate_video_say_strict(const struct negotiate_port *out,
                                const struct negotiate_insert *insert,
                                struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 605, "--strict: %.100s needs %.100s%s.", out->name,
                  out->name, insert->name);
    leat_diag_hint(diag, "Drop --strict, or put %s between.",
                   insert->kind == NEGOTIATE_SCALE ? "scale(size: ...)"
                                                   : "pixel_convert(to: ...)");
}
