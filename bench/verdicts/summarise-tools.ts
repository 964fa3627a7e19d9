import { median } from '../../harness/stats/quantile.ts';
import type { BenchTable } from '../bench-result.ts';
import type { CompareEntry, ToolEntry } from './entries.ts';
import { TOOLS } from './tools.ts';

/** Peers run twice on identical code: how often they say that it differs. */
export function toolsTable(
  entries: readonly ToolEntry[],
  compared: readonly CompareEntry[],
): readonly BenchTable[] {
  if (entries.length === 0) return [];
  return [
    {
      title: 'Identical code under other tools',
      note: 'Each is run twice on the same file, one run after the other: functions for 5 s each, which is more than the tools take by default, hyperfine with both commands in one call. None of them claims to tell two runs apart: this is how their numbers are read. The largest difference is that of the two means. perf-harness is there by its verdicts at margin 0 on the same work.',
      head: ['tool', 'called different', 'largest difference', 'median', 'time', 'what counts'],
      body: [
        ...TOOLS.map(({ name, rule }) => {
          const own = entries.filter(({ tool }) => tool === name);
          const differences = own.map(({ first, second }) =>
            Math.abs(Math.log(second.center / first.center)),
          );
          if (own.length === 0) return [name, '', '', '', '', rule];
          return [
            name,
            `${own.filter(({ called }) => called).length} of ${own.length}`,
            `${(100 * Math.max(...differences)).toFixed(1)} %`,
            `${(100 * median(differences)).toFixed(1)} %`,
            `${median(own.map(({ seconds }) => seconds)).toFixed(0)} s`,
            rule,
          ];
        }),
        ...ownRow(entries, compared),
      ],
    },
  ];
}

/** Ours, on the work that tools were run on. */
function ownRow(
  entries: readonly ToolEntry[],
  compared: readonly CompareEntry[],
): readonly (readonly string[])[] {
  const workloads = new Set(entries.map(({ workload }) => workload));
  const own = compared.filter(
    (entry) => entry.case === 'same-margin-0' && workloads.has(entry.workload),
  );
  const times = own.flatMap(({ metrics }) => metrics.wall_time ?? []);
  if (times.length === 0) return [];
  const differences = times.flatMap(({ ratio }) =>
    ratio === null ? [] : Math.abs(Math.log(ratio)),
  );
  const isCalled = ({ verdict }: (typeof times)[number]): boolean =>
    verdict === 'regressed' || verdict === 'improved';
  return [
    [
      'perf-harness, margin 0',
      `${times.filter(isCalled).length} of ${times.length}`,
      `${(100 * Math.max(...differences)).toFixed(1)} %`,
      `${(100 * median(differences)).toFixed(1)} %`,
      `${median(own.map(({ seconds }) => seconds)).toFixed(0)} s`,
      'it says regressed or improved',
    ],
  ];
}
