import { median } from '../../harness/stats/descriptive-statistics.ts';
import type { BenchTable } from '../bench-result.ts';
import { RECORDED_SLOWDOWN } from './compare-cases.ts';
import { formatSignedPercent } from './format-signed-percent.ts';
import type { VerdictsEntry } from './verdict-entries.ts';

const CASE = 'slower-5';

/** Table of the planted slowdowns, in figures independent of each other. */
export function plantedSlowdownTable(entries: readonly VerdictsEntry[]): readonly BenchTable[] {
  const counted = entries.filter((entry) => entry.type === 'count');
  if (counted.length === 0) return [];
  const planted = formatSignedPercent(RECORDED_SLOWDOWN);
  return [
    {
      title: 'What is planted',
      note: `How much more work makes a call ${planted} longer was found by timing pairs of a project that does some 10 % more; here is what that is in instructions a call, counted under callgrind, which no clock has a part in. Found is the median change of the comparisons of the case.`,
      head: ['workload', 'time, planted', 'work', 'instructions', 'time, found'],
      body: counted.map(({ workload, work, instructions }) => {
        const found = entries.flatMap((entry) =>
          entry.type === 'compare' && entry.case === CASE && entry.workload === workload
            ? (entry.metrics.wall_time?.ratio ?? [])
            : [],
        );
        return [
          workload,
          planted,
          formatSignedPercent(work - 1),
          formatSignedPercent(median(instructions) - 1),
          found.length === 0 ? '' : formatSignedPercent(median(found) - 1),
        ];
      }),
    },
  ];
}
