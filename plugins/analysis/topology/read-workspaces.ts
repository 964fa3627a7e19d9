import { join, posix, relative } from 'node:path';
import { parse } from 'yaml';
import { toPosixPath } from '../../../harness/host/to-posix-path.ts';
import type { Host } from '../../../harness/host.ts';
import { asObject, parseJsonc } from '../read-tsconfig-module-locations.ts';

/** Files that mark a folder as a program or package of its own. */
export const MANIFEST_NAMES = [
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'setup.py',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'build.gradle',
  'composer.json',
  'Gemfile',
] as const;

/** Returns the workspace members of pnpm, npm, yarn, Cargo or Go, relative to the root. */
export function readWorkspaces(host: Host, root: string): readonly string[] {
  const read = (name: string): string | null => host.files.read(join(root, name));
  const patterns = [
    ...pnpmPatterns(read('pnpm-workspace.yaml')),
    ...npmPatterns(read('package.json')),
    ...cargoPatterns(read('Cargo.toml')),
    ...goPatterns(read('go.work')),
  ];
  const refused = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => pattern.slice(1));
  const folders = patterns
    .filter((pattern) => !pattern.startsWith('!'))
    .flatMap((pattern) => expand(host, root, pattern))
    .filter((folder) => !refused.some((pattern) => posix.matchesGlob(folder, pattern)));
  return [...new Set(folders)].sort();
}

function pnpmPatterns(text: string | null): readonly string[] {
  try {
    return strings(asObject(text === null ? null : parse(text)).packages);
  } catch {
    return [];
  }
}

function npmPatterns(text: string | null): readonly string[] {
  const { workspaces } = asObject(parseJsonc(text));
  return [...strings(workspaces), ...strings(asObject(workspaces).packages)];
}

/** Returns `members = ["a", "b/*"]` of `[workspace]`, the only list of the file that is needed. */
function cargoPatterns(text: string | null): readonly string[] {
  const section = /\[workspace\]([\s\S]*?)(?:\n\[|$)/u.exec(text ?? '')?.[1] ?? '';
  const members = /\bmembers\s*=\s*\[([\s\S]*?)\]/u.exec(section)?.[1] ?? '';
  return [...members.matchAll(/"([^"]+)"/gu)].map(([, match = '']) => match);
}

/** `use ./a` and `use ( ./a ./b )`. */
function goPatterns(text: string | null): readonly string[] {
  const plain = (text ?? '').replace(/\/\/[^\n]*/gu, '');
  return [...plain.matchAll(/\buse\s+(?:\(([^)]*)\)|(\S+))/gu)]
    .flatMap(([, list, match]) => (list ?? match ?? '').trim().split(/\s+/u))
    .filter((pattern) => pattern !== '');
}

/** Folders with a manifest that a pattern names. */
function expand(host: Host, root: string, pattern: string): readonly string[] {
  const plain = pattern.replace(/^\.\//u, '').replace(/\/+$/u, '');
  // A member above the root belongs to another project.
  if (plain.startsWith('..') || plain.startsWith('/')) return [];
  return MANIFEST_NAMES.flatMap((manifest) =>
    host.files.glob(posix.join(plain, manifest), root),
  ).map((path) => toPosixPath(relative(root, join(path, '..'))) || '.');
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
