import type { FoundTool } from '../../host/found-tool.ts';
import type { Host } from '../../host.ts';
import { type Unit, UnitFailure } from '../../model/executor.ts';
import type { Finding } from '../../model/finding.ts';
import type { Scenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { findValgrind, type Valgrind } from './find-valgrind.ts';
import { type CountingSwitch, createCountingSwitch } from './start-counting.ts';

/** The valgrind of this machine, looked for once. */
export interface LocalValgrind {
  /** An error where it cannot be used. */
  readonly check: (scenario: Scenario) => Promise<readonly Finding[]>;
  /** @throws UnitFailure where it cannot be used. */
  readonly require: () => Promise<{
    readonly tools: Valgrind;
    readonly countingSwitch: CountingSwitch;
  }>;
}

export function locateValgrind(host: Host, options: { readonly mayTrace: boolean }): LocalValgrind {
  let looked: Promise<FoundTool<Valgrind>> | undefined;
  let countingSwitch: CountingSwitch | undefined;
  const look = (): Promise<FoundTool<Valgrind>> => {
    looked ??= findValgrind(host);
    return looked;
  };
  return {
    check: async () => {
      const found = await look();
      return found.type === 'found' ? [] : [found.finding];
    },
    require: async () => {
      const found = await look();
      if (found.type === 'not-found') {
        const { message, remedy } = found.finding;
        throw new UnitFailure({ reason: 'not-found', message, remedy });
      }
      const { tool: tools } = found;
      countingSwitch ??= createCountingSwitch(host, tools, options);
      return { tools, countingSwitch };
    },
  };
}

/** A block that has no count, and says why. */
export function unavailableBlock(reason: string): Block {
  return { operations: 0, durationMs: 0, measurements: {}, unavailable: { instructions: reason } };
}

/** A unit of which nothing can be counted. */
export function unavailableUnit(reason: string): Unit {
  return { measure: async () => unavailableBlock(reason), close: async () => undefined };
}
