import { describe, expect, test } from 'vitest';
import {
  POST_RUN_CHECKS,
  PRE_RUN_CHECKS,
} from '../../../api/measure/checks-before-and-after-measurement.ts';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import type { Ranking } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import type { BudgetResult } from '../../../harness/model/scenario/budget.ts';
import { NOISE_CHECKS } from '../../../reports/display-facts/choose-run-next-step.ts';
import {
  collectFootnotes,
  findFootnotes,
  formatFootnoteMarks,
} from '../../../reports/display-facts/collect-finding-footnotes.ts';
import { rankingFact } from '../../../reports/display-facts/run/alternatives-ranking-display-data.ts';
import { budgetFact, budgetFacts } from '../../../reports/display-facts/run/budget-display-data.ts';
import {
  formatIntervalTitle,
  metricFacts,
  runFacts,
} from '../../../reports/display-facts/run/single-run-display-data.ts';

import { trialSamplingFact } from '../../../reports/display-facts/run/trial-count-and-precision-display-data.ts';
import { renderMarkdownFootnotes } from '../../../reports/markdown/render-report-view-as-markdown.ts';
import { formatTerminalFootnotes } from '../../../reports/terminal/terminal-footnotes.ts';
import { createTerminalPage } from '../../../reports/terminal/terminal-page-layout.ts';
import { type GoldenName, goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { collectDocumentRunRecords } from '../../support/collect-result-document-run-records.ts';

const golden = goldenDocuments();

function goldenRun(name: GoldenName, index = 0): RunRecord {
  const run = collectDocumentRunRecords(golden[name])[index];
  if (run === undefined) throw new Error(name);
  return run;
}

function budget(over: Partial<BudgetResult>) {
  const result: BudgetResult = {
    metric: 'wall_time',
    limit: '< 2 ms',
    level: 'error',
    value: 1,
    low: 0.9,
    high: 1.1,
    verdict: 'pass',
    ...over,
  };
  return budgetFacts({ ...goldenRun('function-pass'), budgets: [result], metrics: {} })[0];
}

describe('the summary of a budget', () => {
  test.each<[Partial<BudgetResult>, string, string]>([
    [{}, 'met', '50 % below the limit'],
    [{ value: 2.24, verdict: 'fail' }, 'missed', '12 % over the limit'],
    [{ value: 9, verdict: 'fail' }, 'missed', '4.50 times the limit'],
    [{ value: 2.24, verdict: 'fail', level: 'warn' }, 'warned', '12 % over the limit'],
    [{ value: null, low: null, high: null, verdict: 'fail' }, 'unmeasured', 'never recorded'],
    [
      { value: 2, low: 1.93, high: 2.08, verdict: 'inconclusive' },
      'inconclusive',
      'the limit lies within the interval 1.93 … 2.08 ms',
    ],
    [{ limit: '<= 1 ms' }, 'met', 'at the limit'],
    [{ value: 0.0001 }, 'met', 'more than 99 % below the limit'],
    [{ value: 0 }, 'met', '100 % below the limit'],
    [{ limit: '>= 0.8 ms' }, 'met', '25 % above the limit'],
    [{ limit: '>= 1.6 ms', verdict: 'fail' }, 'missed', '38 % short of the limit'],
    [{ limit: '>= 0.1 ms' }, 'met', '10.0 times the limit'],
    [{ limit: '<= 0 ms', verdict: 'fail' }, 'missed', '1 ms over the limit'],
    [{ limit: 'gibberish', verdict: 'fail' }, 'missed', ''],
  ])('describes %j as %s: "%s"', (over, outcome, distance) => {
    expect(budget(over)).toMatchObject({ outcome, distance });
  });
});

describe('the footnotes of findings', () => {
  const finding = (over: Partial<Finding>): Finding => ({
    id: 'x',
    level: 'warning',
    message: 'm',
    ...over,
  });

  test('are numbered, the gravest first, with shared findings merged', () => {
    const notes = collectFootnotes([
      { scenario: null, findings: [finding({ level: 'info', message: 'whole' })] },
      { scenario: 'a', findings: [finding({}), finding({ metric: 'wall_time' })] },
      { scenario: 'b', findings: [finding({}), finding({ level: 'error', message: 'bad' })] },
    ]);
    expect(notes.map(({ number, level, scenarios }) => [number, level, scenarios])).toEqual([
      [1, 'error', ['b']],
      [2, 'warning', ['a', 'b']],
      [2, 'warning', ['a']],
      [3, 'info', []],
    ]);
    expect(formatFootnoteMarks(findFootnotes(notes, 'b', null))).toBe('[1, 2]');
    expect(formatFootnoteMarks(findFootnotes(notes, 'a', 'wall_time'))).toBe('[2]');
    expect(formatFootnoteMarks(findFootnotes(notes, 'b', 'wall_time'))).toBe('');
  });
});

describe('the advice of a finding', () => {
  const notes = collectFootnotes([
    {
      scenario: 'a',
      findings: ['wall_time', 'cpu_time', 'gc_time'].map((metric) => ({
        id: metric === 'gc_time' ? 'other' : 'high-variance',
        level: 'warning' as const,
        message: `${metric} varies`,
        remedy: 'Measure it again.',
        metric,
      })),
    },
  ]);

  test('is shown once per check, and stays with each finding for programs', () => {
    expect(notes.map(({ isRemedyTold }) => isRemedyTold)).toEqual([false, true, false]);
    expect(notes.map(({ remedy }) => remedy)).toEqual(Array(3).fill('Measure it again.'));
    const page = createTerminalPage({ width: 80, color: false, isVerbose: true });
    expect(formatTerminalFootnotes(notes, page)).toEqual([
      '[1] warning: wall_time varies',
      '    → Measure it again.',
      '[1] warning: cpu_time varies',
      '[2] warning: gc_time varies',
      '    → Measure it again.',
    ]);
    expect(renderMarkdownFootnotes(notes)).toEqual([
      '1. **warning**: wall\\_time varies _Measure it again._\n   - cpu\\_time varies',
      '2. **warning**: gc\\_time varies _Measure it again._',
    ]);
  });
});

describe('the list of metrics', () => {
  test('starts with the primary metric, then the metrics with budgets', () => {
    const names = metricFacts(goldenRun('http-unavailable')).map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(['latency.p50', 'latency.p95', 'throughput', 'error_rate']);
  });

  test('names the confidence of intervals when trials were too few for 95 %', () => {
    expect(formatIntervalTitle(metricFacts(goldenRun('inconclusive')))).toBe('93.7 % interval');
    expect(formatIntervalTitle(metricFacts(goldenRun('function-pass')))).toBe('95 % interval');
    expect(formatIntervalTitle(metricFacts(goldenRun('interrupted', 1)))).toBe('95 % interval');
    const [first, ...others] = metricFacts(goldenRun('inconclusive'));
    if (first === undefined) throw new Error('no metric');
    const summary = { ...first.summary, n: 3, confidence: 0.75 };
    expect(formatIntervalTitle([{ ...first, summary }, ...others])).toBe('interval');
  });

  test('claims neither interval nor variation for a single trial', () => {
    const [wall] = metricFacts(goldenRun('interrupted', 1));
    expect(wall).toMatchObject({ interval: 'one trial', variation: 'n/a', text: wall?.center });
  });
});

describe('the summary of sampling', () => {
  test.each([
    ['precise', 'stopped once precise enough (± 2 %)'],
    ['max-trials', 'stopped at the limit of 30 trials'],
    ['time', 'stopped at the limit of 30 s'],
    ['failed', 'stopped by a failure'],
    ['interrupted', 'interrupted'],
    ['blocked', 'not started due to an error'],
    [null, 'not finished'],
    ['something new', 'stopped: something new'],
  ])('describes the end %s as "%s"', (stop, text) => {
    expect(trialSamplingFact({ ...goldenRun('function-pass'), stop }).stop).toBe(text);
  });

  test('omits the numbers that a record of another origin lacks', () => {
    for (const settings of [{}, { sampling: 'odd' }, { sampling: {} }]) {
      const fact = trialSamplingFact({ ...goldenRun('function-pass'), settings });
      expect(fact.stop).toBe('stopped once precise enough');
    }
  });

  test('mentions quick mode', () => {
    expect(trialSamplingFact(goldenRun('inconclusive')).sentence).toContain('quick mode');
    expect(trialSamplingFact(goldenRun('function-pass')).sentence).not.toContain('quick');
  });

  test('names the faults that it was measured under', () => {
    const run = goldenRun('function-pass');
    const sentenceOf = (faults: object | undefined): string =>
      trialSamplingFact({ ...run, settings: { ...run.settings, server: { faults } } }).sentence;
    const latency = { latencyMs: 200, errorShare: 0, dropShare: 0, upstream: null };
    expect(sentenceOf(latency)).toMatch(/; with faults: 200 ms added$/);
    expect(sentenceOf({ ...latency, jitterMs: 50, errorShare: 0.01, dropShare: 0.005 })).toMatch(
      /; with faults: 200 ms ± 50 ms added, 1 % answered with 503, 0\.5 % dropped$/,
    );
    const upstream = { variable: 'API_URL', url: 'http://127.0.0.1:1/' };
    expect(
      sentenceOf({ ...latency, latencyMs: 0, errorShare: 0.2, status: 429, upstream }),
    ).toMatch(/; with faults behind API_URL: 20 % answered with 429$/);
    expect(sentenceOf(undefined)).not.toContain('faults');
  });
});

describe('a ranking', () => {
  const place = (over: Partial<Ranking['places'][number]>): Ranking['places'][number] => ({
    scenario: 'b',
    ratio: 1.8,
    low: 1.7,
    high: 1.9,
    distinct: true,
    pairs: 12,
    needed_pairs: null,
    ...over,
  });
  const sentenceFor = (over: Partial<Ranking['places'][number]>): string | undefined =>
    rankingFact({
      group: 'g',
      metric: 'wall_time',
      confidence: 0.95,
      places: [place({ scenario: 'a', ratio: 1, low: 1, high: 1 }), place(over)],
    }).sentences[0];

  test.each<[Partial<Ranking['places'][number]>, string]>([
    [{}, '`a` is 1.80 ± 0.10 times faster than `b`'],
    [{ high: 2.4 }, '`a` is 1.80 times (1.70 … 2.40) faster than `b`'],
    [{ low: 1.7999, high: 1.8001 }, '`a` is 1.80 ± < 0.01 times faster than `b`'],
    [
      { ratio: 1.01, low: 0.98, high: 1.04, distinct: false },
      '`a` and `b` cannot be told apart: the ratio lies between 0.98 and 1.04',
    ],
    [
      { distinct: false, pairs: 5, needed_pairs: 6 },
      '`a` and `b` cannot be told apart with 5 rounds; at least 6 are needed',
    ],
  ])('describes %j as "%s"', (over, sentence) => expect(sentenceFor(over)).toBe(sentence));
});

test('a ratio over too few rounds has no interval', () => {
  const ranked = (needed: number | null): string | undefined => {
    const place = { scenario: 'b', ratio: 1.8, low: 1.7, high: 1.9, pairs: 3 };
    const first = { ...place, scenario: 'a', ratio: 1, low: 1, high: 1 };
    const places = [first, place].map((entry) => ({
      ...entry,
      distinct: false,
      needed_pairs: needed,
    }));
    return rankingFact({ group: 'g', metric: 'wall_time', confidence: 0.95, places }).places[1]
      ?.ratio;
  };
  expect(ranked(6)).toBe('1.80');
  expect(ranked(null)).toBe('1.80 (1.70 … 1.90)');
});

test.each<[Partial<RunRecord>, string]>([
  [{ state: 'completed', verdict: 'pass' }, 'pass'],
  [{ state: 'completed', verdict: 'inconclusive' }, 'inconclusive'],
  [{ state: 'failed', verdict: 'fail' }, 'failed'],
  [{ state: 'interrupted', verdict: 'pass' }, 'interrupted'],
  [{ state: 'running', verdict: 'inconclusive' }, 'interrupted'],
])('a run with %j is reported as %s', (over, outcome) => {
  expect(runFacts({ ...goldenRun('function-pass'), ...over }).outcome).toBe(outcome);
});

test('every noise check of the next step is a check of a run', () => {
  const ids = [...PRE_RUN_CHECKS, ...POST_RUN_CHECKS].map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([...NOISE_CHECKS]));
});

test('a failed unit is counted among warm-ups or among trials', () => {
  const run = goldenRun('runs-mixed');
  const failed = run.trials.find(({ state }) => state === 'failed');
  if (failed === undefined) throw new Error('no failed trial');
  const trials = [{ ...failed, warmup: true }, ...run.trials];
  expect(runFacts({ ...run, trials }).failures.map(({ place }) => place)).toEqual([
    'warm-up 1',
    'trial 3',
  ]);
});

const distance = (limit: string, value: number): string =>
  budgetFact(
    // One or two trials have no interval, and are inconclusive.
    {
      metric: 'wall_time',
      limit,
      value,
      low: null,
      high: null,
      verdict: 'inconclusive',
    } as BudgetResult,
    'ms',
  ).distance;

test.each([
  ['< 2 ms', 0.98, '51 % below the limit'],
  ['< 2 ms', 2.5, '25 % over the limit'],
  ['> 2 ms', 1.5, '25 % short of the limit'],
  ['> 2 ms', 2.5, '25 % above the limit'],
])('budgetFact says on which side of %s an inconclusive value of %d lies', (limit, value, text) => {
  expect(distance(limit, value)).toBe(text);
});
