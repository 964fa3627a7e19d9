/** Pages of each kind of document, letter by letter. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { hasView, type RenderOptions, type ShownDocument } from '../../reports/reporter.ts';
import { terminalReporter } from '../../reports/terminal-reporter.ts';
import { displayWidth } from '../../reports/text/display-width.ts';
import { goldenShownDocuments } from '../../tools/golden/golden-documents.ts';
import { GOLDEN_PAGES, renderGoldenFiles } from '../../tools/golden/render-golden-files.ts';

const GOLDEN = join(import.meta.dirname, '..', 'golden');
const documents = Object.entries(goldenShownDocuments());
const files = renderGoldenFiles();

function schemaOf(shown: ShownDocument | undefined): unknown {
  const document: object = shown === undefined ? {} : hasView(shown) ? shown.document : shown;
  return 'schema' in document ? document.schema : undefined;
}

function rendered(shown: ShownDocument, options: RenderOptions): string {
  return terminalReporter.render(shown, options);
}

test('test/golden has the pages of each kind of document, and nothing else', () => {
  const stored = readdirSync(GOLDEN, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(GOLDEN, join(parentPath, name)));
  expect(stored.sort()).toEqual(Object.keys(files).sort());
  const kinds = GOLDEN_PAGES.map((name) => schemaOf(Object.fromEntries(documents)[name]));
  expect(kinds.toSorted()).toEqual(
    [...new Set(documents.map(([, shown]) => schemaOf(shown)))].sort(),
  );
});

test.each(Object.entries(files))('the golden page %s equals the rendered page', (path, text) => {
  const fix = 'run `node tools/update-golden.ts`, and read what changed';
  expect(text, fix).toBe(readFileSync(join(GOLDEN, path), 'utf8'));
});

test.each([40, 120])(
  'no terminal report takes more than %i columns in a terminal of that width',
  (width) => {
    const wide = documents.flatMap(([name, document]) =>
      stripVTControlCharacters(rendered(document, { width, color: true }))
        .split('\n')
        // A command is there to be copied and is never broken.
        .filter((line) => !/^ {2}(?:perf-harness|git) /.test(line) && displayWidth(line) > width)
        .map((line) => `${name}: ${line}`),
    );
    expect(wide).toEqual([]);
  },
);

test('a terminal report says the same with and without colour', () => {
  for (const [name, document] of documents) {
    const colored = rendered(document, { width: 80, color: true });
    const plain = rendered(document, { width: 80, color: false });
    expect(stripVTControlCharacters(colored), name).toBe(plain);
    expect(plain, name).not.toContain('\u001b');
  }
});
