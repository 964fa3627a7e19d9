import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from '../host/file-operations.ts';
import { resolveRealPath } from '../host/folder-tree-operations.ts';
import { toPosixPath } from '../host/to-posix-path.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { Failure } from '../model/trial.ts';
import type { PathMappings } from './relocate-scenario-paths.ts';

/** Messages naming a missing file: of Node.js and its modules, esbuild, Python, shells. */
const NAMED: readonly RegExp[] = [
  /Cannot find module '([^']+)'/u,
  /ENOENT: no such file or directory, \w+ '([^']+)'/u,
  /Could not resolve "([^"]+)"/u,
  /can't open file '([^']+)'/u,
  /([^\s:'"]+): (?:No such file or directory|not found)/u,
];
/** File that imported a module by a relative name. */
const WANTED_BY = /(?:imported from |Require stack:\s*- )(\S+)/u;
/** Endings that an import may leave out or replace. */
const ENDINGS = [
  '',
  '.js',
  '.ts',
  '.mjs',
  '.mts',
  '.cjs',
  '.cts',
  '.json',
  '/index.js',
  '/index.ts',
];

/** Folders of the side that fails, and of the other side. */
export interface SidePathMappings {
  readonly own: PathMappings;
  readonly other: PathMappings;
}

/**
 * Returns the file that the failing side lacks and the other side has, relative to the project with
 * `/`; null for any other cause.
 */
export function findFileMissingOnSide(
  files: Pick<Files, 'isFile'>,
  { cwd }: Pick<Scenario, 'cwd'>,
  { message, output = '' }: Failure,
  { own, other }: SidePathMappings,
): string | null {
  const text = `${message}\n${output}`;
  const named = NAMED.map((pattern) => pattern.exec(text)?.[1]).find(
    (match) => match !== undefined,
  );
  if (named === undefined) return null;
  const [ownRoot, otherRoot] = [own[0]?.[1], other[0]?.[1]];
  if (ownRoot === undefined || otherRoot === undefined) return null;
  const path = absolute(named, WANTED_BY.exec(text)?.[1], cwd);
  const inside = [resolveRealPath(ownRoot) ?? ownRoot, ownRoot]
    .map((root) => toPosixPath(relative(root, path)))
    .find((relativePath) => !relativePath.startsWith('../') && !isAbsolute(relativePath));
  if (inside === undefined || inside.split('/').includes('node_modules')) return null;
  const found = candidates(inside).find((candidate) => files.isFile(join(otherRoot, candidate)));
  return found === undefined || files.isFile(join(ownRoot, found)) ? null : found;
}

function absolute(named: string, wantedBy: string | undefined, cwd: string): string {
  const path = named.startsWith('file:') ? fileURLToPath(named) : named;
  if (isAbsolute(path)) return path;
  const from = path.startsWith('.') && wantedBy !== undefined ? dirname(wantedBy) : cwd;
  return resolve(from, path);
}

/** TypeScript writes `.js` for its own files. */
function candidates(path: string): readonly string[] {
  const source = path.replace(/\.([cm]?)js(x?)$/u, '.$1ts$2');
  return [...ENDINGS.map((ending) => path + ending), ...(source === path ? [] : [source])];
}
