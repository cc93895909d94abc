/* SPDX-License-Identifier: MIT */
/* bitnet/version.h: which library this program runs with. */
#include <stdio.h>

#include <bitnet/version.h>

int main(void)
{
	printf("libbitnet %s, Unicode %s\n", bitnet_version(), bitnet_unicode_version());
	return 0;
}
