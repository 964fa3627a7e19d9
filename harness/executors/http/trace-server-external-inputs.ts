import { createKeepAliveClient } from '../../host/network/send-local-http-request.ts';
import { type LineClient, openTextLineServer } from '../../host/network/text-line-server.ts';
import { currentPlatform } from '../../host/platform/current-platform.ts';
import type { Host } from '../../host.ts';
import { type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { InputTrace } from '../../model/program/external-input-trace.ts';
import type { HttpScenario, ServerSettings } from '../../model/scenario/scenario.ts';
import { addNodeFlags } from '../node/node-command-flags.ts';
import { startServer } from '../server/start-server.ts';
import {
  explainUntraceableProgram,
  TRACE_FLAGS,
  traceProgramInputs,
} from '../trace/trace-program-external-inputs.ts';
import {
  TRACED_PROGRAM_VARIABLES,
  type TracedProgramRequest,
} from '../trace/traced-program-messages.ts';
import { isExpectedStatus } from './request-outcome-recorder.ts';

/** Requests after the first: `ONE_BY_ONE`, then `TOGETHER` rounds at measured concurrency. */
const ONE_BY_ONE = 10;
const TOGETHER = 2;
const MOST_AT_ONCE = 64;

/** Starts a server, sends the scenario's request; returns inputs read, or why untraceable. */
export async function traceServerInputs(
  host: Host,
  context: UnitContext<HttpScenario>,
): Promise<InputTrace> {
  const { scenario, folder } = context;
  const { server } = scenario;
  if (server === null)
    return {
      state: 'untraceable',
      reason: 'the server of the scenario is not started by perf-harness',
    };
  const obstacle = obstacleOf(host, scenario, server);
  if (obstacle !== null) return { state: 'untraceable', reason: obstacle };
  const questions = await askProgram(folder);
  try {
    return await traceProgramInputs(host, folder, (variables) =>
      serveTraced(host, { ...context, server, questions, variables }),
    );
  } finally {
    await questions.close();
  }
}

function obstacleOf(host: Host, scenario: HttpScenario, server: ServerSettings): string | null {
  if (server.faults !== undefined) return 'a fault-injection proxy sits in front of the server';
  if (server.speaksTls) return 'it uses TLS';
  const env = { ...scenario.env, ...server.env };
  return explainUntraceableProgram(server.command, { ...scenario, env }, host.env);
}

interface Serving extends UnitContext<HttpScenario> {
  readonly server: ServerSettings;
  readonly questions: ProgramQuestions;
  readonly variables: Readonly<Record<string, string>>;
}

async function serveTraced(host: Host, serving: Serving): Promise<void> {
  const { scenario, trial, signal, server, questions, variables } = serving;
  const command = addNodeFlags(server.command, TRACE_FLAGS);
  const served = { ...scenario, server: { ...server, command } };
  const running = await startServer(host, served, {
    seed: trial.seed,
    variables: { ...variables, [TRACED_PROGRAM_VARIABLES.socket]: questions.path },
    signal,
  });
  try {
    await callOften(serving, running.origin);
    await questions.tell('end');
  } finally {
    await running.stop();
  }
}

async function callOften(
  { scenario: { request, load }, signal, questions }: Serving,
  origin: string,
): Promise<void> {
  const { statusOf, close } = createKeepAliveClient();
  const url = new URL(request.url, origin);
  const send = async (count: number): Promise<void> => {
    const sent = Array.from({ length: count }, () => statusOf(url, { ...request, signal }));
    const statuses = await Promise.all(sent).catch((error: Error) => {
      const message = `the server does not respond: ${error.message}`;
      throw new UnitFailure({ reason: 'unreachable', message });
    });
    const odd = statuses.find((status) => !isExpectedStatus(status, request.expectStatus));
    if (odd === undefined) return;
    throw new UnitFailure({
      reason: 'protocol',
      message: `the server responds with status ${odd}`,
    });
  };
  const atOnce = load.type === 'closed' ? load.connections : load.maxConnections;
  try {
    await send(1);
    await questions.tell('called');
    for (let count = 0; count < ONE_BY_ONE; count += 1) await send(1);
    for (let count = 0; count < TOGETHER; count += 1) await send(Math.min(atOnce, MOST_AT_ONCE));
  } finally {
    close();
  }
}

interface ProgramQuestions {
  readonly path: string;
  /** Settles when the program has heard it, or is gone. */
  readonly tell: (word: TracedProgramRequest) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** @param folder - Folder that exists at least as long. */
async function askProgram(folder: string): Promise<ProgramQuestions> {
  const path = currentPlatform().localAddress(folder, 'trace');
  let program: LineClient | null = null;
  let onHeard = (): void => undefined;
  const server = await openTextLineServer(path, {
    onLine: (client) => {
      program = client;
      onHeard();
    },
    onGone: () => {
      program = null;
      onHeard();
    },
  });
  return {
    path,
    tell: (word) =>
      new Promise((resolve) => {
        onHeard = resolve;
        if (program === null) resolve();
        else program.send(word);
      }),
    close: server.close,
  };
}
