/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_COLOUR_SPACE_H
#define LEAT_CREATIVE_COLOUR_SPACE_H

/**
 * Other coordinates of a colour: hexcones, CIE L*a*b* and Oklab, and back.
 *
 * From L*a*b* and Oklab a colour may come that no screen shows: components below 0 or
 * above 1 (colour_in_gamut()).  Colours that are made so cover all, a = 1.
 *
 * Source:  IEC 61966-2-1 (sRGB); A. R. Smith, "Color Gamut Transform Pairs", 1978
 *          (hexcone); CIE 15 (L*a*b*); B. Ottosson, "A perceptual color space for image
 *          processing", 2020 (Oklab).
 * Thread:  any.
 */

#include "creative/colour.h"

/** A component of sRGB as an amount of light, and back; odd about 0. */
double colour_space_light(double component);
double colour_space_component(double light);

/** Hue in degrees, any number; s, v and l are held in [0, 1]. */
struct colour colour_of_hsv(double h, double s, double v);
struct colour colour_of_hsl(double h, double s, double l);

/** h in [0, 360), 0 for greys.  Components are held in [0, 1]. */
void colour_to_hsv(const struct colour *colour, double hsv[3]);
void colour_to_hsl(const struct colour *colour, double hsl[3]);

/** L* in [0, 100]; white is that of the screen, D65. */
struct colour colour_of_lab(double l, double a, double b);
void colour_to_lab(const struct colour *colour, double lab[3]);

/** L in [0, 1]. */
struct colour colour_of_oklab(double l, double a, double b);
void colour_to_oklab(const struct colour *colour, double lab[3]);

#endif
