/** The picture of a verdict that the README shows. */
import { describe, expect, test } from 'vitest';
import { createPairLookup } from '../../reports/display-facts/comparison/measured-trial-pair-lookup.ts';
import { verdictPicture } from '../../tools/draw-comparison-verdict-svg.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';

const regressed = goldenDocuments()['live-regressed'];

describe('the picture of a verdict', () => {
  test('has a mark for each pair, the verdict and nothing that a page must provide', () => {
    const picture = verdictPicture(regressed);
    const [first] = regressed.comparisons.filter(({ gated }) => gated);
    if (first === undefined) throw new TypeError('the fixture has a gated metric');
    const pairs = createPairLookup(regressed)(first.scenario, first.metric);
    expect(picture.match(/data-mark="pair"/gu)).toHaveLength(pairs.length);
    expect(picture).toContain(`${first.metric} regressed`);
    expect(picture).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*>\n<style>/u);
    for (const [, name] of picture.matchAll(/var\((--[\w-]+)\)/gu)) {
      expect(picture, name).toContain(`${name}:`);
    }
  });

  test('is refused when there are no pairs to draw', () => {
    expect(() => verdictPicture({ ...regressed, comparisons: [] })).toThrow(/no pairs/u);
  });
});
