import { posix } from 'node:path';
import {
  nodesOf,
  openProjectCode,
  type ProjectCode,
  stringValue,
} from '../../../analysis/index.ts';
import { readTeamManifest } from '../../read-package-manifest.ts';
import type { BranchDiff } from './branch-diff.ts';

/** Users of the exports of a module, in the project as it was before the branch. */
export interface ModuleUses {
  /** True if other projects can import it; null: nothing says what others import. */
  readonly isPublic: (file: string) => boolean | null;
  /** Returns the project files that import a name of the file, or the whole module. */
  readonly usersOf: (file: string, name: string) => readonly string[];
}

/** Reads the whole project, so it is called only where an export has changed. */
export function readModuleUses(branch: BranchDiff): Promise<ModuleUses> {
  const { host, root, signal } = branch.worktree;
  return branch.at('base', async () => {
    const code = await openProjectCode(host, root, {
      patterns: false,
      withTests: true,
      signal,
    });
    const open = publicModules(code, entriesOf(code));
    return {
      isPublic: (file) => (open.size === 0 ? null : open.has(file)),
      usersOf: (file, name) => usersIn(code, file, name),
    };
  });
}

function usersIn(code: ProjectCode, file: string, name: string): readonly string[] {
  const isUse = (from: string): boolean =>
    code
      .importsOf(from)
      .some(
        ({ imported, source }) =>
          (imported === name || imported === '*') && code.resolveModule(from, source) === file,
      );
  return code.sources.filter(
    (from) => from !== file && (isUse(from) || reexports(code, from, file)),
  );
}

function reexports(code: ProjectCode, from: string, file: string): boolean {
  return sourcesOfExports(code, from).some((source) => code.resolveModule(from, source) === file);
}

/** Entries, and every module that they hand on. */
function publicModules(code: ProjectCode, entries: readonly string[]): ReadonlySet<string> {
  const open = new Set(entries);
  for (const file of open) {
    for (const source of sourcesOfExports(code, file)) {
      const target = code.resolveModule(file, source);
      if (target !== null) open.add(target);
    }
  }
  return open;
}

function sourcesOfExports(code: ProjectCode, file: string): readonly string[] {
  const root = code.syntaxOf(file);
  if (root === null) return [];
  return nodesOf(root, 'export_statement').flatMap((node) => {
    const source = node.field('source');
    return source === null ? [] : (stringValue(source) ?? []);
  });
}

/** Build output folders; sources are next to them, or in `src`. */
const BUILT = /^(?:dist|build|lib|out)\//u;
const ENDINGS = ['ts', 'mts', 'cts', 'tsx', 'js', 'mjs', 'cjs', 'jsx'];

/** Returns the sources of index files and of the manifest's entry points and programs. */
function entriesOf(code: ProjectCode): readonly string[] {
  const named = readTeamManifest(code.textOf('package.json')).entries.flatMap((path) => {
    const plain = posix.normalize(path);
    return [plain, plain.replace(BUILT, ''), plain.replace(BUILT, 'src/')];
  });
  const sources = new Set(code.sources);
  const stems = ['index', 'src/index', ...named.map((path) => path.replace(/\.[a-z]+$/u, ''))];
  return stems.flatMap((stem) =>
    ENDINGS.map((ending) => `${stem}.${ending}`).filter((path) => sources.has(path)),
  );
}
