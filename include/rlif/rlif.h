/* rlif/rlif.h - exact event-driven simulation of recurrent networks of integrate-and-fire neurons.
 *
 * The way through: load an experiment (io.h) or describe a network (network.h), make a simulation
 * of it (simulation.h), let observers look on (record.h), run it, save and draw what they saw. */
#ifndef RLIF_RLIF_H
#define RLIF_RLIF_H

#include <rlif/comparison.h>
#include <rlif/dense.h>
#include <rlif/energy.h>
#include <rlif/error.h>
#include <rlif/io.h>
#include <rlif/kernel.h>
#include <rlif/kit.h>
#include <rlif/ledger.h>
#include <rlif/linear.h>
#include <rlif/memory.h>
#include <rlif/model.h>
#include <rlif/network.h>
#include <rlif/plot.h>
#include <rlif/random.h>
#include <rlif/record.h>
#include <rlif/registry.h>
#include <rlif/simulation.h>
#include <rlif/sparsity.h>
#include <rlif/units.h>
#include <rlif/unroll.h>

#endif
