/** A project as on Windows: deeply nested, spaces in folder names, CRLF line ends. */
import { describe, expect, it } from 'vitest';
import type {
  ComparisonReport,
  Report,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { openGitProject } from '../support/git-project.ts';
import {
  createCostExecutors,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { createProject, writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { simulatePlatform, TESTED_SYSTEMS } from '../support/simulated-platform.ts';

const JSON_REPORT = ['--reporter', 'json'];
/** Longer than the 260 characters that programs of Windows can take by default. */
const FAR_DOWN = `My Documents/${'a folder with a long name/'.repeat(11)}project`;

const FILES = {
  'package.json': '{\n  "type": "module"\n}\n',
  'perf-harness.config.ts': `import { defineConfig } from 'perf-harness';
export default defineConfig({
  scenarios: 'Scenarios/*.ts',
});
`,
  'src/sum up.ts': `export enum Start {
  Zero = 0,
}
// Read by the loader, which leaves more than types out.
export function sum(count: number): number {
  let all: number = Start.Zero;
  for (let at = 0; at < count; at += 1) all += at;
  return all;
}
`,
  'Scenarios/all of them.ts': `import { defineScenario } from 'perf-harness';
import { sum } from '../src/sum up.ts';
const quick = { trials: 3, duration: '20 ms', warmup: '10 ms' };
export default [
  defineScenario({ name: 'sum', ...quick, run: () => sum(1_000) }),
  defineScenario({ name: 'start', command: ['node', './work here.mjs'], cwd: '..', trials: 3 }),
  defineScenario({
    name: 'answer', trials: 3, server: { command: ['node', 'src/the server.mjs'], cwd: '..' },
    http: { url: '/', connections: 1, duration: '100 ms', warmup: '20 ms' },
  }),
];
`,
  'work here.mjs': 'process.exitCode = 0;\n',
  'src/the server.mjs': `import { createServer } from 'node:http';
createServer((request, response) => response.end('ok'))
  .listen(process.env.PORT, '127.0.0.1');
`,
};

function withCrlf(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const changed = Object.entries(files).map(([path, text]) => [
    path,
    text.replaceAll('\n', '\r\n'),
  ]);
  return Object.fromEntries(changed);
}

describe.each(TESTED_SYSTEMS)('a Windows-style project on %s', (platform) => {
  simulatePlatform(platform);

  it('is measured as a function, a command and a server', async () => {
    const cwd = createProject(withCrlf(FILES), FAR_DOWN);
    expect(cwd.length).toBeGreaterThan(260);
    const { code, out, err } = await runCommandInProcess(['run', ...JSON_REPORT], { cwd });
    expect({ code, err }).toMatchObject({ code: 0 });
    const { runs } = JSON.parse(out) as Report;
    expect(runs.map(({ scenario, state }) => [scenario, state])).toEqual([
      ['sum', 'completed'],
      ['start', 'completed'],
      ['answer', 'completed'],
    ]);
    expect(runs[0]?.file).toBe('Scenarios/all of them.ts');
  });

  it('is compared with another version', async () => {
    const cwd = createProject(withCrlf({ ...FILES, ...wallTimeFile(10) }), FAR_DOWN);
    const { git, commit } = openGitProject(cwd);
    git('init', '--quiet', '--template=', '--initial-branch=main');
    commit('first', { '.gitignore': '.perf-harness\r\n' });
    writeFiles(cwd, withCrlf(wallTimeFile(30)));
    const { code, out, err } = await runCommandInProcess(
      ['compare', 'main', 'sum', ...JSON_REPORT],
      {
        cwd,
        env: { PERF_HARNESS_CACHE: createProject() },
        executors: createCostExecutors(),
      },
    );
    expect({ code, err }).toMatchObject({ code: 1 });
    const { comparisons } = JSON.parse(out) as ComparisonReport;
    expect(comparisons).toMatchObject([{ scenario: 'sum', verdict: 'regressed' }]);
  });
});
