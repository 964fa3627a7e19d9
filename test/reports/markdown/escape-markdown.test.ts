import { describe, expect, test } from 'vitest';
import { BISECT_SCHEMA } from '../../../harness/model/documents/bisect-document.ts';
import {
  cellCode,
  codeBlock,
  escapeMarkdown,
  inlineCode,
} from '../../../reports/markdown/escape-markdown.ts';
import { markdownReporter } from '../../../reports/markdown-reporter.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { collectDocumentRunRecords } from '../../support/collect-result-document-run-records.ts';

describe('escapeMarkdown', () => {
  test.each([
    ['a|b', 'a\\|b'],
    ['*x* _y_ `z` [l](u)', '\\*x\\* \\_y\\_ \\`z\\` \\[l\\](u)'],
    ['<script> &lt;', '&lt;script&gt; &amp;lt;'],
    ['one\ntwo', 'one two'],
    ['1. first', '1\\. first'],
    ['- item', '\\- item'],
    ['1.5 ms', '1.5 ms'],
    ['-3 %', '-3 %'],
    ['by @octocat', 'by @\u200boctocat'],
    ['C:\\temp', 'C:\\\\temp'],
  ])('turns %j into %j', (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped));

  test('uses more backticks in inlineCode and codeBlock than the text has', () => {
    expect(inlineCode('plain')).toBe('`plain`');
    expect(inlineCode('a `` b')).toBe('``` a `` b ```');
    expect(inlineCode('src/odd | name.ts')).toBe('`src/odd | name.ts`');
    expect(codeBlock(['x', '````'], 'sh')).toEqual(['`````sh', 'x', '````', '`````']);
  });

  test('escapes in cellCode the bars that would end the cell', () => {
    expect(cellCode('a | b')).toBe('`a \\| b`');
    expect(cellCode('a `|` b')).toBe('`` a `\\|` b ``');
  });
});

test('every table of a Markdown report has the same number of cells in each row', () => {
  for (const [name, document] of Object.entries(goldenDocuments())) {
    const tables = markdownReporter
      .render(document, { width: 80, color: false })
      .trimEnd()
      .split('\n\n')
      .filter((block) => block.startsWith('| '));
    for (const table of tables) {
      const widths = table.split('\n').map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size, name).toBe(1);
    }
    // An empty document has no rows for a table.
    const isTable =
      collectDocumentRunRecords(document).length > 0 && document.schema !== BISECT_SCHEMA;
    if (isTable) expect(tables.length, name).toBeGreaterThan(0);
  }
});

test('a Markdown report closes all details that it opens', () => {
  for (const [name, document] of Object.entries(goldenDocuments())) {
    const text = markdownReporter.render(document, { width: 80, color: false });
    const closed = text.split('\n</details>\n').length;
    expect(text.split('\n<details>\n').length, name).toBe(closed);
  }
});
