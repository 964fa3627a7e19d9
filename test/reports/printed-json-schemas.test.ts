/** Schemas of `perf-harness schema`, compared with real output by an independent validator. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
import { BASELINE_SCHEMA, type Baseline } from '../../harness/model/documents/baseline-document.ts';
import { SCHEMAS } from '../../harness/model/documents/document-schemas-by-name.ts';
import { jsonReporter } from '../../reports/json-reporter.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';
import { collectDocumentRunRecords } from '../support/collect-result-document-run-records.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
// Documentation for readers; zod has validated the moments already.
ajv.addFormat('date-time', true);
const validators = Object.fromEntries(
  Object.entries(SCHEMAS).map(([name, schema]) => [name, ajv.compile(z.toJSONSchema(schema))]),
);

/** Returns the validation errors of a value; none if it is valid. */
function problems(name: string, value: unknown): readonly string[] {
  const validate = validators[name];
  if (validate === undefined) throw new Error(`no schema ${name}`);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const documents = Object.entries(goldenDocuments());
const nameOf = ({ schema }: ReportDocument): string =>
  schema.slice('perf-harness/'.length, -'@1'.length);
const runs = documents.flatMap(([, document]) => collectDocumentRunRecords(document));

test('a printed schema names the draft that it follows', () => {
  for (const schema of Object.values(SCHEMAS)) {
    expect(z.toJSONSchema(schema)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
    });
  }
});

describe('printed schemas', () => {
  test('accept the JSON report of every document', () => {
    for (const [name, document] of documents) {
      const written = JSON.parse(jsonReporter.render(document, { width: 80, color: false }));
      expect(problems(nameOf(document), written), name).toEqual([]);
    }
  });

  test('accept every record, and a baseline of them', () => {
    for (const run of runs) expect(problems('run', run)).toEqual([]);
    const baseline: Baseline = {
      schema: BASELINE_SCHEMA,
      name: 'main',
      savedAt: '2026-09-20T10:20:00.000Z',
      note: null,
      runs,
    };
    expect(problems('baseline', baseline)).toEqual([]);
  });
});

describe('a printed schema', () => {
  const report = goldenDocuments()['function-pass'];

  test.each([
    ['another version', { schema: 'perf-harness/report@2' }],
    ['a verdict that does not exist', { verdict: 'green' }],
    ['a missing key', { runs: undefined }],
    ['an unknown key', { extra: 1 }],
  ])('rejects a report with %s', (_what, over) => {
    const broken = JSON.parse(JSON.stringify({ ...report, ...over }));
    expect(problems('report', broken)).not.toEqual([]);
  });

  test('rejects a record with a trial of unknown state', () => {
    const [run] = runs;
    const broken = { ...run, trials: [{ ...run?.trials[0], state: 'lost' }] };
    expect(problems('run', broken)).not.toEqual([]);
  });
});
