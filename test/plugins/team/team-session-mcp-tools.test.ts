/** A complete team session through the MCP server, by a scripted client. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterEach, expect, test } from 'vitest';
import { collectAgentTools } from '../../../cli/collect-agent-tools.ts';
import { createConcurrencyLimit } from '../../../harness/host/concurrency-limit.ts';
import { createHost } from '../../../harness/host.ts';
import { openMcpServer } from '../../../plugins/mcp/mcp-server.ts';
import { composeMcpServerDependencies } from '../../../plugins/mcp/mcp-server-dependencies.ts';
import { startTeam, type TeamRunner } from '../../../plugins/team/command/run-team-command.ts';
import { START_OPTIONS } from '../../../plugins/team/command/team-command-options.ts';
import { runSession } from '../../../plugins/team/coordinate/run-team-session.ts';
import { plugin } from '../../../plugins/team/plugin.ts';
import { becomeCoordinator } from '../../../plugins/team/store/coordinator-lock.ts';
import { openTeamStore } from '../../../plugins/team/store/team-session-store.ts';
import { teamTool } from '../../../plugins/team/team-tool.ts';
import type { Command } from '../../../registry/cli-command-definition.ts';
import type { Plugin } from '../../../registry/plugin.ts';
import { createAnsweringWorkers } from '../../support/scripted-team-worker-reports-with-plan.ts';
import { createStoredSession } from '../../support/simulated-team-session.ts';
import { callTool } from '../mcp/mcp-test-project-server-and-client.ts';

interface Standing {
  readonly session: string;
  readonly status: string;
  readonly mode: string | null;
  readonly is_working: boolean;
  readonly problem: string | null;
  readonly lanes: readonly { readonly id: string; readonly title: string }[];
  readonly waits_for: readonly { readonly id: string; readonly choices: readonly string[] }[];
}

/** Returns a runner that works like `team run`, with scripted workers. */
function scriptedWork(root: string): TeamRunner {
  const goOn: TeamRunner['resume'] = async ({ host, signal }, session, { onTick }) => {
    const store = openTeamStore(host, root, session);
    const release = await becomeCoordinator(host, store.paths);
    try {
      const workers = createAnsweringWorkers('mended');
      await runSession(host, store, workers, {
        timeLimitMs: 300_000,
        signal,
        onTick: (kept) => onTick?.(kept),
      });
    } finally {
      release();
    }
  };
  return { run: (context, watching) => goOn(context, 'faster-shop', watching), resume: goOn };
}

let client: Client;
afterEach(() => client.close());

/** The plugin with workers of the test. */
function withWork(work: TeamRunner): Plugin {
  const command: Command<typeof START_OPTIONS> = {
    ...teamTool.command,
    options: START_OPTIONS,
    run: (context) => startTeam(context, work),
  };
  const tools = { permission: 'team', load: async () => [{ ...teamTool, command }] };
  return { ...plugin, tools };
}

async function connectTo(root: string, allowed: readonly string[], work?: TeamRunner) {
  const rules = {
    allowed: new Set(allowed),
    measuring: createConcurrencyLimit(1, 4),
    reading: createConcurrencyLimit(4, 16),
  };
  const defects: unknown[] = [];
  const plugins = work === undefined ? [plugin] : [withWork(work)];
  const host = createHost({ cwd: root, env: { ...process.env } });
  const parts = composeMcpServerDependencies(host, await collectAgentTools(plugins));
  const door = openMcpServer('1', rules, parts, (error) => defects.push(error));
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  client = new Client({ name: 'scripted', version: '1' });
  await Promise.all([door.connect(theirs), client.connect(ours)]);
  return defects;
}

/** Resolves once nobody works on the session: it waits for the client, or is done. */
async function halted(): Promise<Standing> {
  for (;;) {
    const { structured } = await callTool(client, 'team_status', { session: 'faster-shop' });
    const standing = structured as Standing;
    if (!standing.is_working) return standing;
    await sleep(50);
  }
}

test('TEAM-09, TEAM-10, TEAM-11, TEAM-13: runs a session through the tools, from start to export', async () => {
  const { root, store } = await createStoredSession({ yes: false });
  const defects = await connectTo(root, ['team'], scriptedWork(root));
  const begun = await callTool(client, 'team_start', {});
  expect([begun.refused, (begun.structured as Standing).session]).toEqual([false, 'faster-shop']);
  const first = await halted();
  expect(first.waits_for).toMatchObject([
    { id: 'CP-1:PROFILE-001', choices: ['proceed', 'narrow'] },
  ]);

  const lacking = await callTool(client, 'team_decide', { question: 'CP-1' });
  expect([lacking.refused, lacking.text]).toMatchObject([
    true,
    expect.stringMatching(/takes exactly one answer; found none/u),
  ]);
  await callTool(client, 'team_decide', { question: 'CP-1', narrow: ['src'] });
  const twice = await callTool(client, 'team_decide', { question: 'CP-1', proceed: true });
  expect(twice.refused).toBe(true);
  expect(twice.text).toContain('has no such question');

  const second = await halted();
  expect(second.waits_for).toMatchObject([{ id: 'CP-2:STRATEGY-001' }]);
  const answer = { question: 'CP-2:STRATEGY-001', priority: ['OPT-003=P0'] };
  expect((await callTool(client, 'team_decide', answer)).refused).toBe(false);
  await callTool(client, 'team_feedback', { session: 'faster-shop', text: 'mind the memory' });
  const done = await halted();
  expect(done).toMatchObject({ mode: 'fan-out', problem: null });
  expect(done.lanes[0]?.title).toMatch(/^OPT-003/u);
  expect(done.waits_for).toMatchObject([{ choices: ['archive', 'keep', 'export'] }]);
  const kept = await store.read();
  expect(kept.session.decisions.map(({ checkpoint, by }) => `${checkpoint} ${by}`)).toEqual([
    'CP-1 person',
    'CP-2 person',
    'CP-2.5 coordinator',
    'CP-3 coordinator',
  ]);
  expect(kept.session.feedback).toEqual(['mind the memory']);

  await callTool(client, 'team_revise', { task: 'IMPL-B01', feedback: 'simpler' });
  await halted();
  expect((await store.read()).tasks.has('REVIEW-B01-V1')).toBe(true);
  const outside = await callTool(client, 'team_finish', { export: '../away' });
  expect(outside).toMatchObject({ refused: true, text: expect.stringContaining('outside') });
  const closed = await callTool(client, 'team_finish', { export: 'results' });
  expect(closed).toMatchObject({ refused: false, structured: { status: 'completed' } });
  expect(existsSync(join(root, 'results/report.html'))).toBe(true);
  expect(readFileSync(join(root, 'results/report.md'), 'utf8')).toContain('All passed');
  const late = await callTool(client, 'team_finish', { session: 'faster-shop', archive: true });
  expect(late.text).toBe(
    'The session faster-shop is already completed.\nCheck the session status: team_status',
  );
  expect(defects).toEqual([]);
});

test('TPC-01: reports at once what cannot begin, and works on one team at a time', async () => {
  const { root, store, host } = await createStoredSession({ yes: false });
  await connectTo(root, ['team'], scriptedWork(root));
  const release = await becomeCoordinator(host, store.paths);
  const taken = await callTool(client, 'team_start', { resume: 'faster-shop' });
  expect(taken).toMatchObject({ refused: true, text: expect.stringContaining('coordinator') });
  // The working coordinator receives the feedback.
  const { refused, text } = await callTool(client, 'team_feedback', { text: 'mind the memory' });
  expect([refused, text]).toMatchObject([
    false,
    expect.stringMatching(/passed to the coordinator/u),
  ]);
  release();
  await callTool(client, 'team_start', { resume: 'faster-shop' });
  const second = await callTool(client, 'team_start', { resume: 'faster-shop' });
  expect(second).toMatchObject({ refused: true, text: expect.stringContaining('already running') });
  await halted();
  expect((await store.read()).session.feedback).toEqual(['mind the memory']);
});

test('TPC-01: refuses a client that may not work on a team', async () => {
  const { root } = await createStoredSession();
  await connectTo(root, []);
  expect((await callTool(client, 'team_start', {})).text).toContain('by the name team');
  expect((await callTool(client, 'team_status', {})).refused).toBe(false);
});
