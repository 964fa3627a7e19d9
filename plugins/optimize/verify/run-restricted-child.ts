import type { Host, processes } from 'perf-harness/plugin';
import { parseJsonOrNull } from '../parse-json-or-null.ts';

/** Flags of a process that may read, load native code and start threads, and nothing else. */
export const RESTRICTED_FLAGS = [
  '--permission',
  '--allow-fs-read=*',
  '--allow-worker',
  '--allow-addons',
  '--allow-wasi',
  '--no-warnings',
];

interface RestrictedChild {
  /** Absolute. */
  readonly script: string;
  readonly flags: readonly string[];
  readonly cwd: string;
  /** Passed on stdin, as JSON. */
  readonly request: object;
  readonly timeoutMs: number;
  readonly limits: processes.TreeLimits;
  readonly signal: AbortSignal;
}

/** Runs a script whose answer is the last line that it prints, as JSON; null: it gave none. */
export async function runRestrictedChild<Answer>(
  host: Host,
  { script, flags, request, ...options }: RestrictedChild,
): Promise<{ readonly answer: Answer | null; readonly result: processes.ExecResult }> {
  const result = await host.processes.exec({
    ...options,
    file: process.execPath,
    args: [...RESTRICTED_FLAGS, ...flags, script],
    stdin: JSON.stringify(request),
  });
  options.signal.throwIfAborted();
  const last = result.stdout.trimEnd().split('\n').at(-1) ?? '';
  // Sound: our own script prints it.
  return { answer: parseJsonOrNull(last) as Answer | null, result };
}
