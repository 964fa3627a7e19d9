/**
 * Starts programs from a small process. Starting a program first copies the parent's page tables,
 * which takes longer in a test process than most git commands.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ShellProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  /** Default: two minutes. */
  readonly limitMs?: number;
}

export interface ShellProgramResult {
  /** As in a shell: 127 if there is no such program or folder. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Time after which a program counts as hanging, in milliseconds. */
const LIMIT_MS = 120_000;
/** Interval between two checks of whether a program has ended, milliseconds. */
const PAUSE_MS = 0.2;

/** Runs a program like `spawnSync`; past its limit, it is killed with all it started. */
export function runInShell({
  file,
  args,
  cwd,
  env,
  stdin,
  limitMs = LIMIT_MS,
}: ShellProgram): ShellProgramResult {
  shell ??= startShell();
  const { files, run } = shell;
  if (stdin !== undefined) writeFileSync(files.stdin, stdin);
  const variables = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || !/^[A-Za-z_]\w*$/u.test(name) ? [] : [`${name}=${quoted(value)}`],
  );
  writeFileSync(
    files.request,
    `(cd ${quoted(cwd)} || exit 127
unset PATH
export ${variables.join(' ')} _=
exec ${[file, ...args].map(quoted).join(' ')}
) <${quoted(stdin === undefined ? '/dev/null' : files.stdin)} >${quoted(files.stdout)} 2>${quoted(files.stderr)} 3>&-
`,
  );
  const code = run(files.request, limitMs);
  if (code === null) {
    shell = undefined;
    throw new Error(
      `${[file, ...args].join(' ')} did not finish analysing its data within ${limitMs / 1_000} s`,
    );
  }
  const read = (file: string): string => readFileSync(file, 'utf8');
  return { code, stdout: read(files.stdout), stderr: read(files.stderr) };
}

interface Shell {
  readonly files: Readonly<Record<'request' | 'stdin' | 'stdout' | 'stderr', string>>;
  /** Runs a command file; returns the last command's exit code, or null if it timed out. */
  readonly run: (file: string, limitMs: number) => number | null;
}

let shell: Shell | undefined;
/** Read before a test changes it. */
const temporary = tmpdir();

/** A shell that reads commands for as long as this process lives. */
function startShell(): Shell {
  const folder = mkdtempSync(join(temporary, 'small-process-'));
  const inFolder = (name: string): string => join(folder, name);
  const [commands, codes] = [inFolder('commands'), inFolder('codes')];
  execFileSync('mkfifo', [commands, codes]);
  const child = spawn('sh', ['-c', 'exec sh <"$0" 3>"$1"', commands, codes], {
    env: { PATH: process.env.PATH },
    stdio: 'ignore',
    // A separate process group, so that hanging programs can be killed with the shell.
    detached: true,
  });
  child.unref();
  // Either waits for the other end, in the order in which the shell opens them.
  const input = openSync(commands, 'w');
  const opened = openSync(codes, 'r');
  const output = openSync(codes, constants.O_RDONLY | constants.O_NONBLOCK);
  closeSync(opened);
  const answer = Buffer.alloc(16);
  return {
    files: {
      request: inFolder('request'),
      stdin: inFolder('stdin'),
      stdout: inFolder('stdout'),
      stderr: inFolder('stderr'),
    },
    run: (file, limitMs) => {
      writeSync(input, `. ${quoted(file)}; echo $? >&3\n`);
      const endsAt = performance.now() + limitMs;
      let text = '';
      while (!text.endsWith('\n')) {
        const bytes = readIfThere(output, answer);
        if (bytes === 0) throw new Error('the shell that starts programs has ended');
        if (bytes !== null) text += answer.toString('latin1', 0, bytes);
        else if (performance.now() < endsAt) Atomics.wait(NOBODY, 0, 0, PAUSE_MS);
        else {
          if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
          for (const descriptor of [input, output]) closeSync(descriptor);
          return null;
        }
      }
      return Number(text);
    },
  };
}

const NOBODY = new Int32Array(new SharedArrayBuffer(4));

/** Returns null if there is no data yet. */
function readIfThere(descriptor: number, into: Buffer): number | null {
  try {
    return readSync(descriptor, into);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
    throw error;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
