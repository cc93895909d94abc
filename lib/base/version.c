/* SPDX-License-Identifier: MIT */
/* The version that configure was given. */
#include "config.h"

#include <bitnet/version.h>

const char *bitnet_version(void)
{
	return PACKAGE_VERSION;
}
