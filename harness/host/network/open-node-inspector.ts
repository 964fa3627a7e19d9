import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../model/user-error.ts';
import { currentPlatform } from '../platform/current-platform.ts';
import type { ProcessFacts } from '../platform/process-reader.ts';
import { identifyProcess, isAlive } from '../process/process-identity-and-liveness.ts';
import {
  connectInspector,
  type InspectorClient,
  InspectorDisconnected,
} from './inspector-client.ts';
import { sendLocalHttpRequest } from './send-local-http-request.ts';

export interface OpenedInspector {
  readonly client: InspectorClient;
  /** Program and script, for people. */
  readonly command: string;
  /**
   * Closes the connection, and the inspector unless it was already open. @returns Port that remains
   * open; null if none does.
   */
  readonly close: () => Promise<number | null>;
}

/** Time limit for a process to open or close its inspector, milliseconds. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 20;
/** Expression run in the process after a delay: closing blocks until its own connection ended. */
const CLOSE = `setTimeout(() => process.getBuiltinModule('node:inspector').close(), 100).unref(); 0`;

/** Opens a Node.js process's inspector by SIGUSR1. @throws UserError */
export async function openNodeInspector(
  pid: number,
  signal: AbortSignal,
): Promise<OpenedInspector> {
  const facts = requireNode(pid);
  const { command } = facts;
  const open = await openAlready(facts, signal);
  if (open !== null) {
    const client = await connectInspector(open.url);
    const close = async (): Promise<null> => {
      client.close();
      return null;
    };
    return { client, command, close };
  }
  requireSignal(facts);
  const { port, url } = await wake(facts, signal);
  const client = await connectInspector(url);
  const close = async (): Promise<number | null> => {
    await client.post('Runtime.evaluate', { expression: CLOSE }).catch(ignoreGone);
    client.close();
    await client.closed;
    const isClosed = await until(
      () => !currentPlatform().network.listeningPorts(pid).includes(port),
    );
    return isClosed ? null : port;
  };
  return { client, command, close };
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof InspectorDisconnected)) throw error;
}

/** @throws UserError if it is not a Node.js process of this user. */
function requireNode(pid: number): ProcessFacts {
  const { lacks, processes, title } = currentPlatform();
  if (lacks.some(({ id }) => id === 'inspector-by-pid')) {
    throw new UserError({
      code: 'platform-lacks',
      message: `Process ${pid} cannot be profiled by its PID because ${title} does not identify running processes.`,
      remedy: 'Profile the program from its start: perf-harness profile -- node app.js.',
    });
  }
  const facts = processes.inspectable(pid);
  if (facts === null) {
    throw new UserError({
      code: 'no-such-process',
      message: `There is no process ${pid}, or this system does not show it.`,
      remedy: '`pgrep -fl node` lists the Node.js processes.',
    });
  }
  const named = `Process ${pid} (${facts.command})`;
  if (!facts.isOwn) {
    throw new UserError({
      code: 'not-own-process',
      message: `${named} belongs to another user.`,
      remedy: 'Run perf-harness as the user who owns the process.',
    });
  }
  if (!facts.isNode) {
    throw new UserError({
      code: 'not-node',
      message: `${named} is not a Node.js process. No signal was sent, because the signal that opens an inspector kills other programs.`,
      remedy:
        'Pass the PID of the Node.js process itself, not of the program that started it, such as npm, a shell or a container.',
    });
  }
  return facts;
}

/** @throws UserError if the signal would not open an inspector. */
function requireSignal({ pid, command, hearsSignal, inspectorPort }: ProcessFacts): void {
  if (!hearsSignal) {
    throw new UserError({
      code: 'inspector-closed',
      message: `Process ${pid} (${command}) did not open its inspector: either its startup options prevent it, or the process has only just started.`,
      remedy: 'Start the process without --disable-sigusr1, or with --inspect.',
    });
  }
  const other = currentPlatform()
    .network.listeningProcesses(inspectorPort)
    .find((listeningProcess) => listeningProcess.pid !== pid);
  if (other === undefined) return;
  throw new UserError({
    code: 'inspector-port-taken',
    message: `Process ${pid} would open its inspector on port ${inspectorPort}, which process ${other.pid} (${other.name}) already uses.`,
    remedy: 'End that process, or start yours with --inspect-port=0.',
  });
}

interface Target {
  readonly port: number;
  readonly url: string;
}

/** Finds an inspector that is already open. Queries only ports known to be the inspector's. */
async function openAlready(
  { pid, inspectorPort, isInspectorAsked }: ProcessFacts,
  signal: AbortSignal,
): Promise<Target | null> {
  const ports = currentPlatform().network.listeningPorts(pid);
  const isAnywhere = isInspectorAsked && inspectorPort === 0;
  for (const port of isAnywhere ? ports : ports.filter((port) => port === inspectorPort)) {
    const url = await askTarget(port, signal);
    if (url !== null) return { port, url };
  }
  return null;
}

/** Requests the inspector's URL; null if the listener is not an inspector. */
async function askTarget(port: number, signal: AbortSignal): Promise<string | null> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const answer = await sendLocalHttpRequest({ port, method: 'GET', path: '/json/list' }, limited);
  try {
    const [target] = JSON.parse(answer?.text ?? '[]') as readonly {
      readonly webSocketDebuggerUrl?: string;
    }[];
    return target?.webSocketDebuggerUrl ?? null;
  } catch {
    return null;
  }
}

/** Sends the signal, and waits for a port that was not there before. */
async function wake({ pid, command }: ProcessFacts, signal: AbortSignal): Promise<Target> {
  const identity = identifyProcess(pid);
  const before = new Set(currentPlatform().network.listeningPorts(pid));
  try {
    process.kill(pid, 'SIGUSR1');
  } catch {
    throw new InspectorDisconnected(`process ${pid} ended before its inspector was open`);
  }
  let target: Target | null = null;
  await until(async () => {
    for (const port of currentPlatform()
      .network.listeningPorts(pid)
      .filter((listeningPort) => !before.has(listeningPort))) {
      const url = await askTarget(port, signal);
      if (url !== null) target = { port, url };
    }
    return target !== null || signal.aborted || !isAlive(identity);
  });
  if (target !== null) return target;
  signal.throwIfAborted();
  if (!isAlive(identity))
    throw new InspectorDisconnected(`process ${pid} ended before its inspector was open`);
  throw new UserError({
    code: 'inspector-closed',
    message: `Process ${pid} (${command}) did not open its inspector within three seconds of SIGUSR1.`,
    remedy:
      'The process may handle that signal itself or open its inspector on another port. Start it with --inspect, then profile it.',
  });
}

/** Polls a condition; returns true if it became true in time. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() >= deadline) return false;
    await sleep(LOOK_MS);
  }
  return true;
}
