import { join } from 'node:path';
import { git, processes, UserError } from 'perf-harness/plugin';
import type { Applicator, Hypothesis } from '../../document/optimization-hypothesis.ts';
import { applyCodemod, formatLocations } from '../../generators/apply-codemod.ts';
import { CODEMODS } from '../../generators/codemod-catalogue.ts';
import {
  createReducedEnvironment,
  isolateNetwork,
  isProgramMissing,
} from '../../generators/external-program.ts';
import type { Worktree } from '../trial-worktrees.ts';
import { convertToCrlf } from './parse-unified-diff.ts';
import { setValue } from './set-configuration-value-in-text.ts';

/** Time limit of a hypothesis's command, or of an installation. */
const COMMAND_LIMIT_MS = 300_000;

/** Writes one kind of applicator into a worktree; returns why it could not, else null. */
type Writer<K extends Applicator['kind']> = (
  worktree: Worktree,
  apply: Extract<Applicator, { kind: K }>,
  hypothesis: Hypothesis,
) => Promise<string | null>;

type Writers = { readonly [K in Applicator['kind']]: Writer<K> };

const WRITERS: Writers = {
  patch: (worktree, { patch }) => applyPatch(worktree, patch),
  codemod: writeCodemod,
  config: writeConfig,
  dependency: writeDependency,
  sql: writeMigration,
  command: runCommand,
};

/** Applies a hypothesis to a worktree; returns the reason if it could not, otherwise null. */
export function runApplicator(
  worktree: Worktree,
  apply: Applicator,
  hypothesis: Hypothesis,
): Promise<string | null> {
  // Sound, since the type of WRITERS maps each kind to its writer.
  const writer = WRITERS[apply.kind] as Writer<typeof apply.kind>;
  return writer(worktree, apply as never, hypothesis);
}

/**
 * Applies a patch completely or not at all, as git does. It may have LF line ends while the files
 * have CRLF, as on Windows.
 */
export async function applyPatch(worktree: Worktree, patch: string): Promise<string | null> {
  const problem = await runGitApply(worktree, patch);
  if (problem === null || patch.includes('\r\n')) return problem;
  return (await runGitApply(worktree, convertToCrlf(patch))) === null ? null : problem;
}

async function runGitApply(
  { host, top, prefix, signal }: Worktree,
  patch: string,
): Promise<string | null> {
  const file = `${top}.patch`;
  host.files.writeAtomic(file, patch.endsWith('\n') ? patch : `${patch}\n`);
  const place = prefix === '' ? [] : [`--directory=${prefix}`];
  const args = ['apply', '--whitespace=nowarn', ...place, file];
  try {
    const { exit, stderr } = await git.tryGit(host, args, { cwd: top, signal });
    if (exit.type === 'code' && exit.code === 0) return null;
    return `the patch does not apply${reported(stderr)}`;
  } finally {
    host.files.remove(file);
  }
}

async function writeCodemod(
  { host, root }: Worktree,
  { codemod, places, within }: Extract<Applicator, { kind: 'codemod' }>,
  { files_to_modify: paths }: Hypothesis,
): Promise<string | null> {
  const files = paths.flatMap((path) => {
    const file = join(root, path);
    const text = host.files.isFile(file) ? host.files.read(file) : null;
    return text === null ? [] : [{ path, text }];
  });
  const known = CODEMODS.find(({ id }) => id === codemod);
  if (known === undefined) return `codemod ${codemod} does not exist`;
  let rewritten: ReturnType<typeof applyCodemod>;
  try {
    rewritten = applyCodemod(known, files, formatLocations(places, within));
  } catch (error) {
    return `codemod ${codemod} failed: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (rewritten.length === 0) return `codemod ${codemod} finds nothing to change`;
  for (const { path, after } of rewritten) host.files.writeAtomic(join(root, path), after);
  return null;
}

async function writeConfig(
  { host, root }: Worktree,
  { file, path, value }: Extract<Applicator, { kind: 'config' }>,
): Promise<string | null> {
  const text = host.files.read(join(root, file));
  if (text === null) return `${file} does not exist`;
  const set = await setValue(file, text, path, value);
  if (set.state === 'failed') return set.reason;
  host.files.writeAtomic(join(root, file), set.text);
  return null;
}

async function writeMigration(
  { host, root }: Worktree,
  { file, up, down }: Extract<Applicator, { kind: 'sql' }>,
): Promise<string | null> {
  if (host.files.isFile(join(root, file))) return `${file} already exists`;
  const back = down
    .trimEnd()
    .split('\n')
    .map((line) => `--   ${line}`);
  const text = [up.trimEnd(), '', '-- To revert:', ...back, ''].join('\n');
  host.files.writeAtomic(join(root, file), text);
  return null;
}

async function writeDependency(
  { host, root, signal }: Worktree,
  { name, version }: Extract<Applicator, { kind: 'dependency' }>,
): Promise<string | null> {
  const manifest = host.files.read(join(root, 'package.json')) ?? '';
  if (!manifest.includes(`"${name}"`)) return `package ${name} is not in package.json`;
  const isNpm = ['package-lock.json', 'npm-shrinkwrap.json'].some((lock) =>
    host.files.isFile(join(root, lock)),
  );
  if (!isNpm) return 'package versions can be changed only with an npm lockfile';
  const flags = ['--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];
  const result = await host.processes.exec({
    file: 'npm',
    args: ['install', ...flags, '--no-update-notifier', '--save-exact', `${name}@${version}`],
    cwd: root,
    env: { CI: '1', NODE_OPTIONS: undefined, NODE_ENV: undefined },
    timeoutMs: COMMAND_LIMIT_MS,
    signal,
  });
  if (result.exit.type === 'code' && result.exit.code === 0) return null;
  return `npm could not change ${name} to ${version}${reported(result.stderr)}`;
}

/** Runs a foreign program, without network access and without secrets. */
async function runCommand(
  { host, root, top, signal }: Worktree,
  { argv: [file = '', ...args] }: Extract<Applicator, { kind: 'command' }>,
): Promise<string | null> {
  const program = {
    id: 'a hypothesis',
    command: [file, ...args],
    timeoutMs: COMMAND_LIMIT_MS,
  } as const;
  const home = `${top}-home`;
  let result: processes.ExecResult;
  try {
    const [starter, ...words] = await isolateNetwork(host, program, signal);
    host.files.makeFolder(home);
    result = await host.processes.exec({
      file: starter,
      args: words,
      cwd: root,
      env: { ...createReducedEnvironment(host, [], home), CI: 'true', GIT_TERMINAL_PROMPT: '0' },
      timeoutMs: COMMAND_LIMIT_MS,
      signal,
    });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  } finally {
    host.files.remove(home);
  }
  if (result.timedOut) return `${file} did not finish within ${COMMAND_LIMIT_MS / 60_000} minutes`;
  if (isProgramMissing(result)) return `${file} cannot be started: program not found`;
  switch (result.exit.type) {
    case 'not-started':
      return `${file} cannot be started (${result.exit.error.code})`;
    case 'signal':
      return `${file} was terminated by ${result.exit.signal}${because(result.exit)}`;
    case 'code':
      if (result.exit.code === 0) return null;
      return `${file} exited with code ${result.exit.code}${reported(result.stderr)}`;
  }
}

/** Returns the end of the error output as the end of a sentence, if there is any. */
function reported(stderr: string): string {
  const text = processes.lastOutputLine(stderr);
  return text === '' ? '' : `: ${text}`;
}

/** Returns the limit that was exceeded, as the end of a sentence. */
function because({ because: text }: { readonly because?: string }): string {
  return text === undefined ? '' : `: ${text}`;
}
