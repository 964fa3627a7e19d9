import { join } from 'node:path';
import type { Host } from '../harness/host.ts';

/** Starts a program of the benches; `next` waits for its next message. */
export function startBenchChild(host: Host, file: string, args: readonly string[] = []) {
  const path = join(import.meta.dirname, file);
  const child = host.processes.start({
    file: process.execPath,
    args: [path, ...args],
    channel: true,
  });
  let settle: (message: unknown) => void = () => undefined;
  child.onMessage((message) => settle(message));
  return {
    process: child,
    next: () =>
      new Promise((resolve) => {
        settle = resolve;
      }),
  };
}
