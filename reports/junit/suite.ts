import { xmlElement, xmlTextElement } from './xml.ts';

/** What became of a case. Not known is `skipped`: neither passed nor failed. */
export type CaseResult = 'passed' | 'failure' | 'error' | 'skipped';

export interface TestCaseFacts {
  readonly name: string;
  readonly className: string;
  readonly timeMs: number;
  readonly result: CaseResult;
  /** Kind of failure; only where the case did not pass. */
  readonly type?: string;
  readonly message?: string;
  /** Of a passed case its output, else the body of the failure. */
  readonly text?: string;
}

/** A case with its lines. */
export interface TestCase {
  readonly result: CaseResult;
  readonly lines: readonly string[];
}

/** A suite before its cases are counted. */
export interface JunitSuite {
  readonly name: string;
  readonly file: string | null;
  /** ISO 8601; null: nothing was started for it. */
  readonly startedAt: string | null;
  readonly hostname: string | null;
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly cases: readonly TestCase[];
  readonly elapsedMs: number;
}

export function junitCase(facts: TestCaseFacts): TestCase {
  const { name, className, timeMs, result, type = result, message = '', text = '' } = facts;
  const passed = text === '' ? [] : xmlTextElement('system-out', {}, text);
  const content =
    result === 'passed'
      ? passed
      : text === ''
        ? xmlElement(result, { ...(result !== 'skipped' && { type }), message: labelled(facts) })
        : xmlTextElement(result, { ...(result !== 'skipped' && { type }), message }, text);
  return {
    result,
    lines: xmlElement('testcase', { name, classname: className, time: seconds(timeMs) }, content),
  };
}

/** The schema gives `skipped` no type, so the message says it. */
function labelled({ result, type, message = '' }: TestCaseFacts): string {
  return result === 'skipped' && type !== undefined ? `${type}: ${message}` : message;
}

/** The whole document. */
export function junitDocument(suites: readonly JunitSuite[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  const elapsedMs = suites.reduce((sum, suite) => sum + suite.elapsedMs, 0);
  const lines = xmlElement(
    'testsuites',
    { name: 'perf-harness', ...counts(cases), time: seconds(elapsedMs) },
    suites.flatMap(suiteLines),
  );
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...lines, ''].join('\n');
}

function suiteLines(suite: JunitSuite): readonly string[] {
  const { name, file, startedAt, hostname, properties, cases, elapsedMs } = suite;
  return xmlElement(
    'testsuite',
    {
      name,
      ...(file !== null && { file }),
      ...counts(cases),
      time: seconds(elapsedMs),
      // The schema wants neither fraction nor zone; times are UTC.
      ...(startedAt !== null && { timestamp: startedAt.slice(0, 'yyyy-mm-ddThh:mm:ss'.length) }),
      ...(hostname !== null && { hostname }),
    },
    [
      ...(properties.length === 0
        ? []
        : xmlElement(
            'properties',
            {},
            properties.flatMap(([key, value]) => xmlElement('property', { name: key, value })),
          )),
      ...cases.flatMap(({ lines }) => lines),
    ],
  );
}

function counts(cases: readonly TestCase[]): Readonly<Record<string, number>> {
  const count = (wanted: CaseResult): number =>
    cases.filter(({ result }) => result === wanted).length;
  return {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function seconds(durationMs: number): string {
  return (durationMs / 1_000).toFixed(3);
}
