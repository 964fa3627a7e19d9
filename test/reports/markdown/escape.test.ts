import { describe, expect, test } from 'vitest';
import { BISECT_SCHEMA } from '../../../harness/model/documents/bisect-document.ts';
import {
  cellCode,
  codeBlock,
  escapeMarkdown,
  inlineCode,
} from '../../../reports/markdown/escape.ts';
import { markdownReporter } from '../../../reports/markdown.ts';
import { goldenDocuments } from '../../../tools/golden/documents.ts';
import { runsOf } from '../../support/runs-of.ts';

describe('escaping', () => {
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
  ])('%j becomes %j', (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped));

  test('code takes more backticks than the text has', () => {
    expect(inlineCode('plain')).toBe('`plain`');
    expect(inlineCode('a `` b')).toBe('``` a `` b ```');
    expect(inlineCode('src/odd | name.ts')).toBe('`src/odd | name.ts`');
    expect(codeBlock(['x', '````'], 'sh')).toEqual(['`````sh', 'x', '````', '`````']);
  });

  test('code in a cell of a table hides the bars that would end it, code elsewhere shows them', () => {
    expect(cellCode('a | b')).toBe('`a \\| b`');
    expect(cellCode('a `|` b')).toBe('`` a `\\|` b ``');
  });
});

test.each(Object.entries(goldenDocuments()))(
  'every table of %s has as many cells in each row',
  (_name, document) => {
    const text = markdownReporter.render(document, { width: 80, color: false });
    const tables = text
      .trimEnd()
      .split('\n\n')
      .filter((block) => block.startsWith('| '));
    for (const table of tables) {
      const widths = table.split('\n').map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size).toBe(1);
    }
    // An empty document has nothing to put into one.
    const isTable = runsOf(document).length > 0 && document.schema !== BISECT_SCHEMA;
    if (isTable) expect(tables.length).toBeGreaterThan(0);
  },
);

test('details are opened and closed', () => {
  for (const document of Object.values(goldenDocuments())) {
    const text = markdownReporter.render(document, { width: 80, color: false });
    expect(text.split('\n<details>\n').length).toBe(text.split('\n</details>\n').length);
  }
});
