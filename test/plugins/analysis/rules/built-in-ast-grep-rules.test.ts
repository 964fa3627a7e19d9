import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { detectLanguage, loadParser } from '../../../../plugins/analysis/load-parser.ts';
import { BUILT_IN_RULES } from '../../../../plugins/analysis/rules/built-in-rules.ts';
import {
  findRuleProblem,
  groupRulesByLanguage,
  runRules,
} from '../../../../plugins/analysis/rules/run-syntax-pattern-rules.ts';
import { ROOT } from '../../../repository/read-repository-sources.ts';

const FIXTURES = join(ROOT, 'test/fixtures/code/rules');

/** Returns the lines of a fixture that a rule matches, and those marked as expected. */
async function linesOf(id: string, name: 'fires' | 'quiet', isStripped = false) {
  const parser = await loadParser(createHost());
  const file = readdirSync(join(FIXTURES, id)).find((fileName) => fileName.startsWith(name)) ?? '';
  const written = readFileSync(join(FIXTURES, id, file), 'utf8');
  const text = isStripped ? stripTypeScriptTypes(written) : written;
  const language = isStripped ? 'JavaScript' : (detectLanguage(file) ?? 'TypeScript');
  const rules = groupRulesByLanguage(
    parser,
    BUILT_IN_RULES.filter((rule) => rule.id === id),
  );
  const matches = runRules(rules, language, parser.parse(language, text).root(), text);
  const expected = text
    .split('\n')
    .flatMap((line, index) => Array(line.split(/(?:\/\/|#) fires/u).length - 1).fill(index + 1));
  return { found: matches.map(({ line }) => line).sort((a, b) => a - b), expected };
}

function isTypeScript(id: string): boolean {
  return readdirSync(join(FIXTURES, id)).some(
    (file) => file.startsWith('fires') && /\.[cm]?ts$/u.test(file),
  );
}

describe('built-in rules for the shape of one place', () => {
  test('have unique ids, and ast-grep accepts each', async () => {
    const parser = await loadParser(createHost());
    const ids = BUILT_IN_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(
      BUILT_IN_RULES.flatMap((rule) => findRuleProblem(parser, rule, rule.language) ?? []),
    ).toEqual([]);
  });

  test('apply to JavaScript and TSX too when they are of TypeScript', async () => {
    const rules = groupRulesByLanguage(await loadParser(createHost()), BUILT_IN_RULES);
    expect(rules.get('JavaScript')?.length).toBe(rules.get('TypeScript')?.length);
    expect(rules.get('Tsx')?.length).toBe(rules.get('TypeScript')?.length);
  });

  test.each(BUILT_IN_RULES)('P811-26: report $id at each marked place', async ({ id }) => {
    const { found, expected } = await linesOf(id, 'fires');
    expect(expected.length).toBeGreaterThan(0);
    expect(found).toEqual(expected);
  });

  test.each(BUILT_IN_RULES.filter(({ id }) => isTypeScript(id)))(
    'P811-26: report $id at the same places without their types, as JavaScript',
    async ({ id }) => {
      const { found, expected } = await linesOf(id, 'fires', true);
      expect(found).toEqual(expected);
    },
  );

  test.each(BUILT_IN_RULES)('report no $id in the code that it recommends', async ({ id }) => {
    expect((await linesOf(id, 'quiet')).found).toEqual([]);
  });
});
