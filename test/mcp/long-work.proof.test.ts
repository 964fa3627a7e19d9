/** Tools that take minutes, called for real by the protocol's own client on a small project. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterEach, describe, expect, test } from 'vitest';
import { committedProject, QUICK, SLOW } from './committed-project.ts';
import { MARK, markedProcesses, until } from './marked-processes.ts';
import { ask, connect } from './mcp-client.ts';

let client: Client | null = null;
afterEach(async () => {
  await client?.close();
  client = null;
});

async function opened(folder: string, allow: string): Promise<Client> {
  ({ client } = await connect(folder, '--allow', allow));
  return client;
}

/** A call that may take minutes. */
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

describe('a client of the protocol', () => {
  test('profiles, and is told the function with its place', async () => {
    const { folder } = committedProject(SLOW);
    const { structured, text } = await long(await opened(folder, 'profile'), 'profile', {
      scenario: 'unique',
    });
    expect(structured).toMatchObject({ scenario: 'unique' });
    expect(text).toContain('unique.js');
  });

  test('bisects, and is told the commit', async () => {
    const { folder, write, commit } = committedProject(QUICK);
    const good = commit('two');
    commit('three');
    write(SLOW);
    const culprit = commit('slower');
    commit('five');
    const bad = commit('six');
    const of = await opened(folder, 'bisect');
    const { text } = await long(of, 'bisect', { good, bad, scenario: 'unique', time: '30s' });
    expect(text).toContain(culprit.slice(0, 7));
    expect(text).toContain('slower');
  });

  test('gates a gain, and is told of it as by compare', async () => {
    const { folder, write } = committedProject(SLOW);
    const of = await opened(folder, 'gate,compare');
    const same = await long(of, 'gate', { base: 'HEAD', seconds: 60 });
    expect(same.structured).toMatchObject({ gain: { confirmed: false } });
    write(QUICK);
    const gated = await long(of, 'gate', { base: 'HEAD', seconds: 120 });
    const compared = await long(of, 'compare', { base: 'HEAD', time: '60s', explain: false });
    expect(gated.structured).toMatchObject({
      verdict: 'pass',
      gain: { confirmed: true },
      comparisons: [{ metric: 'wall_time', verdict: 'improved', confirmed: true }],
    });
    expect(gated.structured.gain).toEqual(compared.structured.gain);
    expect(gated.text).toMatch(/^gain confirmed=true/);
  });

  test('starts a loop, asks how it stands, cannot start another, and stops it', async () => {
    const { folder } = committedProject(SLOW);
    const of = await opened(folder, 'optimize');
    const started = await ask(of, 'optimize_start', { target: 'unique', plan_only: true });
    expect(started.structured).toMatchObject({ state: 'running', target: 'unique' });
    expect((await ask(of, 'optimize_start', { target: 'unique' })).text).toContain('under way');
    const stopped = await ask(of, 'optimize_stop');
    expect(stopped.structured).toMatchObject({ state: 'stopped' });
    expect((await ask(of, 'optimize_status')).structured).toMatchObject({ state: 'stopped' });
  });

  test('has a loop run to its plan', async () => {
    const { folder } = committedProject(SLOW);
    const of = await opened(folder, 'optimize');
    await ask(of, 'optimize_start', { target: 'unique', plan_only: true });
    let status = await ask(of, 'optimize_status');
    const end = Date.now() + 400_000;
    while (Date.now() < end && JSON.stringify(status.structured).includes('"running"')) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      status = await ask(of, 'optimize_status');
    }
    expect(status.structured).toMatchObject({ state: expect.stringMatching(/^(ended|paused)$/) });
    expect(status.text.length).toBeGreaterThan(0);
  });
});

/** Scenarios whose units last, so that a kill falls into their time. */
const LASTING = `import { unique } from '../unique.js';
export default { name: 'lasting', command: ['node', '-e', 'setTimeout(() => {}, 2_000)'] };
export const used = unique;
`;

const WORK: readonly (readonly [name: string, given: object, allow: string])[] = [
  ['run', { scenarios: ['lasting'] }, 'run'],
  ['compare', { base: 'HEAD~1', scenarios: ['lasting'] }, 'compare'],
  ['bisect', { good: 'HEAD~1', bad: 'HEAD', scenario: 'lasting', time: '60s' }, 'bisect'],
  ['profile', { scenario: 'lasting' }, 'profile'],
  ['optimize_start', { target: 'unique' }, 'optimize'],
];

describe('a client that is killed in the middle', () => {
  test.each(WORK)('of %s leaves no process behind', async (name, given, allow) => {
    const { folder, commit } = committedProject(SLOW, { 'scenarios/lasting.js': LASTING });
    commit('two');
    const mark = `${name}-${process.pid}-${Date.now()}`;
    const script = join(import.meta.dirname, 'call-and-wait-child.ts');
    const child = spawn(process.execPath, [script, folder, name, JSON.stringify(given), allow], {
      env: { ...process.env, [MARK]: mark },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    // The client, its server, and what the server has started.
    await until(() => markedProcesses(mark).length >= 4, 120_000);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    child.kill('SIGKILL');
    await until(() => markedProcesses(mark).length === 0, 30_000);
  });

  test('together with its server leaves no process behind', async () => {
    const { folder } = committedProject(SLOW, { 'scenarios/lasting.js': LASTING });
    const mark = `both-${process.pid}-${Date.now()}`;
    const script = join(import.meta.dirname, 'call-and-wait-child.ts');
    const given = JSON.stringify({ scenarios: ['lasting'] });
    const child = spawn(process.execPath, [script, folder, 'run', given, 'run'], {
      env: { ...process.env, [MARK]: mark },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    await until(() => markedProcesses(mark).length >= 4, 120_000);
    const [, ...others] = markedProcesses(mark).toSorted((a, b) => a - b);
    child.kill('SIGKILL');
    // The server has the lowest number after its client.
    const [server] = others;
    if (server !== undefined) process.kill(server, 'SIGKILL');
    await until(() => markedProcesses(mark).length === 0, 30_000);
  });
});
