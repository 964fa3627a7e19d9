import { describe, expect, it } from 'vitest';
import { createK6Executor } from '../../harness/executors/k6/k6-executor.ts';
import { createHost, type ExecutorOverrides } from '../../harness/host.ts';
import { comparisonReportSchema } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { AnyExecutor, Executor } from '../../harness/model/executor.ts';
import type { K6Scenario, Scenario } from '../../harness/model/scenario/scenario.ts';
import { findK6Program } from '../support/find-k6-program.ts';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import {
  createScriptedExecutors,
  drawWallTimes,
  type UnitScript,
} from '../support/scripted-executors.ts';

const ENV = { PERF_HARNESS_K6_PATH: findK6Program() };

const SERVER = `import { createServer } from 'node:http';
createServer((_request, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
`;

function script(options: string, body = ''): string {
  return `import http from 'k6/http';
import { Trend } from 'k6/metrics';
const sizes = new Trend('sizes');
export const options = ${options};
export default function () { http.get(__ENV.BASE_URL + '/'); ${body} }
`;
}

function scenario(more: string): string {
  return `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'checkout',
  server: { command: ['node', 'server.js'], cwd: '..' },
  trials: 1,
  ${more}
});
`;
}

function files(load: string, more = `k6: '../load/checkout.js',`): Record<string, string> {
  return {
    'server.js': SERVER,
    'load/checkout.js': load,
    'scenarios/work.ts': scenario(more),
  };
}

/** Load that is scripted, of scripts that k6 reads. */
function scriptedLoad(): ExecutorOverrides {
  const scripted = createScriptedExecutors(() => ({ measurements: { 'latency.p95': 5 } }));
  const { open } = scripted.ofKind('k6') as Executor<K6Scenario>;
  const k6 = createK6Executor(createHost({ env: { ...process.env, ...ENV } }));
  return { ...scripted, ofKind: () => ({ ...k6, open }) as AnyExecutor };
}

function perf(cwd: string, args: readonly string[]) {
  return runCommandInProcess(args, { cwd, isLight: true, env: ENV });
}

describe('perf-harness run --shards', () => {
  it('reports virtual users that shards cannot share and thresholds that nothing judges', async () => {
    const options = `{ vus: 3, iterations: 12, thresholds: { http_reqs: ['count==12'] } }`;
    const root = createProject(files(script(options)));
    const { code, out, err } = await runCommandInProcess(['run', '--shards', '2'], {
      cwd: root,
      env: ENV,
      executors: scriptedLoad(),
    });
    expect(code).toBe(0);
    const said = `${out}${err}`.replace(/\s+/g, ' ');
    expect(said).toContain(
      'The 3 virtual users of the script cannot be divided evenly among 2 shards',
    );
    expect(said).toContain(
      "The script's threshold http_reqs count==12 cannot be converted to a budget",
    );
    expect(said).toContain(
      'because each k6 shard sees only part of the data, the threshold is not checked',
    );
  });

  const NUMBER = 'a whole number from 1 to 64';
  it.each([
    ['none', {}, ['--shards', '0'], NUMBER],
    ['part of one', {}, ['--shards', '1.5'], NUMBER],
    ['too many', {}, ['--shards', '65'], NUMBER],
    ['no number', {}, ['--shards', 'many'], 'found "many"'],
    [
      'none in a scenario',
      files(script('{}'), `k6: { script: '../load/checkout.js', shards: 0 },`),
      [],
      NUMBER,
    ],
    [
      'scenarios of another kind',
      {},
      ['--shards', '2', '--', 'node', '--version'],
      '--shards applies only to k6 scenarios',
    ],
  ])('refuses %s', async (_, given, args, says) => {
    const { code, err } = await perf(createProject(given), ['run', ...args]);
    expect(code).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toContain(says);
  });
});

/** Scripted load runs with the requested number of shards; head needs twice the CPU time. */
const slower: UnitScript = (scenario: Scenario, trial, block) => {
  const unit = drawWallTimes(() => (trial.side === 'a' ? 1 : 2))(scenario, trial, block);
  if ('failure' in unit || scenario.kind !== 'k6') return unit;
  const { wall_time: drawn = 0 } = unit.measurements;
  return {
    measurements: { cpu_time: drawn, 'latency.p95': 10 * drawn },
    notes: { shards: scenario.shards ?? 1 },
  };
};

describe('perf-harness compare of a sharded scenario', () => {
  it('measures both sides in shards and detects the side that costs more', async () => {
    const more = `k6: { script: '../load/checkout.js', shards: 2 },`;
    const { root: cwd, cache } = createLiveProject(files(script('{}'), more));
    const { code, out } = await runCommandInProcess(['compare', 'main', '--reporter', 'json'], {
      cwd,
      env: { ...ENV, PERF_HARNESS_CACHE: cache },
      executors: createScriptedExecutors(slower),
    });
    expect(code).toBe(1);
    const { comparisons, runs } = comparisonReportSchema.parse(JSON.parse(out));
    expect(comparisons.find(({ metric }) => metric === 'cpu_time')).toMatchObject({
      verdict: 'regressed',
      gated: true,
    });
    expect(runs.map(({ side }) => side)).toEqual(['a', 'b']);
    for (const { trials } of runs) {
      for (const trial of trials) {
        if (trial.state !== 'completed') throw new Error(`it ${trial.state}`);
        expect(trial.blocks[0]?.notes).toMatchObject({ shards: 2 });
      }
    }
  });
});
