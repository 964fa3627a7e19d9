/** Each codemod that saves CPU time: the output for its fixture, and no other change. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../harness/stats/seeded-random.ts';
import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import { CPU_CODEMODS } from '../../../../plugins/optimize/generators/cpu-codemods.ts';
import { readCodemodFixture } from '../../../support/read-codemod-fixture.ts';

const RUNS = 60;

describe.each(CPU_CODEMODS)('$id', (codemod) => {
  const fixture = readCodemodFixture(codemod.id);

  it('X814-30: turns the code before into the code after, and leaves the result alone', () => {
    const [changed] = applyCodemod(codemod, [fixture.before], []);
    expect(changed?.after).toBe(fixture.after.text);
    expect(applyCodemod(codemod, [fixture.after], [])).toEqual([]);
  });

  it('X814-30: preserves the result and the effects on the arguments', async () => {
    const { before, after, inputs } = await fixture.load();
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const outcomes = [];
      for (const subject of [before, after]) {
        const random = createRandom(seed);
        const given = inputs(() => random.next());
        outcomes.push({ answer: await outcomeOf(subject, given), given });
      }
      expect(outcomes[1], `seed ${seed}`).toEqual(outcomes[0]);
    }
  });

  it('X814-30: matches nothing where the meaning might change', () => {
    expect(fixture.kept.length).toBeGreaterThan(0);
    const found = fixture.kept.flatMap((file) => applyCodemod(codemod, [file], []));
    expect(found).toEqual([]);
  });
});

async function outcomeOf(
  subject: (...given: readonly unknown[]) => unknown,
  given: readonly unknown[],
) {
  try {
    return { value: await subject(...given) };
  } catch (error) {
    return { error: String(error) };
  }
}
