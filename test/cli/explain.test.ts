/** What is behind a verdict, from the command line: real repositories, real processes, real profiles. */
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { profileDiffReportSchema } from '../../harness/model/documents/profile-diff-document.ts';
import { liveProject, workModule } from '../support/live-project.ts';
import { writeFiles } from '../support/run-cli.ts';

const hash = (rounds: number): string => `export function second(text) {
  let hash = 0;
  for (let round = 0; round < ${rounds}; round += 1) {
    for (let index = 0; index < text.length; index += 1) {
      hash = (hash * 31 + text.charCodeAt(index)) | 0;
    }
  }
  return hash;
}
`;

const FILES = {
  'src/second.js': hash(100),
  'scenarios/parts.js': `import { work } from '../src/work.js';
import { second } from '../src/second.js';
const text = 'some words of a text, '.repeat(20);
export default { name: 'parts', run: () => work() + second(text) };
`,
  'src/work.js': workModule(20_000),
};
/** Three times as slow, and two lines further down. */
const SLOWER = { 'src/second.js': `// Moved.\n\n${hash(300)}` };

/** Tests leave it out otherwise, for the time that it takes. */
const EXPLAINED = { PERF_HARNESS_NO_EXPLAIN: undefined };

describe('a verdict', () => {
  it('is explained by the function that was made slower, in trials of its own', async () => {
    const project = liveProject();
    writeFiles(project.root, { 'src/work.js': `// Moved.\n\n${workModule(6_000)}` });
    const { code, out } = await project.perf(['compare', 'main', '--reporter', 'json'], EXPLAINED);
    const report = JSON.parse(out) as ComparisonReport;
    expect(code).toBe(1);
    const [explanation] = report.explanations ?? [];
    if (explanation === undefined) throw new Error(`nothing is explained: ${out.slice(-2_000)}`);
    expect(explanation).toMatchObject({ scenario: 'work', metrics: ['wall_time'] });
    const { changes, functions, pairs } = explanation.difference;
    const [first] = changes;
    expect(functions[first?.function ?? 0]).toMatchObject({
      name: 'work',
      file: 'src/work.js',
      line: 3,
    });
    expect(first).toMatchObject({ state: 'both', beyond_noise: true });
    expect(first?.change.low ?? 0).toBeGreaterThan(0);
    expect(pairs).toBeGreaterThanOrEqual(6);
    for (const { trials } of report.runs) {
      expect(trials.some(({ pass }) => pass === 'profile')).toBe(false);
    }
    const shown = await project.perf(['compare', '--replay', 'latest']);
    expect(shown.out).toContain('work (src/work.js:3) explains');
    expect(project.snapshots()).toEqual([]);
  });

  it('of a server is explained by the function that was made slower', async () => {
    const server = (rounds: number): string => `import { createServer } from 'node:http';
import { work } from '../src/work.js';
createServer(function handle(request, response) { response.end(String(work(${rounds}))); })
  .listen(process.env.PORT, '127.0.0.1');
`;
    // A sixth of the load is no whole number of milliseconds.
    const project = liveProject({
      'src/server.js': server(1),
      'scenarios/work.ts': `export default { name: 'serve', server: { command: ['node', 'src/server.js'], cwd: '..' },
  http: { url: '/', connections: 1, duration: '400 ms', warmup: '100 ms' }, regression: { 'latency.p50': '20 %' } };
`,
      'src/work.js': workModule(50_000),
    });
    writeFiles(project.root, { 'src/work.js': workModule(200_000) });
    const { code, out, err } = await project.perf(
      ['compare', 'main', '--reporter', 'json'],
      EXPLAINED,
    );
    expect(code, err).toBe(1);
    const report = JSON.parse(out) as ComparisonReport;
    const [explanation] = report.explanations ?? [];
    const { changes, functions } = explanation?.difference ?? {};
    expect(functions?.[changes?.[0]?.function ?? 0]).toMatchObject({
      name: 'work',
      file: 'src/work.js',
    });
    expect(changes?.[0]).toMatchObject({ state: 'both', beyond_noise: true });
  });

  it('is not explained with --no-explain', async () => {
    const project = liveProject();
    writeFiles(project.root, { 'src/work.js': workModule(6_000) });
    const args = ['compare', 'main', '--no-explain', '--reporter', 'json'];
    const { code, out } = await project.perf(args, EXPLAINED);
    expect(code).toBe(1);
    expect((JSON.parse(out) as ComparisonReport).explanations).toBeUndefined();
  });

  it('stands where the program cannot be profiled, which is told', async () => {
    const project = liveProject({ 'work.sh': 'true' });
    writeFiles(project.root, { 'work.sh': 'sleep 0.2' });
    const args = ['compare', 'main', '--reporter', 'json', '--', 'sh', 'work.sh'];
    const { code, out } = await project.perf(args, EXPLAINED);
    const report = JSON.parse(out) as ComparisonReport;
    expect(code).toBe(1);
    expect(report.verdict).toBe('fail');
    expect(report.explanations).toBeUndefined();
    expect(report.findings).toContainEqual(
      expect.objectContaining({ id: 'explanation-failed', level: 'info' }),
    );
  });
});

describe('profile --diff', () => {
  it('profiles two sides of a scenario in pairs', async () => {
    const project = liveProject(FILES);
    writeFiles(project.root, SLOWER);
    const args = ['profile', 'parts', '--diff', 'main', '--trials', '9', '--seed', '5'];
    const { code, out, err } = await project.perf([...args, '--reporter', 'json']);
    expect(code).toBe(0);
    expect(err).toMatch(/^\[1\/1\] parts: profiled \d of 9 pairs$/m);
    const report = profileDiffReportSchema.parse(JSON.parse(out));
    expect(report).toMatchObject({ seed: 5, base: { label: 'main' }, state: 'completed' });
    const { changes, functions, pairs } = report.difference ?? {};
    expect(pairs).toBe(9);
    expect(functions?.[changes?.[0]?.function ?? 0]?.name).toBe('second');
  });
});
