import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { IO_CODEMODS } from '../../../plugins/hypotheses/io-codemods.ts';
import { type OwnDatabase, ownDatabase } from '../../support/shared-databases.ts';
import { applyTo, FIXTURES, findIn, fixtureFiles } from './codemod-fixtures.ts';

/** One side of a fixture took some seconds at most where it was written. */
const SIDE_LIMIT_MS = 60_000;
const RUNNER = join(import.meta.dirname, '../../support/prove-fixture.ts');

const host = createHost();
let database: OwnDatabase;

beforeAll(async () => {
  database = await ownDatabase();
});
afterAll(() => database.drop());

interface Proof {
  readonly result: unknown;
  readonly cost?: Readonly<Record<string, number>>;
}

/** What sides of a fixture give, one after the other in a process of their own. */
async function prove(id: string, modules: readonly string[]): Promise<readonly Proof[]> {
  const { stdout, stderr, exit } = await host.processes.exec({
    file: process.execPath,
    args: [RUNNER, join(FIXTURES, id), ...modules],
    env: database.env,
    timeoutMs: SIDE_LIMIT_MS,
  });
  expect({ exit, stderr: stderr.slice(0, 2_000) }).toMatchObject({
    exit: { type: 'code', code: 0 },
  });
  return JSON.parse(stdout);
}

describe.each(IO_CODEMODS.map((codemod) => ({ id: codemod.id, codemod })))(
  '$id',
  ({ id, codemod }) => {
    const sides = fixtureFiles(id, 'before.').map((before) => {
      const name = before.name.replace('before', 'after');
      return { before, after: fixtureFiles(id, 'after.').find((file) => file.name === name) };
    });

    it('turns the code as it was into the code as it should be, and finds no more to do there', () => {
      expect(sides).not.toEqual([]);
      for (const { before, after } of sides) {
        const text = applyTo(codemod, before);
        if (process.env.WRITE_FIXTURES === '1') {
          writeFileSync(join(FIXTURES, id, before.name.replace('before', 'after')), text);
        } else {
          expect(text).toBe(after?.text);
        }
        expect(findIn(codemod, { name: before.name, text })).toEqual([]);
      }
    });

    it('leaves alone what might mean something else afterwards', () => {
      const files = fixtureFiles(id, 'neg');
      expect(files).not.toEqual([]);
      const found = files.flatMap((file) => findIn(codemod, file).map(({ within }) => within[0]));
      expect(found).toEqual([]);
    });

    it('gives what was given before, for less', async () => {
      const names = sides.flatMap(({ before, after }) => [before.name, after?.name ?? '']);
      const proofs = await prove(id, names);
      for (let at = 0; at < proofs.length; at += 2) {
        const [old, improved] = proofs.slice(at, at + 2);
        expect(improved?.result, names[at]).toEqual(old?.result);
        for (const [name, cost] of Object.entries(old?.cost ?? {})) {
          expect(improved?.cost?.[name], name).toBeLessThan(cost);
        }
      }
    });
  },
);
