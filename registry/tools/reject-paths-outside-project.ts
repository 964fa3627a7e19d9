import { dirname, resolve } from 'node:path';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import type { Host } from '../../harness/host.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';

/** Patterns of path-like words and URLs. Others name scenarios, unless a file has that name. */
const PATH_LIKE = /[/\\]|^\.|^~/u;
const URL_LIKE = /^https?:\/\//iu;
const STANDARD_INPUT = '-';
const GLOB = /[*?[\]{}]/u;

/**
 * Refuses words that name files outside of the project, by `..`, as an absolute path, or through a
 * symbolic link, or that stand for standard input. @throws UserError for the first.
 */
export function rejectOutsidePaths(host: Host, root: string, words: readonly string[]): void {
  for (const word of words) {
    if (word.includes('\0')) throw outside(word);
    if (word === STANDARD_INPUT) throw ownStandardInput();
    if (URL_LIKE.test(word) || !isFileWord(host, word)) continue;
    if (GLOB.test(word) && word.split(/[/\\]/u).includes('..')) throw outside(word);
    const fixed = beforeGlob(word);
    for (const place of [fixed, ...filesOf(host, word)]) {
      if (!isInsideFolder(host, root, resolve(host.cwd, place))) throw outside(word);
    }
  }
}

/** Rejects scenarios found through a configuration if their file is outside the project. */
export function refuseScenariosOutside(
  host: Host,
  { root }: Config,
  scenarios: readonly Scenario[],
): void {
  for (const { source } of scenarios) {
    if (source !== null && !isInsideFolder(host, root, source.file)) throw outside(source.file);
  }
}

/** True if a path, or its nearest folder that exists, is in a folder after links are resolved. */
export function isInsideFolder(
  { files }: Pick<Host, 'files'>,
  root: string,
  path: string,
): boolean {
  let real = files.realPath(path);
  // A path that does not exist counts by its nearest folder that does.
  for (let place = path; real === null; ) {
    const above = dirname(place);
    if (above === place) return false;
    place = above;
    real = files.realPath(place);
  }
  return (
    relativePathInside(root, path) !== null &&
    relativePathInside(files.realPath(root) ?? root, real) !== null
  );
}

function isFileWord({ files, cwd }: Host, word: string): boolean {
  return PATH_LIKE.test(word) || GLOB.test(word) || files.realPath(resolve(cwd, word)) !== null;
}

function beforeGlob(word: string): string {
  const parts = word.split(/[/\\]/u);
  const first = parts.findIndex((part) => GLOB.test(part));
  if (first < 0) return word;
  return parts.slice(0, first).join('/') || (word.startsWith('/') ? '/' : '.');
}

function filesOf({ files, cwd }: Host, word: string): readonly string[] {
  return GLOB.test(word) ? files.glob(word, cwd) : [];
}

function ownStandardInput(): UserError {
  return new UserError({
    code: 'outside-project',
    message: 'Standard input belongs to this server, so no argument can stand for it.',
    remedy: 'Write the input to a file of the project, and pass the path of the file.',
  });
}

function outside(word: string): UserError {
  return new UserError({
    code: 'outside-project',
    message: `${JSON.stringify(word)} is outside the project; this server accesses only files inside the project.`,
    remedy: 'Pass a path inside the project, or start the server in another folder.',
  });
}
