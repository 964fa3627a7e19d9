/** Parts of a proven change in its views. */
import { expect, it } from 'vitest';
import { proofView } from '../../../../plugins/optimize/view/proof-view.ts';
import { htmlReporter } from '../../../../reports/html-reporter.ts';
import { markdownReporter } from '../../../../reports/markdown-reporter.ts';
import { commentReporter } from '../../../../reports/pull-request-comment-reporter.ts';
import { terminalReporter } from '../../../../reports/terminal-reporter.ts';
import { proofDocuments } from '../../../../tools/golden/proof-documents.ts';

const document = proofDocuments()['proof-faster'];

it('proofView names a part without gain in the sentence, the list, and at its line', () => {
  const { headline, blocks, annotations } = proofView(document);
  expect(headline.sentence).toContain('; the change in src/orders.js:40 gains nothing alone.');
  const list = blocks.find((block) => block.type === 'list' && block.title === 'Parts');
  expect(
    list?.type === 'list' ? list.items.map(({ sign, text }) => `${sign} ${text}`) : [],
  ).toEqual([
    expect.stringMatching(/^✓ src\/orders\.js:12 and 1 other place gains alone: /u),
    expect.stringMatching(/^! src\/orders\.js:40 gains nothing alone: .*compared with the rest$/u),
    expect.stringMatching(/^\? src\/match\.js:7 gain alone inconclusive: /u),
    '= src/names.js:1 not measured alone: the tests fail without it: an order has the name of its customer',
  ]);
  expect(annotations).toEqual([
    expect.objectContaining({ level: 'info', file: 'src/orders.js', line: 40 }),
  ]);
});

it.each([
  ['a terminal', terminalReporter],
  ['Markdown', markdownReporter],
  ['HTML', htmlReporter],
  ['a comment', commentReporter],
] as const)('the report in %s names the part without gain, and lists the others', (_, reporter) => {
  const shown = { document, view: proofView(document) };
  const text = reporter.render(shown, { width: 80, color: false }).replace(/\s+/gu, ' ');
  expect(text).toContain('the change in src/orders.js:40 gains nothing alone');
  expect(text).toContain('src/match.js:7 gain alone inconclusive');
  expect(text).toContain('src/names.js:1 not measured alone: the tests fail without it');
});

it('proofView names two gains in the sentence, and counts the others', () => {
  const [gain] = document.gains;
  const many = ['one', 'two', 'three', 'four'].flatMap((scenario) =>
    gain === undefined ? [] : [{ ...gain, scenario }],
  );
  const { sentence } = proofView({ ...document, gains: many }).headline;
  expect(sentence).toMatch(/wall_time of one .*; wall_time of two .*; 2 more below; /u);
});
