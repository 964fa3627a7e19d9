/** Verdicts of functions and servers, explained, and two sides of a server. */
import { afterAll, describe, expect, it } from 'vitest';
import { createFunctionExecutor } from '../../harness/executors/function/function-executor.ts';
import { createHttpExecutor } from '../../harness/executors/http/http-executor.ts';
import { createHost } from '../../harness/host.ts';
import { profileDiffReportSchema } from '../../harness/model/documents/profile-diff-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { AnyExecutor } from '../../harness/model/executor.ts';
import {
  createLiveProject,
  type LiveProject,
  workModule,
} from '../support/live-comparison-project.ts';
import {
  costsFile,
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import {
  createProfiledExecutors,
  EXPLANATIONS_ENABLED,
} from '../support/scripted-executors-with-real-profiles.ts';

const host = createHost();
afterAll(() => host.processes.stopAll());

const SERVER = `import { createServer } from 'node:http';
import { work } from '../src/work.js';
createServer(function handle(request, response) { response.end(String(work())); })
  .listen(process.env.PORT, '127.0.0.1');
`;

async function explained(project: LiveProject, executor: AnyExecutor) {
  const { code, out, err } = await project.command(['compare', 'main', '--reporter', 'json'], {
    env: EXPLANATIONS_ENABLED,
    executors: createProfiledExecutors(executor),
  });
  expect(code, err).toBe(1);
  const [explanation] = (JSON.parse(out) as ComparisonReport).explanations ?? [];
  if (explanation === undefined) throw new Error(`nothing is explained: ${out.slice(-2_000)}`);
  const { changes, functions, pairs } = explanation.difference;
  const [first] = changes;
  return { first, named: functions[first?.function ?? 0], pairs };
}

describe('the slower function, found from as many pairs of profiles as the time allows', () => {
  it('explains the verdict of a function', async () => {
    const project = createScriptedProject();
    const slower = { 'src/work.js': `// Moved.\n\n${workModule(6_000)}`, ...wallTimeFile(30) };
    writeFiles(project.root, slower);
    const { first, named, pairs } = await explained(project, createFunctionExecutor(host));
    expect(named).toMatchObject({ name: 'work', file: 'src/work.js', line: 3 });
    expect(first).toMatchObject({ state: 'both', beyond_noise: true });
    expect(pairs).toBeGreaterThanOrEqual(6);
  });

  it('explains the verdict of a server', async () => {
    const load = { 'latency.p50': 1, 'latency.p95': 2, cpu_time: 1, error_rate: 0 };
    const project = createScriptedProject({
      ...costsFile({ '*': load }),
      'src/server.js': SERVER,
      'scenarios/work.ts': `export default { name: 'serve', server: { command: ['node', 'src/server.js'], cwd: '..' },
  http: { url: '/', connections: 1, duration: '400 ms', warmup: '100 ms' }, regression: { 'latency.p50': '20 %' } };
`,
      'src/work.js': workModule(50_000),
    });
    const slower = costsFile({ '*': { ...load, 'latency.p50': 4 } });
    writeFiles(project.root, { 'src/work.js': workModule(200_000), ...slower });
    const { first, named, pairs } = await explained(project, createHttpExecutor(host));
    expect(named).toMatchObject({ name: 'work', file: 'src/work.js' });
    expect(first).toMatchObject({ state: 'both', beyond_noise: true });
    expect(pairs).toBeGreaterThanOrEqual(6);
  });
});

it('profiles two sides of a server alternately, and finds the function that became slower', async () => {
  const scenario = `export default { name: 'serve', server: { command: ['node', 'src/server.js'], cwd: '..' },
  http: { url: '/', connections: 1, duration: '400 ms', warmup: '100 ms' } };
`;
  const project = createLiveProject({
    'src/server.js': SERVER,
    'scenarios/work.ts': scenario,
    'src/work.js': workModule(20_000),
  });
  writeFiles(project.root, { 'src/work.js': `// Moved.\n\n${workModule(200_000)}` });
  const args = ['profile', 'serve', '--diff', 'main', '--trials', '1', '--reporter', 'json'];
  const { code, out, err } = await project.command(args);
  expect(code, err).toBe(0);
  const { state, difference } = profileDiffReportSchema.parse(JSON.parse(out));
  expect({ state, pairs: difference?.pairs }).toEqual({ state: 'completed', pairs: 1 });
  const { changes = [], functions = [] } = difference ?? {};
  expect(functions[changes[0]?.function ?? 0]?.name).toBe('work');
});
