/** Rules from three sets of budgets in real promtool: its checks, and which alerts fire when. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { listMonitoredBudgets } from '../../../plugins/monitoring/list-monitored-budgets.ts';
import { formatRuleFile } from '../../../plugins/monitoring/monitoring-files.ts';
import { DEFAULT_MONITORING } from '../../../plugins/monitoring/monitoring-settings.ts';
import { findPromtool } from '../../../tools/install-promtool.ts';
import { BUDGET_SETS } from '../../support/budgeted-scenario.ts';

const LABELS = '{http_route="/users",http_request_method="GET"';

function prepared(name: string): { readonly folder: string; readonly rules: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  const watches = listMonitoredBudgets(BUDGET_SETS[name] ?? [], DEFAULT_MONITORING);
  writeFileSync(join(folder, 'rules.yml'), formatRuleFile(watches, DEFAULT_MONITORING));
  return { folder, rules: join(folder, 'rules.yml') };
}

interface Playing {
  readonly set: string;
  readonly interval: string;
  readonly series: Readonly<Record<string, string>>;
  readonly at: string;
  readonly alert: string;
  readonly of: Readonly<Record<string, string>>;
}

/** Path of a file of promtool's that plays it, and expects no alert. */
function written({ set, interval, series, at, alert }: Playing): string {
  const { folder } = prepared(set);
  const file = join(folder, 'play.yml');
  const played = {
    interval,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [{ eval_time: at, alertname: alert, exp_alerts: [] }],
  };
  writeFileSync(
    file,
    stringify({
      rule_files: ['rules.yml'],
      // Steps are longer here than the lookback of a series, so recording rules must be evaluated
      // first.
      group_eval_order: ['values', 'budgets', 'burn-rates', 'no-data'].map(
        (group) => `perf-harness-${group}`,
      ),
      evaluation_interval: interval,
      tests: [played],
    }),
  );
  return file;
}

/** Runs promtool once on these files; returns its output for each, in order. */
function promtoolOn(args: readonly string[], files: readonly string[]): readonly string[] {
  const output = join(mkdtempSync(join(tmpdir(), 'promtool-')), 'output.txt');
  // Both streams go to one file: failures are on stderr, below the file name on stdout.
  const descriptor = openSync(output, 'w');
  spawnSync(findPromtool(), [...args, ...files], { stdio: ['ignore', descriptor, descriptor] });
  closeSync(descriptor);
  const [, ...said] = readFileSync(output, 'utf8').split(/^(?:Unit Testing: |Checking )/mu);
  expect(said).toHaveLength(files.length);
  return said;
}

describe('LEAD-05: rules', () => {
  const names = Object.keys(BUDGET_SETS);
  let said: readonly string[];
  beforeAll(() => {
    said = promtoolOn(
      ['check', 'rules'],
      names.map((name) => prepared(name).rules),
    );
  });

  test.each(names)('from budgets for %s are accepted by promtool without complaint', (name) => {
    const [, ...text] = said[names.indexOf(name)]?.trim().split('\n') ?? [];
    expect(text).toEqual([expect.stringMatching(/^ {2}SUCCESS: \d+ rules found$/u)]);
  });
});

/** Requests a minute of which all are faster than a bound, below and above the limit of 250 ms. */
function histogram(slowShare: number): Readonly<Record<string, string>> {
  const fast = 1_000 * (1 - slowShare);
  return {
    [`http_server_request_duration_seconds_bucket${LABELS},le="0.1"}`]: `0+${fast}x60`,
    [`http_server_request_duration_seconds_bucket${LABELS},le="0.25"}`]: `0+${fast}x60`,
    [`http_server_request_duration_seconds_bucket${LABELS},le="0.5"}`]: '0+1000x60',
    [`http_server_request_duration_seconds_bucket${LABELS},le="+Inf"}`]: '0+1000x60',
    [`http_server_request_duration_seconds_count${LABELS}}`]: '0+1000x60',
  };
}

/** Returns series in which `failed` of 100,000 requests fail in each step. */
function failing(failed: number, steps: number): Readonly<Record<string, string>> {
  const count = 'http_server_request_duration_seconds_count';
  return {
    [`${count}${LABELS},http_response_status_code="200"}`]: `0+${100_000 - failed}x${steps}`,
    [`${count}${LABELS},http_response_status_code="500"}`]: `0+${failed}x${steps}`,
  };
}

const latency = { set: 'requests', interval: '1m', at: '40m' } as const;
const broken = { alert: 'PerfHarnessBudgetBroken', of: { metric: 'latency.p95' } } as const;
const runOfParse = (low: number, high: number): Readonly<Record<string, string>> => ({
  'perf_harness_wall_time_low_seconds{scenario="cli start"}': `${low}x20`,
  'perf_harness_wall_time_seconds{scenario="cli start"}': `${(low + high) / 2}x20`,
  'perf_harness_wall_time_high_seconds{scenario="cli start"}': `${high}x20`,
});
const visits = (good: number): Readonly<Record<string, string>> => ({
  'browser_web_vital_lcp_seconds_bucket{page="/",le="1"}': `0+${good}x100`,
  'browser_web_vital_lcp_seconds_bucket{page="/",le="2.5"}': `0+${good}x100`,
  'browser_web_vital_lcp_seconds_bucket{page="/",le="4"}': '0+100x100',
  'browser_web_vital_lcp_seconds_bucket{page="/",le="+Inf"}': '0+100x100',
});

const PLAYS: readonly (readonly [what: string, isTold: boolean, playing: Playing])[] = [
  ['p95 over its limit', true, { ...latency, ...broken, series: histogram(0.2) }],
  ['p95 below its limit', false, { ...latency, ...broken, series: histogram(0.01) }],
  [
    'errors at 2 % for an hour',
    true,
    playErrors('PerfHarnessBurnRateFast', 2_000, '2m', 35, '66m'),
  ],
  [
    'errors at 1 % for an hour',
    false,
    playErrors('PerfHarnessBurnRateFast', 1_000, '2m', 35, '66m'),
  ],
  ['errors at 1 % for 6 h', true, playErrors('PerfHarnessBurnRateMedium', 1_000, '10m', 45, '7h')],
  ['errors at 0.2 % for 3 d', true, playErrors('PerfHarnessBurnRateSlow', 200, '1h', 75, '73h')],
  ['a run wholly over its limit', true, playRun(0.085, 0.09)],
  ['a run whose interval holds the limit', false, playRun(0.075, 0.09)],
  ['a run within its limit', false, playRun(0.06, 0.07)],
  ['p75 of visits over its limit', true, playVisits(60)],
  ['p75 of visits within its limit', false, playVisits(90)],
  [
    'nothing to watch',
    true,
    {
      set: 'requests',
      interval: '5m',
      at: '70m',
      alert: 'PerfHarnessNothingToWatch',
      of: { source: 'service' },
      series: { up: '1x80' },
    },
  ],
];

describe('alerts', () => {
  let said: readonly string[];
  beforeAll(() => {
    said = promtoolOn(
      ['test', 'rules'],
      PLAYS.map(([, , playing]) => written(playing)),
    );
  });

  test.each(PLAYS)('LEAD-08: fire for %s: %s', (what, isTold, { alert, of }) => {
    // Alerts that promtool reports where the rule test expects none.
    const got = said[PLAYS.findIndex(([name]) => name === what)] ?? '';
    if (!isTold) {
      expect(got).toContain('SUCCESS');
      return;
    }
    expect(got).toContain('FAILED');
    expect(got).toContain(`alertname="${alert}"`);
    for (const [label, value] of Object.entries(of)) expect(got).toContain(`${label}="${value}"`);
  });
});

function playErrors(
  alert: string,
  failed: number,
  interval: string,
  steps: number,
  at: string,
): Playing {
  return {
    set: 'requests',
    interval,
    at,
    alert,
    of: { metric: 'error_rate' },
    series: failing(failed, steps),
  };
}

function playRun(low: number, high: number): Playing {
  return {
    set: 'runs',
    interval: '1m',
    at: '10m',
    ...broken,
    of: { scenario: 'cli start' },
    series: runOfParse(low, high),
  };
}

function playVisits(good: number): Playing {
  return {
    set: 'visits',
    interval: '15m',
    at: '8h',
    ...broken,
    of: { metric: 'lcp' },
    series: visits(good),
  };
}

test('omits windows whose threshold no share of errors could reach', () => {
  const { rules } = prepared('requests');
  const text = readFileSync(rules, 'utf8');
  expect(text).toContain('PerfHarnessBurnRateSlow');
  const p95 = text.match(/slower_than_latency_p95:ratio:1h\{[^}]*\} > ([\d.]+)/);
  expect(p95?.[1]).toBe('0.72');
  expect(text).not.toContain('slower_than_latency_p50');
});
