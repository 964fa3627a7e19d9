import { join } from 'node:path';
import { type Host, processes, worktrees } from 'perf-harness/plugin';
import type { Session } from '../sessions/recorded-call-session.ts';
import { instrumentExports } from './instrument-exports.ts';
import { mergeLogs, type ParsedLogs, readLogs } from './read-call-logs.ts';

export interface WatchedCommand {
  readonly text: string;
  /** Milliseconds after which it is ended; calls made by then are recorded. */
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Modules to record, and the commands that call them. */
export interface RecordingRequest {
  /** The project, absolute; it is only read. */
  readonly root: string;
  /** Watched modules, relative to the root, with slashes; if empty, commands run unchanged. */
  readonly files: readonly string[];
  /** The tests, and a scenario. Each has its own time for recording. */
  readonly commands: readonly WatchedCommand[];
  readonly signal: AbortSignal;
}

export interface Recording {
  /** Distinct sessions; those of several commands alternate. */
  readonly sessions: readonly Session[];
  /** Calls of each function by its name, written down or not. */
  readonly counts: Readonly<Record<string, number>>;
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
  readonly failed: readonly { readonly command: string; readonly message: string }[];
}

/** Folder with the recordings, next to the copy. */
const RECORDINGS_FOLDER = 'recorded-calls';
const MINUTE_MS = 60_000;

/**
 * Runs commands in a copy of the project in which the exports of some files are instrumented.
 * Recordings are stored in the cache folder and removed with the copy at the end; leftovers of a
 * killed process are removed by the next recording.
 */
export async function recordSessions(host: Host, request: RecordingRequest): Promise<Recording> {
  const { root, files, commands, signal } = request;
  await removeAbandoned(host);
  const parent = worktrees.claimWorktreeFolder(host);
  try {
    const folder = join(parent, RECORDINGS_FOLDER);
    host.files.makeFolder(folder);
    const copy = await worktrees.copyProject(host, root, join(parent, 'copy'), signal);
    const refused: Recording['refused'][number][] = [];
    for (const file of files) {
      const path = join(copy.root, file);
      const text = host.files.read(path);
      const watched = {
        file,
        folder,
        root: copy.root,
        recorder: processes.childModule(import.meta.url, './call-recorder'),
      };
      const instrumented =
        text === null
          ? ({ state: 'refused', reason: 'it does not exist' } as const)
          : instrumentExports(text, watched);
      if (instrumented.state === 'refused') refused.push({ file, reason: instrumented.reason });
      else host.files.writeAtomic(path, instrumented.text);
    }
    const failed: Recording['failed'][number][] = [];
    const isWatched = files.length === 0 || refused.length < files.length;
    const logs: ParsedLogs[] = [];
    for (const command of isWatched ? commands : []) {
      const message = await run(host, copy.root, command, signal);
      signal.throwIfAborted();
      if (message !== null) failed.push({ command: command.text, message });
      logs.push(readLogs(takeLogs(host, folder)));
    }
    return { ...mergeLogs(logs), refused, failed };
  } finally {
    host.files.remove(parent);
  }
}

/** Runs a command; returns how it failed, or null if it did not. */
async function run(
  host: Host,
  cwd: string,
  { text, timeoutMs, env }: WatchedCommand,
  signal: AbortSignal,
): Promise<string | null> {
  const { exit, stdout, stderr, timedOut } = await host.processes.exec({
    file: text,
    shell: true,
    cwd,
    env: { CI: 'true', GIT_TERMINAL_PROMPT: '0', npm_config_yes: 'false', NO_COLOR: '1', ...env },
    timeoutMs,
    signal,
  });
  if (timedOut) {
    const minutes = Number((timeoutMs / MINUTE_MS).toPrecision(3));
    return `it took longer than ${minutes} min and was terminated`;
  }
  if (exit.type === 'code' && exit.code === 0) return null;
  const explanation = explainUnsupportedSyntax(`${stdout}\n${stderr}`);
  if (explanation !== null) return explanation;
  const ending =
    exit.type === 'code'
      ? `it exited with code ${exit.code}`
      : exit.type === 'signal'
        ? `it was terminated by ${exit.signal}`
        : `it cannot be started (${exit.error.code})`;
  const printed = processes.condenseOutput(`${stdout}\n${stderr}`).trim();
  return `${ending}${printed === '' ? '' : `: ${findErrorLine(printed.split('\n'))}`}`;
}

/** Characters of a line that people read: a minified module may be printed as one line. */
const MOST_CHARACTERS = 300;

/** Returns the line that says what failed: the last error, since Node.js prints its version after it. */
function findErrorLine(lines: readonly string[]): string {
  const short = lines.filter((line) => line.length <= MOST_CHARACTERS);
  return short.findLast((line) => /^\w*Error\b/u.test(line)) ?? short.at(-1) ?? '';
}

/** Reads and removes process logs, with the time they took, so the next command begins anew. */
function takeLogs(host: Host, folder: string): readonly string[] {
  return host.files.list(folder).flatMap((name) => {
    const path = join(folder, name);
    const text = name.endsWith('.calls') ? [host.files.read(path) ?? ''] : [];
    host.files.remove(path);
    return text;
  });
}

async function removeAbandoned(host: Host): Promise<void> {
  for (const folder of worktrees.abandonedWorktreeFolders(host)) {
    if (host.files.isFolder(join(folder, RECORDINGS_FOLDER))) host.files.removeIfAllowed(folder);
  }
}

/** Error of Node.js 22 and later at `import … assert { type: 'json' }`, which it replaced by `with`. */
const ASSERTION = /SyntaxError: Unexpected identifier 'assert'/u;

/** Explains a failure that is due to the version of Node.js; null: the output shows no such failure. */
export function explainUnsupportedSyntax(output: string): string | null {
  return ASSERTION.test(output)
    ? `Node.js ${process.versions.node} does not run \`import … assert\`, only Node.js 20 and earlier do: write \`with\` in place of \`assert\``
    : null;
}
