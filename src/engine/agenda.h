/* What the windowed engine has before it: spikes on their way, by the moment of arrival. They are put
 * into buckets of equal spans of time, each of which is sorted when its turn comes; only what falls
 * into the present bucket, or far beyond all delays, goes through a priority queue. */
#ifndef RLIF_ENGINE_AGENDA_H
#define RLIF_ENGINE_AGENDA_H

#include "engine/queue.h"

typedef struct RlifAgenda RlifAgenda;

/* @queue     borrowed; what is pushed there is part of the agenda
 * @window    [ticks] the shortest delay
 * @longest   the longest one */
RlifAgenda *rlif_agenda_new (RlifQueue *queue, RlifTime window, RlifTime longest);
void rlif_agenda_free (RlifAgenda *agenda);

/* @event   not before the last one that was popped */
void rlif_agenda_push (RlifAgenda *agenda, const RlifEvent *event);

/* Events pushed so far, the queue's own included. */
guint64 rlif_agenda_get_pushed (const RlifAgenda *agenda);

/* The time of the first event, RLIF_NEVER if there is none. */
RlifTime rlif_agenda_next_time (RlifAgenda *agenda);

/* Removes the first event by the total order. There must be one. */
RlifEvent rlif_agenda_pop (RlifAgenda *agenda);

#endif
