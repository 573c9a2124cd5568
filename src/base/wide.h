/* Functions over arrays for processors with wider registers: the same operations on the same numbers,
 * more of them at once, so the same bits. */
#ifndef RLIF_BASE_WIDE_H
#define RLIF_BASE_WIDE_H

/* RLIF_WIDE (name, (type a, type b), (a, b)) defines the function name () from the inline function
 * name_narrow (), compiled for each width; loops in it that have a constant length become wide. */
#if defined __x86_64__ && defined __GNUC__
#define RLIF_WIDE(name, parameters, arguments) \
  __attribute__ ((target ("avx2"), flatten)) static void name##_avx2 parameters \
  { \
    name##_narrow arguments; \
  } \
  __attribute__ ((target ("avx512f,avx512dq,avx512vl"), flatten)) static void name##_avx512 parameters \
  { \
    name##_narrow arguments; \
  } \
  void name parameters \
  { \
    if (__builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl")) \
      name##_avx512 arguments; \
    else if (__builtin_cpu_supports ("avx2")) \
      name##_avx2 arguments; \
    else \
      name##_narrow arguments; \
  }
#else
#define RLIF_WIDE(name, parameters, arguments) \
  void name parameters \
  { \
    name##_narrow arguments; \
  }
#endif

#endif
