import type { CheckSuite, SuiteCheck } from './format-independent-report-view.ts';
import type { Reporter } from './reporter.ts';
import { createView } from './views/create-document-view.ts';

/** For the test pages of CI services: JUnit's XML, a suite a scenario. */
export const junitReporter: Reporter = {
  id: 'junit',
  render: (shown, options) => renderJunitDocument(createView(shown, options).suites),
};

export function renderJunitDocument(suites: readonly CheckSuite[]): string {
  const checks = suites.flatMap((suite) => suite.checks);
  const elapsedMs = suites.reduce((sum, suite) => sum + elapsedOf(suite), 0);
  const lines = xmlElement(
    'testsuites',
    { name: 'perf-harness', ...counts(checks), time: seconds(elapsedMs) },
    suites.flatMap(suiteLines),
  );
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...lines, ''].join('\n');
}

function elapsedOf({ elapsedMs, checks }: CheckSuite): number {
  return elapsedMs ?? checks.reduce((sum, check) => sum + (check.elapsedMs ?? 0), 0);
}

function suiteLines(suite: CheckSuite): readonly string[] {
  const { name, file = null, startedAt = null, hostname = null, checks } = suite;
  const properties = (suite.properties ?? []).filter(([, value]) => value !== '');
  return xmlElement(
    'testsuite',
    {
      name,
      ...(file !== null && { file }),
      ...counts(checks),
      time: seconds(elapsedOf(suite)),
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
      ...checks.flatMap(checkLines),
    ],
  );
}

/** A passed check has its text as output, any other as the body of its result. */
function checkLines(check: SuiteCheck): readonly string[] {
  const { name, group, result, message, elapsedMs = 0 } = check;
  const attributes = { name, classname: group, time: seconds(elapsedMs) };
  return xmlElement(
    'testcase',
    attributes,
    result === 'passed' ? outputLines(check) : resultLines(check, message),
  );
}

function outputLines({ message, text = message }: SuiteCheck): readonly string[] {
  return text === '' ? [] : xmlTextElement('system-out', {}, text);
}

/** Renders a result; `skipped` has no type in the schema: without text, the message states it. */
function resultLines({ result, type, text = '' }: SuiteCheck, message: string): readonly string[] {
  const typed: Readonly<Record<string, string>> =
    result === 'skipped' ? {} : { type: type ?? result };
  if (text !== '') return xmlTextElement(result, { ...typed, message }, text);
  const labelled = result === 'skipped' && type !== undefined ? `${type}: ${message}` : message;
  return xmlElement(result, { ...typed, message: labelled });
}

function counts(checks: readonly SuiteCheck[]): Readonly<Record<string, number>> {
  const count = (wanted: SuiteCheck['result']): number =>
    checks.filter(({ result }) => result === wanted).length;
  return {
    tests: checks.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function seconds(durationMs: number): string {
  return (durationMs / 1_000).toFixed(3);
}

// Characters that XML 1.0 (section 2.2, Char) does not allow, even escaped.
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text of an element. */
function escapeXmlText(text: string): string {
  return clean(text).replace(/[&<>]/g, escaped);
}

/** Value of an attribute, line breaks and all. */
function xmlAttribute(text: string): string {
  return clean(text).replace(/[&<>"'\n\r\t]/g, escaped);
}

function clean(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, '\ufffd');
}

function escaped(character: string): string {
  return ESCAPES[character] ?? character;
}

/** Renders an element on separate lines, with its content indented by two. */
function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[] = [],
): readonly string[] {
  const pairs = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${xmlAttribute(`${value}`)}"`,
  );
  const start = `<${name}${pairs.join('')}`;
  if (content.length === 0) return [`${start}/>`];
  return [`${start}>`, ...content.map((line) => `  ${line}`), `</${name}>`];
}

/** Renders an element whose text must keep its line breaks. */
function xmlTextElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text: string,
): readonly string[] {
  const [start = ''] = xmlElement(name, attributes);
  return [`${start.replace(/\/>$/, '>')}${escapeXmlText(text)}</${name}>`];
}
