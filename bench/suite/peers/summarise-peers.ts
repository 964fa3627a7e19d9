import { median } from '../../../harness/stats/descriptive-statistics.ts';
import type { BenchResult, BenchRow } from '../../bench-result.ts';
import type { BenchJournalEntry } from '../../verdicts/bench-journal.ts';
import type { SuiteEntry } from '../suite-entry.ts';
import type { FiguresByFunction } from './measure-with-peers.ts';
import { PEER_RULES, type PeerRule, type PeerTool } from './peer-rules.ts';

/** One suite as measured by a tool, once on each side. */
export interface PeerEntry extends BenchJournalEntry {
  readonly tool: PeerTool;
  readonly kind: 'planted' | 'none';
  readonly number: number;
  readonly planted: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly base: FiguresByFunction;
  readonly head: FiguresByFunction;
}

interface Outcome {
  readonly found: number;
  readonly alarms: number;
  readonly seconds: number;
}

/** Reports the results of the tools' rules on the suites next to the gates of the same draws. */
export function summarisePeers(
  entries: readonly PeerEntry[],
  gates: readonly SuiteEntry[],
): BenchResult {
  return {
    title: 'Others on the same fifty functions',
    method:
      'The suites of fifty made functions whose gates are above, of which those with the same numbers measured once on each side: by tinybench and vitest bench with their defaults (a second and a quarter for each function), and by counting machine instructions under valgrind in one process for each function. Found: of the functions that do 5 or 10 % more work, those that the rule calls changed. Alarms: functions with the same work that it calls changed; there are 47 or 50 of them in a suite. Seconds: both sides, the median suite; instructions were counted beside other work, which lengthens only the time.',
    columns: { ours: 'perf-harness', peer: 'by the rule' },
    seconds: Math.round(entries.reduce((sum, { seconds }) => sum + seconds, 0)),
    rows: PEER_RULES.flatMap((rule) => rowsOf(rule, entries, gates)),
  };
}

function rowsOf(
  rule: PeerRule,
  entries: readonly PeerEntry[],
  gates: readonly SuiteEntry[],
): readonly BenchRow[] {
  const own = entries.filter(({ tool }) => tool === rule.tool);
  if (own.length === 0) return [];
  const ours = own.flatMap(({ kind, number }) =>
    gates.filter(({ id }) => id === `${kind} ${number}`).map(ofGate),
  );
  const peers = own.map((entry) => ofRule(entry, rule));
  const planted = own.reduce((sum, { planted: of }) => sum + Object.keys(of).length, 0);
  const row = (what: string, textOf: (outcomes: readonly Outcome[]) => string): BenchRow => ({
    name: `${rule.name}: ${what}`,
    ours: textOf(ours),
    peer: textOf(peers),
    ratio: null,
    low: null,
    high: null,
    limit: 'none',
    holds: true,
  });
  return [
    row('found', (outcomes) => `${total(outcomes, 'found')} of ${planted}`),
    row('alarms', (outcomes) => `${total(outcomes, 'alarms')} in ${outcomes.length} suites`),
    row('seconds', (outcomes) => median(outcomes.map(({ seconds }) => seconds)).toFixed(0)),
  ];
}

function total(outcomes: readonly Outcome[], what: 'found' | 'alarms'): number {
  return outcomes.reduce((sum, outcome) => sum + outcome[what], 0);
}

function ofGate({ planted, verdicts, seconds }: SuiteEntry): Outcome {
  const called = Object.keys(verdicts).filter(
    (name) => verdicts[name] === 'regressed' || verdicts[name] === 'improved',
  );
  return outcomeOf(called, planted, seconds);
}

function ofRule({ base, head, planted, seconds }: PeerEntry, { calls }: PeerRule): Outcome {
  const called = Object.keys(base).filter((name) => {
    const [baseFigures, other] = [base[name], head[name]];
    return baseFigures !== undefined && other !== undefined && calls(baseFigures, other);
  });
  return outcomeOf(called, planted, seconds);
}

function outcomeOf(
  called: readonly string[],
  planted: SuiteEntry['planted'],
  seconds: number,
): Outcome {
  const found = called.filter((name) => name in planted).length;
  return { found, alarms: called.length - found, seconds };
}
