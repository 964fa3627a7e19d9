/** What programs import from `perf-harness`: everything in it is documented. */
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import * as entry from '../../index.ts';
import { importsOf, readRepositoryFile } from './source-tree.ts';

/** Modules whose exports the entry hands on, directly or by way of others. */
function modulesBehind(path: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const { target } of importsOf(path)) {
    if (target.type !== 'file' || seen.has(target.path)) continue;
    seen.add(target.path);
  }
  return seen;
}

/** Exported declarations of a module without a doc comment right before them. */
function undocumented(path: string): readonly string[] {
  const text = readRepositoryFile(path);
  const { program, comments } = parseSync(path, text);
  const docEnds = comments
    .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
    .map(({ end }) => end);
  const names = program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration' || !node.declaration) return [];
    const documented = docEnds.some(
      (end) => text.slice(end, node.start).trim() === '' && end <= node.start,
    );
    if (documented) return [];
    const { declaration } = node;
    if ('id' in declaration && declaration.id && 'name' in declaration.id)
      return [declaration.id.name];
    if (declaration.type === 'VariableDeclaration') {
      return declaration.declarations.map(({ id }) => ('name' in id ? id.name : '(pattern)'));
    }
    return ['(other)'];
  });
  // The second and later signatures of an overloaded function share the comment of the first.
  return [...new Set(names)].filter((name) => !isDocumentedOnce(text, name));
}

function isDocumentedOnce(text: string, name: string): boolean {
  return new RegExp(`\\*/\\s*export (?:async )?function ${name}\\b`).test(text);
}

describe('the public entry', () => {
  test('exports functions that scenario files and configs need', () => {
    expect(Object.keys(entry)).toEqual(expect.arrayContaining(['defineScenario', 'defineConfig']));
  });

  test('exports nothing but what it names: no default, no leftovers of tests', () => {
    expect(Object.keys(entry).filter((name) => /^default$|test|mock/i.test(name))).toEqual([]);
  });

  test.each([...modulesBehind('index.ts')])('%s documents everything that it exports', (path) => {
    expect(undocumented(path).map((name) => join(path, name))).toEqual([]);
  });
});
