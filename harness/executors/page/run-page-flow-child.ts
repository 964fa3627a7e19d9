/**
 * Runs the flow of a page that another process loaded, in a separate process, so that a flow that
 * hangs, exits or throws does no harm.
 */
import '../../loader/register.ts';
import type { Page } from 'playwright-core';
import { importUserModule } from '../../loader/import-user-module.ts';
import type { Params } from '../../model/scenario/scenario.ts';
import type { PageFlowFunction } from '../../model/scenario/scenario-definition.ts';
import { listExportedDefinitions } from '../../scenario/convert/exported-scenario-definitions.ts';
import { type BrowserAddress, connectBrowser } from './connect-browser.ts';

type Opening = Extract<FlowRequest, { readonly type: 'open' }>;

interface Opened {
  readonly flow: PageFlowFunction;
  readonly page: Page;
  readonly params: Params;
}

let opened: Opened | null = null;
let failedStep: string | null = null;

process.on('message', (message: FlowRequest) => {
  handle(message).then(answer, (error: unknown) => {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    answer({ type: 'threw', step: failedStep, message, stack: stack ?? message });
  });
});

function answer(reply: FlowResponse): void {
  process.send?.(reply);
}

async function handle(message: FlowRequest): Promise<FlowResponse> {
  if (message.type === 'open') {
    opened = await open(message);
    return { type: 'opened' };
  }
  if (opened === null) throw new TypeError('the flow was not opened');
  const { flow, page, params } = opened;
  const steps: FlowStep[] = [];
  const step = async <T>(name: string, action: () => T | Promise<T>): Promise<T> => {
    answer({ type: 'step', name });
    const startMs = nowMs();
    try {
      return await action();
    } catch (error) {
      // The innermost of nested steps says most about the failure.
      failedStep ??= name;
      throw error;
    } finally {
      steps.push({ name, startMs, endMs: nowMs() });
    }
  };
  await flow({ page, step, params });
  return { type: 'done', steps };
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

async function open({ file, scenario, params, browser, actionMs }: Opening): Promise<Opened> {
  const module = await importUserModule(file);
  const flow = scenario === null ? module.default : flowOf(module, scenario);
  if (typeof flow !== 'function') {
    throw new TypeError(
      scenario === null
        ? `the default export of ${file} is not a function`
        : `${file} no longer defines a flow for a scenario named "${scenario}"`,
    );
  }
  const connection = await connectBrowser(browser);
  const page = connection.contexts()[0]?.pages()[0];
  if (page === undefined) throw new TypeError('the browser has no open page');
  page.setDefaultTimeout(actionMs);
  return { flow: flow as PageFlowFunction, page, params };
}

function flowOf(module: Record<string, unknown>, scenario: string): unknown {
  const found = listExportedDefinitions(module).find(
    (candidate) => (candidate as { readonly name?: unknown } | null)?.name === scenario,
  );
  return (found as { readonly page?: { readonly flow?: unknown } } | undefined)?.page?.flow;
}

export type FlowRequest =
  | {
      readonly type: 'open';
      readonly file: string;
      /** Name of the definition with the flow; null if it is the module's default export. */
      readonly scenario: string | null;
      readonly params: Params;
      readonly browser: BrowserAddress;
      /** Longest wait of a single action for what it needs, milliseconds. */
      readonly actionMs: number;
    }
  | { readonly type: 'run' };

/** A named part of a flow; times since the epoch, milliseconds. */
export interface FlowStep {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Answers of the process: `step` reports the current step, others that a request is done. */
export type FlowResponse =
  | { readonly type: 'step'; readonly name: string }
  | { readonly type: 'opened' }
  | { readonly type: 'done'; readonly steps: readonly FlowStep[] }
  | {
      readonly type: 'threw';
      /** Step in which it happened; null outside of named steps. */
      readonly step: string | null;
      readonly message: string;
      readonly stack: string;
    };
