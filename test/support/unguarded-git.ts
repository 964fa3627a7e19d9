import type { ExecResult, ExecSpec } from '../../harness/host/process/host-processes.ts';
import type { Host } from '../../harness/host.ts';
import { runInShell } from './run-in-shell.ts';

/**
 * A host that starts git without a guard around each process: a strike starts it a hundred times, and
 * all that the guard does is to look for what git has left behind, which is nothing.
 */
export function withUnguardedGit(host: Host): Host {
  return withLight(host, ({ file, shell }) => file === 'git' && shell !== true);
}

/** The same for commands in a shell that end soon and leave nothing behind either. */
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
