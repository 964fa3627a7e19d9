/** The protocol's public inspector, fetched by npm, sees all tools with their inputs. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { collectAgentTools } from '../../../cli/collect-agent-tools.ts';
import { collectTools } from '../../../plugins/mcp/collect-tools.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import {
  createMcpProject,
  SERVER_ARGUMENTS,
  startHttpServer,
} from './mcp-test-project-server-and-client.ts';

/** Version whose command line has no browser UI; the newer version has 20 more packages. */
const INSPECTOR = '@modelcontextprotocol/inspector-cli@1.0.3';

async function listTools(...server: readonly string[]): Promise<readonly object[]> {
  const fetched = ['exec', '--yes', '--package', INSPECTOR, '--', 'mcp-inspector-cli', '--cli'];
  const args = [...fetched, ...server, '--method', 'tools/list'];
  const { stdout } = await promisify(execFile)('npm', args, {
    // The inspector looks for its own manifest in the parent of the working folder, and fails
    // without any.
    cwd: join(createMcpProject(), 'scenarios'),
    timeout: 120_000,
  });
  return JSON.parse(stdout).tools;
}

const WHOLE = collectTools(await collectAgentTools(OFFICIAL_PLUGINS)).map(({ name }) =>
  expect.objectContaining({
    name,
    inputSchema: expect.objectContaining({ type: 'object' }),
    annotations: expect.any(Object),
  }),
);

test('lists every tool in the inspector over standard input and output', async () => {
  expect(await listTools(process.execPath, ...SERVER_ARGUMENTS, '--allow', 'all')).toEqual(WHOLE);
}, 130_000);

test('lists every tool in the inspector over HTTP, with the printed header', async () => {
  const { server, url, header } = await startHttpServer(createMcpProject(), '--allow', 'all');
  try {
    expect(await listTools(url, '--transport', 'http', '--header', header)).toEqual(WHOLE);
    await expect(listTools(url, '--transport', 'http')).rejects.toThrow();
  } finally {
    server.kill('SIGINT');
  }
}, 260_000);
