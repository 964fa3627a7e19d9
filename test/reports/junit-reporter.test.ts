import { describe, expect, test } from 'vitest';
import type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
import { BISECT_SCHEMA } from '../../harness/model/documents/bisect-document.ts';
import { CAPACITY_SCHEMA } from '../../harness/model/documents/capacity-document.ts';
import { asBudgetCheck, GATE_SCHEMA } from '../../harness/model/documents/gate-document.ts';
import { HISTORY_SCHEMA } from '../../harness/model/documents/history-document.ts';
import { CHECKLIST_SCHEMA } from '../../harness/model/documents/performance-checklist-document.ts';
import { PROFILE_DIFF_SCHEMA } from '../../harness/model/documents/profile-diff-document.ts';
import { PROFILE_SCHEMA } from '../../harness/model/documents/profile-document.ts';
import { REPORT_SCHEMA } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { junitReporter } from '../../reports/junit-reporter.ts';
import { createView } from '../../reports/views/create-document-view.ts';
import { type GoldenName, goldenDocuments } from '../../tools/golden/golden-documents.ts';
import { parseStrictXml } from './parse-strict-xml.ts';

const OPTIONS = { width: 80, color: false };
const golden = goldenDocuments();

/** Returns the suites' names: a run is a suite; a scenario's comparisons, checks share a suite. */
function suiteNames(document: ReportDocument): readonly string[] {
  if (document.schema === REPORT_SCHEMA) return document.runs.map(({ scenario }) => scenario);
  if (
    document.schema === BISECT_SCHEMA ||
    document.schema === CAPACITY_SCHEMA ||
    document.schema === PROFILE_SCHEMA ||
    document.schema === PROFILE_DIFF_SCHEMA
  ) {
    return [document.scenario];
  }
  if (document.schema === CHECKLIST_SCHEMA) {
    return [createView(document).title];
  }
  if (document.schema === HISTORY_SCHEMA) return ['history'];
  const places = document.schema === GATE_SCHEMA ? document.checks : document.comparisons;
  return [...new Set(places.map(({ scenario }) => scenario))];
}

function casesOf(name: GoldenName): readonly (readonly [name: string, outcome: string])[] {
  const root = parseStrictXml(junitReporter.render(golden[name], OPTIONS));
  return root.children.flatMap(({ children }) =>
    children
      .filter((child) => child.name === 'testcase')
      .map((child) => [child.attributes.name ?? '', child.children[0]?.name ?? 'passed'] as const),
  );
}

test('parseStrictXml rejects what is not XML', () => {
  const declare = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
  expect(parseStrictXml(declare('<a b="&lt;&#10;">x &amp; y<c/></a>'))).toEqual({
    name: 'a',
    attributes: { b: '<\n' },
    children: [{ name: 'c', attributes: {}, children: [], text: '' }],
    text: 'x & y',
  });
  for (const broken of [
    '<a>',
    '<a></b>',
    '<a b="1" b="2"/>',
    '<a b="<"/>',
    '<a b="\n"/>',
    '<a>&nbsp;</a>',
    '<a>& b</a>',
    '<a>]]></a>',
    '<a/><b/>',
    '<a>\u0000</a>',
    '<a>\ud800</a>',
    '<1/>',
  ]) {
    expect(() => parseStrictXml(declare(broken)), broken).toThrow();
  }
  expect(() => parseStrictXml('<a/>')).toThrow();
});

test('a JUnit report is well-formed and has a suite per scenario, with unchanged names', () => {
  for (const [name, document] of Object.entries(golden)) {
    const root = parseStrictXml(junitReporter.render(document, OPTIONS));
    expect(root.name).toBe('testsuites');
    const printed = suiteNames(document).map((suiteName) =>
      suiteName.replace('\n', ' ').replace('\u001b[31m', '').replace('\u202e', ''),
    );
    const shown = root.children.map(({ attributes }) => attributes.name);
    expect(shown, name).toEqual(printed);
  }
});

test('a JUnit report counts its cases', () => {
  for (const [name, document] of Object.entries(golden)) {
    const root = parseStrictXml(junitReporter.render(document, OPTIONS));
    for (const suite of root.children) {
      const cases = suite.children.filter((child) => child.name === 'testcase');
      const count = (outcome: string): string =>
        String(
          cases.filter(({ children }) => children.some((child) => child.name === outcome)).length,
        );
      expect(suite.attributes, name).toMatchObject({
        tests: String(cases.length),
        failures: count('failure'),
        errors: count('error'),
        skipped: count('skipped'),
      });
    }
    for (const key of ['tests', 'failures', 'errors', 'skipped']) {
      const sum = root.children.reduce((total, child) => total + Number(child.attributes[key]), 0);
      expect(root.attributes[key], name).toBe(String(sum));
    }
  }
});

describe('a JUnit case', () => {
  test('passes for a kept or warn-only budget, and fails for a broken or unmeasured budget', () => {
    expect(casesOf('budgets-failing')).toEqual([
      ['was measured', 'passed'],
      ['wall_time < 200 ms', 'failure'],
      ['memory_peak <= 80 MB', 'system-out'],
      ['io_read <= 0 B', 'system-out'],
      ['http_round_trips <= 1', 'failure'],
    ]);
  });

  test('is skipped for an inconclusive budget', () => {
    expect(casesOf('inconclusive')).toEqual([
      ['was measured', 'passed'],
      ['wall_time < 41 µs', 'skipped'],
    ]);
  });

  test('is skipped for an inconclusive warn-only budget, even when inconclusive checks count', () => {
    const document = golden['gate-mixed'];
    const [budget] = document.checks.flatMap((check) => asBudgetCheck(check) ?? []);
    if (budget === undefined) throw new Error('a budget');
    const undecided = (level: 'warn' | 'error') => {
      const result = { ...budget.result, level, verdict: 'inconclusive' } as const;
      return { ...budget, scenario: level, outcome: 'undecided', result } as const;
    };
    const checks = [undecided('warn'), undecided('error')];
    const options = { ...document.options, on_inconclusive: 'fail' } as const;
    const gate = { ...document, options, exit_code: 3 as const, checks };
    const { children } = parseStrictXml(junitReporter.render(gate, OPTIONS));
    expect(
      children.map(({ attributes: { name, failures, skipped } }) => [name, failures, skipped]),
    ).toEqual([
      ['warn', '0', '1'],
      ['error', '1', '0'],
    ]);
  });

  test('is an error after a failed trial or a failure to start, and skipped after an interrupt', () => {
    expect(casesOf('runs-mixed')[0]).toEqual(['was measured', 'error']);
    expect(casesOf('blocked')).toEqual([['was measured', 'error']]);
    expect(casesOf('interrupted').map(([, outcome]) => outcome)).toEqual(['passed', 'skipped']);
  });

  test('fails for a regression, is skipped when inconclusive, and is an error when incomparable', () => {
    expect(casesOf('comparison')).toContainEqual(['cpu_time', 'skipped']);
    expect(Object.fromEntries(casesOf('comparison'))).toMatchObject({
      'latency.p95': 'failure',
      throughput: 'system-out',
      queries: 'failure',
      wall_time: 'system-out',
      allocated: 'failure',
      instructions: 'skipped',
    });
    expect(casesOf('comparison-incomparable')).toEqual([
      ['wall_time', 'error'],
      ['allocated', 'error'],
    ]);
  });

  test('never fails when the comparison as a whole does not', () => {
    const document = { ...golden.comparison, verdict: 'inconclusive' } as const;
    const text = junitReporter.render(document, OPTIONS);
    expect(text).not.toMatch(/<failure|<error/);
  });

  test('replaces characters that XML forbids', () => {
    const report = golden['runs-mixed'];
    const [run] = report.runs;
    if (run === undefined) throw new Error('no run');
    const odd = { ...run, scenario: 'a\u0001\ufffe\ud800b' };
    const text = junitReporter.render({ ...report, runs: [odd] }, OPTIONS);
    const root = parseStrictXml(text);
    expect(root.children[0]?.attributes.name).toBe('a\ufffd\ufffdb');
  });
});
