import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { CHANGE_NOT_RUN, type Finding } from '../../harness/model/finding.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { printableShellWords } from '../../harness/model/shell-quote.ts';
import type { FindUnexecutedFiles } from './find-files-that-no-side-executes.ts';

const MOST_NAMED = 3;

/**
 * Returns a finding if no scenario executes the difference between two sides; null: a scenario
 * does, or it cannot be decided.
 */
export async function findUnexecutedChangedCode(
  report: ComparisonReport,
  scenarios: readonly Scenario[],
  find: FindUnexecutedFiles,
): Promise<Finding | null> {
  const isMoved = ({ gated, verdict }: ComparisonReport['comparisons'][number]): boolean =>
    gated && !['unchanged', 'inconclusive', 'same inputs'].includes(verdict);
  if (report.comparisons.length === 0 || report.comparisons.some(isMoved)) return null;
  const places = new Map<string, readonly string[]>();
  for (const scenario of scenarios) {
    const found = await find(scenario);
    if (found === null) return null;
    for (const [path, named] of found) {
      if (named.length > 0 || !places.has(path)) places.set(path, named);
    }
  }
  return findingFor([...places]);
}

/** Names places as `src/text.ts:3 total`. */
export function namePlaces(files: Iterable<readonly [string, readonly string[]]>): string {
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const all = sorted.flatMap(([path, named]) =>
    named.length === 0 ? [path] : named.map((name) => `${path}:${name}`),
  );
  const more = all.length - MOST_NAMED;
  return [...all.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function findingFor(places: readonly (readonly [string, readonly string[]])[]): Finding {
  const what = namePlaces(places);
  const [path, named] = places.find(([, functions]) => functions.length > 0) ?? [null, []];
  const name = named[0]?.split(' ')[1] ?? '';
  return {
    id: CHANGE_NOT_RUN,
    level: 'warning',
    message: `No scenario executes your changes (${what}), so this comparison does not cover them.`,
    ...(path !== null &&
      name !== '' && {
        remedy: `Add a scenario that executes the change: ${printableShellWords(['perf-harness', 'init', 'function', `${path}::${name}`])}`,
      }),
  };
}
