/** Codemod variants for properties the source does not prove: checked or stated as assumptions. */
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import type { CodemodMatch } from '../../../../plugins/optimize/generators/codemod.ts';
import {
  CODEMODS,
  CODEMODS_WITH_VARIANTS,
} from '../../../../plugins/optimize/generators/codemod-catalogue.ts';
import { proposeCodemods } from '../../../../plugins/optimize/generators/propose-codemods.ts';
import { readSource } from '../../../../plugins/optimize/generators/read-source-file.ts';
import { createGitProject } from '../../../support/git-project.ts';
import {
  samplePerformanceMap,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';
import { readFixtureFiles } from './codemod-fixture-files-and-matches.ts';

const path = 'src/use.cjs';

function find(id: string, text: string) {
  const codemod = CODEMODS_WITH_VARIANTS.find((candidate) => candidate.id === id);
  const source = readSource(path, text);
  if (codemod === undefined || source === null) throw new TypeError(`there is no ${id}`);
  return codemod.find(source);
}

function changed(id: string, text: string): string | undefined {
  const codemod = CODEMODS_WITH_VARIANTS.find((candidate) => candidate.id === id);
  if (codemod === undefined) throw new TypeError(`there is no ${id}`);
  return applyCodemod(codemod, [{ path, text }], [])[0]?.after;
}

const COMMON = `exports.common = (wanted, words) => {
  const known = [...words];
  return wanted.filter((one) => known.indexOf(one) !== -1);
};
`;
const ENDS = 'exports.isDone = (text, other) => text.indexOf(other) === 0;\n';

describe('the assumption of a codemod', () => {
  it('is stated for list and element, and leads to the same change as proven code', () => {
    expect(find('includes-to-set', COMMON)).toEqual([]);
    expect(find('guarded-includes-to-set', COMMON)).toEqual([]);
    const [match] = find('checked-includes-to-set', COMMON);
    expect(match?.assumes).toEqual(['`one` is a string.', '`wanted` is a list.']);
    const types = '/**\n * @param {string[]} wanted\n * @param {string[]} words\n */\n';
    const proven = changed('includes-to-set', `${types}${COMMON}`);
    expect(proven).toContain('knownSet.has(one)');
    expect(`${types}${changed('checked-includes-to-set', COMMON)}`).toBe(proven);
  });

  it('becomes a test before a single expression, with the old expression as alternative', () => {
    expect(find('checked-index-of-to-starts-with', ENDS)).toEqual([]);
    const after = changed('guarded-index-of-to-starts-with', ENDS) ?? '';
    expect(after).toBe(
      "exports.isDone = (text, other) => (typeof text === 'string' && typeof other === 'string' ? text.startsWith(other) : text.indexOf(other) === 0);\n",
    );
    expect(changed('guarded-index-of-to-starts-with', after)).toBeUndefined();
  });

  it('is tested only for a plain name, because a field may return another value the next time', () => {
    const text = 'exports.isDone = (one) => /done$/.test(one.state);\n';
    expect(find('guarded-regexp-to-ends-with', text)).toEqual([]);
    expect(find('checked-regexp-to-ends-with', text)[0]?.assumes).toEqual([
      '`one.state` is a string.',
    ]);
  });

  it.each([
    ['a number', 'const n = 1;\nexports.f = (other) => n.indexOf(other) === 0;\n'],
    ['a function', 'function n() {}\nexports.f = (other) => n.indexOf(other) === 0;\n'],
    ['a sum', "exports.f = (a, b) => (a - b).indexOf('x') === 0;\n"],
  ])('is not made of what is known to be %s', (_, text) => {
    for (const form of ['guarded', 'checked']) {
      expect(find(`${form}-index-of-to-starts-with`, text)).toEqual([]);
    }
  });

  it('replaces no other condition of a codemod', () => {
    const passedOn = COMMON.replace('return', 'use(known);\n  return');
    expect(find('checked-includes-to-set', passedOn)).toEqual([]);
  });
});

it('finds no place of a fixture both as proven and as assumed', () => {
  const placesOf = (matches: readonly CodemodMatch[]) =>
    matches.flatMap(({ edits }) =>
      edits.filter(({ start, end }) => end > start).map(({ start, end }) => `${start}-${end}`),
    );
  let found = 0;
  for (const { id, find: proven, assuming } of CODEMODS) {
    if (assuming === undefined) continue;
    for (const { name, text } of readFixtureFiles(id, 'before.')) {
      const source = readSource(`src/${name}`, text);
      if (source === null) throw new Error(`${id}: ${name} is no program`);
      const shown = placesOf(proven(source));
      found += shown.length;
      expect(shown, id).not.toContain(
        placesOf(assuming(source)).find((place) => shown.includes(place)),
      );
    }
  }
  expect(found).toBeGreaterThan(0);
});

it('proposes assumed changes for each function separately, and states their assumptions', async () => {
  const project = createGitProject();
  const file = 'src/use.cjs';
  const twice = `${COMMON}${COMMON.replace('exports.common', 'exports.other')}`;
  project.commit('first', { [file]: twice });
  const map = samplePerformanceMap({
    steps: [samplePerformanceMapStep({ step_type: 'CPU', time_share_pct: 80 })],
  });
  const [bottleneck] = map.top_bottlenecks;
  if (bottleneck === undefined) throw new Error('nothing is slow');
  const proposals = await proposeCodemods(createHost(), project.root, CODEMODS_WITH_VARIANTS, {
    bottleneck,
    steps: map.steps,
    suspicions: [],
    functions: [{ file, name: 'common', line: 1, endLine: 8 }],
  });
  const own = proposals.filter(
    ({ apply }) => apply?.kind === 'codemod' && apply.codemod === 'checked-includes-to-set',
  );
  expect(own.map(({ key }) => key)).toEqual([
    'checked:includes-to-set@src/use.cjs#common',
    'checked:includes-to-set@src/use.cjs#other',
  ]);
  expect(own[0]).toMatchObject({
    evidence_class: 'checked',
    assumes: ['`one` is a string.', '`wanted` is a list.'],
    apply: { codemod: 'checked-includes-to-set', places: ['src/use.cjs:3'] },
  });
  // The expected gain of a codemod is the gain measured on its fixture.
  expect(own[0]?.expected_impact.note).toContain('measured in bench/codemods');
});
