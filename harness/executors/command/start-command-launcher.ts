import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningProcess } from '../../host/process/process-runner.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import type { Host } from '../../host.ts';
import {
  type AccountingSource,
  formatOutputMarker,
  type LauncherRequest,
  type LauncherResponse,
} from './launcher/launcher-messages.ts';

export interface CommandLauncher {
  readonly accounting: AccountingSource;
  /** Rejects with `LauncherExited` when the launcher ends before it has answered. */
  readonly ask: (question: LauncherRequest) => Promise<LauncherResponse>;
  /** Returns the last part of what a run printed on standard error, once all of it has arrived. */
  readonly errorOutput: (serial: number) => Promise<string>;
  readonly isGone: () => boolean;
  readonly stop: () => Promise<void>;
}

export class CommandLauncherExited extends Error {
  override readonly name = 'CommandLauncherExited';
}

/** Launcher memory is the lowest measurable peak; its threads should not run during a command. */
const NODE_FLAGS = ['--max-semi-space-size=1', '--v8-pool-size=0', '--no-opt', '--no-maglev'];
/** Grace period before the launcher is killed, so that commands can clean up, milliseconds. */
const GRACE_MS = 1_000;
/** Longest wait for output that a surviving process holds open. */
const OUTPUT_WAIT_MS = 500;
const PAUSE_MS = 5;

/** Starts a launcher and waits until it accepts requests. @throws LauncherExited */
export async function startCommandLauncher(host: Host): Promise<CommandLauncher> {
  const token = randomUUID();
  const child = host.processes.start({
    file: process.execPath,
    args: [
      ...NODE_FLAGS,
      childModule(import.meta.url, './launcher/command-launcher-process'),
      token,
    ],
    channel: true,
    stdout: 'ignore',
  });
  let waiting: {
    resolve: (message: LauncherResponse) => void;
    reject: (error: Error) => void;
  } | null = null;
  let gone = false;
  child.onMessage((message) => waiting?.resolve(message as LauncherResponse));
  void child.exited.then(() => {
    gone = true;
    waiting?.reject(new CommandLauncherExited(lastOutput(child.output(), token)));
  });
  const next = (): Promise<LauncherResponse> =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      if (gone) reject(new CommandLauncherExited(lastOutput(child.output(), token)));
    });
  const stop = async (): Promise<void> => {
    gone = true;
    await child.stop(GRACE_MS);
  };
  const ready = await next();
  if (ready.type !== 'ready')
    throw new TypeError(
      `the first message from the launcher should be "ready", but was "${ready.type}"`,
    );
  return {
    accounting: ready.accounting,
    ask: (question) => {
      const answered = next();
      child.send(question);
      return answered;
    },
    errorOutput: (serial) => waitForOutput(child, token, serial),
    isGone: () => gone,
    stop,
  };
}

async function waitForOutput(
  child: RunningProcess,
  token: string,
  serial: number,
): Promise<string> {
  const end = formatOutputMarker(token, 'end', serial);
  for (let waitedMs = 0; waitedMs < OUTPUT_WAIT_MS; waitedMs += PAUSE_MS) {
    if (child.output().includes(end)) break;
    await sleep(PAUSE_MS);
  }
  return extractRunOutput(child.output(), token, serial);
}

/** Returns output between a run's marks; later output may have pushed a mark out of the buffer. */
export function extractRunOutput(kept: string, token: string, serial: number): string {
  const [, after = kept] = kept.split(`${formatOutputMarker(token, 'begin', serial)}\n`);
  const [printed = ''] = after.split(`\n${formatOutputMarker(token, 'end', serial)}`);
  return printed;
}

/** Returns the last output of the launcher itself, which shows an error of its own. */
function lastOutput(kept: string, token: string): string {
  return kept.slice(Math.max(0, kept.lastIndexOf(token))).slice(-2_000);
}
