import type { Files } from '../../host/file-operations.ts';
import { type MetricResults, mergeMetricResults } from './available-and-unavailable-metrics.ts';

/** Observes a measured program and all of its descendants that run on Node.js. */
export interface ProgramObserver {
  /** Variables added to the environment of the program; empty if nothing is observed. */
  readonly env: Readonly<Record<string, string>>;
  /** Begins a stretch. The returned function ends it and returns the metrics per operation. */
  readonly begin: () => (operations: number) => MetricResults;
}

/** Folder of a unit, which exists until its last stretch has ended, and the program's own options. */
export interface ObserverContext {
  readonly files: Pick<Files, 'read'>;
  readonly folder: string;
  /** `NODE_OPTIONS` that the program would have had otherwise. */
  readonly nodeOptions: string | undefined;
}

export const NO_NODE_PROCESS =
  'no Node.js process was involved, and only Node.js processes are counted';

/** Opens those of the observers whose metrics a scenario requests. */
export function observeRequested(
  observers: Readonly<Record<string, (context: ObserverContext) => ProgramObserver>>,
  metrics: readonly string[],
  context: ObserverContext,
): ProgramObserver {
  const opened: ProgramObserver[] = [];
  let env: ProgramObserver['env'] = {};
  for (const [metric, open] of Object.entries(observers)) {
    if (!metrics.includes(metric)) continue;
    const observer = open({ ...context, nodeOptions: env.NODE_OPTIONS ?? context.nodeOptions });
    opened.push(observer);
    env = { ...env, ...observer.env };
  }
  return {
    env,
    begin: () => {
      const ends = opened.map(({ begin }) => begin());
      return (operations) => mergeMetricResults(...ends.map((end) => end(operations)));
    },
  };
}
