/** The repository's own files and their imports, read with a real parser. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

/** Absolute path of the repository, without a slash at its end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Folders with code of the project; everything else is data, prose or settings. */
export const CODE_FOLDERS = [
  'api',
  'cli',
  'harness',
  'reports',
  'plugins',
  'profilers',
  'project',
  'registry',
  'scenarios',
  'bench',
  'tools',
  'test',
] as const;

/** Sources are read once for all test files of a process. */
const texts = new Map<string, string>();
const importsByPath = new Map<string, readonly ModuleImport[]>();
let repositoryFiles: readonly string[] | undefined;

/** Paths from the root of all files that belong to the repository, committed or about to be. */
export function listRepositoryFiles(): readonly string[] {
  repositoryFiles ??= findRepositoryFiles();
  return repositoryFiles;
}

function findRepositoryFiles(): readonly string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 },
  );
  return listed
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)))
    .sort();
}

/** Returns the project's own TypeScript files, without fixtures, which represent external code. */
export function listSourceFiles(): readonly string[] {
  return listRepositoryFiles().filter(
    (path) =>
      path.endsWith('.ts') &&
      !path.startsWith('test/fixtures/') &&
      (!path.includes('/') || CODE_FOLDERS.some((folder) => path.startsWith(`${folder}/`))),
  );
}

export function readRepositoryFile(path: string): string {
  const text = texts.get(path) ?? readFileSync(join(ROOT, path), 'utf8');
  texts.set(path, text);
  return text;
}

/** One import of a module. */
export interface ModuleImport {
  /** File that imports, from the root. */
  readonly from: string;
  /** As it is written. */
  readonly specifier: string;
  /** Gone when the types are blanked out. */
  readonly typeOnly: boolean;
  /** A file of the repository, a builtin of Node.js, or an installed package. */
  readonly target:
    | { readonly type: 'file'; readonly path: string }
    | { readonly type: 'builtin'; readonly name: string }
    | { readonly type: 'package'; readonly name: string };
}

/** Every import of a module: static, dynamic with a literal, re-exports; types included. */
export function readImports(path: string): readonly ModuleImport[] {
  const imports = importsByPath.get(path) ?? parseImports(path);
  importsByPath.set(path, imports);
  return imports;
}

function parseImports(path: string): readonly ModuleImport[] {
  const text = readRepositoryFile(path);
  const parsed = parseSync(path, text);
  const [problem] = parsed.errors;
  if (problem !== undefined) throw new Error(`${path}: ${problem.message}`);
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  const typeOnly = new Map<string, boolean>();
  const add = (specifier: string, isType: boolean): void => {
    typeOnly.set(specifier, isType && (typeOnly.get(specifier) ?? true));
  };
  for (const { moduleRequest, entries } of staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType));
  }
  for (const { entries } of staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) add(moduleRequest.value, isType);
    }
  }
  for (const { moduleRequest } of dynamicImports) {
    const literal = /^(['"`])(.*)\1$/s.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal?.[2] !== undefined && !literal[2].includes('${')) add(literal[2], false);
  }
  return [...typeOnly].map(([specifier, isType]) => ({
    from: path,
    specifier,
    typeOnly: isType,
    target: resolveTarget(path, specifier),
  }));
}

/** Files that the project's own names lead to. */
const OWN_ENTRIES: Readonly<Record<string, string>> = {
  'perf-harness': 'index.ts',
  'perf-harness/plugin': 'plugin.ts',
};

function resolveTarget(from: string, specifier: string): ModuleImport['target'] {
  if (specifier.startsWith('.')) {
    return { type: 'file', path: normalize(join(dirname(from), specifier)) };
  }
  const bare = specifier.replace(/^node:/, '');
  if (specifier.startsWith('node:') || builtinModules.includes(bare)) {
    return { type: 'builtin', name: bare };
  }
  const parts = specifier.split('/');
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  // The project's own names resolve to its entries.
  const entry = OWN_ENTRIES[specifier];
  return entry === undefined ? { type: 'package', name } : { type: 'file', path: entry };
}
