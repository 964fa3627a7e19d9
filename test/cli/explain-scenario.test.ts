/** `perf-harness explain`: the brief in the terminal and in files, and what it refuses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../harness/host.ts';
import { createProfiledProject } from '../support/project-with-saved-profile.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const root = createProfiledProject(createHost());
const explain = (...args: readonly string[]) =>
  runCommandInProcess(['explain', ...args], { cwd: root, isLight: true });

test('explain shows what a saved profile says, in a terminal and in files', async () => {
  const formats = ['terminal', 'markdown=brief.md', 'json=brief.json'];
  const { code, out, err } = await explain(
    'work',
    ...formats.flatMap((format) => ['--reporter', format]),
  );
  expect(code, err).toBe(0);
  expect(out).toMatch(/^● BRIEF {2}work takes 24\.1 ms per operation, 74 % of it in loadOrders/u);
  const page = readFileSync(join(root, 'brief.md'), 'utf8');
  for (const text of [out, page]) {
    expect(text).toContain('loadOrders waits 18 ms for SELECT');
    expect(text).toContain('perf-harness prove --scenario work');
  }
  expect(JSON.parse(readFileSync(join(root, 'brief.json'), 'utf8'))).toMatchObject({
    schema: 'perf-harness/brief@1',
    scenario: 'work',
  });
});

test('explain refuses a name that no scenario has', async () => {
  const { code, err } = await explain('wrok');
  expect(code).toBe(2);
  expect(err).toContain('Did you mean "work"?');
});
