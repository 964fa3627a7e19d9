/** Traces sent by OpenTelemetry's own exporter, and invalid input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { otlpImporter } from '../../../profilers/import/from-opentelemetry-traces.ts';
import { computeFunctionWeights } from '../../../profilers/summarise-profiles.ts';
import { functionWeightsByName } from '../../support/function-weights-by-name.ts';

const PATH = join(
  import.meta.dirname,
  '../../fixtures/profile-files/opentelemetry-2.12/traces.jsonl',
);
const TEXT = readFileSync(PATH, 'utf8');

/** Returns a span with this start and end, milliseconds. */
const span = (id: string, parent: string, from: number, to: number, more: object = {}) => ({
  traceId: 't',
  spanId: id,
  parentSpanId: parent,
  name: id,
  startTimeUnixNano: `${1_795_227_628_000 + from}000000`,
  endTimeUnixNano: `${1_795_227_628_000 + to}000000`,
  ...more,
});
const documentOf = (spans: readonly object[], service = 'shop') => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [{ spans }],
    },
  ],
});
const read = (...spans: readonly object[]) => otlpImporter.read(JSON.stringify(documentOf(spans)));

describe('LEAD-02: the importer of OTLP traces on lines, as the collector writes them', () => {
  const profile = otlpImporter.read(TEXT);

  test('reads spans by service and name, across services', () => {
    expect(profile).toMatchObject({ tool: 'otlp', weight: 'time', samples: null });
    const names = profile.functions.map(({ name, package: service }) => `${service}: ${name}`);
    expect(names.toSorted()).toEqual([
      'payments: POST /payments',
      'shop: GET prices',
      'shop: GET stock',
      'shop: POST /orders',
      'shop: POST /payments',
      'shop: SELECT customers',
    ]);
    const ofPayments = computeFunctionWeights(profile).filter(
      ({ of }) => of.name === 'POST /payments',
    );
    const [shop, payments] = ['shop', 'payments'].map((service) =>
      ofPayments.find(({ of }) => of.package === service),
    );
    // The call waits for the service, whose span is nested in it.
    expect(shop?.total).toBeGreaterThanOrEqual(payments?.total ?? Number.POSITIVE_INFINITY);
    expect(shop?.self).toBeLessThan(0.2 * (payments?.self ?? 0));
  });

  test('reports errors with their service, and that spans ran concurrently', () => {
    expect(profile.findings.map(({ id, level }) => [id, level])).toEqual([
      ['failed-spans', 'warning'],
      ['side-by-side', 'info'],
    ]);
    expect(profile.findings[0]?.message).toBe(
      'Spans ended with an error: 1 of 3 `POST /payments` of payments (card declined).',
    );
  });
});

describe('the self time of a span', () => {
  test('is the time that no child span covers, with overlaps counted once', () => {
    const profile = read(
      span('top', '', 0, 100),
      span('a', 'top', 10, 50),
      span('b', 'top', 30, 70),
      span('c', 'a', 20, 25),
    );
    expect(functionWeightsByName(profile)).toEqual({
      top: { self: 40, total: 120 },
      a: { self: 35, total: 40 },
      b: { self: 40, total: 40 },
      c: { self: 5, total: 5 },
    });
    expect(profile.findings.map(({ id }) => id)).toEqual(['side-by-side']);
  });

  test('is not reduced by what a child does after the span has ended', () => {
    const weights = functionWeightsByName(
      read(span('top', '', 0, 100), span('late', 'top', 90, 300)),
    );
    expect(weights).toMatchObject({ top: { self: 90 }, late: { self: 210 } });
  });

  test('is exact to the nanosecond, with eighteen digits since 1970', () => {
    const times = {
      startTimeUnixNano: '1795227628000000001',
      endTimeUnixNano: '1795227628000500002',
    };
    expect(functionWeightsByName(read({ ...span('a', '', 0, 0), ...times }))).toEqual({
      a: { self: 0.5, total: 0.5 },
    });
  });
});

describe('the OTLP importer for incomplete traces', () => {
  test('places a span without its parent next to the others, and reports it', () => {
    const profile = read(span('top', '', 0, 10), span('lost', 'gone', 2, 5));
    expect(functionWeightsByName(profile)).toEqual({
      top: { self: 10, total: 10 },
      lost: { self: 3, total: 3 },
    });
    expect(profile.findings.map(({ id }) => id)).toEqual(['missing-parents']);
    expect(profile.findings[0]?.message).toContain('1 of 2 spans');
  });

  test('reads parents that form a cycle', () => {
    const profile = read(span('a', 'b', 0, 10), span('b', 'a', 2, 5), span('c', 'c', 0, 1));
    expect(functionWeightsByName(profile)).toMatchObject({
      a: { self: 7 },
      b: { self: 3 },
      c: { self: 1 },
    });
  });

  test('counts a span whose clock goes backward as nothing', () => {
    const profile = read(span('a', '', 10, 5));
    expect(functionWeightsByName(profile)).toEqual({ a: { self: 0, total: 0 } });
    expect(profile.findings.map(({ id }) => id)).toEqual(['backward-spans']);
  });

  test('reads a service without a name', () => {
    const document = { resourceSpans: [{ scopeSpans: [{ spans: [span('a', '', 0, 1)] }] }] };
    const profile = otlpImporter.read(JSON.stringify(document));
    expect(profile.functions[0]?.package).toBe('(unnamed service)');
  });
});

test('reads one document over many lines as one document', () => {
  const text = JSON.stringify(documentOf([span('a', '', 0, 7)]), null, 2);
  expect(functionWeightsByName(otlpImporter.read(text))).toEqual({ a: { self: 7, total: 7 } });
});

test('ignores metrics and logs that the collector wrote into the same file', () => {
  const spans = JSON.stringify(documentOf([span('a', '', 0, 7)]));
  const text = `{"resourceMetrics":[{}]}\n${spans}\n{"resourceLogs":[{}]}\n`;
  expect(otlpImporter.recognises(text)).toBe(true);
  expect(functionWeightsByName(otlpImporter.read(text))).toEqual({ a: { self: 7, total: 7 } });
});

test('accepts a missing parent written as empty, as null and as zeros', () => {
  for (const parentSpanId of ['', null, '0000000000000000']) {
    expect(read(span('a', '', 0, 1, { parentSpanId })).findings).toEqual([]);
  }
});

test('recognises an error by its number and by its name', () => {
  for (const code of [2, 'STATUS_CODE_ERROR']) {
    expect(read(span('a', '', 0, 1, { status: { code } })).findings).toHaveLength(1);
  }
  for (const code of [0, 1, 'STATUS_CODE_OK']) {
    expect(read(span('a', '', 0, 1, { status: { code } })).findings).toEqual([]);
  }
});

test.each([
  ['the file has no spans', '{"resourceSpans":[]}'],
  ['the file has no spans', '{"resourceMetrics":[]}'],
  ['it has no readable OpenTelemetry spans at resourceSpans', '{"resourceSpans":7}'],
  ['document 2 has no readable OpenTelemetry spans', '{"resourceSpans":[]}\n{"log":{}}'],
  ['the file is truncated', TEXT.slice(0, 2_000)],
  ['the file is truncated', `${TEXT}{"resourceSpans":[{`],
])('rejects a file with the message: %s', (why, text) => {
  expect(() => otlpImporter.read(text)).toThrow(why);
});

test('reads a trace of ten thousand nested spans', () => {
  const spans = Array.from({ length: 10_000 }, (_, index) =>
    span(`s${index}`, index === 0 ? '' : `s${index - 1}`, 0, 10_000 - index),
  );
  const profile = read(...spans);
  expect(profile.tree.of).toHaveLength(10_000);
  expect(functionWeightsByName(profile).s0).toEqual({ self: 1, total: 10_000 });
});
