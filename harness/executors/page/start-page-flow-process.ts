import { stripVTControlCharacters } from 'node:util';
import { openRequestChannel } from '../../host/process/child-process-request-channel.ts';
import type { RunningProcess } from '../../host/process/process-runner.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import type { Host } from '../../host.ts';
import { type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { PageFlow, PageScenario } from '../../model/scenario/scenario.ts';
import { describeExit } from '../server/wait-for-server.ts';
import type { BrowserAddress } from './connect-browser.ts';
import { isCrashMessage, tabCrashFailure } from './page-errors.ts';
import type { FlowRequest, FlowResponse, FlowStep } from './run-page-flow-child.ts';

export interface StartedPageFlow {
  /** @throws UnitFailure if the flow threw, ended its process, or did not end in time. */
  readonly run: () => Promise<readonly FlowStep[]>;
  readonly close: () => Promise<void>;
}

/** Time limit of a single click or look-up, milliseconds; lower where the whole flow has less. */
const ACTION_LIMIT_MS = 10_000;
/** Limit of an action, as share of the flow's limit: leaves time to report the failed action. */
const ACTION_SHARE = 0.8;
/** Loading the module and connecting, milliseconds. */
const OPEN_LIMIT_MS = 30_000;

export async function startPageFlowProcess(
  host: Host,
  { scenario, signal }: Pick<UnitContext<PageScenario>, 'scenario' | 'signal'>,
  browser: BrowserAddress,
): Promise<StartedPageFlow> {
  const { flow, source, params, cwd, env } = scenario;
  const file = flow?.file ?? source?.file;
  if (flow === undefined || file === undefined) throw new TypeError('the scenario has no flow');
  const child = host.processes.start({
    file: process.execPath,
    args: [childModule(import.meta.url, './run-page-flow-child')],
    cwd,
    env,
    channel: true,
  });
  const ask = createAsk(child, signal);
  try {
    await ask(
      {
        type: 'open',
        file,
        scenario: flow.file === null ? (source?.name ?? null) : null,
        params,
        browser,
        actionMs: Math.min(ACTION_LIMIT_MS, flow.timeoutMs * ACTION_SHARE),
      },
      OPEN_LIMIT_MS,
    );
  } catch (error) {
    await child.stop(0);
    throw error;
  }
  return { run: () => ask({ type: 'run' }, flow.timeoutMs), close: () => child.stop(0) };
}

type Ask = (message: FlowRequest, limitMs: PageFlow['timeoutMs']) => Promise<readonly FlowStep[]>;

function createAsk(child: RunningProcess, signal: AbortSignal): Ask {
  let at: string | null = null;
  const { request } = openRequestChannel<FlowRequest, FlowResponse>(child, (message) => {
    if (message.type !== 'step') return true;
    at = message.name;
    return false;
  });
  return async (message, limitMs) => {
    at = null;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(limitMs))]);
    const outcome = await request(message, limit);
    if (outcome === null) throw stillRunning(at, limitMs, child);
    if (outcome.type === 'exited') {
      throw new UnitFailure({
        reason: 'exited',
        message: `${partOf(at)} ended its process ${describeExit(outcome.exit)}`,
        remedy: 'A flow must not end its process; look for process.exit calls in the flow.',
        output: child.output(),
      });
    }
    if (outcome.type === 'threw') throw threw(outcome, message.type === 'open');
    return outcome.type === 'done' ? outcome.steps : [];
  };
}

function stillRunning(at: string | null, limitMs: number, child: RunningProcess): UnitFailure {
  return new UnitFailure({
    reason: 'timeout',
    message: `${partOf(at)} was still running after ${limitMs / 1_000} s`,
    remedy: 'Find out what the flow waits for, or increase `flowTimeout`.',
    output: child.output(),
  });
}

function threw(
  { step, message, stack }: Extract<FlowResponse, { readonly type: 'threw' }>,
  isOpening: boolean,
): UnitFailure {
  if (isCrashMessage(message)) return tabCrashFailure();
  const isTimeout = /Timeout \d+ms exceeded/.test(message);
  return new UnitFailure({
    reason: 'threw',
    message: `${isOpening ? 'the flow cannot be used' : `${partOf(step)} threw`}: ${inOneLine(message)}`,
    remedy: isTimeout
      ? 'Check that the page has the element that the flow waits for, and that a user could click it.'
      : 'Fix the flow of the scenario, or the page that it tests.',
    output: stack,
  });
}

function partOf(step: string | null): string {
  return step === null ? 'the flow' : `the step "${step}" of the flow`;
}

/** Returns the first line of the message, with the entry of playwright's log that it waited for. */
function inOneLine(message: string): string {
  const plain = stripVTControlCharacters(message);
  const [first = ''] = plain.split('\n');
  const waited = /^\s*-\s*(waiting for .*)$/m.exec(plain)?.[1];
  return waited === undefined ? first : `${first} (${waited})`;
}
