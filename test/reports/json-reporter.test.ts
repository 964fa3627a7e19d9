import { describe, expect, test } from 'vitest';
import type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
import { jsonReporter } from '../../reports/json-reporter.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';

const PLAIN = { width: 80, color: false };

/** Returns the JSON of a document, with two blanks a level. */
function whole(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

describe('the JSON report', () => {
  test('is the document, as a whole and in parts', () => {
    for (const document of Object.values(goldenDocuments())) {
      expect(jsonReporter.render(document, PLAIN)).toBe(whole(document));
      expect([...(jsonReporter.parts?.(document, PLAIN) ?? [])].join('')).toBe(whole(document));
    }
  });

  test.each([
    {},
    { runs: [], base: null, id: undefined },
    { runs: [undefined, {}, [], [[]], [{ a: [{}] }]], head: { a: { b: { c: 1 } } } },
    { 'a "key"': 'of\n two\u2028 lines', runs: [{ output: 'a\nb', n: Number.NaN }] },
  ])('writes %j as JSON.stringify does', (value) => {
    const document = value as unknown as ReportDocument;
    expect(jsonReporter.render(document, PLAIN)).toBe(whole(document));
  });
});
