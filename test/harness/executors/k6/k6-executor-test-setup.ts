import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createK6Executor } from '../../../../harness/executors/k6/k6-executor.ts';
import type { K6Scenario } from '../../../../harness/model/scenario/scenario.ts';
import { findK6Program } from '../../../support/find-k6-program.ts';
import { SCENARIO_DEFAULTS } from '../../../support/scenario-defaults.ts';
import { createTrials } from '../executor-test-setup.ts';
import { fixtureServerSettings } from '../http/http-executor-test-setup.ts';

/** Executor, scripts and scenarios of k6 in a folder that `close` removes. */
export function openK6Measurer() {
  const trials = createTrials(createK6Executor, 'perf-harness-k6-');
  const { folder } = trials;
  let scripts = 0;

  const write = (text: string): string => {
    scripts += 1;
    const path = join(folder, `script-${scripts}.js`);
    writeFileSync(path, text);
    return path;
  };

  return {
    ...trials,
    write,
    /** Returns a script with this body and these options, and more of its own. */
    script: (body: string, options: string, more = ''): string =>
      write(`import http from 'k6/http';
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
const orders = new Counter('orders');
const sizes = new Trend('sizes');
export const options = ${options};
${more}
export default function (data) { ${body} }
`),
    scenario: (path: string, changes: Partial<K6Scenario> = {}): K6Scenario => ({
      ...SCENARIO_DEFAULTS,
      timeoutMs: 120_000,
      kind: 'k6',
      name: 'load',
      cwd: folder,
      server: fixtureServerSettings('at-once'),
      script: path,
      load: {},
      hosts: [],
      allowRemote: [],
      k6Path: findK6Program(),
      ...changes,
    }),
  };
}
