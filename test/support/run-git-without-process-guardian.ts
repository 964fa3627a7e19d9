import type { ExecResult, ExecSpec } from '../../harness/host/process/process-runner.ts';
import type { Host } from '../../harness/host.ts';
import { runInShell } from './run-in-shell.ts';

/**
 * Returns a host that starts git without a guardian for each process: a batch apply starts git a
 * hundred times, and the guardian only looks for processes git has left behind, of which there are
 * none.
 */
export function withUnguardedGit(host: Host): Host {
  return withLight(host, ({ file, shell }) => file === 'git' && shell !== true);
}

/** Returns a host without a guardian for shell commands that end quickly and leave nothing. */
export function withUnguardedShell(host: Host): Host {
  return withLight(host, ({ shell }) => shell === true);
}

function withLight(host: Host, isLight: (spec: ExecSpec) => boolean): Host {
  const { processes } = host;
  const exec = async (spec: ExecSpec): Promise<ExecResult> =>
    isLight(spec) && spec.signal?.aborted !== true ? plainly(host, spec) : processes.exec(spec);
  return { ...host, processes: { ...processes, exec } };
}

function plainly(
  host: Host,
  { file, args = [], shell = false, cwd = host.cwd, env, stdin }: ExecSpec,
): ExecResult {
  const { code, ...output } = runInShell({
    ...(shell ? { file: 'sh', args: ['-c', file] } : { file, args }),
    cwd,
    env: { ...host.processes.environment(), ...env },
    ...(stdin !== undefined && { stdin }),
  });
  const error = Object.assign(new Error(`spawn ${file} ENOENT`), { code: 'ENOENT' });
  return {
    exit: code === 127 && !shell ? { type: 'not-started', error } : { type: 'code', code },
    ...output,
    timedOut: false,
    truncated: false,
  };
}
