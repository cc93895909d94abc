/* SPDX-License-Identifier: MIT */
/* Levels of this CPU.  Each is a class of machines: all of its features are there, or it is not. */
#include "config.h"

#ifdef BITNET_ARCH_X86
#include <cpuid.h>
#endif

#if defined(BITNET_ARCH_ARM) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

#include "kernels/kernels.h"

#ifdef BITNET_ARCH_X86
/* The register state that the operating system saves and restores: XCR0. */
static uint32_t saved_state(void)
{
	uint32_t lo, hi;

	__asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
	return lo;
}

/* AVX2, FMA, F16C and BMI2, and the system saves xmm and ymm. */
static bool has_avx2(void)
{
	const uint32_t ecx1 = bit_FMA | bit_OSXSAVE | bit_AVX | bit_F16C, ebx7 = bit_AVX2 | bit_BMI2, ymm = 6;
	uint32_t a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || (c & ecx1) != ecx1 || (saved_state() & ymm) != ymm)
		return false;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & ebx7) == ebx7;
}

/* AVX-512 F, DQ, BW and VL, and the system saves zmm and the masks; after has_avx2(). */
static bool has_avx512(void)
{
	const uint32_t ebx7 = bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL, zmm = 0xe6;
	uint32_t a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & ebx7) == ebx7 && (saved_state() & zmm) == zmm;
}

/* AVX512_VNNI; after has_avx512(). */
static bool has_vnni(void)
{
	uint32_t a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (c & bit_AVX512VNNI);
}

/* Linux gives the 8 KiB of tiles only to a process that asked: arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA). */
static bool may_use_tiles(void)
{
#if defined(__linux__) && defined(__x86_64__)
	long r;

	__asm__ volatile("syscall" : "=a"(r) : "a"(158L), "D"(0x1023L), "S"(18L) : "rcx", "r11", "memory");
	return r == 0;
#else
	return false;
#endif
}

/* AMX-TILE and AMX-INT8 with tiles of 16 rows of 64 bytes, and the system saves them; after has_vnni(). */
static bool has_amx(void)
{
	const uint32_t edx7 = 1u << 24 | 1u << 25, tiles = 3u << 17;
	uint32_t a, b, c, d;

	if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d & edx7) != edx7 || (saved_state() & tiles) != tiles)
		return false;
	if (!__get_cpuid_count(0x1d, 1, &a, &b, &c, &d) || a >> 16 != 1024 || b >> 16 != 8 || (b & 0xffff) != 64 || (c & 0xffff) != 16)
		return false;
	return may_use_tiles();
}
#endif

#ifdef BITNET_ARCH_ARM
/* SDOT of ARMv8.2; every aarch64 has NEON with fma and conversions of halves. */
static bool has_dotprod(void)
{
#ifdef __linux__
	return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#else
	return false;
#endif
}
#endif

enum bitnet_level bitnet_level_best(void)
{
#ifdef BITNET_ARCH_X86
	if (!has_avx2())
		return BITNET_LEVEL_C;
	if (!has_avx512())
		return BITNET_LEVEL_AVX2;
	if (!has_vnni())
		return BITNET_LEVEL_AVX512;
	return has_amx() ? BITNET_LEVEL_AMX : BITNET_LEVEL_VNNI;
#elif defined(BITNET_ARCH_ARM)
	return has_dotprod() ? BITNET_LEVEL_DOTPROD : BITNET_LEVEL_NEON;
#else
	return BITNET_LEVEL_C;
#endif
}

const char *bitnet_level_name(enum bitnet_level l)
{
	static const char *const names[BITNET_LEVEL_COUNT] = { "c", "avx2", "avx512", "vnni", "amx", "neon", "dotprod" };

	return (unsigned int)l < BITNET_LEVEL_COUNT ? names[l] : NULL;
}
