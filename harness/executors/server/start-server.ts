import { setTimeout as sleep } from 'node:timers/promises';
import {
  findFreePort,
  isPortTaken,
  type Loopback,
} from '../../host/network/find-and-probe-ports.ts';
import { currentPlatform } from '../../host/platform/current-platform.ts';
import { createProcessSpec } from '../../host/process/create-process-spec.ts';
import type { Exit, RunningProcess } from '../../host/process/process-runner.ts';
import type { ProcessSpec } from '../../host/process/start-guarded-process.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { ScenarioBase, ServerSettings } from '../../model/scenario/scenario.ts';
import { shortenProgramOutput } from '../../model/shorten-program-output.ts';
import { loaderFlags } from '../node/add-node-source-transform-loader.ts';
import { addNodeFlags, createSeedFlags } from '../node/node-command-flags.ts';
import {
  isWatcherIdleMessage,
  WATCHER_OUTPUT_DELAY_MS,
  waitForIdleFileWatcher,
} from './detect-idle-file-watcher.ts';
import {
  describeExit,
  isAwaitedLine,
  type ReadyWatch,
  waitForServerExit,
  waitUntilServerReady,
} from './wait-for-server.ts';

export interface RunningServer {
  /** `http://127.0.0.1:4711`, or `https:` if it speaks TLS. */
  readonly origin: string;
  readonly members: () => readonly number[];
  /** Settles when all of its processes have ended; never rejects. */
  readonly ended: Promise<Exit>;
  readonly lastLines: () => string | undefined;
  readonly stop: () => Promise<void>;
}

interface ServerStart {
  readonly seed: number;
  /** Added to the environment. */
  readonly variables: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Most attempts: another program may take the port after it was chosen. */
const MOST_PORTS = 3;

/** Starts the server on its own or a free port; waits until it is ready. @throws UnitFailure */
export async function startServer(
  host: Host,
  scenario: ServedScenario,
  unit: ServerStart,
): Promise<RunningServer> {
  const fixed = scenario.server.port;
  for (let attempt = 1; ; attempt += 1) {
    if (fixed !== null) await expectFreePort(fixed);
    const port = fixed ?? (await findFreePort());
    try {
      return await startOn(host, scenario, port, unit);
    } catch (error) {
      if (fixed !== null || attempt === MOST_PORTS || !isPortLost(error)) throw error;
    }
  }
}

function isPortLost(error: unknown): boolean {
  return error instanceof UnitFailure && (error.failure.output ?? '').includes('EADDRINUSE');
}

async function startOn(
  host: Host,
  scenario: ServedScenario,
  port: number,
  unit: ServerStart,
): Promise<RunningServer> {
  const { ready, speaksTls: isSecure = false } = scenario.server;
  let hasPrinted = false;
  /** Settles when the program has ended, but the watcher of its files has not. */
  const idleWatcher = Promise.withResolvers<typeof WATCHER_WAITS>();
  const server = host.processes.start({
    ...serverSpec(scenario, port, unit),
    onLine: (line) => {
      hasPrinted ||= ready.type === 'log' && isAwaitedLine(line, ready.pattern);
      if (isWatcherIdleMessage(line)) idleWatcher.resolve(WATCHER_WAITS);
    },
  });
  const ended = waitForServerExit(server);
  const waiting = new AbortController();
  void waitForIdleFileWatcher(server, waiting.signal).then(() =>
    idleWatcher.resolve(WATCHER_WAITS),
  );
  const { signal } = unit;
  try {
    const end = Promise.race([ended, idleWatcher.promise]);
    const watch = { port, isSecure, signal, hasPrinted: () => hasPrinted };
    const address = await readyAddress(scenario, server, end, watch);
    return {
      origin: `http${isSecure ? 's' : ''}://${address === '::1' ? '[::1]' : address}:${port}`,
      members: server.members,
      ended,
      lastLines: () => shortenProgramOutput(server.output()),
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    waiting.abort();
  }
}

const WATCHER_WAITS = { type: 'watcher-waits' } as const;

async function readyAddress(
  { server: { ready, readyTimeoutMs, command } }: ServedScenario,
  server: RunningProcess,
  ended: Promise<Exit | typeof WATCHER_WAITS>,
  watch: Omit<ReadyWatch, 'ready' | 'limitMs'>,
): Promise<Loopback> {
  const over = new AbortController();
  const waiting = waitUntilServerReady({
    ...watch,
    ready,
    limitMs: readyTimeoutMs,
    signal: AbortSignal.any([watch.signal, over.signal]),
  });
  const outcome = await Promise.race([waiting, ended]);
  over.abort();
  switch (outcome.type) {
    case 'ready':
      expectOwnPort(watch.port, server.members());
      return outcome.host;
    case 'late':
      throw new UnitFailure({
        reason: watch.signal.aborted ? 'timeout' : 'not-ready',
        message: watch.signal.aborted
          ? `the server was not ready when the time limit was reached: ${outcome.saw}`
          : `the server was not ready after ${readyTimeoutMs / 1_000} s: ${outcome.saw}`,
        remedy:
          'Check that it listens on the port in PORT, on 127.0.0.1 or on all addresses. If the server needs a fixed port, set it in `ready`; if it starts slowly, increase `readyTimeout`; if it speaks TLS, use `https://localhost/…`.',
        output: shortenProgramOutput(server.output()),
      });
    case 'not-started':
      throw new UnitFailure({
        reason: 'not-found',
        message: `the server's command "${command.type === 'shell' ? command.text : command.argv[0]}" cannot be started (${outcome.error.code ?? outcome.error.message})`,
        remedy:
          'Check the spelling and the working folder (`cwd`), and make sure that the command is installed.',
      });
    case 'watcher-waits':
      await sleep(WATCHER_OUTPUT_DELAY_MS);
      throw new UnitFailure({
        reason: 'exited',
        message:
          'the server ended before it accepted requests, and its file watcher is waiting for a file change',
        remedy:
          'Start the server without the watcher, with PORT set, and fix the error that it reports.',
        output: shortenProgramOutput(server.output()),
      });
    default:
      throw new UnitFailure({
        reason: 'exited',
        message: `the server ended ${describeExit(outcome)} before it accepted requests`,
        remedy:
          "Run the server's command by hand in the same folder, with PORT set, and fix the error.",
        output: shortenProgramOutput(server.output()),
      });
  }
}

/** Listeners on behalf of a container: no children of the server's command, and yet its server. */
const FORWARDERS = /^(docker-proxy|rootlessport|rootlesskit|slirp4netns|pasta|conmon|containerd)/;

const REMEDY =
  'End that program, or make the server listen on the port given in PORT, which is free.';

/** @throws UnitFailure if another program uses the port, for listening or for a connection. */
async function expectFreePort(port: number): Promise<void> {
  if (!(await isPortTaken(port))) return;
  const { network } = currentPlatform();
  const outgoing = network.listeningProcesses(port).length === 0 ? network.outgoingPorts() : null;
  const isOutgoing = outgoing !== null && port >= outgoing.first && port <= outgoing.last;
  throw new UnitFailure({
    reason: 'not-ready',
    message: isOutgoing
      ? `port ${port}, which the server requires, is in use by another program's connection: nothing listens there, but this system assigns ports ${outgoing.first} to ${outgoing.last} to outgoing connections and keeps them reserved for a minute after a connection closes`
      : `port ${port}, which the server requires, is already taken by ${ownersOf(port)}`,
    remedy: isOutgoing
      ? `Make the server listen on the port given in PORT, or on a port below ${outgoing.first}.`
      : REMEDY,
  });
}

/** @throws UnitFailure if a process outside the server's tree listens, if the platform can tell. */
function expectOwnPort(port: number, members: readonly number[]): void {
  const { network, trees } = currentPlatform();
  if (!trees.isComplete) return;
  const listeners = network.listeningProcesses(port);
  if (listeners.length === 0) return;
  if (listeners.some(({ pid, name }) => members.includes(pid) || FORWARDERS.test(name))) return;
  throw new UnitFailure({
    reason: 'not-ready',
    message: `port ${port} is taken by ${ownersOf(port)}, which the server's command did not start`,
    remedy: REMEDY,
  });
}

function ownersOf(port: number): string {
  const [owner] = currentPlatform().network.listeningProcesses(port);
  return owner === undefined
    ? 'another program'
    : `another program, ${owner.name} (process ${owner.pid})`;
}

export type ServedScenario = Pick<ScenarioBase, 'env' | 'metrics'> & {
  readonly server: ServerSettings;
};

/** Passes the server its loopback port; directly called Node.js gets V8 seeds both sides share. */
function serverSpec(
  { env, server }: ServedScenario,
  port: number,
  { seed, variables }: ServerStart,
): ProcessSpec {
  return {
    ...createProcessSpec(
      addNodeFlags(server.command, [...createSeedFlags(seed), ...loaderFlags(server)]),
    ),
    cwd: server.cwd,
    env: { ...env, HOST: '127.0.0.1', PORT: String(port), ...server.env, ...variables },
  };
}

/** `NODE_OPTIONS` as the server gets it before anything is added. */
export function resolveServerNodeOptions(
  { env, server }: ServedScenario,
  inherited: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return server.env.NODE_OPTIONS ?? env.NODE_OPTIONS ?? inherited.NODE_OPTIONS;
}
