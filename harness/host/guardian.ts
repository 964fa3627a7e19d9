import { type ChildProcess, spawn } from 'node:child_process';
import { childModule } from './child-module.ts';
import type { ProcessTree } from './process-tree.ts';

/** Ends process trees when the harness disappears without having closed them, `kill -9` included. */
export interface Guardian {
  readonly watch: (tree: ProcessTree) => void;
  readonly release: (tree: ProcessTree) => void;
}

/** One for the whole program, however many hosts are opened in it one after the other. */
let child: ChildProcess | undefined;

function tell(line: string): void {
  child ??= startGuardian();
  child.stdin?.write(`${line}\n`);
}

/**
 * Starts with the first tree. Its process holds the other end of a pipe: when the harness is gone, by
 * whatever way, the pipe closes and what is still watched is ended.
 */
export const guardian: Guardian = {
  watch: (tree) => tell(`+ ${tree.pid} ${tree.token}`),
  release: (tree) => tell(`- ${tree.pid} ${tree.token}`),
};

function startGuardian(): ChildProcess {
  const child = spawn(process.execPath, [childModule(import.meta.url, './guardian-child')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  // A guardian that cannot start or dies leaves the harness without its net, not without its legs.
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return child;
}
