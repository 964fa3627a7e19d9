import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shellQuote } from '../../../harness/model/shell-quote.ts';
import { extractFailureOutputLines } from '../../../reports/display-facts/run/single-run-display-data.ts';
import { displayWidth, truncateMiddle } from '../../../reports/text/display-width.ts';
import { layOutTextTable } from '../../../reports/text/lay-out-text-table.ts';
import { printable, splitPrintableLines } from '../../../reports/text/printable-text.ts';
import { createTextColorizer } from '../../../reports/text/terminal-text-colors.ts';
import { wrapTextToWidth } from '../../../reports/text/wrap-text-to-width.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.stringMatching(/^[a-z 請求書🚀é]{0,60}$/u),
);

describe('displayWidth', () => {
  test.each([
    ['', 0],
    ['plain', 5],
    ['µs … ±', 6],
    ['▁▂█│→✓✗', 7],
    ['請求書', 6],
    ['한국어', 6],
    ['한', 2],
    ['soft\u00adhyphen', 10],
    ['©', 1],
    ['©️', 2],
    ['ﾊﾝｶｸ', 4],
    ['Ｆｕｌｌ', 8],
    ['e\u0301', 1],
    ['🚀', 2],
    ['👩‍💻', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['❤', 1],
    ['a\u200bb', 2],
    ['𠮷', 2],
  ])('counts %j as %i columns', (text, width) => expect(displayWidth(text)).toBe(width));
});

describe('truncateMiddle', () => {
  test('leaves out the middle, so that parameters at the end stay', () => {
    expect(truncateMiddle('parse a long name {size=10}', 16)).toBe('parse a l…ze=10}');
    expect(truncateMiddle('short', 16)).toBe('short');
  });

  test('never takes more columns than it is given, and keeps all that fits', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 40 }), (text, width) => {
        const shown = truncateMiddle(text, width);
        expect(displayWidth(shown)).toBeLessThanOrEqual(width);
        if (displayWidth(text) <= width) expect(shown).toBe(text);
      }),
    );
  });
});

describe('wrapTextToWidth', () => {
  test('breaks between words and indents by the width of the first prefix', () => {
    expect(wrapTextToWidth('one two three', { width: 11, first: '[1] ' })).toEqual([
      '[1] one two',
      '    three',
    ]);
  });

  test('cuts words that are wider than a line', () => {
    expect(wrapTextToWidth('ab 請求書を描画する c', { width: 8 })).toEqual([
      'ab',
      '請求書を',
      '描画する',
      'c',
    ]);
  });

  test('keeps every word and makes no line too wide', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 10, max: 40 }), (text, width) => {
        const clean = printable(text);
        const lines = wrapTextToWidth(clean, { width, first: '> ', rest: '  ' });
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        const joined = lines.map((line) => line.slice(2)).join('');
        expect(joined.replaceAll(' ', '')).toBe(clean.replaceAll(' ', ''));
      }),
    );
  });
});

describe('the conversion to printable text', () => {
  test('drops colours, cursor movements and marks that change the direction of text', () => {
    expect(printable('a\u001b[31mb\u001b[2Jc\u0007\u202ed\u0000\r\ne')).toBe('abcd e');
  });

  test('fixes halves of characters, so that a file can hold the text', () => {
    expect(printable('a\ud800b')).toBe('a\ufffdb');
  });

  test('keeps the last lines that are not empty, with their indentation', () => {
    expect(splitPrintableLines('1\n\n  2\r\n\u001b[1m\t3\u001b[0m  \n\n')).toEqual([
      '1',
      '  2',
      '  3',
    ]);
    expect(splitPrintableLines('')).toEqual([]);
  });
});

test.each([
  'plain',
  'sort 1,000 numbers',
  "it's",
  '$HOME `ls` "x" \\ * ? !',
  '請求書 {行=1000}',
  '-n',
  '',
])('a POSIX shell reads %j as a single word', (word) => {
  const output = execFileSync('sh', ['-c', `printf '%s|' ${shellQuote(word)} end`], {
    encoding: 'utf8',
  });
  expect(output).toBe(`${word}|end|`);
});

describe('a table', () => {
  const paint = createTextColorizer(false);
  const cells = (...texts: readonly string[]) => texts.map((text) => ({ text }));

  test('aligns columns by their width on screen', () => {
    const rows = [cells('請求書', '1'), cells('ab', '234')];
    expect(
      layOutTextTable([{}, { align: 'right' }], rows, { width: 20, indent: 1, paint }),
    ).toEqual([' 請求書    1', ' ab      234']);
  });

  test('shrinks the columns that may shrink, the widest first', () => {
    const rows = [cells('a name that is too long', 'fixed value')];
    const [line] = layOutTextTable([{ gives: true }, {}], rows, { width: 28, indent: 0, paint });
    expect(line).toBe('a name th… long  fixed value');
  });

  test('is never wider than its page while each column can have one character', () => {
    const rows = fc.array(fc.tuple(anyText, anyText, anyText), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 20, max: 60 }), (texts, width) => {
        const table = texts.map((row) => cells(...row.map(printable)));
        const lines = layOutTextTable([{ gives: true }, {}, { align: 'right' }], table, {
          width,
          indent: 2,
          paint,
        });
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('leaves out a column that is empty in every row', () => {
    const rows = [cells('a', '', 'b')];
    expect(layOutTextTable([{}, {}, {}], rows, { width: 20, indent: 0, paint })).toEqual(['a  b']);
  });
});

test('wrapping keeps a character whole that is wider than the line', () => {
  const wide = `${'क्'.repeat(90)}क`;
  expect(wrapTextToWidth(`before ${wide} after`, { width: 80 }).join(' ')).toContain(wide);
  expect(wrapTextToWidth(wide, { width: 80 })).toEqual([wide]);
});

test('the error, its place and the last five lines explain a failure, in their order', () => {
  const stack = Array.from({ length: 9 }, (_, index) => `    at f${index} (node:x:1:${index})`);
  const output = [
    'starting',
    'Error: no',
    ...stack,
    '    at own (/app/a.js:3:4)',
    '1',
    '2',
    '3',
    '4',
    '5',
  ];
  expect(extractFailureOutputLines(output.join('\n'))).toEqual([
    'Error: no',
    '…',
    '    at own (/app/a.js:3:4)',
    '1',
    '2',
    '3',
    '4',
    '5',
  ]);
});

test('explaining lines are the last lines when there is no error, and none of no output', () => {
  expect(extractFailureOutputLines('a\nb\nc\nd\ne\nf')).toEqual(['b', 'c', 'd', 'e', 'f']);
  expect(extractFailureOutputLines('')).toEqual([]);
});

test('explaining lines mark once what the record left out', () => {
  expect(extractFailureOutputLines('Error: no\n…\na\nb\nc\nd\ne')).toEqual([
    'Error: no',
    '…',
    'a',
    'b',
    'c',
    'd',
    'e',
  ]);
});
