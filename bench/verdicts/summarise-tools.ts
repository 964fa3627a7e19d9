import { median } from '../../harness/stats/quantile.ts';
import type { BenchTable } from '../bench-result.ts';
import type { ToolEntry } from './entries.ts';
import { TOOLS } from './tools.ts';

/** Peers run twice on identical code: how often they say that it differs. */
export function toolsTable(entries: readonly ToolEntry[]): readonly BenchTable[] {
  if (entries.length === 0) return [];
  return [
    {
      title: 'Identical code under other tools',
      note: 'Each is run twice on the same file, one run after the other, as its documentation says: functions for 5 s each, hyperfine with both commands in one call. The largest difference is that of the two means.',
      head: ['tool', 'called different', 'largest difference', 'median', 'time', 'what counts'],
      body: TOOLS.map(({ name, rule }) => {
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
    },
  ];
}
