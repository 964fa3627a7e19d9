/** Consistency of every check: name, id, list and page of the documentation agree. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  POST_RUN_CHECKS,
  PRE_RUN_CHECKS,
} from '../../../api/measure/checks-before-and-after-measurement.ts';

const FOLDER = new URL('../../../harness/checks/', import.meta.url);
const PAGE = readFileSync(new URL('../../../docs/checks.md', import.meta.url), 'utf8');
const COMPOSED = [...PRE_RUN_CHECKS, ...POST_RUN_CHECKS];

interface Exported {
  readonly name: string;
  readonly value: { readonly id: string };
}

/** Everything in the folder that is a check. */
async function exportedChecks(): Promise<readonly Exported[]> {
  const files = readdirSync(FOLDER).map((name) => name.replace('.ts', ''));
  const modules = await Promise.all(
    files.map((file) => import(new URL(`${file}.ts`, FOLDER).href)),
  );
  return modules.flatMap((module: object) =>
    Object.entries(module)
      .filter(([, value]) => typeof value === 'object' && 'check' in value)
      .map(([name, value]) => ({ name, value })),
  );
}

const checks = await exportedChecks();

test('includes every check in a run', () => {
  expect(checks.map(({ value }) => value.id).sort()).toEqual(COMPOSED.map(({ id }) => id).sort());
});

test('names every check after its id, and documents it', () => {
  for (const { name, value } of checks) {
    const named = value.id.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
    expect(name).toBe(named);
    expect(PAGE).toContain(`\n### ${value.id}\n`);
  }
});
