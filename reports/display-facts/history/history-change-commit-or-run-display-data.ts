import type {
  HistoryReport,
  HistoryRunDetail,
} from '../../../harness/model/documents/history-document.ts';
import { formatChange, formatMoment, formatQuantity, formatRange } from '../../format-quantity.ts';
import { printable } from '../../text/printable-text.ts';
import { plural } from '../../text/sentence-parts.ts';

export type ChangeCommitOrRunFacts = NonNullable<ReturnType<typeof changeCommitOrRunFacts>>;

const SHORT_SHA_LENGTH = 8;
const DIGITS = 3;

/** Returns the facts of the described item; null: the report shows trends instead. */
export function changeCommitOrRunFacts({ shown }: HistoryReport) {
  if (shown === undefined) return null;
  const { kind, id, runs, left_out: rest } = shown;
  return {
    kind,
    title: `${kind} ${kind === 'commit' ? id.slice(0, SHORT_SHA_LENGTH) : printable(id)}`,
    runs: runs.map(runFact),
    /** Number of runs not listed; empty: none. */
    rest: rest === 0 ? '' : `at least ${plural(rest, 'run')} omitted`,
  };
}

export function summariseChangeCommitOrRun(
  { title, kind, runs }: ChangeCommitOrRunFacts,
  changes: number,
): string {
  const scenarios = new Set(runs.map(({ scenario }) => scenario)).size;
  if (kind === 'change') return `${title}: ${plural(runs.length, 'run')} related to this change.`;
  const what =
    kind === 'run'
      ? `${runs[0]?.scenario}`
      : `${plural(runs.length, 'run')} of ${plural(scenarios, 'scenario')}`;
  const may =
    changes === 0
      ? 'no associated performance change'
      : `may have caused ${plural(changes, 'change')}`;
  return `${title}: ${what}, ${may}.`;
}

function runFact(run: HistoryRunDetail) {
  const { id, scenario, at, verdict, metrics, machine, node, harness, tool } = run;
  const conditions = [
    machine,
    node === null ? null : `Node.js ${node}`,
    harness === null ? null : `perf-harness ${harness}`,
    tool === null ? null : `by ${tool}`,
  ];
  return {
    id: printable(id),
    scenario: printable(scenario),
    /** `2026-01-02 03:04` in UTC. */
    at: formatMoment(at),
    code: codeOf(run),
    /** Machine and versions. */
    conditions: printable(conditions.filter((condition) => condition !== null).join(', ')),
    verdict,
    metrics: metrics.map(({ metric, unit, center, low, high, n, level }) => ({
      metric: printable(metric),
      value: formatQuantity(center, unit, DIGITS),
      range: formatRange(low, high, unit),
      trials: plural(n, 'trial'),
      /** Difference from the level of its trend, `+1.2 %`; empty: it has no trend. */
      level: level === null || level <= 0 || center <= 0 ? '' : formatChange(center / level),
    })),
  };
}

function codeOf({ commit, branch, dirty }: HistoryRunDetail): string {
  if (commit === null) return 'no commit';
  const where = branch === null ? '' : ` on ${printable(branch)}`;
  return `${dirty ? 'uncommitted changes after ' : ''}${printable(commit.slice(0, SHORT_SHA_LENGTH))}${where}`;
}
