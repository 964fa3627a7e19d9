/** Memoization is proposed only where results can be reused. */
import { expect, it, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { ObservedFunction } from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import { createBuiltinGenerator } from '../../../../plugins/optimize/generators/builtin-hypothesis-generator.ts';
import { canHitCache } from '../../../../plugins/optimize/generators/propose-codemods.ts';
import { createGitProject } from '../../../support/git-project.ts';
import {
  samplePerformanceMap,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';

const seen = (given: string, gave: string): ObservedFunction => ({
  module: 'src/words.js',
  name: 'shortened',
  parameters: [{ kinds: { [given]: 3 } }],
  result: { kinds: { [gave]: 3 } },
});
const UNKNOWN = { function: 'shortened', keepsObjects: false, isShown: false };

test('rejects memoization when results or keys were observed to be objects', () => {
  const hits = (given: string, gave: string, keeps = UNKNOWN): boolean =>
    canHitCache(keeps, [seen(given, gave)]);
  expect(hits('string', 'string')).toBe(true);
  expect(hits('string', 'array')).toBe(false);
  expect(hits('object', 'string')).toBe(false);
  expect(hits('string', 'undefined')).toBe(false);
  expect(hits('string', 'array', { ...UNKNOWN, keepsObjects: true })).toBe(true);
  // The source shows only some of the results.
  expect(hits('string', 'array', { ...UNKNOWN, isShown: true })).toBe(false);
});

test('decides by the source for a function that was never observed', () => {
  expect(canHitCache(UNKNOWN, [])).toBe(false);
  expect(canHitCache({ ...UNKNOWN, isShown: true }, [])).toBe(true);
});

/** Functions whose result types depend on the caller. */
const SOURCE = `export function shortened(text, made) {
  return text;
}

export function chosen(text) {
  for (const part of text.split(' ')) if (part.length > 3) return PARTS.get(part);
  return PARTS.get(text);
}

const PARTS = new Map([['a', 'b']]);
`;

it('proposes no memo in the built-in generator for a function observed to return lists', async () => {
  const project = createGitProject();
  project.commit('first', { 'src/words.js': SOURCE });
  const place = { location: 'src/words.js:5', function: 'chosen' };
  const map = samplePerformanceMap({
    steps: [samplePerformanceMapStep({ ...place, step_type: 'CPU', time_share_pct: 80 })],
  });
  const proposed = async (gave: string): Promise<readonly string[]> => {
    const asked: string[] = [];
    const { hypotheses } = await createBuiltinGenerator({ host: createHost() }).generate({
      root: project.root,
      map,
      local_findings: [],
      exclude: [],
      signal: new AbortController().signal,
      observe: async (files) => {
        asked.push(...files);
        return [{ ...seen('string', gave), name: 'chosen' }];
      },
    });
    expect(asked).toEqual(['src/words.js']);
    return hypotheses.flatMap(({ apply }) => (apply?.kind === 'codemod' ? [apply.codemod] : []));
  };
  expect(await proposed('string')).toContain('memo-by-key');
  expect(await proposed('array')).not.toContain('memo-by-key');
});
