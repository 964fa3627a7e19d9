import { describe, expect, test } from 'vitest';
import { formatNoiseCalibration } from '../../../cli/output/format-noise-calibration.ts';
import {
  CALIBRATION_SCHEMA,
  type CalibrationReport,
  type MetricCalibration,
  type ScenarioCalibration,
} from '../../../harness/model/documents/calibration-document.ts';
import { displayWidth } from '../../../reports/text/display-width.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { collectDocumentRunRecords } from '../../support/collect-result-document-run-records.ts';

const OPTIONS = { width: 80, color: false };

const METRIC: MetricCalibration = {
  metric: 'wall_time',
  gated: true,
  pairs: 30,
  seconds_per_pair: 0.5,
  spread: 0.012,
  deviation: 0.013,
  ratio: 1,
  p_value: 0.6,
  false_alarms: { comparisons: 200, changed: 3 },
  visible: [10, 30, 100].map((pairs) => ({ pairs, change: 0.02, seconds: pairs * 0.5 })),
};

const SCENARIO: ScenarioCalibration = {
  scenario: 'parse',
  kind: 'function',
  calibratedAt: '2026-01-02T03:04:05.000Z',
  machine: 'm',
  node: '26.0.0',
  seed: 1,
  seconds_per_pair: 0.5,
  plan: 'back-to-back',
  metrics: [METRIC],
  trouble: null,
};

function report(changes: Partial<CalibrationReport>): CalibrationReport {
  const [run] = Object.values(goldenDocuments()).flatMap((document) =>
    collectDocumentRunRecords(document),
  );
  if (!run?.environment) throw new Error('a run');
  const { environment } = run;
  return {
    schema: CALIBRATION_SCHEMA,
    environment,
    scenarios: [SCENARIO],
    findings: [],
    ...changes,
  };
}

const BUILD = `working tree could not be built: "npm run build" exited with code 1: \u001b[31m${'a long word of it '.repeat(12)}\u001b[2J`;

describe('the text of a calibration', () => {
  test('is a table of what each number of pairs can show', () => {
    expect(formatNoiseCalibration(report({}), OPTIONS)).toBe(`parse
  30 pairs of identical code, 0.50 s a pair

  metric     spread  10 pairs  30 pairs  100 pairs  false alarms
                          5 s      15 s       50 s
  wall_time   1.2 %    ±2.0 %    ±2.0 %     ±2.0 %      3 of 200

  spread: 1.48 × MAD of the log ratios of the pairs. Pair columns: the smallest
  change beyond the margin that the given number of pairs detects with 80 %
  probability.
`);
  });

  test('has its headings when no deciding metric was measured', () => {
    const others = { ...SCENARIO, metrics: [{ ...METRIC, metric: 'ttfb', gated: false }] };
    expect(formatNoiseCalibration(report({ scenarios: [others] }), OPTIONS)).toContain(`
  metric  spread  10 pairs  30 pairs  100 pairs  false alarms
                       5 s      15 s       50 s
  ttfb ·   1.2 %    ±2.0 %    ±2.0 %     ±2.0 %      3 of 200
`);
  });

  test('shows the output of a build in lines that fit, without moving the cursor', () => {
    const finding = {
      id: 'prepare-failed',
      level: 'error',
      message: BUILD,
      remedy: 'Run the command in a checkout of working tree and fix the failure.',
    } as const;
    const broken = { ...SCENARIO, metrics: [], trouble: BUILD };
    // Both sides report it, but there is only one thing to fix.
    const text = formatNoiseCalibration(
      report({ scenarios: [broken], findings: [finding, finding] }),
      OPTIONS,
    );
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
    expect(text).toContain('  no calibration: working tree could not be built:');
    expect(
      text.match(/→ Run the command in a checkout of working tree and fix the failure\./gu),
    ).toHaveLength(1);
  });

  test('fits whatever the names of metrics and scenarios are', () => {
    const long = 'm'.repeat(120);
    const named = {
      ...SCENARIO,
      scenario: `${long} \u202e`,
      metrics: [{ ...METRIC, metric: long }],
    };
    const text = formatNoiseCalibration(report({ scenarios: [named] }), OPTIONS);
    expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
    expect(text).not.toContain('\u202e');
  });
});
