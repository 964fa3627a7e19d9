import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { ChangedFile } from './save-and-restore-worktree.ts';

/** Decision about the files that a hypothesis touches. */
export type TouchedFilesVerdict =
  | { readonly state: 'fine' }
  /** The hypothesis must not be applied. */
  | { readonly state: 'refused'; readonly reason: string }
  /** A person has to do it. */
  | { readonly state: 'manual'; readonly reason: string };

/** A change with the files that it declares. */
export interface DeclaredChange extends Pick<Hypothesis, 'id' | 'files_to_modify' | 'apply'> {
  /** True for new benchmarks, whose names may be those of tests. */
  readonly addsBenchmarks?: boolean;
}

/** Git file modes of entries that are no regular files. */
const LINK = '120000';
const REPOSITORY = '160000';

const LOCKFILES = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'cargo.lock',
  'composer.lock',
  'gemfile.lock',
  'go.sum',
  'pipfile.lock',
  'poetry.lock',
  'uv.lock',
]);
/** Files that run automatically when git is used. */
const HOOKS =
  /(^|\/)(\.husky|\.githooks|\.git-hooks)(\/|$)|(^|\/)(\.?lefthook(-local)?\.(ya?ml|toml|json)|\.pre-commit-config\.yaml|\.lintstagedrc[^/]*|\.simple-git-hooks\.[^/]*)$/u;
/** Files that run automatically on a CI server. */
const CI =
  /^(\.github|\.gitlab|\.circleci|\.buildkite|\.teamcity|\.woodpecker|\.ci)(\/|$)|(^|\/)(\.gitlab-ci\.ya?ml|azure-pipelines[^/]*\.ya?ml|jenkinsfile|\.travis\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml|\.?appveyor\.ya?ml|\.woodpecker\.ya?ml)$/u;
/** Files that decide how packages are fetched, or how git reads files. */
const SETTINGS =
  /(^|\/)(\.npmrc|\.yarnrc(\.ya?ml)?|\.pnpmfile\.cjs|\.gitattributes|\.gitmodules|\.gitignore)$/u;
/** Files that decide whether the tests pass. */
const TESTS =
  /(^|\/)(tests?|__tests__|__mocks__|__snapshots__|__fixtures__|specs?|e2e|cypress|fixtures)\/|[._-](test|tests|spec|e2e|cy|bench)\.[^/]+$|(^|\/)test_[^/]+\.py$|(^|\/)(test|tests|spec|conftest)\.[^/]+$|\.snap$|(^|\/)(vitest|jest|playwright|cypress|karma|ava|tap)\.(config|setup|workspace)\.[^/]+$|(^|\/)(\.mocharc|\.taprc|\.nycrc|\.c8rc)[^/]*$/u;

/**
 * Checks the files that a hypothesis touches: they must be declared files of the project that
 * neither run automatically, nor install something, nor decide if tests pass.
 */
export function checkTouchedFiles(
  { id, files_to_modify: declared, apply, addsBenchmarks = false }: DeclaredChange,
  changes: readonly Pick<ChangedFile, 'path' | 'mode'>[],
): TouchedFilesVerdict {
  const isDeclared = new Set(declared.map(plainPath));
  const tests: string[] = [];
  for (const { path, mode } of changes) {
    const reason = refusalOf(path, mode);
    if (reason !== null) return refuse(id, path, reason);
    const isLock = isLockfile(path);
    if (isLock && apply?.kind !== 'dependency') return refuse(id, path, 'a lockfile');
    const isOfDependency = apply?.kind === 'dependency' && (isLock || nameOf(path) === MANIFEST);
    if (!isDeclared.has(path) && !isOfDependency) {
      return refuse(id, path, 'an undeclared file');
    }
    if (isTestFile(path)) tests.push(path);
  }
  if (tests.length === 0 || addsBenchmarks) return { state: 'fine' };
  return { state: 'manual', reason: `${id} touches the tests (${tests.join(', ')})` };
}

/** True for files that decide whether the tests pass. */
export function isTestFile(path: string): boolean {
  return TESTS.test(path.toLowerCase());
}

/** True for files that pin the versions of installed packages. */
export function isLockfile(path: string): boolean {
  return LOCKFILES.has(nameOf(path));
}

/** Manifest that a dependency is written into, declared or not. */
const MANIFEST = 'package.json';

/** Names the kind of a file that no hypothesis may touch; null for other files. */
function refusalOf(path: string, mode: string): string | null {
  const plain = path.toLowerCase();
  const parts = plain.split('/');
  if (/^([a-z]:|[/\\])/u.test(plain)) return 'an absolute path';
  if (parts.includes('..')) return 'a path outside the repository';
  if (path.includes('\\')) return 'a path with a backslash';
  if (parts.some((part) => part === '.git')) return "git's own folder";
  if (parts.includes('node_modules')) return 'an installed package';
  if (mode === LINK) return 'a symbolic link';
  if (mode === REPOSITORY) return 'another repository';
  return repositorySetting(plain);
}

/** Names the kind of a file that git, a package manager or a CI server reads; null: another file. */
export function repositorySetting(path: string): string | null {
  const plain = path.toLowerCase();
  if (HOOKS.test(plain)) return 'a git hook';
  if (CI.test(plain)) return 'a CI file';
  return SETTINGS.test(plain) ? 'a git or package manager setting' : null;
}

function refuse(id: string, path: string, what: string): TouchedFilesVerdict {
  return { state: 'refused', reason: `${id} touches ${path}: ${what}` };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

function plainPath(path: string): string {
  return path.replace(/^(\.\/)+/u, '');
}
