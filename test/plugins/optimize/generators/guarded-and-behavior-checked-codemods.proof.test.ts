/** General codemods, each compared with the prior code by the loop's check: fixtures and traps. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../harness/stats/seeded-random.ts';
import { GENERAL_CODEMODS } from '../../../../plugins/optimize/generators/codemod-catalogue.ts';
import { iterateConcurrently } from '../../../../plugins/optimize/generators/general/bounded-turns.ts';
import {
  type ChangedModule,
  checkChangedModuleBehaviour,
} from '../../../support/check-changed-module-behaviour.ts';
import { readCodemodFixture } from '../../../support/read-codemod-fixture.ts';
import { applyMatches, readFixtureFiles } from './codemod-fixture-files-and-matches.ts';

const CALLS = 8;
const LIMITS = { budgetMs: 1_500, maxMade: 120 };
describe.each(GENERAL_CODEMODS)('$id', (codemod) => {
  // It calls callbacks at other times; quick tests compare its results.
  const overlaps = codemod === iterateConcurrently;
  const callbacks = overlaps ? 'may-overlap' : 'same-order';

  // Codemods with a run-time guard are compared with the code before them in the quick tests.
  it.skipIf(overlaps || codemod.evidence === 'guarded')(
    'behaves the same for captured calls and for calls generated from them',
    async () => {
      const { before, after, load } = readCodemodFixture(codemod.id);
      const { inputs } = await load();
      const result = await checkChangedModuleBehaviour(
        {
          base: before.text,
          head: after.text,
          module: before.path.slice('src/'.length),
          use: async ({ call, handed }) => {
            for (let seed = 1; seed <= CALLS; seed += 1) {
              const random = createRandom(seed);
              const given = inputs(() => random.next());
              const all = given.map((argument) =>
                typeof argument === 'function' ? handed(argument as () => unknown) : argument,
              );
              // Some reject their input: that is captured too.
              await (async () => call(['subject'], ...all))().catch(() => null);
            }
          },
        },
        { ...LIMITS, callbacks },
      );
      expect(result, JSON.stringify(result)).toMatchObject({ state: 'same' });
    },
  );

  it.each(readFixtureFiles(codemod.id, 'trap'))('is refuted in $name', async ({ name, text }) => {
    const result = await checkChangedModuleBehaviour(
      {
        base: text,
        head: applyMatches(codemod, { name, text }),
        module: name,
        use: async ({ call }) => {
          await call(['subject']);
        },
      },
      { ...LIMITS, callbacks },
    );
    expect(result).toMatchObject({ state: 'differs' });
  });
});

/** More sequential awaits than the number of idle turns that the check waits for. */
const WAITING = `export async function all(ids, load) {
  const found = [];
  const failed = [];
  for (const id of ids) {
    if (id < 0) continue;
    try {
      const one = await load(id);
      found.push(one.id);
    } catch (error) {
      failed.push(String(error));
    }
  }
  return { found, failed };
}
`;

it('keeps the behavior of a loop of many awaits when several of them are in flight', async () => {
  const head = applyMatches(iterateConcurrently, { name: 'subject.mjs', text: WAITING });
  expect(head).not.toBe(WAITING);
  const use: ChangedModule['use'] = async ({ call, handed }) => {
    const load = handed(async (id: number) => {
      if (id === 3) throw new Error('no');
      return { id };
    });
    await call(['all'], [1, 2, 3, -1, 4, 2, 6, 7, 8], load);
    await call(['all'], [5, 3], load);
  };
  const result = await checkChangedModuleBehaviour(
    { base: WAITING, head, use },
    { ...LIMITS, callbacks: 'may-overlap' },
  );
  expect(result).toMatchObject({ state: 'same' });
});
