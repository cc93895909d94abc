/* SPDX-License-Identifier: MIT */
/*
 * How kernels are put together from small functions and loops over registers, whose arrays are no memory only when all is
 * inlined and unrolled.  With the sanitizers of clang they are memory in any case, and all of it would take minutes to compile.
 */
#ifndef BITNET_KERNELS_INLINE_H
#define BITNET_KERNELS_INLINE_H

#ifdef __clang__
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ALWAYS_INLINE static inline
#define UNROLLED
#endif
#endif

#ifndef UNROLLED
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("GCC unroll 16")
#endif

#endif
