/** A page of each kind of document in each format, and what all other documents show beyond those, letter by letter. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { auditReportSchema } from '../../harness/model/documents/audit-document.ts';
import { bisectReportSchema } from '../../harness/model/documents/bisect-document.ts';
import { capacityReportSchema } from '../../harness/model/documents/capacity-document.ts';
import { checklistReportSchema } from '../../harness/model/documents/checklist-document.ts';
import { comparisonReportSchema, reportSchema } from '../../harness/model/documents/document.ts';
import { gateReportSchema } from '../../harness/model/documents/gate-document.ts';
import { historyReportSchema } from '../../harness/model/documents/history-document.ts';
import { investigationReportSchema } from '../../harness/model/documents/investigation-document.ts';
import { optimizationReportSchema } from '../../harness/model/documents/optimization-document.ts';
import { patchCheckReportSchema } from '../../harness/model/documents/patch-check-document.ts';
import { profileDiffReportSchema } from '../../harness/model/documents/profile-diff-document.ts';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import { terminalReporter } from '../../reports/terminal.ts';
import { displayWidth } from '../../reports/text/display-width.ts';
import { goldenDocuments } from '../../tools/golden/documents.ts';
import { goldenFilesOf, PAGES } from '../../tools/golden/renderings.ts';

const GOLDEN = join(import.meta.dirname, '..', 'golden');
const golden = goldenDocuments();
const NAMES = Object.keys(golden);
const SCHEMAS = {
  'perf-harness/report@1': reportSchema,
  'perf-harness/comparison@1': comparisonReportSchema,
  'perf-harness/gate@1': gateReportSchema,
  'perf-harness/bisect@1': bisectReportSchema,
  'perf-harness/capacity@1': capacityReportSchema,
  'perf-harness/profile@1': profileReportSchema,
  'perf-harness/profile-diff@1': profileDiffReportSchema,
  'perf-harness/optimization@1': optimizationReportSchema,
  'perf-harness/patch-check@1': patchCheckReportSchema,
  'perf-harness/checklist@1': checklistReportSchema,
  'perf-harness/audit@1': auditReportSchema,
  'perf-harness/history@1': historyReportSchema,
  'perf-harness/investigation@1': investigationReportSchema,
} as const;

/** Said by a failing test, since the mending is always the same. */
const MEND = 'run `node tools/update-golden.ts`, and look at what changed';

const made = new Map(NAMES.map((name) => [name, goldenFilesOf(name)]));

test('every golden file is kept, and none that is not made any more', () => {
  const kept = readdirSync(GOLDEN, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(GOLDEN, join(parentPath, name)));
  const paths = [...made.values()].flatMap((files) => files.map(({ path }) => path));
  expect(kept.sort(), MEND).toEqual(paths.sort());
});

test('each kind of document has its page', () => {
  const kinds = PAGES.map((name) => golden[name]?.schema);
  expect(new Set(kinds)).toEqual(new Set(Object.keys(SCHEMAS)));
});

describe.each(NAMES)('golden document %s', (name) => {
  const document = golden[name];
  if (document === undefined) throw new Error('no such document');

  test('is valid by the schemas of the model, with no key that they do not know', () => {
    const written = JSON.parse(JSON.stringify(document));
    expect(SCHEMAS[document.schema].parse(written)).toEqual(written);
  });

  test.each(made.get(name) ?? [])('$path is as it is kept', ({ path, text }) => {
    expect(text, MEND).toBe(readFileSync(join(GOLDEN, path), 'utf8'));
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
