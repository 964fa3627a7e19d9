import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  type BadInputCase,
  expectBadInputRefused,
  scenarioModule,
} from '../support/bad-input-and-leftover-process-assertions.ts';

/** Creates a project whose server has this code, in which `listen()` starts listening. */
function withServer(
  code: string,
  readyTimeout = '20 s',
  http = `{ url: '/', connections: 2, duration: '200 ms', warmup: '20 ms', timeout: '20 s' }`,
): BadInputCase['files'] {
  return {
    'scenarios/one.mjs': scenarioModule(
      `{ name: 'x', server: { command: ['node', 'server.mjs'], cwd: '..', readyTimeout: '${readyTimeout}' }, http: ${http}, trials: 3, timeout: '60 s' }`,
    ),
    'server.mjs': `import { createServer } from 'node:http';\nconst port = process.env.PORT;\n${code}\n`,
  };
}

/** A silent watcher around a program that exits at once. */
const SILENT = `import { spawn } from 'node:child_process';
const code = "console.error('Error: no database'); process.exit(1)";
spawn(process.execPath, ['-e', code], { stdio: 'inherit' });
setInterval(() => {}, 60_000);
`;

function withWatcher(files: BadInputCase['files']): BadInputCase['files'] {
  const scenario = files['scenarios/one.mjs']?.replace('server.mjs', 'nodemon.mjs') ?? '';
  return { 'scenarios/one.mjs': scenario, 'nodemon.mjs': SILENT };
}

// It takes its time, so that the generator is not at its limit on a busy machine.
const ANSWER = `(request, response) => setTimeout(() => response.end('ok'), 10)`;

const TROUBLE: Readonly<Record<string, BadInputCase>> = {
  'a server that ends at once': {
    files: withServer(`console.error('no database'); process.exit(7);`),
    code: 4,
    says: [/\b7\b/, 'no database'],
  },
  'a server that ended while a watcher waits for changes': {
    files: withServer(
      `console.error('Error: no database'); console.error('[nodemon] app crashed - waiting for file changes before starting...'); setInterval(() => {}, 1000);`,
    ),
    code: 4,
    says: [
      'the server ended before it accepted requests',
      /file watcher is waiting\s+for a file change/,
      'Error: no database',
    ],
  },
  'a server that ended while a watcher waits and says nothing': {
    files: withWatcher(withServer('')),
    code: 4,
    says: [
      'the server ended before it accepted requests',
      /file watcher is waiting\s+for a file change/,
      'Error: no database',
    ],
  },
  'a server that answers nothing but 500': {
    files: withServer(
      `createServer((request, response) => { response.statusCode = 500; response.end(); }).listen(port);`,
    ),
    code: 4,
    says: ['500'],
  },
  'a URL where nothing listens': {
    files: {
      'scenarios/one.mjs': scenarioModule(
        `{ name: 'x', http: { url: 'http://127.0.0.1:9/', duration: '300 ms' }, trials: 3 }`,
      ),
    },
    code: 4,
    says: ['127.0.0.1:9'],
  },
};

describe('bad servers', () => {
  it.for(Object.entries(TROUBLE))(
    '%s is reported with its reason, and leaves nothing behind',
    async ([, bad]) => {
      await expectBadInputRefused(bad);
    },
  );

  it('waits for a server that listens late, with times that are not whole milliseconds', async () => {
    const http = `{ url: '/', connections: 1, duration: '33.3 ms', warmup: '13.3 ms', timeout: '20000.5 ms' }`;
    const late = `setTimeout(() => createServer(${ANSWER}).listen(port), 50);`;
    const { out } = await expectBadInputRefused({
      files: withServer(late, '20000.5 ms', http),
      args: ['run', '--reporter', 'json'],
      code: 0,
      says: [],
    });
    expect(JSON.parse(out).runs[0].metrics.error_rate.center).toBe(0);
  });

  it('refuses to measure an unknown server on the port that the server requires', async () => {
    const stranger = createServer((_request, response) => response.end('stranger'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    try {
      await expectBadInputRefused({
        files: {
          'scenarios/one.mjs': scenarioModule(
            `{ name: 'x', server: { command: ['node', 'server.mjs'], cwd: '..', ready: { port: ${port} } }, http: '/', trials: 3 }`,
          ),
          'server.mjs': 'setInterval(() => {}, 1000);',
        },
        code: 4,
        says: [String(port), /taken|in use|other program/],
      });
    } finally {
      stranger.close();
    }
  });
});
