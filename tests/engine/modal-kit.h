/* Text models with parameters at which they are kept in eigenmodes (engine/modal.h). */
#ifndef RLIF_TESTS_MODAL_KIT_H
#define RLIF_TESTS_MODAL_KIT_H

#include "network-kit.h"

typedef struct {
  const char *model, *set;   /* set: "NAME=VALUE .." in the units of the table */
  double size;               /* of weights [pA or mV] that make it fire */
} ModalCase;

static const ModalCase MODAL[] = {
  /* below and above threshold, currents faster and slower than the membrane, real modes */
  { "lif_exp", "tau_m=20 tau_syn_ex=5 tau_syn_in=10 t_ref=0", 900 },
  { "lif_exp", "tau_m=17.3 tau_syn_ex=2.385 tau_syn_in=5.71 I_e=235 t_ref=2.25", 900 },
  { "lif_exp", "tau_m=10 tau_syn_ex=2 tau_syn_in=7.1 I_e=391 t_ref=2.25", 900 },
  { "lif_exp", "tau_m=5.3 tau_syn_ex=30.7 tau_syn_in=8.9 t_ref=0", 900 },
  { "lif_exp", "tau_m=9.7 tau_syn_ex=0.31 tau_syn_in=3.1 I_e=401 t_ref=2.25", 900 },
  { "lif_exp", "tau_m=21.3 tau_syn_ex=0.517 tau_syn_in=41.9 I_e=190 t_ref=2.25", 900 },
  { "lif_exp", "tau_m=6.1 tau_syn_ex=12.4 tau_syn_in=40.7 I_e=700 t_ref=0", 900 },
  /* currents that are 3 % apart, or the same, but do not drive each other */
  { "lif_exp", "tau_m=13.7 tau_syn_ex=3.1 tau_syn_in=3.193 I_e=217", 900 },
  { "lif_exp", "tau_m=13.7 tau_syn_ex=3.1 tau_syn_in=3.1 I_e=217 t_ref=0", 900 },
  /* a current and the membrane are a double mode */
  { "lif_exp", "tau_m=9.3 tau_syn_ex=9.3 tau_syn_in=3.1 I_e=117", 900 },
  { "lif_exp", "tau_m=9.3 tau_syn_ex=2.3 tau_syn_in=9.3 I_e=417 t_ref=0", 900 },

  { "lif_delta", "tau_m=11.3 I_e=391.5 t_ref=1.93", 7.3 },
  { "lif_delta", "tau_m=21.3 I_e=231.7 t_ref=0", 7.3 },
  { "lif_soft", "tau_m=17.9 I_e=113.5", 7.3 },
  { "lif_soft", "tau_m=11.3 I_e=391.5 t_ref=1.93", 7.3 },
  { "pif", "t_ref=1.93", 7.3 },
  { "pif", "t_ref=0", 19 },
  { "li", "tau_m=17.3 tau_syn_ex=2.385 tau_syn_in=5.71 I_e=235", 900 },

  { "lif_alpha", "tau_m=17.3 tau_syn_ex=2.385 tau_syn_in=5.71 I_e=235 t_ref=2.25", 470 },
  { "lif_alpha", "tau_m=10 tau_syn_ex=1.7 tau_syn_in=3.1 I_e=391 t_ref=0", 470 },
  { "lif_alpha", "tau_m=5.3 tau_syn_ex=0.41 tau_syn_in=30.7 t_ref=0", 3100 },

  { "alif", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=210 b=37 tau_w=83", 1300 },
  { "alif", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=491 b=57 tau_w=131 t_ref=0", 900 },
  { "alif", "tau_m=12.7 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=310 b=37 tau_w=12.7", 900 },        /* double */
  { "alif", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=310 a=0.9 b=37 tau_w=83", 1300 },
  { "alif", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=691 a=19.7 b=17 tau_w=31 t_ref=0", 900 },   /* a pair */

  { "glif2", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=210", 900 },
  { "glif2", "tau_m=21.7 tau_syn_ex=5.3 tau_syn_in=1.9 I_e=291 f_v=0.37 th_spike=1.3 tau_th=21.7 t_ref=0.71", 900 },
  { "glif3", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=210 tau_asc1=3.7 r1=0.4", 900 },
  /* double */
  { "glif3", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=491 tau_asc1=11.3 asc1=21.7 r2=0.3 t_ref=0", 900 },
  { "glif4", "tau_m=12.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=210 tau_asc1=3.7 f_v=0.37", 900 },
  { "glif4", "tau_m=12.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=491 tau_asc1=3.7 t_ref=0.71 r1=0.6", 900 },
  { "glif5", "tau_m=12.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=210 tau_asc1=3.7 f_v=0.37", 900 },
  { "glif5", "tau_m=12.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=591 tau_asc1=3.7 t_ref=0.71 r1=0.6 a_v=-0.007", 900 },

  { "lif2", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=210 tau_a=13.1", 900 },            /* a pair */
  { "lif2", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=391 tau_a=7.3 gamma=1.1 keep=0.3 t_ref=0", 900 },
  { "lif2", "tau_m=11.3 tau_syn_ex=2.1 tau_syn_in=5.7 I_e=491 tau_a=37.1 gamma=-1.7", 1300 },   /* real ones */
  { "lif2_delta", "tau_m=11.3 I_e=210 tau_a=13.1", 7.3 },
  { "lif2_delta", "tau_m=11.3 I_e=391 tau_a=7.3 gamma=1.1 keep=0.3 t_ref=0", 7.3 },
  { "lif2_delta", "tau_m=11.3 I_e=491 tau_a=37.1 gamma=-1.7", 7.3 },
  { "resonate_fire", "tau_m=21.7 T=17.9", 13 },
  { "resonate_fire", "tau_m=37.1 T=7.3 I_e=117 U_reset=2.1 t_ref=1.93", 11 },
  { "lif_multi", "tau_m=11.3 I_e=210", 900 },
  { "lif_multi", "tau_m=11.3 I_e=391 tau_syn1=1.3 tau_syn2=11.3 tau_syn3=47.1 t_ref=0", 900 } };

/* Time constants 3 % apart, or three the same, of states that drive each other; resets that may not lower c.x. */
static const ModalCase NOT_MODAL[] = {
  { "lif_exp", "tau_m=10 tau_syn_ex=9.7", 900 },       { "lif_exp", "tau_m=10 tau_syn_in=10.3", 900 },
  { "lif_alpha", "tau_m=10 tau_syn_ex=9.7", 470 },     { "lif_alpha", "tau_m=10 tau_syn_ex=10", 470 },
  { "alif", "tau_m=10 tau_w=10.3", 900 },              { "glif3", "tau_m=10.3 tau_asc1=10", 900 },
  { "lif_multi", "tau_m=10 tau_syn4=10.3", 900 },      { "glif3", "tau_m=10 tau_asc1=10 tau_asc2=10.3", 900 },
  { "glif2", "t_ref=0", 900 },                         { "pif", "I_e=217", 7.3 },
  { "lif2", "tau_m=10 tau_a=10.3 gamma=-0.0001", 900 } };

/* Calls `set` for each parameter of a list. */
static inline void
modal_case_set (const char *list, void (*set) (const char *field, double value))
{
  g_auto (GStrv) part = g_strsplit (list, " ", -1);
  for (guint k = 0; part[k]; k++) {
    char *value = strchr (part[k], '=');
    ck_assert_ptr_nonnull (value);
    *value++ = 0;
    set (part[k], g_ascii_strtod (value, NULL));
  }
}

#endif
