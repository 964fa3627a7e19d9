import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from '../host/file-operations.ts';
import { resolveRealPath } from '../host/folder-tree-operations.ts';
import type { PathMappings } from '../host/path-mappings.ts';
import { toPosixPath } from '../host/to-posix-path.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { Failure } from '../model/trial.ts';

/** Messages that name a missing file, of Node.js and its modules, esbuild, Python and shells. */
const MISSING_FILE_MESSAGES: readonly RegExp[] = [
  /Cannot find module '([^']+)'/u,
  /ENOENT: no such file or directory, \w+ '([^']+)'/u,
  /Could not resolve "([^"]+)"/u,
  /can't open file '([^']+)'/u,
  /([^\s:'"]+): (?:No such file or directory|not found)/u,
];
/** Part of a message that names the file with the failing import. */
const IMPORTER_MESSAGE = /(?:imported from |Require stack:\s*- )(\S+)/u;
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
  readonly failing: PathMappings;
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
  { failing, other }: SidePathMappings,
): string | null {
  const text = `${message}\n${output}`;
  const missing = MISSING_FILE_MESSAGES.map((pattern) => pattern.exec(text)?.[1]).find(
    (match) => match !== undefined,
  );
  if (missing === undefined) return null;
  const [failingRoot, otherRoot] = [failing[0]?.[1], other[0]?.[1]];
  if (failingRoot === undefined || otherRoot === undefined) return null;
  const path = resolveReportedPath(missing, IMPORTER_MESSAGE.exec(text)?.[1], cwd);
  const inside = [resolveRealPath(failingRoot) ?? failingRoot, failingRoot]
    .map((root) => toPosixPath(relative(root, path)))
    .find((relativePath) => !relativePath.startsWith('../') && !isAbsolute(relativePath));
  if (inside === undefined || inside.split('/').includes('node_modules')) return null;
  const found = candidates(inside).find((candidate) => files.isFile(join(otherRoot, candidate)));
  return found === undefined || files.isFile(join(failingRoot, found)) ? null : found;
}

function resolveReportedPath(missing: string, importer: string | undefined, cwd: string): string {
  const path = missing.startsWith('file:') ? fileURLToPath(missing) : missing;
  if (isAbsolute(path)) return path;
  const from = path.startsWith('.') && importer !== undefined ? dirname(importer) : cwd;
  return resolve(from, path);
}

/** Returns the files that an import may mean; imports in TypeScript name a `.ts` file as `.js`. */
function candidates(path: string): readonly string[] {
  const source = path.replace(/\.([cm]?)js(x?)$/u, '.$1ts$2');
  return [...ENDINGS.map((ending) => path + ending), ...(source === path ? [] : [source])];
}
