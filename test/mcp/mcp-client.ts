import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ROOT } from '../repository/source-tree.ts';
import { ownLock } from '../support/run-cli.ts';

/** How the server of these sources is started. */
export const SERVER = [join(ROOT, 'cli/bin.ts'), 'mcp'] as const;

/**
 * A project with one quick scenario, one that takes long, and a way out.
 * @param mark - A word in the command line of the long one, by which its process is found.
 */
export function mcpProject(mark = 'of-mcp-test'): string {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-project-'));
  const outside = mkdtempSync(join(tmpdir(), 'mcp-outside-'));
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder, 'scenarios/all.js'),
    `export default [
      { name: 'short', run: () => Math.sqrt(2), duration: '20 ms', warmup: '10 ms', trials: 3 },
      { name: 'long', command: ['node', '-e', 'setTimeout(() => {}, 600_000)', '${mark}'] },
    ];`,
  );
  writeFileSync(join(outside, 'theirs.js'), `throw new Error('was loaded');`);
  symlinkSync(outside, join(folder, 'link'));
  cpSync(join(outside, 'theirs.js'), join(folder, 'theirs-copy.txt'));
  return folder;
}

/** A client of the protocol's own SDK, with the server as its child. */
export async function connect(
  cwd: string,
  ...args: readonly string[]
): Promise<{ readonly client: Client; readonly transport: StdioClientTransport }> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...SERVER, ...args],
    cwd,
    env: { ...(process.env as Record<string, string>), PERF_HARNESS_LOCK: ownLock() },
    stderr: 'ignore',
  });
  await client.connect(transport);
  return { client, transport };
}

/** A server over HTTP, with what it has printed. It ends with SIGINT. */
export async function serveHttp(
  cwd: string,
  ...args: readonly string[]
): Promise<{ readonly server: ChildProcess; readonly url: string; readonly header: string }> {
  const server = spawn(process.execPath, [...SERVER, ...args, '--http', '0'], { cwd });
  let out = '';
  for await (const part of server.stdout) {
    out += part;
    if (out.split('\n').length > 2) break;
  }
  const [url = '', header = ''] = out.split('\n');
  return { server, url, header };
}

/** The text of an answer, and whether it is a refusal. */
export async function ask(
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
