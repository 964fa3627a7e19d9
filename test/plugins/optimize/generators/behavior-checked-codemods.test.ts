/**
 * Codemods for arbitrary code: the output for each fixture, the same behaviour on generated input,
 * the code they leave alone, and traps, where a false assumption shows when the code runs.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../harness/stats/seeded-random.ts';
import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import { CHECKED_CODEMODS } from '../../../../plugins/optimize/generators/behavior-checked-codemods.ts';
import { readCodemodFixture } from '../../../support/read-codemod-fixture.ts';
import { findMatches, readFixtureFiles } from './codemod-fixture-files-and-matches.ts';

const RUNS = 200;
const folder = mkdtempSync(join(tmpdir(), 'checked-codemods-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Subject = (...given: readonly unknown[]) => unknown;

function outcomeOf(subject: Subject, given: readonly unknown[]) {
  try {
    return { value: subject(...given), given };
  } catch (error) {
    return { error: String(error), given };
  }
}

async function loaded(name: string, text: string): Promise<Subject> {
  const file = join(folder, name);
  writeFileSync(file, text);
  return (await import(pathToFileURL(file).href)).subject;
}

describe.each(CHECKED_CODEMODS)('$id', (codemod) => {
  const fixture = readCodemodFixture(codemod.id);

  it('turns the code before into the code after, which it leaves unchanged', () => {
    const [changed] = applyCodemod(codemod, [fixture.before], []);
    expect(changed?.after).toBe(fixture.after.text);
    expect(applyCodemod(codemod, [fixture.after], [])).toEqual([]);
  });

  it('keeps what the code returns and what it does to its arguments', async () => {
    const { before, after, inputs } = await fixture.load();
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const [old, improved] = [before, after].map((subject) => {
        const random = createRandom(seed);
        return outcomeOf(
          subject,
          inputs(() => random.next()),
        );
      });
      expect(improved, `seed ${seed}`).toEqual(old);
    }
  });

  it('applies nowhere where the meaning would visibly change', () => {
    expect(fixture.kept.length).toBeGreaterThan(0);
    expect(fixture.kept.flatMap((file) => applyCodemod(codemod, [file], []))).toEqual([]);
  });

  it('states its assumptions at each place, unless it tests them at run time', () => {
    const name = fixture.before.path.slice('src/'.length);
    const matches = findMatches(codemod, { name, text: fixture.before.text });
    for (const { assumes = [] } of matches) {
      expect(assumes.length > 0).toBe(codemod.evidence === 'checked');
      for (const assumption of assumes) expect(assumption).toMatch(/^[A-Z`].*\.$/u);
    }
  });

  it('is exposed by a run where its assumption does not hold', async () => {
    const traps = readFixtureFiles(codemod.id, 'trap');
    expect(traps.length > 0).toBe(codemod.evidence === 'checked');
    for (const { name, text } of traps) {
      const [changed] = applyCodemod(codemod, [{ path: `src/${name}`, text }], []);
      const before = await loaded(`${codemod.id}-${name.replace('.js', '.mjs')}`, text);
      const after = await loaded(
        `${codemod.id}-after-${name.replace('.js', '.mjs')}`,
        changed?.after ?? '',
      );
      expect(outcomeOf(after, []), name).not.toEqual(outcomeOf(before, []));
    }
  });
});
