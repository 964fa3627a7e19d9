/** Loads of servers with one known bottleneck each, and the findings about them. */
import { fileURLToPath } from 'node:url';
import { bottleneck } from '../../../../harness/checks/bottleneck.ts';
import { loadGeneratorSaturated } from '../../../../harness/checks/load-generator-saturated.ts';
import type { Finding } from '../../../../harness/model/finding.ts';
import type {
  HttpScenario,
  K6Scenario,
  ServerSettings,
} from '../../../../harness/model/scenario/scenario.ts';
import type { Block, CompletedTrial } from '../../../../harness/model/trial.ts';
import { trialPosition } from '../../../support/run-measurement-validity-check.ts';
import {
  fixtureServerSettings,
  httpScenario,
  measureBlock,
} from '../http/http-executor-test-setup.ts';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/http/bottlenecks.mjs', import.meta.url));

/** Settings of one of the servers of `bottlenecks.mjs`. */
export function bottleneckServer(
  which: string,
  env: Readonly<Record<string, string>> = {},
): ServerSettings {
  const argv = [process.execPath, PROGRAM, which] as const;
  return fixtureServerSettings('', { command: { type: 'argv', argv }, env });
}

export function findingsOf(
  scenario: HttpScenario | K6Scenario,
  trial: CompletedTrial,
): readonly Finding[] {
  const input = { scenario, trials: [trial], measured: [trial], metrics: {}, unavailable: {} };
  return [loadGeneratorSaturated, bottleneck].flatMap(({ check }) => check(input));
}

interface MeasuredBottleneck {
  readonly block: Block;
  readonly findings: readonly Finding[];
}

/** Measures one load of one of the servers, and returns its block and findings. */
export async function measureBottleneck(
  which: string,
  changes: Partial<HttpScenario>,
  env: Readonly<Record<string, string>> = {},
): Promise<MeasuredBottleneck> {
  // A load of which a stall of the machine is a part, and not the whole.
  const times = { warmupMs: 50, durationMs: 1_000 };
  const scenario = httpScenario(bottleneckServer(which, env), { ...times, ...changes });
  const block = await measureBlock(scenario);
  const { measurements } = block;
  const trial: CompletedTrial = {
    ...trialPosition(1),
    state: 'completed',
    measurements,
    unavailable: {},
    blocks: [block],
  };
  return { block, findings: findingsOf(scenario, trial) };
}

/** Returns the finding with this id; other work on this machine may add further findings. */
export function findingWith({ findings }: MeasuredBottleneck, id: Finding['id']): Finding {
  const match = findings.find((finding) => finding.id === id);
  if (match === undefined) throw new Error(`found was ${JSON.stringify(findings)}`);
  return match;
}
