import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { readCode } from '../../../../plugins/analysis/extract-code-structure-of-project.ts';
import { INTERPROCEDURAL_RULES } from '../../../../plugins/analysis/find-performance-antipatterns.ts';
import { ROOT } from '../../../repository/read-repository-sources.ts';
import { writeFiles } from '../../../support/run-cli.ts';

const FIXTURES = join(ROOT, 'test/fixtures/code/flow');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow-rules-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the lines a rule finds in a fixture, as its own project, and those expected. */
async function linesOf(id: string, name: 'fires' | 'quiet') {
  const text = readFileSync(join(FIXTURES, id, `${name}.ts`), 'utf8');
  const root = join(folder, `${id}-${name}`);
  writeFiles(root, { 'src/server.ts': text });
  const { patterns } = await readCode(createHost(), root);
  const expected = text
    .split('\n')
    .flatMap((line, index) => (line.includes('// fires') ? [index + 1] : []));
  const own = patterns.filter(({ rule }) => rule === id);
  return { found: own.map(({ line }) => line), expected, own };
}

describe('interprocedural rules', () => {
  test('have a folder of fixtures each, and no folder lacks a rule', () => {
    expect(readdirSync(FIXTURES).sort()).toEqual(INTERPROCEDURAL_RULES.map(({ id }) => id).sort());
  });

  test.each(INTERPROCEDURAL_RULES)(
    'P811-20 to P811-23: report $id at each marked place',
    async ({ id, category }) => {
      const { found, expected, own } = await linesOf(id, 'fires');
      expect(expected.length).toBeGreaterThan(0);
      expect(found).toEqual(expected);
      expect(
        own.every((finding) => finding.category === category && finding.function !== null),
      ).toBe(true);
    },
  );

  test.each(INTERPROCEDURAL_RULES)(
    'report no $id in the code that it recommends',
    async ({ id }) => {
      expect((await linesOf(id, 'quiet')).found).toEqual([]);
    },
  );
});
