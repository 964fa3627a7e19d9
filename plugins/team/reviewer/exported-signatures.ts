import { posix } from 'node:path';
import { nodesOf, openProjectCode, type ProjectCode, stringValue } from '../../analysis/index.ts';
import { readTeamManifest } from '../read-package-manifest.ts';
import {
  type BranchDiff,
  type BranchFile,
  type CheckFinding,
  completedCheck,
  firstChangedLine,
  parseBranchFile,
  type ReviewCheck,
} from './branch-diff.ts';
import { type ModuleExport, readExports } from './read-exports.ts';

/**
 * Changed exports of modules: removed names, and signatures that no longer match what callers rely
 * on. Severe where others can import the module, or where a file of the project that uses it is
 * unchanged; Medium where all its users change too. Optional parameters may be appended.
 */
export const EXPORTED_SIGNATURES: ReviewCheck = {
  id: 'exported-signatures',
  dimension: 'side_effects',
  run: async (branch) => {
    const changes = branch.files.flatMap(changesIn);
    if (changes.length === 0) return completedCheck([]);
    const uses = await readModuleUses(branch);
    const changed = new Set(branch.files.map(({ path }) => path));
    return completedCheck(changes.map((change) => weighed(change, uses, changed)));
  },
};

interface ChangedExport extends CheckFinding {
  readonly name: string;
  /** Wrong use of a type does not compile, which another check reports. */
  readonly isType: boolean;
}

function changesIn(file: BranchFile): readonly ChangedExport[] {
  const before = parseBranchFile(file, 'base');
  if (before === null || isTest(file.path)) return [];
  const after = parseBranchFile(file, 'head');
  const known = after === null ? new Map<string, ModuleExport>() : readExports(after);
  return [...readExports(before)].flatMap(([name, old]): readonly ChangedExport[] => {
    const fresh = known.get(name);
    const about = {
      file: file.path,
      name,
      isType: /^(?:interface|type|enum)\b/u.test(old.signature),
    };
    if (fresh === undefined) {
      const line = after === null ? old.line : firstChangedLine(file);
      const message = `${name} is no longer exported`;
      return [{ ...about, line, message, fix: `keep the export ${name}` }];
    }
    if (isCompatible(old, fresh)) return [];
    const message = `the signature of ${name} changed from ${written(old)} to ${written(fresh)}`;
    return [{ ...about, line: fresh.line, message, fix: 'restore the previous signature' }];
  });
}

/** Files that a message names; the others are counted. */
const MAX_USERS = 3;

function weighed(
  { name, isType, ...place }: ChangedExport,
  { isPublic, usersOf }: ModuleUses,
  changed: ReadonlySet<string>,
): CheckFinding {
  const isOpen = isPublic(place.file);
  if (isOpen === true) return { ...place, message: `${place.message}, and others can import it` };
  const users = usersOf(place.file, name);
  const left = isType ? [] : users.filter((file) => !changed.has(file));
  if (left.length > 0) {
    const shown = left.slice(0, MAX_USERS).join(', ');
    const more = left.length > MAX_USERS ? ` and ${left.length - MAX_USERS} more` : '';
    return {
      ...place,
      message: `${place.message}, but the previous form is still used by ${shown}${more}`,
    };
  }
  // Without known users, and without a declaration of what can be imported, anyone may depend on
  // it.
  if (users.length === 0 && isOpen === null) return place;
  return { ...place, severity: 'Medium' };
}

function isCompatible(old: ModuleExport, fresh: ModuleExport): boolean {
  if (old.signature !== fresh.signature) return false;
  if (old.parameters === null || fresh.parameters === null) {
    return old.parameters === fresh.parameters;
  }
  const kept = old.parameters.every(
    (parameter, at) => callForm(parameter) === callForm(fresh.parameters?.[at]),
  );
  return kept && fresh.parameters.slice(old.parameters.length).every(isOptional);
}

/** Parameter as callers see it: its type, if any, and whether it is optional. */
function callForm(parameter: string | undefined): string | null {
  if (parameter === undefined) return null;
  const optional = isOptional(parameter) ? '?' : '';
  if (parameter.startsWith('{') || parameter.startsWith('[')) return `${optional}${parameter}`;
  const rest = parameter.startsWith('...') ? '...' : '';
  const type = /^[^:=]*:(?<type>[^=]*)/u.exec(parameter)?.groups?.type?.trim() ?? '';
  return `${rest}${optional}${type}`;
}

function isOptional(parameter: string): boolean {
  return /^[^:=]*\?|^\.\.\.|=(?!>)/u.test(parameter);
}

function written({ parameters, signature }: ModuleExport): string {
  return parameters === null ? signature : `(${parameters.join(', ')}) ${signature}`;
}

/** Returns true for test files, whose exports nobody imports. */
function isTest(path: string): boolean {
  return /[.-](?:test|spec)\.[a-z]+$|(?:^|\/)(?:__tests__|tests?)\//u.test(path);
}

/** Users of the exports of a module, in the project as it was before the branch. */
interface ModuleUses {
  /** True if other projects can import it; null: nothing says what others import. */
  readonly isPublic: (file: string) => boolean | null;
  /** Returns the project files that import a name of the file, or the whole module. */
  readonly usersOf: (file: string, name: string) => readonly string[];
}

/** Reads the whole project, so it is called only where an export has changed. */
function readModuleUses(branch: BranchDiff): Promise<ModuleUses> {
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
