import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { builtCliPath } from '../../support/built-package-module-paths.ts';
import { createLockName } from '../../support/run-cli.ts';

/** Arguments of Node.js that start the server. */
export const SERVER_ARGUMENTS = [builtCliPath(), 'mcp'] as const;

/** File with the process id of the scenario that takes long. */
const LONG_PID = 'long.pid';

/** Creates a project with one quick scenario, one slow scenario, and a way out of its folder. */
export function createMcpProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-project-'));
  const outside = mkdtempSync(join(tmpdir(), 'mcp-outside-'));
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const long = `require('node:fs').writeFileSync(${JSON.stringify(join(folder, LONG_PID))}, String(process.pid)); setTimeout(() => {}, 600_000)`;
  writeFileSync(
    join(folder, 'scenarios/all.js'),
    `export default [
      { name: 'short', run: () => Math.sqrt(2), duration: '20 ms', warmup: '10 ms', trials: 3 },
      { name: 'long', command: ['node', '-e', ${JSON.stringify(long)}] },
    ];`,
  );
  writeFileSync(join(outside, 'theirs.js'), `throw new Error('was loaded');`);
  symlinkSync(outside, join(folder, 'link'));
  cpSync(join(outside, 'theirs.js'), join(folder, 'theirs-copy.txt'));
  return folder;
}

/** Waits until the process of the scenario that takes long runs, or has ended. */
export async function waitForLongScenario(folder: string, wanted: boolean): Promise<void> {
  const end = Date.now() + 100_000;
  while (longRuns(folder) !== wanted) {
    if (Date.now() > end) throw new Error(wanted ? 'It never started.' : 'It still runs.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function longRuns(folder: string): boolean {
  try {
    return process.kill(Number(readFileSync(join(folder, LONG_PID), 'utf8')) || Number.NaN, 0);
  } catch {
    return false;
  }
}

/** A client of the protocol's own SDK, with the server as its child. */
export async function connectMcpClient(
  cwd: string,
  ...args: readonly string[]
): Promise<{ readonly client: Client; readonly transport: StdioClientTransport }> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...SERVER_ARGUMENTS, ...args],
    cwd,
    env: { ...(process.env as Record<string, string>), PERF_HARNESS_LOCK: createLockName() },
    stderr: 'ignore',
  });
  await client.connect(transport);
  return { client, transport };
}

/** Starts a server over HTTP; returns it with its output. It ends on SIGINT. */
export async function startHttpServer(
  cwd: string,
  ...args: readonly string[]
): Promise<{ readonly server: ChildProcess; readonly url: string; readonly header: string }> {
  const server = spawn(process.execPath, [...SERVER_ARGUMENTS, ...args, '--http', '0'], { cwd });
  let out = '';
  for await (const part of server.stdout) {
    out += part;
    if (out.split('\n').length > 2) break;
  }
  const [url = '', header = ''] = out.split('\n');
  return { server, url, header };
}

/** Calls a tool; returns the text of the response, and whether it was refused. */
export async function callTool(
  client: Client,
  name: string,
  given: Record<string, unknown> = {},
): Promise<{ readonly refused: boolean; readonly text: string; readonly structured: never }> {
  const answer = await client.callTool({ name, arguments: given }, undefined, { timeout: 300_000 });
  const [first] = answer.content as { text: string }[];
  return {
    refused: answer.isError === true,
    text: first?.text ?? '',
    structured: answer.structuredContent as never,
  };
}
