/* SPDX-License-Identifier: MIT */
/*
 * perlin: improved noise.
 *
 *     N = sum over the 8 corners of w(dx) w(dy) w(dz) (gradient . d)
 *     w goes from 1 to 0 as 1 - (6 t^5 - 15 t^4 + 10 t^3)
 */
#include "base/perlin.h"

#include "base/math_d.h"

const uint8_t math_permutation[256] = {
    151, 160, 137, 91,  90,  15,  131, 13,  201, 95,  96,  53,  194, 233, 7,   225,
    140, 36,  103, 30,  69,  142, 8,   99,  37,  240, 21,  10,  23,  190, 6,   148,
    247, 120, 234, 75,  0,   26,  197, 62,  94,  252, 219, 203, 117, 35,  11,  32,
    57,  177, 33,  88,  237, 149, 56,  87,  174, 20,  125, 136, 171, 168, 68,  175,
    74,  165, 71,  134, 139, 48,  27,  166, 77,  146, 158, 231, 83,  111, 229, 122,
    60,  211, 133, 230, 220, 105, 92,  41,  55,  46,  245, 40,  244, 102, 143, 54,
    65,  25,  63,  161, 1,   216, 80,  73,  209, 76,  132, 187, 208, 89,  18,  169,
    200, 196, 135, 130, 116, 188, 159, 86,  164, 100, 109, 198, 173, 186, 3,   64,
    52,  217, 226, 250, 124, 123, 5,   202, 38,  147, 118, 126, 255, 82,  85,  212,
    207, 206, 59,  227, 47,  16,  58,  17,  182, 189, 28,  42,  223, 183, 170, 213,
    119, 248, 152, 2,   44,  154, 163, 70,  221, 153, 101, 155, 167, 43,  172, 9,
    129, 22,  39,  253, 19,  98,  108, 110, 79,  113, 224, 232, 178, 185, 112, 104,
    218, 246, 97,  228, 251, 34,  242, 193, 238, 210, 144, 12,  191, 179, 162, 241,
    81,  51,  145, 235, 249, 14,  239, 107, 49,  192, 214, 31,  181, 199, 106, 157,
    184, 84,  204, 176, 115, 121, 50,  45,  127, 4,   150, 254, 138, 236, 205, 93,
    222, 114, 67,  29,  24,  72,  243, 141, 128, 195, 78,  66,  215, 61,  156, 180,
};

static double weight(double t)
{
    return 1.0 - t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
}

double math_noise_d(double x, double y, double z)
{
    const double fx = math_floor_d(x), fy = math_floor_d(y), fz = math_floor_d(z);
    double sum = 0.0;

    if (!(math_abs_d(x) < 0x1p30 && math_abs_d(y) < 0x1p30 && math_abs_d(z) < 0x1p30))
        return 0.0;
    for (int32_t corner = 0; corner < 8; corner++) {
        const int32_t i = corner & 1, j = corner >> 1 & 1, k = corner >> 2;
        const double dx = x - fx - i, dy = y - fy - j, dz = z - fz - k;
        float gx, gy, gz;
        math_gradient(math_corner((int32_t)fx + i, (int32_t)fy + j, (int32_t)fz + k),
                      &gx, &gy, &gz);
        sum += weight(math_abs_d(dx)) * weight(math_abs_d(dy)) *
               weight(math_abs_d(dz)) * (gx * dx + gy * dy + gz * dz);
    }
    return sum;
}
