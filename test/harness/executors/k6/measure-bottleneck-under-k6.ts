/** Bottlenecks that k6 and its server show together: a script of single requests against a server. */
import { fileURLToPath } from 'node:url';
import { bottleneck } from '../../../../harness/checks/bottleneck.ts';
import { loadGeneratorSaturated } from '../../../../harness/checks/load-generator-saturated.ts';
import { findK6Program } from '../../../support/find-k6-program.ts';
import { fixtureServerSettings } from '../http/http-executor-test-setup.ts';
import { openK6Measurer } from './k6-executor-test-setup.ts';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/http/bottlenecks.mjs', import.meta.url));

interface Load {
  readonly options: string;
  /** Statements before each request. Default: none. */
  readonly work?: string;
  readonly k6Path?: string;
}

export function openBottleneckMeasurer() {
  const k6 = openK6Measurer();
  return {
    ...k6,
    /** Returns the findings of one run against one of the servers of `bottlenecks.mjs`. */
    under: async (which: string, { options, work = '', k6Path = findK6Program() }: Load) => {
      const path = k6.script(`${work} http.get(__ENV.BASE_URL + '/');`, options);
      const argv = [process.execPath, PROGRAM, which] as const;
      const server = fixtureServerSettings('', { command: { type: 'argv', argv } });
      const scenario = k6.scenario(path, { server, k6Path });
      const trial = await k6.measure(scenario);
      if (trial.state !== 'completed') throw new Error(JSON.stringify(trial));
      const input = { scenario, trials: [trial], measured: [trial], metrics: {}, unavailable: {} };
      const findings = [loadGeneratorSaturated, bottleneck].flatMap(({ check }) => check(input));
      const [block] = trial.blocks;
      if (block === undefined) throw new Error('no block');
      return { block, findings };
    },
  };
}
