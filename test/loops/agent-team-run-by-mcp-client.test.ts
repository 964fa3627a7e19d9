/**
 * A complete team through the MCP server: the server and its workers are those that users start,
 * and everything is measured for real. It needs the machine for itself.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { expect, it } from 'vitest';
import type { Combination } from '../../plugins/team/combine/gain-interaction.ts';
import { callTool, connectMcpClient } from '../plugins/mcp/mcp-test-project-server-and-client.ts';
import { createShopProject, readUserRepositoryState } from '../support/sample-shop-project.ts';
import { LOOP_TIMEOUT_MS } from './optimize-sample-service.ts';

/** Proposes two good changes in two files; servers take programs only from configuration. */
const CONFIG = `trials: { min: 5, max: 8, time: 3 s }
optimize:
  builtIn: false
  generators:
    - command: [node, tools/propose.mjs, H1, H2]
`;

interface Standing {
  readonly session: string;
  readonly mode: string | null;
  readonly outcome: string;
  readonly is_working: boolean;
  readonly problem: string | null;
  readonly lanes: readonly { readonly id: string; readonly state: string }[];
  readonly waits_for: readonly { readonly id: string; readonly choices: readonly string[] }[];
}

/** Until the team waits for the client, or is done. */
async function halted(client: Client): Promise<Standing> {
  for (;;) {
    const { structured } = await callTool(client, 'team_status', { session: 'day' });
    const standing = structured as Standing;
    if (!standing.is_working) return standing;
    await sleep(1_000);
  }
}

it(
  'TEAM-09, TEAM-10, TEAM-11, TEAM-13, TEAM-14: lets a client begin, answer and close a run, and measures it',
  async () => {
    const project = createShopProject({ 'perf-harness.config.yaml': CONFIG });
    const before = readUserRepositoryState(project);
    const { client } = await connectMcpClient(project.root, '--allow', 'team');
    try {
      const begun = await callTool(client, 'team_start', {
        targets: ['day'],
        parallel_mode: 'fan-out',
      });
      expect(begun.refused, begun.text).toBe(false);

      const profiled = await halted(client);
      expect(profiled).toMatchObject({ problem: null, waits_for: [{ id: 'CP-1:PROFILE-001' }] });
      await callTool(client, 'team_decide', { question: 'CP-1:PROFILE-001', proceed: true });

      const planned = await halted(client);
      expect(planned).toMatchObject({ problem: null, waits_for: [{ id: 'CP-2:STRATEGY-001' }] });
      await callTool(client, 'team_decide', { question: 'CP-2:STRATEGY-001', proceed: true });

      const done = await halted(client);
      expect(done, JSON.stringify(done, null, 1)).toMatchObject({
        problem: null,
        mode: 'fan-out',
      });
      expect(done.waits_for, JSON.stringify(done)).toMatchObject([
        { choices: ['archive', 'keep', 'export'] },
      ]);
      const passed = done.lanes.filter(({ state }) => state === 'passed').map(({ id }) => id);
      expect(passed.length, JSON.stringify(done.lanes)).toBe(2);

      const closed = await callTool(client, 'team_finish', { export: 'results' });
      expect(closed).toMatchObject({ refused: false, structured: { status: 'completed' } });
      const { lanes, metrics } = JSON.parse(
        readFileSync(join(project.root, 'results/combination-results.json'), 'utf8'),
      ) as Combination;
      expect(new Set(lanes)).toEqual(new Set(passed));
      expect(metrics[0]?.sum.high).toBeLessThan(1);
      expect(existsSync(join(project.root, 'results/report.html'))).toBe(true);
      expect(readUserRepositoryState(project).replace(/\?\? results\/$/u, '')).toBe(before);
      expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
    } finally {
      await client.close();
    }
  },
  LOOP_TIMEOUT_MS,
);
