/* SPDX-License-Identifier: MIT */
/* leat: the command. */
int main(void)
{
    return 2;
}
