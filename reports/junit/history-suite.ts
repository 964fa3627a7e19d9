import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import { type HistoryFacts, isPressing, type TrendFact } from '../facts/history/history-facts.ts';
import { type JunitSuite, junitCase } from './suite.ts';

/** The trends as cases of one suite: one that is slower by its code, and open, has failed. */
export function historySuite({ trends }: HistoryFacts, { to }: HistoryReport): JunitSuite {
  return {
    name: 'history',
    file: null,
    startedAt: to,
    hostname: null,
    properties: [],
    cases: trends.map((trend) => caseOf(trend)),
    elapsedMs: 0,
  };
}

function caseOf({ scenario, metric, machine, now, runs, changes }: TrendFact) {
  const slower = changes.filter(({ change }) => isPressing(change));
  const name = machine === null ? metric : `${metric} on ${machine}`;
  const common = { name, className: scenario, timeMs: 0 };
  const message = slower.map(({ size, since }) => `${size} ${since}`).join('\n');
  return junitCase(
    slower.length === 0
      ? { ...common, result: 'passed', text: `${now} in ${runs}` }
      : { ...common, result: 'failure', type: 'slower', message, text: message },
  );
}
