import type { BottleneckClass, Hypothesis, PerformanceMap, Research } from 'perf-harness';
import type { Execution, Validation } from '../results.ts';
import type { CycleRecord, RunState } from '../state.ts';
import type { Aggregate } from './aggregate.ts';

/** What a cycle was about, and what became of it (OPT-64). */
export interface CycleDetail {
  readonly cycle: number;
  readonly record: CycleRecord | null;
  readonly map: PerformanceMap | null;
  readonly research: Research | null;
  readonly hypotheses: readonly Hypothesis[];
  readonly validation: Validation | null;
  readonly execution: Execution | null;
}

/** Everything that a report says. Whatever the loop came to, the last performance map is in it (OPT-46). */
export interface OptimizationReport {
  readonly state: RunState;
  readonly total: Aggregate;
  readonly target: number | null;
  readonly metIn: number | null;
  readonly details: readonly CycleDetail[];
  /** null: nothing was profiled. */
  readonly map: PerformanceMap | null;
  readonly branches: readonly { readonly name: string; readonly isInLast: boolean }[];
}

/** What helps against a class of bottleneck where the code cannot (OPT-65). */
export const BEYOND_CODE: Readonly<Record<BottleneckClass, string>> = {
  CPU: 'More or faster cores, several processes behind a load balancer, or another language for the hottest part.',
  'I/O-DB':
    'A replica for reads, more memory for the database, partitioning, or a materialised view.',
  'I/O-Network': 'Services nearer to each other, HTTP/2 or keep-alive at the proxy, or a CDN.',
  'I/O-File': 'Faster disks, an object store, or a shared cache of files.',
  Architecture:
    'Work in the background, a queue, or an answer that is made before it is asked for.',
  External: 'Negotiate the SLA, switch the provider, or keep its answers in a cache.',
  Cache: 'A larger or nearer cache, and another rule for what is dropped.',
  Unknown: 'Tracing of what is waited for, so that it can be named.',
};
