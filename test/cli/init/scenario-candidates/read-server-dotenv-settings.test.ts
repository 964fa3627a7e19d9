/** Facts about a project's server in its settings files. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  findUnreachableServices,
  readConfiguredPorts,
} from '../../../../cli/init/scenario-candidates/read-server-dotenv-settings.ts';
import { createHost } from '../../../../harness/host.ts';

function projectWith(name: string, text: string) {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-settings-'));
  writeFileSync(join(root, name), text);
  return { host: createHost(), root };
}

test.each([
  ['a port', 'DATABASE_PORT=9200', ['Elasticsearch on port 9200 (DATABASE_PORT)']],
  [
    'an address',
    "export SEARCH_URL='http://user:pass@search:9200/docs'\nPORT=3000",
    ['Elasticsearch on port 9200 (SEARCH_URL)'],
  ],
  ['nothing of a service', 'PORT=3000\nSECRET=92001', []],
  ['what is commented out', '# SEARCH_PORT=9200', []],
])('finds a service that settings name but nobody listens for: %s', async (_, text, services) => {
  expect(await findUnreachableServices(projectWith('.env.example', text))).toEqual(services);
});

test('does not report a service that is running', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(9092, '127.0.0.1', resolve));
  try {
    expect(await findUnreachableServices(projectWith('.env', 'BROKER=kafka:9092'))).toEqual([]);
  } finally {
    server.close();
  }
});

test('reads the port from the settings', () => {
  expect(readConfiguredPorts(projectWith('.env', 'APP_PORT=4100\n'))).toEqual([4100]);
});
