/** Servers measured against each other: real repositories, real processes. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { fixedPort } from '../support/fixed-port.ts';
import { liveProject } from '../support/live-project.ts';
import { writeFiles } from '../support/run-cli.ts';

const server = (rounds: number, port: string): string => `import { createServer } from 'node:http';
createServer((_request, response) => {
  let sum = 0;
  for (let index = 0; index < ${rounds}; index += 1) sum += Math.sqrt(index);
  response.end(String(sum));
}).listen(${port}, '127.0.0.1');
`;

const SCENARIO = (ready: string): string => `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'answer',
  server: { command: ['node', 'server.js']${ready} },
  http: { url: '/', connections: 2, duration: '240 ms', warmup: '50 ms' },
});
`;

/** A comparison whose head works much more for each request. */
async function compared(port: string, ready: string) {
  const project = liveProject({
    'server.js': server(10, port),
    'scenarios/work.ts': SCENARIO(ready),
  });
  writeFiles(project.root, { 'server.js': server(60_000, port) });
  const { code, out, err } = await project.perf(['compare', 'main', '--reporter', 'json']);
  const report = JSON.parse(out) as ComparisonReport;
  // What is told where it fails: verdicts and findings.
  const told = [
    err,
    ...report.findings.map(({ message }) => message),
    ...report.comparisons.map(({ metric, verdict }) => `${metric} ${verdict}`),
    ...report.runs.flatMap(({ trials }) =>
      trials.map((trial) => (trial.state === 'failed' ? JSON.stringify(trial.failure) : '')),
    ),
  ].join('\n');
  return { code, report, told };
}

describe('perf-harness compare, servers', () => {
  it('are both up, and have their loads in turn', async () => {
    const { code, report, told } = await compared('Number(process.env.PORT)', '');
    expect(code, told).toBe(1);
    expect(report.plan).toBe('alternating');
    expect(report.comparisons.find(({ metric }) => metric === 'cpu_time')).toMatchObject({
      verdict: 'regressed',
    });
    expect(report.runs[0]?.trials.at(-1)).toMatchObject({ state: 'completed' });
  });

  it('that insist on a port are up one after the other', async () => {
    const port = String(await fixedPort());
    const { code, report, told } = await compared(port, `, ready: { port: ${port} }`);
    expect(code, told).toBe(1);
    expect(report.plan).toBe('back-to-back');
    expect(report.comparisons.find(({ metric }) => metric === 'cpu_time')).toMatchObject({
      verdict: 'regressed',
    });
  });

  it('of which one crashes now and then leave its pairs out, and say so', async () => {
    const project = liveProject({
      'server.js': server(10, 'Number(process.env.PORT)'),
      'scenarios/work.ts': SCENARIO(''),
    });
    // One start in six ends under load; which, the harness cannot know.
    writeFiles(project.root, {
      'server.js': `import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync(process.env.COUNT_FILE, 'x');
if (readFileSync(process.env.COUNT_FILE, 'utf8').length % 6 === 4) setTimeout(() => process.exit(3), 200);
${server(10, 'Number(process.env.PORT)')}`,
    });
    const env = { COUNT_FILE: join(project.cache, 'count') };
    const args = ['compare', 'main', '--margin', '90%', '--reporter', 'json'];
    const { out, err } = await project.perf(args, env);
    const report = JSON.parse(out) as ComparisonReport;
    expect(
      report.findings.map(({ id }) => id),
      err,
    ).toContain('dropped-pairs');
    const failed = report.runs[1]?.trials.filter(({ state }) => state === 'failed') ?? [];
    expect(failed.length).toBeGreaterThan(0);
    expect(report.runs[0]?.trials.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(report.comparisons.map(({ verdict }) => verdict)).not.toContain('regressed');
    expect(project.snapshots()).toEqual([]);
  });
});
