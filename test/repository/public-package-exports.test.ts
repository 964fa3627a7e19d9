/** Exports of `perf-harness` for programs: all of them are documented. */
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import * as entry from '../../index.ts';
import { readRepositoryFile } from './read-repository-sources.ts';

/** A declaration that programs can import: its module, and its name. */
interface Handed {
  readonly path: string;
  readonly name: string;
}

const ENTRY = 'index.ts';

/** Everything that the entry exports, with the module that declares it. */
function handedOn(): readonly Handed[] {
  const { module } = parseSync(ENTRY, readRepositoryFile(ENTRY));
  return module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ moduleRequest, importName, exportName }): readonly Handed[] => {
      if (!moduleRequest) return [{ path: ENTRY, name: exportName.name ?? 'default' }];
      const path = normalize(join(dirname(ENTRY), moduleRequest.value));
      if (importName.kind === 'Name') return [{ path, name: importName.name ?? '' }];
      return declarations(path)
        .filter(({ isType }) => isType)
        .map(({ name }) => ({ path, name }));
    });
}

/** Returns a module's exported declarations, and those with a doc comment directly before. */
function declarations(path: string) {
  const text = readRepositoryFile(path);
  const { program, comments } = parseSync(path, text);
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  return program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration' || !node.declaration) return [];
    const { declaration } = node;
    const documented = docs.some(
      ({ end }) => end <= node.start && text.slice(end, node.start).trim() === '',
    );
    const isType = /^TS(Interface|TypeAlias)/.test(declaration.type);
    const ids =
      declaration.type === 'VariableDeclaration'
        ? declaration.declarations.map(({ id }) => id)
        : 'id' in declaration
          ? [declaration.id]
          : [];
    return ids.flatMap((id) =>
      id && 'name' in id && typeof id.name === 'string'
        ? [{ name: id.name, isType, documented }]
        : [],
    );
  });
}

describe('the public entry', () => {
  test('exports functions that scenario files, configs and programs need', () => {
    expect(Object.keys(entry).sort()).toEqual(
      expect.arrayContaining([
        'bisect',
        'compare',
        'defineConfig',
        'defineScenario',
        'gate',
        'run',
      ]),
    );
  });

  test('exports nothing that belongs to tests, and no default', () => {
    expect(Object.keys(entry).filter((name) => /^default$|test|mock/i.test(name))).toEqual([]);
  });

  test.each(handedOn())('documents $name where it is declared, in $path', ({ path, name }) => {
    // The signatures of an overloaded function share the comment of the first.
    const own = declarations(path).filter((declared) => declared.name === name);
    expect(own).not.toEqual([]);
    expect(own.some(({ documented }) => documented)).toBe(true);
  });
});
