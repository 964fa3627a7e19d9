import type {
  ProfileReport,
  ProfileSection,
} from '../../../harness/model/documents/profile-document.ts';
import {
  formatChange,
  formatChangeRange,
  formatDuration,
  formatQuantity,
  formatShare,
} from '../../format-quantity.ts';
import { plural } from '../../text/sentence-parts.ts';

/** Overhead beyond which a profile may reflect the cost of the profiler (P811-31). */
const HEAVY = 1.2;

export function profileNotes(document: ProfileReport): readonly string[] {
  return [
    ...profileSectionNotes(document, document.kind === 'process'),
    ...runtimeNotes(document),
    escalationNote(document),
    costNote(document),
  ].filter((note) => note !== '');
}

/**
 * Notes on one profile: its amount of data and its overhead.
 * @param isOne - Profile of a running process instead of trials.
 */
export function profileSectionNotes(section: ProfileSection, isOne = false): readonly string[] {
  return [amountNote(section, isOne), overheadNote(section)].filter((note) => note !== '');
}

function amountNote({ idle, busy, threads, unit, weight }: ProfileSection, isOne: boolean): string {
  if (busy === 0) return '';
  const where = threads > 1 ? ` over ${plural(threads, 'thread')}` : '';
  const each = isOne ? '' : ' per trial';
  if (weight === 'allocated') return `Allocates ${formatQuantity(busy, 'B')}${each}${where}.`;
  if (weight === 'held') {
    const end = isOne ? 'at the end' : 'at the end of each trial';
    return `Holds ${formatQuantity(busy, 'B')} ${end}${where}.`;
  }
  if (weight === 'waited') {
    return `Total waiting time: ${formatDuration(busy)}${each}; concurrent waits are each counted in full.`;
  }
  if (unit !== 'ms') return '';
  const waiting = idle === null ? '' : `, idle ${formatShare(idle.median)} of the time`;
  return `Busy for ${formatDuration(busy)}${each}${where}${waiting}.`;
}

function overheadNote({ overhead, unit }: ProfileSection): string {
  if (overhead === null) return '';
  const { metric, ratio, low, high } = overhead;
  const text = `Profiling changes ${metric} by ${formatChange(ratio)} (${formatChangeRange(low, high, ratio)})`;
  // The amount of allocated memory does not depend on how long it takes.
  const isDoubtful = unit === 'ms' && ratio > HEAVY;
  return isDoubtful ? `${text}, so the shares may reflect profiling overhead.` : `${text}.`;
}

function runtimeNotes({ runtime }: ProfileReport): readonly string[] {
  if (runtime === undefined) return [];
  const { gc, event_loop: loop, heap_growth_bytes: growth } = runtime;
  const grown =
    growth === null || growth <= 0 ? '' : ` The heap grows by ${formatQuantity(growth, 'B', 2)}.`;
  const collected =
    gc === null
      ? ''
      : `Garbage collection takes ${formatShare(gc.share)} of the time in ${plural(Math.round(gc.count), 'pause')} per trial, the longest ${formatDuration(gc.longest_ms)}.${grown}`;
  return [
    collected,
    `The event loop is busy ${formatShare(loop.utilisation)} of the time, with a delay of ${formatDuration(loop.delay_p50_ms)} (median) and ${formatDuration(loop.delay_p99_ms)} (99th percentile).`,
  ];
}

/** Describes the deeper profiling levels with reasons; empty if the first level was enough. */
function escalationNote({ escalation }: ProfileReport): string {
  const deeper = escalation?.levels.slice(1) ?? [];
  if (escalation === undefined || deeper.length === 0) return '';
  const levels = deeper.map(
    ({ level, taken, text }) => `${level}${taken ? '' : ' (not run)'}: ${text}`,
  );
  return `Profiled in more detail at ${levels.join(' At ')} Reason for stopping: ${escalation.text}`;
}

function costNote(document: ProfileReport): string {
  const { kind, trials, samples, duration_ms: durationMs, tool } = document;
  const sampled = samples === null ? '' : `, ${samples} samples`;
  const took = `${formatDuration(durationMs)} in total.`;
  // Another tool took these profiles, so the time is unknown.
  if (kind === 'file') return `${plural(trials, 'profile')} by ${tool}${sampled}.`;
  if (kind === 'process') return `Recorded with ${tool}${sampled}, ${took}`;
  return `${plural(trials, 'profiled trial')}${sampled} by ${tool}, ${took}`;
}
