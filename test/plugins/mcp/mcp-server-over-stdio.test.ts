import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createComparisonStore } from '../../../harness/history/comparison-store.ts';
import { createHost } from '../../../harness/host.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { comparisonLink } from '../../../registry/tools/agent-tool-definition.ts';
import {
  callTool,
  connectMcpClient,
  createMcpProject,
  SERVER_ARGUMENTS,
  waitForLongScenario,
} from './mcp-test-project-server-and-client.ts';

const project = createMcpProject();
let reader: Client;
let runner: Client;

beforeAll(async () => {
  [{ client: reader }, { client: runner }] = await Promise.all([
    connectMcpClient(project),
    connectMcpClient(project, '--allow', 'run,profile'),
  ]);
});
afterAll(() => Promise.all([reader.close(), runner.close()]));

/** Sends input to a server; returns the messages it wrote. */
function exchange(input: string): readonly { id?: unknown; error?: { code: number } }[] {
  const { stdout } = spawnSync(process.execPath, [...SERVER_ARGUMENTS], {
    cwd: project,
    input,
    encoding: 'utf8',
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'by hand', version: '1' },
  },
});

const UNDECIDED: Omit<ComparisonReport, 'id'> = {
  schema: 'perf-harness/comparison@1',
  base: { label: 'main', source: 'ref', commit: null },
  head: { label: 'working tree', source: 'tree', commit: null },
  seed: 1,
  confidence: 0.95,
  comparisons: [],
  findings: [],
  runs: [],
  verdict: 'incomparable',
  rules: null,
  plan: null,
  reproduce: null,
};

describe('the MCP server', () => {
  test('lists the tools that can be called, and no others', async () => {
    const names = async (client: Client): Promise<readonly string[]> =>
      (await client.listTools()).tools.map(({ name }) => name);
    expect(await names(reader)).not.toContain('run');
    expect(await names(runner)).toEqual(expect.arrayContaining(['run', 'profile', 'history']));
  });

  test('lists scenarios without measuring', async () => {
    const { structured } = await callTool(reader, 'list_scenarios');
    expect(structured).toMatchObject({
      total: 2,
      scenarios: [{ name: 'short' }, { name: 'long' }],
    });
  });

  test('names the permission that allows what it refuses', async () => {
    const { refused, text } = await callTool(reader, 'compare', { base: 'HEAD' });
    expect([refused, text]).toEqual([
      true,
      'compare is not allowed here because it runs code or writes files. Whoever starts the server can allow it by the name compare.',
    ]);
  });

  test('answers an unknown tool and wrong arguments in words', async () => {
    await expect(callTool(reader, 'delete_all')).rejects.toThrow('There is no tool "delete_all".');
    const wrong = await callTool(reader, 'history', { limit: 'many', other: 1 });
    expect(wrong.refused).toBe(true);
    expect(wrong.text).toContain('limit');
    expect(wrong.text).toContain('other');
  });

  test.each([
    ['/etc/passwd'],
    ['../outside.js'],
    ['link/theirs.js'],
    ['link/*.js'],
    ['scenarios/../../*.js'],
    ['a\0b'],
  ])('refuses %j outside the project before loading it', async (place) => {
    const { refused, text } = await callTool(reader, 'list_scenarios', { scenarios: [place] });
    expect([refused, text.includes('was loaded')]).toEqual([true, false]);
    expect(text).toContain('is outside the project');
  });

  test('accepts the identifier of a record, and no path', async () => {
    const { refused, text } = await callTool(reader, 'explain_record', {
      record: '../../etc/passwd',
    });
    expect(refused).toBe(true);
    expect(text).toContain('not a path');
    await expect(reader.readResource({ uri: 'perf-harness://runs/../../package' })).rejects.toThrow(
      'no resource',
    );
  });

  // Before any measurement, so that a response takes little time.
  test('answers or refuses each of 100 simultaneous calls', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => callTool(reader, 'history', { limit: 1 })),
    );
    // Their number depends on how fast the others are answered.
    const refused = answers.filter((answer) => answer.refused);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(68);
    for (const { text } of refused) expect(text).toContain('too many calls are in progress');
  });

  test('ends a cancelled measurement with its processes, and reports the next run without a gain', async () => {
    const cancel = new AbortController();
    const call = runner.callTool({ name: 'run', arguments: { scenarios: ['long'] } }, undefined, {
      signal: cancel.signal,
    });
    call.catch(() => undefined);
    await waitForLongScenario(project, true);
    cancel.abort();
    await expect(call).rejects.toThrow();
    await waitForLongScenario(project, false);
    const { structured, text } = await callTool(runner, 'run', {
      scenarios: ['short'],
      quick: true,
    });
    const none = { confirmed: false, to_confirm: { tool: 'compare', arguments: { base: 'HEAD' } } };
    // The warm-up is not counted.
    expect(structured).toMatchObject({ gain: none, runs: [{ scenario: 'short', trials: 3 }] });
    expect(text).toMatch(/^gain confirmed=false No gain is shown\./u);
    const past = await callTool(reader, 'history', { scenario: 'short' });
    expect(past.structured).toMatchObject({ total: 1, gain: none });
    const record = await reader.callTool({ name: 'explain_record', arguments: {} });
    expect(record.structuredContent).toMatchObject({ gain: none });
    const links = (record.content as { type: string; uri?: string }[]).flatMap(
      ({ uri }) => uri ?? [],
    );
    // The cancelled run has a record too.
    expect(links).toHaveLength(2);
    for (const link of links) {
      expect((await reader.readResource({ uri: link })).contents).toHaveLength(1);
    }
    const { resources } = await reader.listResources();
    const uri = resources[0]?.uri ?? '';
    const whole = await reader.readResource({ uri });
    expect(whole.contents[0]).toMatchObject({ mimeType: 'application/json' });
    const page = await reader.readResource({ uri: `${uri}/report.md` });
    expect(page.contents[0]).toMatchObject({ mimeType: 'text/markdown' });
  });

  test('serves what a comparison links to', async () => {
    const store = createComparisonStore(createHost(), join(project, '.perf-harness'));
    const id = store.newId(new Date());
    store.save(id, { ...UNDECIDED, id });
    const { contents } = await reader.readResource({ uri: comparisonLink(id).uri });
    expect(contents[0]).toMatchObject({ mimeType: 'application/json' });
    expect(JSON.stringify(contents)).toContain(id);
  });

  test('offers prompts that lead to compare, with their arguments', async () => {
    const { prompts } = await reader.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['find-out-why-slow', 'prove-this-change']);
    const { messages } = await reader.getPrompt({
      name: 'prove-this-change',
      arguments: { base: 'v1', scenario: 'short' },
    });
    expect(JSON.stringify(messages)).toContain('Call compare with base v1');
  });

  test('ignores garbage, answers what follows, and exits on a line without an end', () => {
    const garbage = '\u0000\u0001{{{\n[]\n"text"\n';
    const answers = exchange(`${garbage}${INITIALIZE}\n${'x'.repeat(5 * 1024 * 1024)}`);
    expect(answers.map(({ id }) => id)).toEqual([1]);
  });

  test('ends a measurement with its processes when the client disconnects', async () => {
    const server = spawn(process.execPath, [...SERVER_ARGUMENTS, '--allow', 'all'], {
      cwd: project,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const ended = new Promise<number | null>((resolve) => server.on('exit', resolve));
    const call = { name: 'run', arguments: { scenarios: ['long'] } };
    const lines = [
      INITIALIZE,
      '{"jsonrpc":"2.0","method":"notifications/initialized"}',
      JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: call }),
    ];
    server.stdin.write(`${lines.join('\n')}\n`);
    await waitForLongScenario(project, true);
    server.stdin.destroy();
    await ended;
    await waitForLongScenario(project, false);
  });
});
