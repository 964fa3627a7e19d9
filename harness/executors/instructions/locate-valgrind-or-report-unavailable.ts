import { requireTool, type ToolSearchResult } from '../../host/tool-search-result.ts';
import type { Host } from '../../host.ts';
import type { Unit } from '../../model/executor.ts';
import type { Finding } from '../../model/finding.ts';
import type { Scenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import {
  type CountingSwitch,
  createInstructionCountingSwitch,
} from './enable-callgrind-counting-in-worker.ts';
import { findValgrind, type Valgrind } from './find-valgrind.ts';

/** The valgrind of this machine, searched for only once. */
export interface LocalValgrind {
  readonly check: (scenario: Scenario) => Promise<readonly Finding[]>;
  readonly require: () => Promise<{
    readonly tools: Valgrind;
    readonly countingSwitch: CountingSwitch;
  }>;
}

export function locateValgrind(host: Host, options: { readonly mayTrace: boolean }): LocalValgrind {
  let found: Promise<ToolSearchResult<Valgrind>> | undefined;
  let countingSwitch: CountingSwitch | undefined;
  const find = (): Promise<ToolSearchResult<Valgrind>> => {
    found ??= findValgrind(host);
    return found;
  };
  return {
    check: async () => {
      const outcome = await find();
      return outcome.type === 'found' ? [] : [outcome.finding];
    },
    require: async () => {
      const tools = requireTool(await find());
      countingSwitch ??= createInstructionCountingSwitch(host, tools, options);
      return { tools, countingSwitch };
    },
  };
}

export function unavailableBlock(reason: string): Block {
  return { operations: 0, durationMs: 0, measurements: {}, unavailable: { instructions: reason } };
}

export function unavailableUnit(reason: string): Unit {
  return { measure: async () => unavailableBlock(reason), close: async () => undefined };
}
