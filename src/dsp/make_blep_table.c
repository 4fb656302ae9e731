/* SPDX-License-Identifier: MIT */
/*
 * make_blep_table: writes dsp/blep_table.h during the build.
 *
 * With h a kernel of dsp/blep.h, B its integral from its first frame, and H the step at
 * 0, the rows are r = B - H for steps and the integral of r for corners.  Nothing but
 * + - * / in double is used, so every machine writes the same table.
 */
#include <stddef.h>
#include <stdio.h>

#include "base/bessel.h"
#include "dsp/blep.h"

enum { CELLS = 2 * BLEP_PHASES, PARTS = 8, MOST = BLEP_STUDIO * CELLS };

static const struct kernel {
    const char *name;
    int taps;
    double cutoff, beta;
} kernels[] = {{"STUDIO", BLEP_STUDIO, 0.452, 7.2},
               {"PULSE", BLEP_STUDIO, 0.446, 8.0},
               {"LIVE", BLEP_LIVE, 0.424, 3.7}};

static const double PI = 3.14159265358979323846;
static double step[MOST + 1], corner[MOST + 1]; /* at -taps / 2 + n / CELLS frames */

/* sin(pi * x), by its series after x is brought into [-1/2, 1/2]. */
static double sin_pi(double x)
{
    double term, sum;

    x -= 2.0 * (double)(long)(x / 2.0);
    x = x > 1.0 ? x - 2.0 : x < -1.0 ? x + 2.0 : x;
    x = x > 0.5 ? 1.0 - x : x < -0.5 ? -1.0 - x : x;
    x *= PI;
    term = sum = x;
    for (int n = 1; n < 14; n++) {
        term *= -x * x / (2.0 * n * (2.0 * n + 1.0));
        sum += term;
    }
    return sum;
}

static double kernel_at(const struct kernel *k, double t)
{
    const double u = 2.0 * t / k->taps, y = 1.0 - u * u;
    const double window = y > 0.0 ? math_bessel_d(k->beta * k->beta / 4.0 * y) : 1.0;
    const double x = 2.0 * k->cutoff * t;

    return window * (x * x < 1e-18 ? 1.0 : sin_pi(x) / (PI * x));
}

/* Simpson's rule over PARTS pairs of pieces of each cell. */
static void integrate_kernel(const struct kernel *k)
{
    const double h = 1.0 / CELLS / (2 * PARTS);
    const int end = k->taps * CELLS;

    for (int n = 0; n < end; n++) {
        const double t = -k->taps / 2 + (double)n / CELLS;
        double sum = kernel_at(k, t) + kernel_at(k, t + 1.0 / CELLS);
        for (int i = 1; i < 2 * PARTS; i++)
            sum += kernel_at(k, t + i * h) * (i % 2 ? 4.0 : 2.0);
        step[n + 1] = step[n] + sum * h / 3.0;
    }
    for (int n = 0; n < end; n++)
        step[n] /= step[end];
    step[end] = 1.0;
}

/* The same over pairs of cells; the step at 0 lies between two pairs. */
static void integrate_step(const struct kernel *k)
{
    const int end = k->taps * CELLS;

    for (int n = 0; n < end; n += 2) {
        const double jump = n >= end / 2 ? 1.0 : 0.0;
        const double sum = step[n] + 4.0 * step[n + 1] + step[n + 2] - 6.0 * jump;
        corner[n + 2] = corner[n] + sum / 3.0 / CELLS;
    }
}

static void print(const struct kernel *k, const char *what, const double *value,
                  double jump)
{
    printf("#define BLEP_%s_%s_ROWS {", k->name, what);
    for (int s = 0; s <= BLEP_PHASES; s++)
        for (int m = 0; m < k->taps; m++)
            printf("%s%af",
                   m % 4   ? ","
                   : s + m ? ",\\\n"
                           : "\\\n",
                   (double)(float)(value[m * CELLS + 2 * s] -
                                   (m < k->taps / 2 ? 0.0 : jump)));
    printf("}\n");
}

int main(void)
{
    printf("/* Written by make_blep_table.c.  Not edited. */\n");
    for (size_t k = 0; k < sizeof(kernels) / sizeof(kernels[0]); k++) {
        integrate_kernel(&kernels[k]);
        integrate_step(&kernels[k]);
        print(&kernels[k], "STEP", step, 1.0);
        print(&kernels[k], "CORNER", corner, 0.0);
    }
    return 0;
}
