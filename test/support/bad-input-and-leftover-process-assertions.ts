import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { startRunRecord } from '../../harness/sampling/create-initial-run-record.ts';
import { exampleEnvironment } from './example-measurement-environment.ts';
import { functionScenario } from './function-scenario.ts';
import { createProject, findProcessesByVariable } from './run-cli.ts';
import {
  type CommandOptions,
  type CommandResult,
  runCommandInProcess,
} from './run-command-in-process.ts';
import { unwrapTerminalOutput } from './unwrap-terminal-output.ts';

const EARLIER_PATH = '.perf-harness/runs/20200101T000000000Z-earlier-0000.json';
const EARLIER = `${JSON.stringify({
  ...startRunRecord(new Date('2020-01-01'), functionScenario({ name: 'earlier' }), {
    environment: exampleEnvironment,
    findings: [],
    seed: 1,
  }),
  id: '20200101T000000000Z-earlier-0000',
  state: 'completed',
  finishedAt: '2020-01-01T00:00:01.000Z',
})}\n`;

/** Time limit for a process to end after the command; longer than any pause of a machine. */
const LEFT_BEHIND_MS = 60_000;

export interface BadInputCase {
  readonly files: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly env?: CommandOptions['env'];
  readonly isLight?: boolean;
  readonly code: number;
  /** Texts that must all be in the output. */
  readonly says: readonly (string | RegExp)[];
}

/**
 * Runs one bad input and checks what holds for all of them: exit code, a message without a stack
 * trace, no process left running, earlier records untouched.
 */
export async function expectBadInputRefused(
  bad: BadInputCase,
): Promise<CommandResult & { readonly root: string }> {
  const root = createProject({ ...bad.files, [EARLIER_PATH]: EARLIER });
  const marker = `PERF_HARNESS_TEST=${randomUUID()}`;
  const [name = '', value] = marker.split('=');
  const result = await runCommandInProcess(bad.args ?? ['run'], {
    cwd: root,
    isLight: bad.isLight ?? false,
    env: { ...bad.env, [name]: value },
  });
  const told = result.out + result.err;
  for (const words of bad.says) expect(unwrapTerminalOutput(told)).toMatch(words);
  expect(result.err).not.toMatch(/^\s+at .*\/(harness|cli)\//m);
  expect(result.err).not.toContain('a bug in perf-harness');
  expect(result.code).toBe(bad.code);
  await expectNoProcessLeft(marker);
  expect(readFileSync(join(root, EARLIER_PATH), 'utf8')).toBe(EARLIER);
  return { ...result, root };
}

/** Waits until no process has the marker; fails if one still has it after a minute. */
export async function expectNoProcessLeft(marker: string): Promise<void> {
  const deadline = performance.now() + LEFT_BEHIND_MS;
  let left = findProcessesByVariable(marker);
  while (left.length > 0 && performance.now() < deadline) {
    await sleep(50);
    left = findProcessesByVariable(marker);
  }
  expect(left).toEqual([]);
}

/** The text of a scenario module with this body. */
export function scenarioModule(body: string, before = ''): string {
  return `import { defineScenario } from 'perf-harness';\n${before}\nexport default defineScenario(${body});\n`;
}
