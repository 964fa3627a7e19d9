import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHILD_PROCESS_MODULES } from '../../tools/build/bundle-entries.ts';
import {
  listSourceFiles,
  ROOT,
  readRepositoryFile,
} from '../repository/read-repository-sources.ts';

/** `childModule(import.meta.url, './worker')`, `addPreload(options, import.meta.url, './preload')`. */
const STARTED = /import\.meta\.url,\s*'([^']+)',?\s*\)/g;

/** Modules that run in processes of their own, as the sources name them. */
function startedModules(): readonly string[] {
  return listSourceFiles()
    .filter((path) => /^(api|cli|exchange|harness|plugins|profilers|project|serve)\//.test(path))
    .flatMap((path) => {
      const text = readRepositoryFile(path);
      return [...text.matchAll(STARTED)].map(([, named = '']) =>
        posix.join(posix.dirname(path), named),
      );
    });
}

/** By a job of CI, not by perf-harness. */
const STARTED_BY_OTHERS = ['cli/ci/post-comment'];

describe('the package files that are loaded by path', () => {
  test('are modules of the sources', () => {
    expect(CHILD_PROCESS_MODULES.filter((name) => !existsSync(join(ROOT, `${name}.ts`)))).toEqual(
      [],
    );
  });

  test('are those that something starts or preloads', () => {
    const started = [...startedModules(), ...STARTED_BY_OTHERS].filter(
      (path) => !path.endsWith('process/child-module'),
    );
    expect([...CHILD_PROCESS_MODULES].sort()).toEqual([...new Set(started)].sort());
  });
});
