/** Tools that take minutes, called for real by the protocol's own client on a small project. */
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createCommittedProject,
  FAST_SOURCE,
  PLAN_ONLY_LOOP,
  SLOW_SOURCE,
} from './git-project-with-quadratic-function.ts';
import { callTool, connectMcpClient } from './mcp-test-project-server-and-client.ts';

let client: Client | null = null;
afterEach(async () => {
  await client?.close();
  client = null;
});

async function opened(folder: string, allow: string): Promise<Client> {
  ({ client } = await connectMcpClient(folder, '--allow', allow));
  return client;
}

/** Calls a tool that may take minutes. */
async function long(of: Client, name: string, given: Record<string, unknown>) {
  const answer = await of.callTool({ name, arguments: given }, undefined, {
    timeout: 500_000,
    resetTimeoutOnProgress: true,
    onprogress: () => undefined,
  });
  const [first] = answer.content as { text: string }[];
  return {
    text: first?.text ?? '',
    structured: answer.structuredContent as Record<string, unknown>,
    refused: answer.isError === true,
  };
}

describe('an MCP client', () => {
  test('profiles, and receives the function with its place', async () => {
    const { folder } = createCommittedProject(SLOW_SOURCE);
    const { structured, text } = await long(await opened(folder, 'profile'), 'profile', {
      scenario: 'unique',
    });
    expect(structured).toMatchObject({ scenario: 'unique' });
    expect(text).toContain('unique.js');
  });

  test('bisects, and receives the commit', async () => {
    const { folder, write, commit } = createCommittedProject(FAST_SOURCE);
    const good = commit('two');
    commit('three');
    write(SLOW_SOURCE);
    const culprit = commit('slower');
    commit('five');
    const bad = commit('six');
    const of = await opened(folder, 'bisect');
    const { text } = await long(of, 'bisect', { good, bad, scenario: 'unique', time: '30s' });
    expect(text).toContain(culprit.slice(0, 7));
    expect(text).toContain('slower');
  });

  test('gates a gain, and receives the same answer as from compare', async () => {
    const { folder, write } = createCommittedProject(SLOW_SOURCE);
    const of = await opened(folder, 'gate,compare');
    const same = await long(of, 'gate', { base: 'HEAD', seconds: 30 });
    expect(same.structured).toMatchObject({ gain: { confirmed: false } });
    write(FAST_SOURCE);
    const gated = await long(of, 'gate', { base: 'HEAD', seconds: 60 });
    const compared = await long(of, 'compare', { base: 'HEAD', time: '30s', explain: false });
    expect(gated.structured).toMatchObject({
      verdict: 'pass',
      gain: { confirmed: true },
    });
    expect((gated.structured.comparisons as readonly object[])[0]).toMatchObject({
      metric: 'wall_time',
      verdict: 'improved',
      confirmed: true,
    });
    expect(gated.structured.gain).toEqual(compared.structured.gain);
    expect(gated.text).toMatch(/^gain confirmed=true/);
  });

  test('starts a loop, cannot start another, and stops it', async () => {
    const { folder } = createCommittedProject(SLOW_SOURCE);
    const of = await opened(folder, 'optimize');
    const vague = await callTool(of, 'optimize_start', { target: 'unique' });
    expect([vague.refused, vague.text.includes('needs `observed`')]).toEqual([true, true]);
    const started = await callTool(of, 'optimize_start', PLAN_ONLY_LOOP);
    expect(started.structured).toMatchObject({ state: 'running', target: 'unique' });
    const second = await callTool(of, 'optimize_start', PLAN_ONLY_LOOP);
    expect([second.refused, second.text.includes('already running')]).toEqual([true, true]);
    expect((await callTool(of, 'optimize_status')).structured).toMatchObject({ state: 'running' });
    expect((await callTool(of, 'optimize_stop')).structured).toMatchObject({ state: 'stopped' });
    expect((await callTool(of, 'optimize_status')).structured).toMatchObject({ state: 'stopped' });
  });

  test('runs a loop up to its plan', async () => {
    const { folder } = createCommittedProject(SLOW_SOURCE);
    const of = await opened(folder, 'optimize');
    await callTool(of, 'optimize_start', PLAN_ONLY_LOOP);
    let status = await callTool(of, 'optimize_status');
    while (status.text.startsWith('loop running')) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      status = await callTool(of, 'optimize_status');
    }
    expect(status.structured).toMatchObject({ state: 'ended', problem: null });
    expect(status.text).toContain('unique.js');
  });
});
