/** Bottlenecks that k6 and its server show together: a script of single requests against a server. */
import { findK6Program } from '../../../support/find-k6-program.ts';
import { bottleneckServer, findingsOf } from '../server/bottleneck-server-measurement.ts';
import { openK6Measurer } from './k6-executor-test-setup.ts';

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
      const scenario = k6.scenario(path, { server: bottleneckServer(which), k6Path });
      const trial = await k6.measure(scenario);
      if (trial.state !== 'completed') throw new Error(JSON.stringify(trial));
      const [block] = trial.blocks;
      if (block === undefined) throw new Error('no block');
      return { block, findings: findingsOf(scenario, trial) };
    },
  };
}
