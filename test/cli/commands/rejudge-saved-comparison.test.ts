/** Saved comparisons judged again: by the real engine on scripted units, saved, and read from the file. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rejudgeSavedComparison } from '../../../cli/commands/recompute-saved-comparison-verdicts.ts';
import { createComparisonStore } from '../../../harness/history/comparison-store.ts';
import { stateSubfolder } from '../../../harness/history/project-state-folder.ts';
import type { LiveOptions } from '../../../harness/live-comparison/live-comparison-context.ts';
import { rejudgeComparisonFromTrials } from '../../../harness/live-comparison/rejudge-comparison-from-trials.ts';
import type { ScenarioCalibration } from '../../../harness/model/documents/calibration-document.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { displayWidth } from '../../../reports/text/display-width.ts';
import {
  fixtureServerSettings,
  httpScenario,
} from '../../harness/executors/http/http-executor-test-setup.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';
import { createDraws } from '../../support/random-draws.ts';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';
import { runScriptedComparison } from '../../support/scripted-comparison.ts';
import { unwrapTerminalOutput } from '../../support/unwrap-terminal-output.ts';

const SHORT = { measureMs: 1, warmupMs: 0 };
const { normal } = createDraws(3);
/** A random value around 1 with this spread. */
const about = (spread: number): number => Math.exp(spread * normal());

/** Measures and saves a comparison, and replays it as the command does. */
async function judgedAgain(comparison: Parameters<typeof runScriptedComparison>[0]) {
  const { host, written } = createInMemoryHost();
  const store = createComparisonStore(host, host.cwd);
  const { report } = await runScriptedComparison({
    ...comparison,
    parts: { ...comparison.parts, save: (document) => store.save('one', document) },
  });
  const file = join(stateSubfolder(host.cwd, 'comparisons'), 'one.json');
  // The `listed` field is for lists of files and not part of the document.
  const { listed, ...inFile } = JSON.parse(readFileSync(file, 'utf8')) as ComparisonReport & {
    readonly listed: string;
  };
  expect(listed).toBe('base to head');
  const again = await rejudgeSavedComparison(host, host.cwd, 'latest');
  return { host, file, report, inFile, again, said: written.err };
}

/** Runs `compare --replay` on `file` and expects its messages to fit 80 columns. */
async function replayed(file: string) {
  const asked = ['compare', '--replay', file, '--reporter', 'json'];
  const { code, out, err } = await runCommandInProcess(asked, { cwd: dirname(dirname(file)) });
  expect(err.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  return { code, out, err: unwrapTerminalOutput(err) };
}

/** Expects the replay to give the saved comparisons byte for byte and to change nothing else. */
function expectAsSaved({ report, inFile, again, said }: Awaited<ReturnType<typeof judgedAgain>>) {
  expect(said).toBe(
    `rejudged from the raw values: all ${report.comparisons.length} comparisons match the saved results\n`,
  );
  expect(again.isAsSaved).toBe(true);
  expect(JSON.stringify(again.report.comparisons)).toBe(JSON.stringify(inFile.comparisons));
  expect(again.report).toEqual(inFile);
}

function rowOf({ comparisons }: ComparisonReport, metric: string) {
  const found = comparisons.find((comparison) => comparison.metric === metric);
  if (found === undefined) throw new Error(`no ${metric}`);
  return found;
}

const slower = functionScenario({ ...SHORT, name: 'slower' });
/** A function that is slower by a tenth. */
const slowerComparison = {
  scenarios: [slower],
  script: ({ side }: { readonly side: string }) => ({
    measurements: { wall_time: (side === 'a' ? 100 : 110) * about(0.005) },
  }),
};

describe('compare --replay of an unchanged record', () => {
  it('returns the saved result of a count judged by a calibrated spread', async () => {
    const outcome = await judgedAgain({
      scenarios: [functionScenario({ ...SHORT, regression: { allocated: 0.01 } })],
      script: ({ side }) => ({
        measurements: {
          wall_time: 100 * about(0.005),
          allocated: (side === 'a' ? 1e6 : 1.015e6) * about(0.0008),
        },
      }),
      parts: { calibrationOf: () => calibrated('allocated', 0.001, 30) },
    });
    expectAsSaved(outcome);
    const row = rowOf(outcome.inFile, 'allocated');
    // Conclusive at the first interim analysis for a calibrated spread; with its own spread alone
    // the metric would have no analysis there.
    expect(row).toMatchObject({ verdict: 'regressed', confirmed: true, pairs: 3 });
    expect(row.pooled_spread).toEqual({ sd: 0.001, degrees_of_freedom: 29 });
    const without = outcome.inFile.comparisons.map(({ pooled_spread: _, ...others }) => others);
    const other = rejudgeComparisonFromTrials({ ...outcome.inFile, comparisons: without });
    expect(rowOf(other, 'allocated')).not.toEqual(row);
  });

  it('returns the saved result of instructions, which have their own units', async () => {
    const outcome = await judgedAgain({
      scenarios: [
        functionScenario({
          ...SHORT,
          metrics: ['instructions'],
          regression: { instructions: 0.003 },
        }),
      ],
      script: () => ({ measurements: { wall_time: 100 * about(0.005) } }),
      counted: ({ side }) => ({
        measurements: { instructions: (side === 'a' ? 1e6 : 1.02e6) * about(0.0005) },
      }),
    });
    expectAsSaved(outcome);
    const row = rowOf(outcome.inFile, 'instructions');
    expect(row).toMatchObject({ verdict: 'regressed', gated: true, confirmed: true });
    // Instruction counts are a separate pass in the record, and judged by that pass alone.
    const timed = outcome.inFile.runs.map((run) => ({
      ...run,
      trials: run.trials.filter(({ pass }) => pass === undefined),
    }));
    expect(timed[0]?.trials.length).toBeLessThan(outcome.inFile.runs[0]?.trials.length ?? 0);
    const other = rejudgeComparisonFromTrials({ ...outcome.inFile, runs: timed });
    expect(rowOf(other, 'instructions').verdict).toBe('incomparable');
    expect(rowOf(other, 'wall_time')).toEqual(rowOf(outcome.inFile, 'wall_time'));
  });

  it('returns the saved result of a server, judged by its rounds', async () => {
    const server = httpScenario(fixtureServerSettings('ok'));
    const outcome = await judgedAgain({
      scenarios: [server],
      // The machine's speed varies between rounds, for both sides alike.
      script: ({ side, pair }, _scenario, block) => {
        const machine = 1 + 0.5 * Math.sin(7 * pair + block);
        const cpuTime = machine * (side === 'a' ? 1 : 1.1) * about(0.01);
        const load = { throughput: 1_000 / machine, error_rate: 0, 'latency.p50': 2 };
        return { measurements: { ...load, cpu_time: cpuTime, 'latency.p95': 5 * about(0.01) } };
      },
    });
    expectAsSaved(outcome);
    expect(outcome.inFile.plan).toBe('alternating');
    const row = rowOf(outcome.inFile, 'cpu_time');
    expect(row).toMatchObject({ verdict: 'regressed', confirmed: true });
    // Without matching rounds the same units lead to a different result.
    const whole = outcome.inFile.runs.map((run) => ({
      ...run,
      trials: run.trials.map((trial) =>
        trial.state === 'completed' && run.side === 'b'
          ? { ...trial, blocks: trial.blocks.slice(1) }
          : trial,
      ),
    }));
    const other = rejudgeComparisonFromTrials({ ...outcome.inFile, runs: whole });
    expect(rowOf(other, 'cpu_time').ratio).not.toBe(row.ratio);
  });
});

describe('compare --replay of a record that its values do not support', () => {
  async function changed(change: (saved: ComparisonReport) => ComparisonReport) {
    const outcome = await judgedAgain(slowerComparison);
    outcome.host.files.writeAtomic(outcome.file, JSON.stringify(change(outcome.inFile)));
    return { ...(await replayed(outcome.file)), inFile: outcome.inFile };
  }

  it('names what differs, shows what the values support, and ends with 6', async () => {
    const { code, out, err, inFile } = await changed((saved) => ({
      ...saved,
      comparisons: saved.comparisons.map((comparison) => ({ ...comparison, verdict: 'unchanged' })),
      verdict: 'pass',
    }));
    expect(err).toContain('1 of 1 comparisons differ from the saved results: wall_time of slower');
    expect(err).toContain('the overall verdict is "fail", but "pass" was saved');
    expect((JSON.parse(out) as ComparisonReport).comparisons).toEqual(inFile.comparisons);
    expect(code).toBe(6);
  });

  it('ends as the comparison did when nothing was changed', async () => {
    const { code, err } = await changed((saved) => saved);
    expect(err).toContain('all 1 comparisons match the saved results');
    expect(code).toBe(1);
  });
});

/** Verdicts follow settings requested by scenario and command, stored with them in the record. */
describe('compare --replay of a record whose verdicts follow from other settings than its own', () => {
  const both = functionScenario({ ...SHORT, name: 'both', regression: { cpu_time: 0.05 } });
  /** Slower by a tenth, with as much CPU time as before. */
  const comparison = {
    scenarios: [both],
    script: ({ side }: { readonly side: string }) => ({
      measurements: {
        wall_time: (side === 'a' ? 100 : 110) * about(0.005),
        cpu_time: 50 * about(0.005),
        memory_peak: 5e7 * about(0.001),
      },
    }),
  };
  const cpuTimeAlone = { gatedMetricsOf: () => new Set(['cpu_time']) };

  async function judged(
    options: Partial<LiveOptions>,
    change: (saved: ComparisonReport) => ComparisonReport,
  ) {
    const { host, file, inFile } = await judgedAgain({ ...comparison, options });
    host.files.writeAtomic(file, JSON.stringify(change(inFile)));
    return replayed(file);
  }
  /** Returns the report as if only the scenario had set the deciding metrics and their margin. */
  const asIfNotAsked = (saved: ComparisonReport): ComparisonReport => ({
    ...saved,
    asked: { margin: null, metrics: null },
  });

  it.each([{ margin: 0.6 }, cpuTimeAlone])(
    'returns the saved result when %j was requested',
    async (options) => {
      const outcome = await judgedAgain({ ...comparison, options });
      expectAsSaved(outcome);
      expect(outcome.inFile.verdict).toBe('pass');
    },
  );

  it('names the margin and the deciding metric that nobody requested', async () => {
    const { code, err, out } = await judged({ margin: 0.6 }, asIfNotAsked);
    expect(code).toBe(6);
    expect(err).toContain('wall_time of both (margin 2 %, saved with 60 %)');
    expect(err).toContain('cpu_time of both (margin 5 %, saved with 60 %)');
    expect(err).toContain('the overall verdict is "inconclusive", but "pass" was saved');
    expect((JSON.parse(out) as ComparisonReport).comparisons[0]).toMatchObject({ margin: 0.02 });
    expect((await judged(cpuTimeAlone, asIfNotAsked)).err).toContain(
      'wall_time of both (determines the verdict, but was saved as not determining it)',
    );
  });

  it('names rows that were removed', async () => {
    const { code, err, out } = await judged({}, (saved) => ({
      ...saved,
      comparisons: saved.comparisons.filter(({ metric }) => metric === 'cpu_time'),
      verdict: 'pass',
    }));
    expect(code).toBe(6);
    expect(err).toContain(
      'all 1 comparisons match the saved results; missing from the saved comparison (2): wall_time of both, memory_peak of both',
    );
    expect(err).toContain('the overall verdict is "fail", but "pass" was saved');
    expect((JSON.parse(out) as ComparisonReport).comparisons).toHaveLength(3);
  });
});

/** Returns the calibration of a metric from pairs of identical code. */
function calibrated(metric: string, deviation: number, pairs: number): ScenarioCalibration {
  return {
    scenario: 'parse',
    kind: 'function',
    calibratedAt: '2026-11-20T00:00:00.000Z',
    machine: 'this one',
    node: process.version,
    seed: 1,
    seconds_per_pair: 1,
    plan: 'back-to-back',
    trouble: null,
    metrics: [
      {
        metric,
        gated: true,
        pairs,
        seconds_per_pair: 1,
        spread: deviation,
        deviation,
        ratio: 1,
        p_value: 1,
        false_alarms: { comparisons: 0, changed: 0 },
        visible: [],
      },
    ],
  };
}
