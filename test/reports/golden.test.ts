/** Every report of every golden document, compared letter by letter with what is kept. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { bisectReportSchema } from '../../harness/model/documents/bisect-document.ts';
import { capacityReportSchema } from '../../harness/model/documents/capacity-document.ts';
import { checklistReportSchema } from '../../harness/model/documents/checklist-document.ts';
import { comparisonReportSchema, reportSchema } from '../../harness/model/documents/document.ts';
import { gateReportSchema } from '../../harness/model/documents/gate-document.ts';
import { optimizationReportSchema } from '../../harness/model/documents/optimization-document.ts';
import { profileDiffReportSchema } from '../../harness/model/documents/profile-diff-document.ts';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import { jsonReporter } from '../../reports/json.ts';
import { terminalReporter } from '../../reports/terminal.ts';
import { displayWidth } from '../../reports/text/display-width.ts';
import { goldenDocuments } from '../../tools/golden/documents.ts';
import { renderingsOf } from '../../tools/golden/renderings.ts';

const GOLDEN = join(import.meta.dirname, '..', 'golden');
const NAMES = Object.keys(goldenDocuments());
const SCHEMAS = {
  'perf-harness/report@1': reportSchema,
  'perf-harness/comparison@1': comparisonReportSchema,
  'perf-harness/gate@1': gateReportSchema,
  'perf-harness/bisect@1': bisectReportSchema,
  'perf-harness/capacity@1': capacityReportSchema,
  'perf-harness/profile@1': profileReportSchema,
  'perf-harness/profile-diff@1': profileDiffReportSchema,
  'perf-harness/optimization@1': optimizationReportSchema,
  'perf-harness/checklist@1': checklistReportSchema,
} as const;

/** Said by a failing test, since the mending is always the same. */
const MEND = 'run `node tools/update-golden.ts`, and look at what changed';

function documentOf(name: string): ReportDocument {
  return JSON.parse(readFileSync(join(GOLDEN, name, 'document.json'), 'utf8'));
}

test('every golden document is kept, and none that is not made any more', () => {
  const kept = readdirSync(GOLDEN, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(kept.map(({ name }) => name).sort(), MEND).toEqual([...NAMES].sort());
});

describe.each(NAMES)('golden document %s', (name) => {
  const document = documentOf(name);

  test('is what its builder makes', () => {
    expect(document, MEND).toEqual(JSON.parse(JSON.stringify(goldenDocuments()[name])));
  });

  test('is valid by the schemas of the model, with no key that they do not know', () => {
    expect(SCHEMAS[document.schema].parse(document)).toEqual(document);
  });

  test.each(renderingsOf(name))('renders as kept in $file', ({ file, render }) => {
    expect(render(document), MEND).toBe(readFileSync(join(GOLDEN, name, file), 'utf8'));
  });

  test('comes back from the json report as it went in', () => {
    const text = jsonReporter.render(document, { width: 80, color: true });
    expect(JSON.parse(text)).toEqual(document);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test.each([40, 60, 80, 120])('takes at most %i columns of a terminal', (width) => {
    const text = terminalReporter.render(document, { width, color: true });
    const wide = stripVTControlCharacters(text)
      .split('\n')
      // A command is there to be copied and is never broken.
      .filter((line) => !/^ {2}(?:perf-harness|git) /.test(line))
      .filter((line) => displayWidth(line) > width);
    expect(wide).toEqual([]);
  });

  test('says the same with and without colour', () => {
    const colored = terminalReporter.render(document, { width: 80, color: true });
    const plain = terminalReporter.render(document, { width: 80, color: false });
    expect(stripVTControlCharacters(colored)).toBe(plain);
    expect(plain).not.toContain('\u001b');
  });
});
