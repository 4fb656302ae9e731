/* SPDX-License-Identifier: MIT */
/*
 * make_blep_table: writes dsp/blep_table.h during the build.
 *
 * With h the kernel of dsp/blep.h, B its integral from -LAG, and H the step at 0, the
 * rows are r = B - H for steps and the integral of r for corners.  Nothing but
 * + - * / in double is used, so every machine writes the same table.
 */
#include <stdio.h>

#include "dsp/blep.h"

enum { CELLS = 2 * BLEP_PHASES, N = BLEP_TAPS * CELLS, PARTS = 8 };

static const double CUTOFF = 0.452, BETA = 7.2, PI = 3.14159265358979323846;
static double step[N + 1], corner[N + 1]; /* at -LAG + n / CELLS frames */

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

/* Modified Bessel function I0(2 * sqrt(y)), by its series. */
static double bessel(double y)
{
    double term = 1.0, sum = 1.0;

    for (int n = 1; n < 60; n++) {
        term *= y / ((double)n * n);
        sum += term;
    }
    return sum;
}

static double kernel(double t)
{
    const double u = t / BLEP_LAG, y = 1.0 - u * u;
    const double window = y > 0.0 ? bessel(BETA * BETA / 4.0 * y) : 1.0;
    const double x = 2.0 * CUTOFF * t;

    return window * (x * x < 1e-18 ? 1.0 : sin_pi(x) / (PI * x));
}

/* Simpson's rule over PARTS pairs of pieces of each cell. */
static void integrate_kernel(void)
{
    const double h = 1.0 / CELLS / (2 * PARTS);

    for (int n = 0; n < N; n++) {
        const double t = -BLEP_LAG + (double)n / CELLS;
        double sum = kernel(t) + kernel(t + 1.0 / CELLS);
        for (int k = 1; k < 2 * PARTS; k++)
            sum += kernel(t + k * h) * (k % 2 ? 4.0 : 2.0);
        step[n + 1] = step[n] + sum * h / 3.0;
    }
    for (int n = 0; n < N; n++)
        step[n] /= step[N];
    step[N] = 1.0;
}

/* The same over pairs of cells; the step at 0 lies between two pairs. */
static void integrate_step(void)
{
    for (int n = 0; n < N; n += 2) {
        const double jump = n >= N / 2 ? 1.0 : 0.0;
        const double sum = step[n] + 4.0 * step[n + 1] + step[n + 2] - 6.0 * jump;
        corner[n + 2] = corner[n] + sum / 3.0 / CELLS;
    }
}

static void print(const char *name, const double *value, double jump)
{
    printf("#define %s {", name);
    for (int s = 0; s <= BLEP_PHASES; s++) {
        printf("%s{", s ? ",\\\n" : "\\\n");
        for (int m = 0; m < BLEP_TAPS; m++)
            printf(
                "%af,%s",
                (double)(float)(value[m * CELLS + 2 * s] - (m < BLEP_LAG ? 0 : jump)),
                m % 4 == 3 ? "\\\n" : "");
        printf("}");
    }
    printf("}\n");
}

int main(void)
{
    integrate_kernel();
    integrate_step();
    printf("/* Written by make_blep_table.c.  Not edited. */\n");
    print("BLEP_STEP_ROWS", step, 1.0);
    print("BLEP_CORNER_ROWS", corner, 0.0);
    return 0;
}
