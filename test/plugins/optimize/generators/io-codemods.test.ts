import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { IO_CODEMODS } from '../../../../plugins/optimize/generators/codemod-catalogue.ts';
import {
  createIsolatedDatabase,
  type IsolatedDatabase,
} from '../../../support/shared-databases.ts';
import {
  applyMatches,
  CODEMOD_FIXTURES,
  findMatches,
  readFixtureFiles,
} from './codemod-fixture-files-and-matches.ts';

/** All fixtures took a few seconds on the machine where this was written. */
const LIMIT_MS = 60_000;
const RUNNER = join(import.meta.dirname, '../../../support/run-codemod-fixtures-child.ts');

const host = createHost();
let database: IsolatedDatabase;

interface Proof {
  readonly result: unknown;
  readonly cost?: Readonly<Record<string, number>>;
}

/** Results of the sides of each fixture, or the reason why there are none. */
const outcomes = new Map<string, readonly Proof[] | { readonly failed: string }>();

/** Sides of a fixture, each before and after. */
function sidesOf(id: string) {
  return readFixtureFiles(id, 'before.').map((before) => {
    const name = before.name.replace('before', 'after');
    return { before, after: readFixtureFiles(id, 'after.').find((file) => file.name === name) };
  });
}

const usesDatabase = (id: string): boolean =>
  readFileSync(join(CODEMOD_FIXTURES, id, 'drive.js'), 'utf8').includes('database.js');

/** Runs all sides of these fixtures in one process. */
async function prove(ids: readonly string[]): Promise<void> {
  const asked = ids.map((id) => [
    join(CODEMOD_FIXTURES, id),
    ...sidesOf(id).flatMap(({ before, after }) => [before.name, after?.name ?? '']),
  ]);
  const { stdout, stderr, exit } = await host.processes.exec({
    file: process.execPath,
    args: [RUNNER, JSON.stringify(asked)],
    env: database.env,
    timeoutMs: LIMIT_MS,
  });
  expect({ exit, stderr: stderr.slice(0, 2_000) }).toMatchObject({
    exit: { type: 'code', code: 0 },
  });
  for (const [index, outcome] of JSON.parse(stdout).entries()) {
    outcomes.set(ids[index] ?? '', outcome);
  }
}

beforeAll(async () => {
  database = await createIsolatedDatabase();
  const ids = IO_CODEMODS.map(({ id }) => id);
  // Database fixtures run in a separate process, so that reads of the connection do not add to
  // counted bytes.
  await Promise.all([
    prove(ids.filter(usesDatabase)),
    prove(ids.filter((id) => !usesDatabase(id))),
  ]);
});
afterAll(() => database.drop());

describe.each(IO_CODEMODS.map((codemod) => ({ id: codemod.id, codemod })))(
  '$id',
  ({ id, codemod }) => {
    const sides = sidesOf(id);

    it('turns the code before into the code after, and finds nothing more to do there', () => {
      expect(sides).not.toEqual([]);
      for (const { before, after } of sides) {
        const text = applyMatches(codemod, before);
        if (process.env.WRITE_FIXTURES === '1') {
          writeFileSync(join(CODEMOD_FIXTURES, id, before.name.replace('before', 'after')), text);
        } else {
          expect(text).toBe(after?.text);
        }
        expect(findMatches(codemod, { name: before.name, text })).toEqual([]);
      }
    });

    it('leaves code alone whose meaning might change', () => {
      const files = readFixtureFiles(id, 'neg');
      expect(files).not.toEqual([]);
      const found = files.flatMap((file) =>
        findMatches(codemod, file).map(({ within }) => within[0]),
      );
      expect(found).toEqual([]);
    });

    it('gives the same results at a lower cost', () => {
      const proofs = outcomes.get(id);
      if (!Array.isArray(proofs)) throw new Error(JSON.stringify(proofs));
      expect(proofs).toHaveLength(2 * sides.length);
      for (const [index, { before }] of sides.entries()) {
        const [old, improved]: Proof[] = proofs.slice(2 * index, 2 * index + 2);
        expect(improved?.result, before.name).toEqual(old?.result);
        for (const [name, cost] of Object.entries(old?.cost ?? {})) {
          expect(improved?.cost?.[name], name).toBeLessThan(cost);
        }
      }
    });
  },
);
