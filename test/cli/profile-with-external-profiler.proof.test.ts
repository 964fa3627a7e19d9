/** Results of third-party profilers that take half a minute or watch servers for seconds. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../harness/host.ts';
import { findLinuxPerf } from '../../profilers/perf/find-linux-perf.ts';
import {
  BURN_SOURCE,
  createServerProject,
  findHottestFunction,
  findingMessages,
  LISTEN_SOURCE,
  profileWithTool,
} from '../support/profile-with-third-party-tool.ts';
import { createProject } from '../support/run-cli.ts';

const LOAD_MS = 2_000;
/** Clinic's doctor tries every start and end of the load; 2 s are too short for it. */
const DOCTOR_MS = 5_000;

describe('profile --with, of a command', () => {
  it('0x names the function in which a command spends its time', async () => {
    const cwd = createProject({ 'burn.mjs': `${BURN_SOURCE}burn(5e7);\n` });
    const report = await profileWithTool(cwd, ['--with', '0x', '--', 'node', 'burn.mjs']);
    expect(report).toMatchObject({ tool: '0x', unit: 'samples', trials: 1 });
    expect(findHottestFunction(report)).toMatchObject({
      name: 'burn',
      file: `${cwd}/burn.mjs`,
      line: 1,
    });
  });

  it('callgrind counts the instructions of the function in which a command spends its time', async () => {
    // CommonJS, since the ES module loader alone takes a second under valgrind.
    const cwd = createProject({ 'burn.cjs': `${BURN_SOURCE}burn(2e6);\n` });
    const report = await profileWithTool(cwd, ['--with', 'callgrind', '--', 'node', 'burn.cjs']);
    expect(report).toMatchObject({ tool: 'callgrind', unit: 'instructions', samples: null });
    expect(findHottestFunction(report)).toMatchObject({
      name: 'burn',
      file: `${cwd}/burn.cjs`,
      line: 1,
    });
    // Some instructions for each of 2e6 rounds.
    expect(report.hot_spots[0]?.weight).toBeGreaterThan(4e6);
    expect(findingMessages(report, 'profile-unresolved')).toBe('');
  });
});

describe('profile --with, of a server under load for seconds', () => {
  it.each(['0x', 'clinic-flame'])(
    '%s names the function in which a server spends its time',
    async (tool) => {
      const cwd = createServerProject(LOAD_MS, `burn(1e6); response.end('ok');`);
      const report = await profileWithTool(cwd, ['--with', tool, 'serve']);
      expect(report).toMatchObject({ tool, unit: 'samples', trials: 1 });
      expect(findHottestFunction(report)).toMatchObject({
        name: 'burn',
        file: `${cwd}/server.mjs`,
        line: 2,
      });
    },
  );

  it('0x reads the profile of a server that exits by itself on request', async () => {
    const polite = `process.on('SIGTERM', () => { server.close(() => process.exit(0)); server.closeAllConnections(); });`;
    const cwd = createServerProject(LOAD_MS, '');
    writeFileSync(
      join(cwd, 'server.mjs'),
      `import { createServer } from 'node:http';\n${BURN_SOURCE}${polite}
const server = createServer((request, response) => { burn(1e6); response.end('ok'); })${LISTEN_SOURCE}`,
    );
    const report = await profileWithTool(cwd, ['--with', '0x', 'serve']);
    expect(findHottestFunction(report)).toMatchObject({ name: 'burn' });
  });

  it('clinic-doctor finds that a server blocks', async () => {
    const cwd = createServerProject(DOCTOR_MS, `burn(8e6); response.end('ok');`);
    const report = await profileWithTool(cwd, ['--with', 'clinic-doctor', 'serve']);
    expect(findingMessages(report, 'clinic-doctor')).toMatch(
      /event-loop|event loop utilisation|event loop delay/,
    );
    expect(findHottestFunction(report)).toMatchObject({ name: 'burn', file: `${cwd}/server.mjs` });
  });

  it('clinic-doctor says of a waiting server that it waits', async () => {
    const wait = `await new Promise((resolve) => setTimeout(resolve, 20)); response.end('ok');`;
    const report = await profileWithTool(createServerProject(DOCTOR_MS, wait), [
      '--with',
      'clinic-doctor',
      'serve',
    ]);
    expect(findingMessages(report, 'clinic-doctor')).toMatch(/\(io\)/);
  });

  it('clinic-heapprofiler names the function whose objects are retained', async () => {
    const keep = `const kept = [];\nfunction keep() { for (let i = 0; i < 500; i += 1) kept.push([i, [i]]); }\n`;
    const cwd = createServerProject(LOAD_MS, `keep(); response.end('ok');`, keep);
    const report = await profileWithTool(cwd, ['--with', 'clinic-heapprofiler', 'serve']);
    expect(report).toMatchObject({ tool: 'clinic-heapprofiler', unit: 'B' });
    // Allocations of a function inlined into its caller count for either of them.
    expect(findHottestFunction(report)).toMatchObject({ file: `${cwd}/server.mjs` });
    expect(report.functions.map(({ name }) => name)).toContain('keep');
  });

  it('clinic-bubbleprof reports what a server waits for', async () => {
    const wait = `await new Promise((resolve) => setTimeout(resolve, 50)); response.end('ok');`;
    const cwd = createServerProject(LOAD_MS, wait);
    const report = await profileWithTool(cwd, ['--with', 'clinic-bubbleprof', 'serve']);
    expect(findingMessages(report, 'clinic-bubbleprof')).toMatch(
      /groups of asynchronous operations/,
    );
  });

  it('perf samples it, when perf is available', async () => {
    const { type } = await findLinuxPerf(createHost(), tmpdir());
    const cwd = createServerProject(LOAD_MS, `burn(1e6); response.end('ok');`);
    if (type !== 'found') return;
    const report = await profileWithTool(cwd, ['--with', 'perf', 'serve']);
    expect(findHottestFunction(report)).toMatchObject({ name: 'burn', file: `${cwd}/server.mjs` });
  });
});
