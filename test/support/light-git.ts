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
  return withLight(host, ({ file, shell }) => file === 'git' && shell !== true);
}

/** The same for commands in a shell that end soon and leave nothing behind either. */
export function withLightShell(host: Host): Host {
  return withLight(host, ({ shell }) => shell === true);
}

function withLight(host: Host, isLight: (spec: ExecSpec) => boolean): Host {
  const { processes } = host;
  const exec = async (spec: ExecSpec): Promise<ExecResult> =>
    isLight(spec) && spec.signal?.aborted !== true ? plainly(host, spec) : processes.exec(spec);
  return { ...host, processes: { ...processes, exec } };
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
