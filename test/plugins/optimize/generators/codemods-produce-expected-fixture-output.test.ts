/** The four kinds of optimization, each with its codemods in the catalogue (LEAD-03). */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import { CODEMODS } from '../../../../plugins/optimize/generators/codemod-catalogue.ts';
import { CODEMOD_FIXTURES, readCodemodFixture } from '../../../support/read-codemod-fixture.ts';

/** Codemods by the name of their kind; the two-tier cache is a template with a test of its own. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  cache: ['memo-by-key', 'regexp-by-text'],
  pooling: ['pool-per-call', 'client-per-call'],
  async: ['parallel-awaits', 'bounded-turns'],
  algorithm: ['includes-to-set', 'find-to-map'],
};

describe.each(Object.entries(WAYS))('LEAD-03: %s', (_way, ids) => {
  it.each(ids)('turns, by %s, the fixture before into the fixture after', (id) => {
    const codemod = CODEMODS.find((codemod) => codemod.id === id);
    if (codemod === undefined) throw new Error(`the catalogue has no ${id}`);
    const names = readdirSync(`${CODEMOD_FIXTURES}/${id}`);
    expect(names.some((name) => name.startsWith('after.'))).toBe(true);
    const { before, after } = readCodemodFixture(id);
    expect(before.text).not.toBe(after.text);
    const [changed] = applyCodemod(codemod, [before], []);
    expect(changed?.after).toBe(after.text);
  });
});
