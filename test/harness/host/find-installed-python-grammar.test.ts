import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  findPythonGrammar,
  PYTHON_GRAMMAR,
} from '../../../harness/host/find-tools-installed-by-doctor-command.ts';
import { createHost } from '../../../harness/host.ts';
import { loadParser } from '../../../plugins/analysis/load-parser.ts';
import { parseFile } from '../../../plugins/analysis/parse-source-file.ts';
import { BUILT_IN_RULES } from '../../../plugins/analysis/rules/built-in-rules.ts';
import { groupRulesByLanguage } from '../../../plugins/analysis/rules/run-syntax-pattern-rules.ts';

function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'python-grammar-'));
}

/** Creates the parts of the grammar package that the search inspects. */
function withGrammar(folder: string): string {
  const own = join(folder, 'node_modules', PYTHON_GRAMMAR);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), '{ "version": "0.0.6" }');
  return own;
}

test('finds the grammar in the project, next to perf-harness, and in the cache', () => {
  const [cwd, own, cache] = [emptyFolder(), emptyFolder(), emptyFolder()];
  const host = { ...createHost(), cwd, env: { PERF_HARNESS_CACHE: cache } };
  const found = () => findPythonGrammar(host, own)?.folder ?? null;
  expect(found()).toBe(null);
  const cached = withGrammar(join(cache, 'tools', PYTHON_GRAMMAR, '0.0.6'));
  expect(found()).toBe(cached);
  const beside = withGrammar(own);
  expect(found()).toBe(beside);
  expect([withGrammar(cwd)]).toEqual([found()]);
});

test('leaves out Python files and rules when it is missing, with the line that installs it', async () => {
  const complete = await loadParser(createHost());
  const parser = {
    ...complete,
    lacks: (language: string) => (language === 'Python' ? 'no' : null),
  };
  expect(await parseFile(parser, 'a.py', 'x = 1\n')).toEqual({ state: 'skipped', reason: 'no' });
  expect(await parseFile(parser, 'a.ts', 'let x = 1;\n')).toMatchObject({ state: 'read' });
  expect([...groupRulesByLanguage(parser, BUILT_IN_RULES).keys()]).not.toContain('Python');
  expect([...groupRulesByLanguage(complete, BUILT_IN_RULES).keys()]).toContain('Python');
});
