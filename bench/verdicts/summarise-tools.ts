import { median } from '../../harness/stats/descriptive-statistics.ts';
import type { BenchTable } from '../bench-result.ts';
import { REPEATED_TOOLS } from './peer-tools.ts';
import type { CompareEntry, ToolEntry } from './verdict-entries.ts';

/** Builds a table of how often peers report a difference between two runs of identical code. */
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
        ...REPEATED_TOOLS.map(({ name, rule }) => toolRow(name, rule, entries)),
        ...ownRow(entries, compared),
      ],
    },
  ];
}

function toolRow(name: string, rule: string, entries: readonly ToolEntry[]): readonly string[] {
  const own = entries.filter(({ tool }) => tool === name);
  if (own.length === 0) return [name, '', '', '', '', rule];
  return row(name, rule, {
    called: own.map(({ called }) => called),
    ratios: own.map(({ first, second }) => second.center / first.center),
    seconds: own.map(({ seconds }) => seconds),
  });
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
  return [
    row('perf-harness, margin 0', 'it says regressed or improved', {
      called: times.map(({ verdict }) => verdict === 'regressed' || verdict === 'improved'),
      ratios: times.flatMap(({ ratio }) => ratio ?? []),
      seconds: own.map(({ seconds }) => seconds),
    }),
  ];
}

/** Outcomes of comparisons of identical code. */
interface Outcomes {
  readonly called: readonly boolean[];
  readonly ratios: readonly number[];
  readonly seconds: readonly number[];
}

function row(name: string, rule: string, { called, ratios, seconds }: Outcomes): readonly string[] {
  const differences = ratios.map((ratio) => Math.abs(Math.log(ratio)));
  return [
    name,
    `${called.filter(Boolean).length} of ${called.length}`,
    `${(100 * Math.max(...differences)).toFixed(1)} %`,
    `${(100 * median(differences)).toFixed(1)} %`,
    `${median(seconds).toFixed(0)} s`,
    rule,
  ];
}
