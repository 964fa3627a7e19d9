import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeServer } from '../../../../cli/init/try/probe-server-port-and-path.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';

/** @param text - A program, run once as the server. */
async function probe(text: string, paths: readonly string[] = []) {
  const { host } = createInMemoryHost();
  writeFileSync(join(host.cwd, 'server.mjs'), text);
  return probeServer(
    host,
    {
      command: ['node', 'server.mjs'],
      cwd: host.cwd,
      ports: [],
      paths: async () => paths,
    },
    AbortSignal.timeout(90_000),
  );
}

const server = (respond: string, listen = 'process.env.PORT'): string =>
  `import { createServer } from 'node:http';
const server = createServer((request, response) => { ${respond}; response.end(); });
server.listen(${listen}, '127.0.0.1', () => console.log('up on http://localhost:' + server.address().port));`;

describe('a server probed once', () => {
  it('is recognised by the port that it prints when it does not use PORT', async () => {
    const outcome = await probe(server('response.statusCode = 204', '0'));
    expect(outcome).toEqual({
      type: 'answers',
      port: expect.any(Number),
      answers: expect.arrayContaining([{ path: '/', status: 204 }]),
    });
  });

  it('is sent the paths that it logs and those of its sources, of which three answered with 2xx count', async () => {
    const text = server(
      'response.statusCode = /^.(api|a|b|c|d|_|@)/.test(request.url) ? 200 : 404',
    );
    const outcome = await probe(
      `console.log('[RouterExplorer] Mapped {/api/:id, GET} route');\n${text}`,
      ['/users', '/__inspect/', '/@vite/client', '/api/users', '/a', '/b', '/c/:id', '/c', '/d'],
    );
    const answers = ['/api/users', '/a', '/b'].map((path) => ({ path, status: 200 }));
    expect(outcome).toEqual({ type: 'answers', port: null, answers });
  });

  it('is sent the addresses that it logs, each once whatever its query', async () => {
    const outcome = await probe(
      `console.log('http://localhost:3000/posts?page=1 http://127.0.0.1:80/posts');\n${server('')}`,
    );
    expect(outcome).toMatchObject({ answers: [{ path: '/posts?page=1' }, { path: '/' }] });
  });

  it('fails with its answers when no path is answered well', async () => {
    const outcome = await probe(server('response.statusCode = 401'), ['/a', '/b', '/c/:id']);
    expect(outcome).toMatchObject({
      type: 'failed',
      problem: 'answered GET / with 401, and none of 9 other paths returned 2xx',
    });
  });

  it('is not awaited when only its file watcher is left', async () => {
    const outcome = await probe(
      "console.error('Error: no database'); console.log('[nodemon] app crashed - waiting for file changes before starting...'); setInterval(() => 0, 1000);",
    );
    expect(outcome).toMatchObject({
      type: 'failed',
      problem: 'exited, and its file watcher is waiting for a file change',
      output: expect.stringContaining('Error: no database'),
    });
  });
});
