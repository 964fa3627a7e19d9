/**
 * Codemods of the processor on their fixtures: the output, the same results for any input, the code
 * they leave alone, and traps that show a difference when run. Those of I/O run with a database.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../harness/stats/seeded-random.ts';
import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import { readSource } from '../../../../plugins/optimize/generators/codemod.ts';
import {
  CODEMODS,
  IO_CODEMODS,
} from '../../../../plugins/optimize/generators/codemod-catalogue.ts';
import { CODEMOD_FIXTURES, readCodemodFixture } from '../../../support/read-codemod-fixture.ts';
import { readFixtureFiles } from './codemod-fixture-files-and-matches.ts';

const RUNS = 60;
const folder = mkdtempSync(join(tmpdir(), 'codemod-fixtures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Subject = (...given: readonly unknown[]) => unknown;

async function outcomeOf(subject: Subject, given: readonly unknown[]) {
  // Functions never compare equal: the lists next to them record their calls.
  const seen = given.filter((argument) => typeof argument !== 'function');
  try {
    return { value: await subject(...given), seen };
  } catch (error) {
    return { error: String(error), seen };
  }
}

/** Loads a text as a separate module. */
async function load(name: string, text: string): Promise<{ readonly subject: Subject }> {
  const file = join(folder, name);
  writeFileSync(file, text);
  return import(pathToFileURL(file).href);
}

const ofProcessor = CODEMODS.filter((codemod) => !IO_CODEMODS.includes(codemod));

describe.each(ofProcessor)('$id', (codemod) => {
  const fixture = readCodemodFixture(codemod.id);
  const isChecked = codemod.evidence === 'checked';

  it('X814-30: turns the code before into the code after, and leaves the result alone', () => {
    const [changed] = applyCodemod(codemod, [fixture.before], []);
    if (process.env.WRITE_FIXTURES === '1') {
      const name = fixture.after.path.slice('src/'.length);
      writeFileSync(join(CODEMOD_FIXTURES, codemod.id, name), changed?.after ?? '');
      return;
    }
    expect(changed?.after).toBe(fixture.after.text);
    expect(applyCodemod(codemod, [fixture.after], [])).toEqual([]);
  });

  it('states its assumptions at each match', () => {
    const source = readSource(fixture.before.path, fixture.before.text);
    const matches = source === null ? [] : codemod.find(source);
    expect(matches.length).toBeGreaterThan(0);
    for (const { assumes = [] } of matches) {
      expect(assumes.length > 0).toBe(isChecked);
      for (const assumption of assumes) expect(assumption).toMatch(/^[A-Z`].*\.$/su);
    }
  });

  it('X814-30: preserves the result and the effects on the arguments', async () => {
    const { before, after, inputs } = await fixture.load();
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const outcomes = [];
      for (const subject of [before, after]) {
        const random = createRandom(seed);
        const given = inputs(() => random.next());
        outcomes.push(await outcomeOf(subject, given));
      }
      expect(outcomes[1], `seed ${seed}`).toEqual(outcomes[0]);
    }
  });

  it('X814-30: matches nothing where the meaning would visibly change', () => {
    expect(fixture.kept.length).toBeGreaterThan(0);
    expect(fixture.kept.flatMap((file) => applyCodemod(codemod, [file], []))).toEqual([]);
  });

  it('is shown to be wrong by running where its assumptions do not hold', async () => {
    const traps = readFixtureFiles(codemod.id, 'trap');
    // A codemod that is proven or guarded assumes nothing, so it has no traps.
    expect(traps.length > 0).toBe(isChecked);
    for (const { name, text } of traps) {
      const [changed] = applyCodemod(codemod, [{ path: `src/${name}`, text }], []);
      expect(changed, name).toBeDefined();
      const module = name.replace(/\.js$/u, '.mjs');
      const before = await load(`${codemod.id}-${module}`, text);
      const after = await load(`${codemod.id}-changed-${module}`, changed?.after ?? '');
      const old = await outcomeOf(before.subject, []);
      expect(await outcomeOf(after.subject, []), name).not.toEqual(old);
    }
  });
});
