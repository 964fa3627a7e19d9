import { join, relative } from 'node:path';
import { toPosixPath } from '../../harness/host/to-posix-path.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { detectLanguage } from './load-parser.ts';

const FOREIGN_FOLDERS =
  /(?:^|\/)(?:node_modules|bower_components|vendor|third_party|dist|built|build|out|coverage|\.git|\.next|\.nuxt|\.venv|venv|site-packages|__pycache__|\.perf-harness)\//u;
/** With the hash that bundlers put before the ending, too. */
const GENERATED_NAME =
  /\.(?:min|bundle|generated|gen)\.[a-z]+$|\.d\.[mc]?ts$|_pb2(?:_grpc)?\.py$|[.-](?=\w*\d)(?=\w*[A-Z])\w{8}\.m?js$/u;
/** Tests: they call everything and nothing calls them, so they would only cause false matches. */
const TEST_NAME =
  /(?:^|\/)(?:__tests__|__mocks__)\/|[.-](?:test|spec|e2e-spec|stories|cy)\.[a-z]+$|(?:^|\/)(?:test_\w+|\w+_test|conftest)\.py$/u;
/** Larger files are data or generated. */
export const MAX_FILE_BYTES = 1_000_000;
/** Characters a line on average; minified text has thousands, hand-written code far fewer. */
const LONGEST_MEAN_LINE = 400;
const GENERATED_MARK =
  /^(?:\/\/|\/\*|#|\s*\*).*(?:@generated\b|do not (?:edit|modify)|auto-?generated (?:by|file))/imu;
/** Git lists a hundred thousand files in a second. */
const GIT_TIMEOUT_MS = 30_000;

/** Lists the paths of all project files from the root, sorted; from git if available. */
export async function listProjectFiles(
  host: Host,
  root: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const own = await listed(host, root, ['--cached', '--others', '--exclude-standard'], signal);
  // Without git, without a repository, or in a folder that its repository ignores.
  if (own === null) return [...new Set(walk(host, root))].sort();
  // A service may be a submodule; git lists untracked files of a single repository only.
  const inner = host.files.isFile(join(root, '.gitmodules'))
    ? await listed(host, root, ['--cached', '--recurse-submodules'], signal)
    : null;
  return [...new Set([...own, ...(inner ?? [])])].sort();
}

/** null: git cannot tell. */
async function listed(
  host: Host,
  root: string,
  options: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly string[] | null> {
  const { exit, stdout, truncated } = await host.processes.exec({
    file: 'git',
    args: [
      '-c',
      'core.quotePath=false',
      '-c',
      'core.fsmonitor=false',
      'ls-files',
      '-z',
      ...options,
    ],
    cwd: root,
    timeoutMs: GIT_TIMEOUT_MS,
    maxOutput: 200_000_000,
    ...(signal === undefined ? {} : { signal }),
  });
  signal?.throwIfAborted();
  const isListed = exit.type === 'code' && exit.code === 0 && !truncated && stdout !== '';
  return isListed ? stdout.split('\0').filter((name) => name !== '') : null;
}

/** Filters for hand-written sources in a supported language; includes tests on request. */
export function sourcesAmong(files: readonly string[], withTests = false): readonly string[] {
  const others = [FOREIGN_FOLDERS, GENERATED_NAME, ...(withTests ? [] : [TEST_NAME])];
  return files.filter(
    (file) => detectLanguage(file) !== null && !others.some((other) => other.test(file)),
  );
}

/** Returns the reason for skipping a source file; null if it is read. */
export function findSkipReason(text: string): string | null {
  if (text.length > MAX_FILE_BYTES) return 'the file is larger than 1 MB';
  const lines = text.split('\n', 4000).length;
  if (text.length > 2000 && text.length / lines > LONGEST_MEAN_LINE) return 'the file is minified';
  return GENERATED_MARK.test(text.slice(0, 400)) ? 'the file is generated' : null;
}

/** Files that matter of a folder that no repository lists; links to folders are not followed. */
function walk(host: Host, root: string): readonly string[] {
  return host.files
    .glob('**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx,py,json,toml,txt,mod,yml,yaml,md,sql,prisma}', root)
    .map((path) => toPosixPath(relative(root, path)));
}

/** Returns the text of a file; null if it is missing, not readable, or a link to a folder. */
export function readText({ files }: Host, path: string): string | null {
  try {
    return files.read(path);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
