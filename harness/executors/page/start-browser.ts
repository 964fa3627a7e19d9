import { join } from 'node:path';
import type { Exit, RunningProcess } from '../../host/process/process-runner.ts';
import { waitForAbort } from '../../host/wait-for-abort.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import { allowedHostnames } from '../../model/scenario/allowed-remote-hosts.ts';
import { describeExit } from '../server/wait-for-server.ts';

export interface Browser {
  readonly endpoint: string;
  readonly ended: Promise<Exit>;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** No window, no sandbox (containers forbid it), and no requests of the browser's own. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-extensions',
  '--mute-audio',
  '--remote-debugging-port=0',
];

const START_LIMIT_MS = 30_000;

/**
 * Starts Chromium in a fresh profile. @param allowed - Hosts that it may access. @throws
 * UnitFailure; nothing is left running then.
 */
export async function startBrowser(
  host: Host,
  path: string,
  {
    folder,
    allowed,
    signal,
  }: {
    readonly folder: string;
    readonly allowed: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<Browser> {
  let found: (endpoint: string) => void = () => undefined;
  const endpoint = new Promise<string>((resolve) => {
    found = resolve;
  });
  const browser = host.processes.start({
    file: path,
    args: [
      ...FLAGS,
      `--user-data-dir=${join(folder, 'profile')}`,
      rulesFor(allowed),
      'about:blank',
    ],
    cwd: folder,
    // Removes flags and preloads that are meant for the measured program.
    env: { NODE_OPTIONS: undefined },
    onLine: (line) => {
      const address = /DevTools listening on (ws:\/\/\S+)/.exec(line)?.[1];
      if (address !== undefined) found(address);
    },
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(START_LIMIT_MS)]);
  const outcome = await Promise.race([endpoint, browser.exited, waitForAbort(limit)]);
  if (typeof outcome === 'string') {
    return {
      endpoint: outcome,
      ended: browser.exited,
      output: browser.output,
      stop: () => browser.stop(0),
    };
  }
  await browser.stop(0);
  throw notStarted(browser, outcome);
}

export function listReachableHosts(allowed: readonly string[]): readonly string[] {
  return ['localhost', '127.0.0.1', '[::1]', ...allowedHostnames(allowed)];
}

/** Returns rules that leave other hosts unresolved, so they do not affect a page's measurement. */
function rulesFor(allowed: readonly string[]): string {
  const free = listReachableHosts(allowed).map((name) => `EXCLUDE ${name}`);
  return `--host-resolver-rules=MAP * ~NOTFOUND , ${free.join(' , ')}`;
}

function notStarted(browser: RunningProcess, exit: Exit | null): UnitFailure {
  const how = exit === null ? 'was not ready in time' : `ended ${describeExit(exit)}`;
  return new UnitFailure({
    reason: exit === null ? 'timeout' : 'exited',
    message: `Chromium ${how}`,
    remedy: 'Start the browser by hand with --headless --no-sandbox, and check its output.',
    output: browser.output(),
  });
}
