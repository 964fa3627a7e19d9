/** Progress shown during a measurement. */
import { expect, test } from 'vitest';
import { createBisectProgress } from '../../cli/commands/bisect/run-bisect.ts';
import { createProgressDisplay } from '../../cli/execution/measurement-progress-display.ts';
import type { BisectStep } from '../../harness/model/documents/bisect-document.ts';
import { displayWidth } from '../../reports/text/display-width.ts';
import { unchangedComparison } from '../support/gate-evidence-without-measurements.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

/** A terminal, and a clock that is ten minutes further each time. */
function shown() {
  const { host, written } = createInMemoryHost();
  let nowMs = 0;
  const clock = { ...host.clock, monotonicMs: () => (nowMs += 600_000) };
  const terminal = { ...host.terminal, errIsTerminal: true };
  return { host: { ...host, clock, terminal }, written };
}

const change = (label: string) =>
  ({ label, commit: null, subject: null, author: null, date: null }) as const;

/** A step of a bisection that measured this ratio. */
function step(ratio: number): BisectStep {
  const all = { first: 1, last: 1, probability: 0.5 };
  const pairs = [[1, 2]] as const;
  return { at: 1, pairs, ratio, untestable: null, left: all, likeliest: all, duration_ms: 1 };
}

const started = (scenario: string) =>
  ({ type: 'scenario-started', scenario, position: 0, total: 2 }) as const;

test('counts nothing before the first measurement: it may be pairs or trials', () => {
  const { host, written } = shown();
  const { listen } = createProgressDisplay(host);
  listen(started('parse'));
  expect(written.err).toMatch(/\[1\/2\] parse$/u);
  const pair = { type: 'pair-finished', scenario: 'parse', pairs: 1, pairMs: 1_000 } as const;
  listen({ ...pair, stage: 'screen', nextLook: 5 });
  expect(written.err).toMatch(/\[1\/2\] parse: 1 pair, next analysis at 5 pairs in 4 s$/u);
});

test('reports for a suite how many scenarios remain, and the remaining time for all', () => {
  const { host, written } = shown();
  const { listen } = createProgressDisplay(host);
  const pair = { type: 'pair-finished', scenario: 'parse', pairs: 6, pairMs: 1_000 } as const;
  listen(started('parse'));
  listen({ type: 'suite-progress', open: 12, total: 50, leftMs: 182_000 });
  listen({ ...pair, stage: 'screen', nextLook: 8 });
  expect(written.err).toMatch(
    /\[12 of 50 left, 3 min 2 s\] parse: 6 pairs, next analysis at 8 pairs in 2 s$/u,
  );
  listen({ type: 'suite-progress', open: 0, total: 50, leftMs: null });
  listen({ ...pair, stage: 'confirm', nextLook: null });
  expect(written.err).toMatch(/\[confirming\] parse: 6 pairs for confirmation$/u);
  listen({ type: 'suite-progress', open: 1, total: 1, leftMs: null });
  listen({ ...pair, stage: 'screen', nextLook: null });
  expect(written.err).toMatch(/\[1\/2\] parse: 6 pairs$/u);
});

test('counts pairs of profiles out of the requested number', () => {
  const { host, written } = shown();
  const { listen } = createProgressDisplay(host);
  listen(started('parse'));
  listen({ type: 'pair-profiled', scenario: 'parse', pairs: 2, most: 9 });
  expect(written.err).toMatch(/\[1\/2\] parse: profiled 2 of 9 pairs$/u);
});

test('prints foreign names and reasons without moving the cursor', () => {
  const { host, written } = shown();
  const progress = createProgressDisplay(host);
  progress.listen(started('a\u001b[2Jb\u202e'));
  progress.listen({ type: 'unit-progress', scenario: 'a', text: 'now\u001b[1A' });
  progress.listen({ type: 'waiting', holder: 'other\u001b[1A' });
  progress.end();
  const { onChanges, onStep } = createBisectProgress(host, progress);
  const hostile = change('dep\u001b[2J@1 → 2');
  onChanges([hostile]);
  onStep(step(2), [hostile]);
  // Removes the sequences that rewrite the progress line; no other escape sequence may remain.
  const told = written.err.replaceAll('\r\u001b[K', '');
  expect(told).not.toContain('\u001b');
  expect(told).not.toContain('\u202e');
  expect(written.err).toContain('bisect: 1 change between good and bad');
  expect(written.err).toContain('bisect: dep@1 → 2: 1 pair, ×2.00 vs. good');
});

test('prints the steps of a bisection in lines that fit', () => {
  const { host, written } = createInMemoryHost();
  const { onStep } = createBisectProgress(host, createProgressDisplay(host));
  const label = 'react-dom@19.0.0-rc-6230622a1a → 19.0.0-rc-02c0e824';
  onStep(step(1.001), [change(label)]);
  expect(written.err.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  expect(unwrapTerminalOutput(written.err).trim()).toBe(
    `bisect: ${label}: 1 pair, +0.10 % vs. good; 1 of 1 left, likeliest ${label} (50 %)`,
  );
});

test('says at once who holds the lock when a silent holder answers after all', () => {
  const { host, written } = createInMemoryHost();
  const { listen } = createProgressDisplay(host);
  const wait = (holder: string): void => listen({ type: 'waiting', holder });
  wait('an unknown process that does not respond');
  wait('process 12 (perf-harness run, "parse"), measuring');
  // The same process, with its next scenario.
  wait('process 12 (perf-harness run, "format"), measuring');
  const holders = [...unwrapTerminalOutput(written.err).matchAll(/machine: (\w+ \w+)/gu)];
  expect(holders.map(([, who]) => who)).toEqual(['an unknown', 'process 12']);
  expect(written.err).not.toContain('format');
});

test('tells the verdict of a scenario as soon as it stands, and what is still to be confirmed', () => {
  const { host, written } = shown();
  const { listen } = createProgressDisplay(host);
  const screened = unchangedComparison({ verdict: 'inconclusive', ratio: 1.162 });
  const event = { type: 'scenario-decided', scenario: 'parse' } as const;
  const worse = { metric: 'wall_time', direction: 'worse' } as const;
  listen({ ...event, comparisons: [screened], candidates: [worse] });
  const confirmed = unchangedComparison({ verdict: 'regressed', ratio: 1.162 });
  listen({ ...event, comparisons: [confirmed], candidates: [] });
  expect(written.err).toBe(
    'parse: wall_time looks worse, +16.2 %; fresh pairs are to confirm it\nparse: wall_time regressed, +16.2 %\n',
  );
});
