import { statSync } from 'node:fs';
import { join, win32 } from 'node:path';
import { LINUX_ONLY_CAPABILITIES } from '../linux-only-capabilities.ts';
import { OTHER } from '../other/unsupported-operating-system-fallback.ts';
import type { Environment, Platform, ProcessTrees, ProgramStarter } from '../platform.ts';
import { runSystemProgram } from '../run-system-program.ts';
import { canSignal } from '../send-signal.ts';

/** Windows takes names of up to 256 characters for a pipe. */
const LONGEST = 200;

/** Returns the named pipe for a socket in a folder, since sockets on Windows are not files. */
export function pipeAddress(folder: string, name: string): string {
  // Folders of perf-harness differ at the end of their path.
  const plain = `${folder}-${name}`.replace(/[^\w.-]+/gu, '-').slice(-LONGEST);
  return `\\\\.\\pipe\\perf-harness-${plain}`;
}

/** Descendants of the first process while that lives; without groups and signals `taskkill` ends them unasked. */
export const WINDOWS_TREES: ProcessTrees = {
  ownGroup: false,
  isComplete: false,
  politeEnd: 'channel',
  guardian: 'node',
  living: ({ pid }) => (canSignal(pid) ? [pid] : []),
  signal: ({ pid }, signal) => {
    if (signal !== 'SIGKILL' || !canSignal(pid)) return;
    runSystemProgram(systemProgram('taskkill.exe'), ['/PID', String(pid), '/T', '/F']);
  },
};

/** Returns the path of a Windows system program, independent of a project's PATH. */
function systemProgram(name: string): string {
  return join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', name);
}

/** Characters that `cmd` interprets in the text after `/c`. */
const SPECIAL = /[()\][%!^"`<>&|;, *?]/gu;

/**
 * Returns arguments of `cmd.exe` that run a batch file and pass these arguments on unchanged.
 * Programs parse quotes and backslashes by one rule, `cmd` before them by another (see
 * CommandLineToArgvW, and "Everyone quotes command line arguments the wrong way" of Microsoft).
 */
export function createBatchFileArguments(path: string, args: readonly string[]): readonly string[] {
  // The shims that npm creates for packages invoke `cmd` a second time, by `%*`.
  const isShim = /node_modules[\\/]\.bin[\\/][^\\/]+\.cmd$/iu.test(path);
  const words = [
    escapeSpecial(path),
    ...args.map((arg) => (isShim ? escapeSpecial(quote(arg)) : quote(arg))),
  ];
  return ['/d', '/s', '/c', `"${words.join(' ')}"`];
}

/** Quoted for the program, then escaped for `cmd`. */
function quote(arg: string): string {
  const quoted = arg
    // Doubles backslashes before a quote and escapes the quote; doubles backslashes at the end.
    .replace(/(\\*)"/gu, '$1$1\\"')
    .replace(/(\\*)$/u, '$1$1');
  return escapeSpecial(`"${quoted}"`);
}

function escapeSpecial(text: string): string {
  return text.replace(SPECIAL, '^$&');
}

/** Endings for a Windows without PATHEXT. */
const DEFAULT_ENDINGS = '.COM;.EXE;.BAT;.CMD';
const SHELL = 'cmd.exe';

/** Finds programs like `cmd`: by PATHEXT, cwd first; only `cmd` starts npm's batch files. */
export function createWindowsProgramStarter(isFile: (path: string) => boolean): ProgramStarter {
  const toStart: ProgramStarter['toStart'] = (file, args, { cwd, env }) => {
    const path = candidates(file, cwd, env).find(isFile);
    if (path === undefined || !/\.(?:cmd|bat)$/iu.test(path)) {
      return { file: path ?? file, args, isVerbatim: false };
    }
    return { file: shellOf(env), args: createBatchFileArguments(path, args), isVerbatim: true };
  };
  return {
    variables: withPath,
    candidates,
    fileName: (name) => `${name}.exe`,
    shell: (text) => [SHELL, '/d', '/s', '/c', text],
    toStart,
  };
}

export const WINDOWS_PROGRAM_STARTER = createWindowsProgramStarter(
  (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
);

function candidates(name: string, cwd: string, env: Environment): readonly string[] {
  const isPath = /[\\/]/u.test(name) || /^[a-z]:/iu.test(name);
  const entries = (variable(env, 'PATH') ?? '')
    .split(';')
    .map((entry) => entry.replaceAll('"', ''));
  const folders = isPath ? [''] : ['', ...entries.filter((entry) => entry !== '')];
  const endings = endingsOf(name, env);
  return folders.flatMap((folder) =>
    endings.map((ending) => win32.resolve(cwd, folder, `${name}${ending}`)),
  );
}

/** Extensions to try; names with an executable extension unchanged first, names without never. */
function endingsOf(name: string, env: Environment): readonly string[] {
  const known = (variable(env, 'PATHEXT') ?? DEFAULT_ENDINGS)
    .split(';')
    .filter((ending) => ending !== '');
  const own = win32.extname(name).toLowerCase();
  const hasOwn = known.some((ending) => ending.toLowerCase() === own);
  return hasOwn ? ['', ...known] : known;
}

/** Normalizes the variable's name to `PATH`; of several spellings, an existing `PATH` wins. */
function withPath(env: Environment): Environment {
  if (Object.hasOwn(env, 'PATH')) return env;
  const path = variable(env, 'PATH');
  if (path === undefined) return env;
  const others = Object.entries(env).filter(([name]) => name.toUpperCase() !== 'PATH');
  return { ...Object.fromEntries(others), PATH: path };
}

/** Names of variables are the same in small and in capital letters. */
function variable(env: Environment, wanted: string): string | undefined {
  if (env[wanted] !== undefined) return env[wanted];
  const name = Object.keys(env).find((key) => key.toUpperCase() === wanted);
  return name === undefined ? undefined : env[name];
}

/**
 * Returns the shell for batch files. Text quoted for `cmd` means something else to other shells,
 * and some people set COMSPEC to PowerShell.
 */
function shellOf(env: Environment): string {
  const named = variable(env, 'COMSPEC') ?? SHELL;
  return win32.basename(named).toLowerCase() === SHELL ? named : SHELL;
}

/** False on a machine that simulates Windows, which keeps its own programs and paths. */
const isReal = process.platform === 'win32';

/** Windows, read through Node.js; its own programs are too slow to run during a measurement. */
export const WINDOWS: Platform = {
  ...OTHER,
  name: 'windows',
  title: 'Windows',
  nodeName: 'win32',
  trees: WINDOWS_TREES,
  programs: isReal ? WINDOWS_PROGRAM_STARTER : OTHER.programs,
  localAddress: isReal ? pipeAddress : join,
  lacks: Object.values(LINUX_ONLY_CAPABILITIES),
};
