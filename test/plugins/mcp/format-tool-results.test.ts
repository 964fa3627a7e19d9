/** Answers of tools about the data of a project, called as a server calls them. */
import { afterAll, describe, expect, test } from 'vitest';
import { compareAgentTool } from '../../../cli/commands/compare/compare-agent-tool.ts';
import { createRecordStore } from '../../../harness/history/run-record-store.ts';
import { createHost, type Host } from '../../../harness/host.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { loadConfig } from '../../../harness/scenario/project-config.ts';
import type { McpToolContext } from '../../../plugins/mcp/mcp-server-dependencies.ts';
import { readResource } from '../../../plugins/mcp/resources/read-record-as-resource.ts';
import { historyTool } from '../../../plugins/mcp/tools/history-tool.ts';
import { runSummary } from '../../../registry/tools/schemas/run-summary.ts';
import { completedTrial, runRecord } from '../../support/completed-run-record.ts';
import { createCommittedProject } from '../../support/git-project.ts';
import { createLockName } from '../../support/run-cli.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import { createScriptedExecutors, drawWallTimes } from '../../support/scripted-executors.ts';

/** `up` is a server that belongs to neither side, so it is not measured. */
const SCENARIOS = `export default [
  { name: 'up', http: { url: 'http://127.0.0.1:9/' } },
  { name: 'short', run: () => Math.sqrt(2), duration: '10 ms', warmup: '1 ms' },
];`;
const { root } = createCommittedProject('first', {
  'package.json': '{"type":"module"}',
  '.gitignore': 'node_modules\n.perf-harness\n',
  'scenarios/all.js': SCENARIOS,
});
const real = createHost({
  cwd: root,
  env: {
    ...process.env,
    PERF_HARNESS_CACHE: `${root}/.perf-harness/cache`,
    PERF_HARNESS_LOCK: createLockName(),
  },
});
const host: Host = {
  ...withUnguardedGit(real),
  executors: createScriptedExecutors(drawWallTimes(() => 1)),
};
afterAll(() => host.processes.stopAll());

const context: McpToolContext = {
  host,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  caller: 'test',
  // Sound: none of these tools uses parts that live as long as a server.
  parts: undefined as never,
};

describe('a tool result', () => {
  test('links to a comparison where it can be read', async () => {
    // Enough for one pair, which is inconclusive.
    const given = { base: 'HEAD', scenarios: ['short'], time: '1ms', explain: false };
    const { links = [] } = await compareAgentTool.call(given, context);
    const [, id = ''] = /^perf-harness:\/\/comparisons\/(.+)$/u.exec(links[0]?.uri ?? '') ?? [];
    const whole: unknown = JSON.parse(await readResource(host, 'comparisons', id, ''));
    expect(whole).toMatchObject({ schema: 'perf-harness/comparison@1', id });
  });

  test('links to no comparison when no pair was measured and so none was saved', async () => {
    const { structured, links } = await compareAgentTool.call(
      { base: 'HEAD', scenarios: ['up'] },
      context,
    );
    expect(structured).toMatchObject({ verdict: 'incomparable' });
    expect(links).toEqual([]);
  });

  test('counts the measured trials of a run, as its text does', () => {
    const trials = [
      completedTrial(0, { lcp: 9 }, { warmup: true }),
      completedTrial(1, { lcp: 5 }),
      completedTrial(2, { lcp: 5 }),
      completedTrial(3, {}, { pass: 'trace' }),
    ];
    expect(runSummary({ ...runRecord({ lcp: [5, 5] }), trials }).trials).toBe(2);
  });

  test('refuses the history of a scenario that was never measured', async () => {
    const { stateFolder } = await loadConfig(host, host.cwd);
    const record = runRecord({ wall_time: [1] });
    createRecordStore(host, stateFolder).begin(record).finish(record);
    const refusal = await historyTool
      .call({ scenario: 'down' }, context)
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal).toMatchObject({
      code: 'scenario-not-found',
      message: 'There is no saved run of a scenario named "down". Measured: sort.',
    });
  });
});
