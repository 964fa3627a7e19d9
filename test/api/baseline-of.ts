import {
  measureTestBaseline,
  type TestBaselineOptions,
} from '../../api/measure/measure-test-baseline.ts';
import { openSession } from '../../api/project/open-session.ts';
import { createHost } from '../../harness/host.ts';
import {
  type TestBaseline,
  testBaselineSchema,
} from '../../harness/model/documents/test-baseline.ts';
import type { CommandLine } from '../../harness/model/scenario/scenario.ts';
import { loadConfig } from '../../harness/scenario/config.ts';
import { project } from '../support/run-cli.ts';

/** The baseline of a command in a project of its own. */
export async function baselineOf(
  command: CommandLine,
  files: Readonly<Record<string, string>> = {},
  options: Pick<TestBaselineOptions, 'fields' | 'timeoutMs'> & {
    readonly signal?: AbortSignal;
  } = {},
): Promise<{ readonly baseline: TestBaseline; readonly folder: string }> {
  const folder = project(files);
  const env = { ...process.env, PERF_HARNESS_LOCK: `baseline-${process.pid}` };
  const host = { ...createHost(), cwd: folder, env };
  const watch = { signal: new AbortController().signal, onProgress: () => undefined };
  const config = await loadConfig(host, folder);
  const session = openSession(host, { label: 'test', ...watch });
  try {
    const asked = { folder, ...watch, ...options };
    const baseline = await measureTestBaseline(host, config, command, session, asked);
    return { baseline: testBaselineSchema.parse(baseline), folder };
  } finally {
    session.close();
  }
}

/** A module that Node.js runs: `work.mjs` of the project. */
export const WORK = { type: 'argv', argv: ['node', 'work.mjs'] } as const;
