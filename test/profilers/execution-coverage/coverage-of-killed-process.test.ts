/** Executed lines where a process is killed before it can report them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createSourceReader } from '../../../api/observe/map-profiles-to-sources.ts';
import { createHost } from '../../../harness/host.ts';
import { createCoverageProfiler } from '../../../profilers/execution-coverage/coverage-profiler.ts';

const host = createHost();
const root = mkdtempSync(join(tmpdir(), 'killed-'));
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(root, { recursive: true });
});

test('counts the threads that were lost beside those that reported', async () => {
  const folder = join(root, 'lines');
  mkdirSync(folder);
  const program = join(root, 'program.mjs');
  writeFileSync(
    program,
    "if (process.argv[2] === 'killed') process.kill(process.pid, 'SIGKILL');\n",
  );
  const attached = createCoverageProfiler(host, createSourceReader(host)).attach(folder, undefined);
  for (const end of ['alive', 'killed']) {
    await host.processes.exec({
      file: process.execPath,
      args: [program, end],
      env: attached.env,
      timeoutMs: 60_000,
    });
  }
  const { files, lost } = await attached.read();
  expect(files.map(({ file }) => file)).toContain(program);
  expect(lost).toBe(1);
});
