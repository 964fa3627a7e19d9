import { spawnSync } from 'node:child_process';
import type { ExecResult, ExecSpec } from '../../harness/host/process/processes.ts';
import type { Host } from '../../harness/host.ts';
import { runGitBeside } from './small-process.ts';

/** More than any git of a test prints, bytes. */
const MOST_OUTPUT = 50e6;

/**
 * A host that starts git without a guard around each process: a strike starts it a hundred times, and
 * all that the guard does is to look for what git has left behind, which is nothing.
 */
export function withLightGit(host: Host): Host {
  const isGit = ({ file, shell }: ExecSpec): boolean => file === 'git' && shell !== true;
  return withLight(host, isGit, gitPlainly);
}

/** The same for commands in a shell that end soon and leave nothing behind either. */
export function withLightShell(host: Host): Host {
  return withLight(host, ({ shell }) => shell === true, plainly);
}

function withLight(
  host: Host,
  isLight: (spec: ExecSpec) => boolean,
  run: (host: Host, spec: ExecSpec) => ExecResult,
): Host {
  const { processes } = host;
  const exec = async (spec: ExecSpec): Promise<ExecResult> =>
    isLight(spec) && spec.signal?.aborted !== true ? run(host, spec) : processes.exec(spec);
  return { ...host, processes: { ...processes, exec } };
}

function gitPlainly(host: Host, { args = [], cwd = host.cwd, env, stdin }: ExecSpec): ExecResult {
  const variables = { ...host.processes.environment(), ...env };
  const input = stdin === undefined ? {} : { stdin };
  const { code, ...output } = runGitBeside({ args, cwd, env: variables, ...input });
  const error = Object.assign(new Error('spawn git ENOENT'), { code: 'ENOENT' });
  return {
    exit: code === 127 ? { type: 'not-started', error } : { type: 'code', code },
    ...{ ...output, timedOut: false, truncated: false },
  };
}

function plainly({ processes }: Host, spec: ExecSpec): ExecResult {
  const { file, args, cwd, env, shell = false, stdin = '', timeoutMs } = spec;
  const result = spawnSync(file, args ?? [], {
    cwd,
    env: { ...processes.environment(), ...env },
    input: stdin,
    shell,
    timeout: timeoutMs,
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
  });
  const { error, signal, status, stdout, stderr } = result;
  return {
    exit:
      error !== undefined
        ? { type: 'not-started', error }
        : signal !== null
          ? { type: 'signal', signal }
          : { type: 'code', code: status ?? 0 },
    ...{ stdout: stdout ?? '', stderr: stderr ?? '', timedOut: false, truncated: false },
  };
}
