import { expect, test } from 'vitest';
import {
  type ChangeExplanationFacts,
  findCulpritLine,
} from '../../../../reports/display-facts/comparison/change-explanation-display-data.ts';

const explanation = (...functions: readonly object[]): ChangeExplanationFacts =>
  ({ functions }) as unknown as ChangeExplanationFacts;
const source = { file: 'src/parse.js', line: 2 };

test('findCulpritLine returns the line of the first project function that changed beyond noise', () => {
  const found = explanation(
    { isBeyondNoise: true, source: null },
    { isBeyondNoise: true, source },
    { isBeyondNoise: true, source: { file: 'src/other.js', line: 9 } },
  );
  expect(findCulpritLine(found)).toEqual(source);
});

test('findCulpritLine returns null when no function changed beyond noise', () => {
  expect(findCulpritLine(explanation({ isBeyondNoise: false, source }))).toBe(null);
  expect(findCulpritLine(null)).toBe(null);
});
