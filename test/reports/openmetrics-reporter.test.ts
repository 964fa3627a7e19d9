/** OpenMetrics and the formats of others, by their own readers and published descriptions. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
import { GATE_SCHEMA } from '../../harness/model/documents/gate-document.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import {
  COMPARISON_SCHEMA,
  REPORT_SCHEMA,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { getMetric } from '../../harness/model/metric.ts';
import { summarizeMetric } from '../../harness/stats/summarize-metric.ts';
import { badgeReporter } from '../../reports/badge-reporter.ts';
import { bencherReporter } from '../../reports/bencher-reporter.ts';
import {
  githubActionBenchmarkBiggerReporter,
  githubActionBenchmarkReporter,
} from '../../reports/github-action-benchmark-reporter.ts';
import { openmetricsReporter } from '../../reports/openmetrics-reporter.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';
import { createBudget, createRunRecord } from '../../tools/golden/simulated-run-records.ts';
import { findPromtool } from '../../tools/install-promtool.ts';

const PLAIN = { width: 80, color: false };
const MEASURED: readonly string[] = [REPORT_SCHEMA, COMPARISON_SCHEMA, GATE_SCHEMA];
const HOSTILE = 'a "quoted" \\ name\nwith\u0000 <script> ../ \u202e\ud800';

const ENGINE = ['k6.http_req_waiting{name:log in}.p95', 'k6.http_req_waiting{name:log-in}.p95'];

function withEngine(run: RunRecord): RunRecord {
  const own = ENGINE.map((name) => [
    name,
    summarizeMetric(getMetric(name), [80, 81, 82, 83, 84, 85]),
  ]);
  return { ...run, metrics: { ...run.metrics, ...Object.fromEntries(own) } };
}

const hostile: ReportDocument = {
  schema: REPORT_SCHEMA,
  runs: [
    withEngine(
      createRunRecord({
        scenario: HOSTILE,
        kind: 'k6',
        units: 6,
        metrics: {
          'latency.p95': [120, 0.02],
          gc_count: [3, 0.1],
          throughput: [900, 0.05],
        },
        budgets: [createBudget('latency.p95', '< 300 ms')],
      }),
    ),
  ],
  rankings: [],
  findings: [],
  verdict: 'pass',
};

const documents: Readonly<Record<string, ReportDocument>> = { ...goldenDocuments(), hostile };
const measured = Object.entries(documents).filter(([, { schema }]) => MEASURED.includes(schema));

describe('the OpenMetrics report', () => {
  test('is accepted by promtool for runs, a comparison and a gate', () => {
    for (const name of ['runs-mixed', 'live-mixed', 'gate-mixed']) {
      const document = documents[name];
      if (document === undefined) throw new Error(name);
      const { status, stdout, stderr } = spawnSync(findPromtool(), ['check', 'metrics'], {
        input: openmetricsReporter.render(document, PLAIN),
        encoding: 'utf8',
      });
      expect([name, status, stdout + stderr]).toEqual([name, 0, '']);
    }
  });

  test("is read by Prometheus's own reader of OpenMetrics, which is strict", () => {
    const folder = mkdtempSync(join(tmpdir(), 'openmetrics-'));
    const file = join(folder, 'metrics.txt');
    // Unlike other readers, the importer requires a timestamp for each series.
    const text = openmetricsReporter
      .render(hostile, PLAIN)
      .replaceAll(/^(perf_harness.*)$/gm, '$1 1700000000');
    writeFileSync(file, text);
    const args = ['tsdb', 'create-blocks-from', 'openmetrics', file, join(folder, 'data')];
    const { status, stdout, stderr } = spawnSync(findPromtool(), args, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('BLOCK');
  });

  test('has units, both ends of the interval, and its end mark', () => {
    const text = openmetricsReporter.render(hostile, PLAIN);
    expect(text).toContain('# UNIT perf_harness_latency_p95_seconds seconds\n');
    expect(text).toMatch(/^perf_harness_latency_p95_low_seconds\{.*\} 0\.1\d+$/m);
    expect(text).toMatch(/^perf_harness_latency_p95_high_seconds\{.*\} 0\.1\d+$/m);
    expect(text).toContain('scenario="a \\"quoted\\" \\\\ name\\nwith\uFFFD <script> ../');
    expect(text.endsWith('# EOF\n')).toBe(true);
    expect(text.match(/metric="http_req_waiting\{name:log[ -]in\}\.p95"/g)).toHaveLength(6);
  });
});

const bencherSchema = z.record(
  z.string().max(1_024),
  z.record(
    z.string().max(64),
    z.strictObject({ value: z.number(), lower_value: z.number(), upper_value: z.number() }),
  ),
);
const listSchema = z.array(
  z.strictObject({
    name: z.string(),
    unit: z.string(),
    value: z.number(),
    range: z.string(),
    extra: z.string(),
  }),
);
const badgeSchema = z.strictObject({
  schemaVersion: z.literal(1),
  label: z.string(),
  message: z.string().min(1),
  color: z.enum(['brightgreen', 'red', 'yellow', 'lightgrey']),
});

/** Expects the document in the schemas of Bencher, github-action-benchmark (both), the badge. */
function expectPublished(document: ReportDocument): void {
  const bencher = bencherSchema.parse(JSON.parse(bencherReporter.render(document, PLAIN)));
  for (const measures of Object.values(bencher)) {
    for (const { value, lower_value, upper_value } of Object.values(measures)) {
      expect(lower_value).toBeLessThanOrEqual(value);
      expect(upper_value).toBeGreaterThanOrEqual(value);
    }
  }
  const smaller = listSchema.parse(
    JSON.parse(githubActionBenchmarkReporter.render(document, PLAIN)),
  );
  const bigger = listSchema.parse(
    JSON.parse(githubActionBenchmarkBiggerReporter.render(document, PLAIN)),
  );
  const all = Object.values(bencher).reduce(
    (sum, benchmark) => sum + Object.keys(benchmark).length,
    0,
  );
  expect(smaller.length + bigger.length).toBe(all);
  badgeSchema.parse(JSON.parse(badgeReporter.render(document, PLAIN)));
}

describe('third-party formats', () => {
  test('follow their published schemas for every document with measurements', () => {
    for (const [, document] of measured) expectPublished(document);
  });

  test('list throughput as a value that should be large, but not latency', () => {
    const names = (text: string) => listSchema.parse(JSON.parse(text)).map(({ name }) => name);
    const bigger = names(githubActionBenchmarkBiggerReporter.render(hostile, PLAIN));
    expect(bigger).toEqual([`${HOSTILE.toWellFormed()}: throughput`.replace('\uFFFD', '\ud800')]);
  });

  test('show a green badge only for kept budgets', () => {
    const of = (document: ReportDocument) =>
      badgeSchema.parse(JSON.parse(badgeReporter.render(document, PLAIN)));
    expect(of(hostile)).toMatchObject({ message: '1 of 1 budgets met', color: 'brightgreen' });
    expect(of({ ...hostile, runs: [], verdict: 'pass' })).toMatchObject({ color: 'lightgrey' });
    expect(of({ ...hostile, verdict: 'fail' })).toMatchObject({ color: 'red' });
    expect(of({ ...hostile, verdict: 'inconclusive' })).toMatchObject({ color: 'yellow' });
  });

  test('reject a document in which nothing was measured', () => {
    const unmeasured = Object.values(documents).filter(({ schema }) => !MEASURED.includes(schema));
    expect(unmeasured).not.toEqual([]);
    for (const document of unmeasured) {
      expect(() => badgeReporter.render(document, PLAIN)).toThrow(
        /needs measurements, but .* contains none/,
      );
    }
  });
});
