import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { currentPlatform } from '../platform/current-platform.ts';
import type { ProcessTree } from '../platform/platform.ts';
import { SIMULATED_PLATFORM_VARIABLE } from '../platform/platform-name.ts';
import { childModule } from './resolve-child-module-path.ts';

/** Ends process trees when the harness disappears without having closed them, `kill -9` included. */
export interface Guardian {
  readonly watch: (tree: ProcessTree) => void;
  readonly release: (tree: ProcessTree) => void;
  /** Ends the guardian, awaits its exit, unless a tree is watched; the next watch restarts it. */
  readonly end: () => Promise<void>;
}

/** One guardian for the whole program, even if several hosts are opened in succession. */
let child: ChildProcess | undefined;
/** Lines sent to it about the trees that it watches, by token. */
const watched = new Map<string, string>();
/** Lines about released trees to send: at the end of this turn, or with the next watched tree. */
let released = '';

function tell(line: string): void {
  child ??= startGuardian();
  child.stdin?.write(released + line);
  released = '';
}

function tellReleased(): void {
  if (released !== '') child?.stdin?.write(released);
  released = '';
}

/**
 * Guardian process: it owns the other end of a pipe, which closes when the harness ends for any
 * reason, and then ends the watched trees.
 */
export const guardian: Guardian = {
  watch: (tree) => {
    const line = `+ ${tree.pid} ${tree.token}\n`;
    // Sent before it is stored: a guardian that starts now gets all stored lines.
    tell(line);
    watched.set(tree.token, line);
  },
  release: (tree) => {
    watched.delete(tree.token);
    // Each write wakes the guardian, and the next program usually starts in the same turn.
    if (released === '') setImmediate(tellReleased);
    released += `- ${tree.pid} ${tree.token}\n`;
  },
  end: async () => {
    if (child === undefined || watched.size > 0) return;
    const ending = child;
    child = undefined;
    released = '';
    if (ending.pid === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    // Killed, since it has nothing left to do, and waiting until it notices takes longer.
    ending.ref();
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await ended;
  },
};

const SHELL = '/bin/sh';
/** Variables for the guardian and its children; Windows finds its libraries by the second. */
const VARIABLES = ['PATH', 'SystemRoot', SIMULATED_PLATFORM_VARIABLE];
const WAIT = fileURLToPath(new URL('./guardian-wait.sh', import.meta.url));

/**
 * Starts a shell that waits, and starts Node.js when there is something to end; starts Node.js
 * directly where there is no shell.
 */
function startGuardian(): ChildProcess {
  const program = childModule(import.meta.url, './kill-orphaned-process-trees-child');
  const bare = (): ChildProcess => spawnGuardian(process.execPath, [program]);
  if (currentPlatform().trees.guardian === 'node') return bare();
  const shell = spawnGuardian(SHELL, [WAIT, process.execPath, program]);
  shell.on('error', () => {
    if (child !== shell) return;
    child = bare();
    for (const line of watched.values()) child.stdin?.write(line);
  });
  return shell;
}

function spawnGuardian(file: string, args: readonly string[]): ChildProcess {
  const guardian = spawn(file, args, {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
    env: Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]])),
  });
  // A guardian that cannot start or dies leaves the harness without its net, not without its legs.
  guardian.on('error', () => undefined);
  guardian.stdin?.on('error', () => undefined);
  guardian.unref();
  (guardian.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return guardian;
}
