import { type ChildProcess, spawn } from 'node:child_process';
import { childModule } from './child-module.ts';
import type { ProcessTree } from './process-tree.ts';

/** Ends process trees when the harness disappears without having closed them, `kill -9` included. */
export interface Guardian {
  readonly watch: (tree: ProcessTree) => void;
  readonly release: (tree: ProcessTree) => void;
  /** Ends the guardian and waits for that, unless a tree is still watched. It starts again with the next one. */
  readonly end: () => Promise<void>;
}

/** One for the whole program, however many hosts are opened in it one after the other. */
let child: ChildProcess | undefined;
const watched = new Set<string>();

function tell(line: string): void {
  child ??= startGuardian();
  child.stdin?.write(`${line}\n`);
}

/**
 * Starts with the first tree. Its process holds the other end of a pipe: when the harness is gone, by
 * whatever way, the pipe closes and what is still watched is ended.
 */
export const guardian: Guardian = {
  watch: (tree) => {
    watched.add(tree.token);
    tell(`+ ${tree.pid} ${tree.token}`);
  },
  release: (tree) => {
    watched.delete(tree.token);
    tell(`- ${tree.pid} ${tree.token}`);
  },
  end: async () => {
    if (child === undefined || watched.size > 0) return;
    const ending = child;
    child = undefined;
    if (ending.pid === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    // It has nothing left to do, and to let it find out takes longer.
    ending.ref();
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await ended;
  },
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
