import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  type BadInputCase,
  expectBadInputRefused,
} from '../support/bad-input-and-leftover-process-assertions.ts';

const HTTP = { url: '/', connections: 1, duration: '50 ms', warmup: '20 ms', timeout: '20 s' };

/** Returns the server of a scenario, whose code is in the file of this name. */
const server = (file: string, more: object = {}) => ({
  server: { command: ['node', file], cwd: '..', readyTimeout: '20 s', ...more },
  http: HTTP,
});

/** Returns the scenarios in one file, and the code of their servers. */
function withServers(
  scenarios: Readonly<Record<string, object>>,
  codes: Readonly<Record<string, string>>,
): BadInputCase['files'] {
  const all = Object.entries(scenarios).map(([name, keys]) => ({ name, trials: 3, ...keys }));
  return { 'scenarios/one.mjs': `export default ${JSON.stringify(all)};\n`, ...codes };
}

const CODES = {
  'ends.mjs': `console.error('no database'); process.exit(7);`,
  // A silent watcher around a program that exits at once.
  'nodemon.mjs': `import { spawn } from 'node:child_process';
const code = "console.error('Error: no table'); process.exit(1)";
spawn(process.execPath, ['-e', code], { stdio: 'inherit' });
setInterval(() => {}, 60_000);`,
  'fails.mjs': `import { createServer } from 'node:http';
createServer((request, response) => { response.statusCode = 500; response.end(); }).listen(process.env.PORT);`,
  'silent.mjs': 'setInterval(() => {}, 1000);',
};

describe('bad servers', () => {
  it('are each reported with the reason, and leave nothing behind', async () => {
    const stranger = createServer((_request, response) => response.end('stranger'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    const scenarios = {
      'ends at once': server('ends.mjs'),
      'ended in a silent watcher': server('nodemon.mjs'),
      'answers nothing but 500': server('fails.mjs'),
      'is not started here': { http: { ...HTTP, url: 'http://127.0.0.1:9/' } },
      'requires a port in use': server('silent.mjs', { ready: { port } }),
    };
    const { out } = await expectBadInputRefused({
      files: withServers(scenarios, CODES),
      isLight: true,
      code: 4,
      says: [
        /\b7\b.*no database/su,
        'Error: no table',
        '500',
        '127.0.0.1:9',
        new RegExp(`${port}.*(?:taken|in use|other program)`, 'su'),
      ],
    }).finally(() => stranger.close());
    expect(out.match(/file watcher is\s/gu)).toHaveLength(1);
  });
});
