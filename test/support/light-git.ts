import { spawnSync } from 'node:child_process';
import type { ExecResult, ExecSpec } from '../../harness/host/process/processes.ts';
import type { Host } from '../../harness/host.ts';

/** More than any git of a test prints, bytes. */
const MOST_OUTPUT = 50e6;

/**
 * A host that starts git without a guard around each process: a strike starts it a hundred times, and
 * all that the guard does is to look for what git has left behind, which is nothing.
 */
export function withLightGit(host: Host): Host {
  const { processes } = host;
  const exec = async (spec: ExecSpec): Promise<ExecResult> => {
    const isLight = spec.file === 'git' && spec.shell !== true && spec.signal?.aborted !== true;
    return isLight ? plainGit(host, spec) : processes.exec(spec);
  };
  return { ...host, processes: { ...processes, exec } };
}

function plainGit({ processes }: Host, { args, cwd, env, stdin = '' }: ExecSpec): ExecResult {
  const result = spawnSync('git', args ?? [], {
    cwd,
    env: { ...processes.environment(), ...env },
    input: stdin,
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
