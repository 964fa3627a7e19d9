/** Parts of a proven change in its views. */
import { expect, it } from 'vitest';
import { proofView } from '../../../../plugins/optimize/view/proof-view.ts';
import { proofDocuments } from '../../../../tools/golden/proof-documents.ts';

it('proofView names a part without gain in the sentence, the list, and at its line', () => {
  const document = proofDocuments()['proof-faster'];
  if (document === undefined) throw new Error('no document');
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
