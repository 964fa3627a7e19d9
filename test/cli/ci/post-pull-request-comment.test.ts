import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../repository/read-repository-sources.ts';

const SCRIPT = join(ROOT, 'cli/ci/post-comment.ts');
const MARKER = '<!-- perf-harness:gate -->';

interface Comment {
  readonly id: number;
  readonly user: { readonly login: string; readonly type: string };
  body: string;
}

const BOT = { login: 'github-actions[bot]', type: 'Bot' };

/** Fake of GitHub's comments API for one pull request, limited to the script's calls. */
let server: Server;
let comments: Comment[] = [];
let refuse: number | null = null;
/** Ids of the comments that the token may not overwrite. */
let foreign: readonly number[] = [];
let cutOff = false;
let asked: string[] = [];

beforeEach(async () => {
  comments = [];
  refuse = null;
  foreign = [];
  cutOff = false;
  asked = [];
  server = createServer(async (request, response) => {
    const body = await textOf(request);
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const isWrite = request.method !== 'GET';
    if (cutOff) {
      response.writeHead(200, { 'content-length': '100' }).write('[');
      setTimeout(() => request.socket.destroy(), 50);
      return;
    }
    if (request.url === '/user') return answer(200, { login: 'me' });
    if (isWrite && refuse !== null) return answer(refuse, { message: 'no' });
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    if (url.pathname === '/repos/owner/name/issues/7/comments' && !isWrite) {
      const [page, count] = ['page', 'per_page'].map((key) => Number(url.searchParams.get(key)));
      const start = ((page ?? 1) - 1) * (count ?? 30);
      return answer(200, comments.slice(start, start + (count ?? 30)));
    }
    if (url.pathname === '/repos/owner/name/issues/7/comments') {
      comments.push({ id: comments.length + 1, body: JSON.parse(body).body, user: BOT });
      return answer(201, {});
    }
    const comment = comments.find(
      ({ id }) => url.pathname === `/repos/owner/name/issues/comments/${id}`,
    );
    if (comment === undefined) return answer(404, {});
    if (foreign.includes(comment.id)) return answer(403, {});
    comment.body = JSON.parse(body).body;
    return answer(200, comment);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

interface Given {
  readonly body?: string | null;
  readonly event?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly isProcess?: boolean;
}

/** Runs the script with its file, in a worker thread or in a separate process. */
function post({ body = `${MARKER}\n\nnew`, event, env = {}, isProcess = false }: Given = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'post-comment-'));
  const [file, eventFile] = [join(folder, 'comment.md'), join(folder, 'event.json')];
  if (body !== null) writeFileSync(file, body);
  writeFileSync(eventFile, JSON.stringify(event ?? { pull_request: { number: 7 } }));
  const variables = {
    PATH: process.env.PATH,
    TOKEN: 'secret',
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    GITHUB_REPOSITORY: 'owner/name',
    GITHUB_EVENT_PATH: eventFile,
    ...env,
  };
  const child = isProcess
    ? spawn(process.execPath, [SCRIPT, file], { env: variables })
    : new Worker(SCRIPT, { argv: [file], env: variables, stdout: true, stderr: true });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      out += chunk;
    });
  }
  return new Promise<{ code: number | null; out: string }>((resolve) => {
    child.on(isProcess ? 'close' : 'exit', (code: number | null) => resolve({ code, out }));
  });
}

describe('post-comment', () => {
  it('comments on the pull request, with the token', async () => {
    expect(await post({ isProcess: true })).toEqual({
      code: 0,
      out: 'commented on the pull request\n',
    });
    expect(comments).toEqual([{ id: 1, body: `${MARKER}\n\nnew`, user: BOT }]);
    expect(asked.at(-1)).toBe('POST /repos/owner/name/issues/7/comments Bearer secret');
  });

  it('updates its own comment, however many others precede it', async () => {
    // Comments of other jobs, and some that only quote it.
    const bodies = ['hello', '<!-- perf-harness:other -->\nx', `> ${MARKER}\nx`, `see\n${MARKER}`];
    comments = Array.from({ length: 230 }, (_, index) => ({
      id: index + 1,
      body: bodies[index % bodies.length] ?? '',
      user: BOT,
    }));
    comments.push({ id: 231, body: `${MARKER}\r\n\r\nold`, user: BOT });
    expect(await post()).toMatchObject({
      code: 0,
      out: expect.stringContaining('updated the comment'),
    });
    expect(comments).toHaveLength(231);
    expect(comments.filter(({ body }) => body === `${MARKER}\n\nnew`)).toHaveLength(1);
    expect(comments[230]?.body).toBe(`${MARKER}\n\nnew`);
  });

  it('leaves a comment that somebody else began in the same way, unless the token is theirs', async () => {
    const mallory = { login: 'mallory', type: 'User' };
    comments = [{ id: 1, body: `${MARKER}\nall is well`, user: mallory }];
    expect(await post()).toMatchObject({ code: 0, out: 'commented on the pull request\n' });
    expect(comments.map(({ user }) => user)).toEqual([mallory, BOT]);
    comments = [{ id: 1, body: `${MARKER}\nold`, user: { login: 'me', type: 'User' } }];
    expect(await post()).toMatchObject({
      code: 0,
      out: expect.stringContaining('updated the comment'),
    });
  });

  it("comments next to another bot's comment that begins in the same way, then updates its own", async () => {
    foreign = [1];
    comments = [{ id: 1, body: `${MARKER}\nof another app`, user: BOT }];
    expect(await post()).toMatchObject({ code: 0, out: 'commented on the pull request\n' });
    expect(await post({ body: `${MARKER}\n\nnewer` })).toMatchObject({ code: 0 });
    const texts = [`${MARKER}\nof another app`, `${MARKER}\n\nnewer`];
    expect(comments.map(({ body }) => body)).toEqual(texts);
  });

  it.for([
    [403, 'forks'],
    [404, 'forks'],
    [401, 'forks'],
    [500, 'GitHub responded to the comment with status 500'],
    ['an answer that is cut off', ''],
  ] as const)(
    'reports in a notice why it could not comment, and fails nothing, at %s',
    async ([status, why]) => {
      if (typeof status === 'number') refuse = status;
      else cutOff = true;
      const { code, out } = await post();
      expect(code).toBe(0);
      expect(out).toMatch(/^::notice title=No comment from perf-harness::/);
      expect(out).toContain(why);
      expect(comments).toEqual([]);
    },
  );

  it.for([
    ['without a token', { env: { TOKEN: '' } }, 'no token'],
    [
      'outside of a pull request',
      { event: { ref: 'refs/heads/main' } },
      'this is not a pull request',
    ],
    ['without an event', { env: { GITHUB_EVENT_PATH: '' } }, 'this is not a pull request'],
    ['without a report', { body: null }, 'no report'],
    ['without GitHub', { env: { GITHUB_API_URL: 'http://127.0.0.1:9' } }, 'could not be reached'],
  ] as const)('does nothing %s', async ([, given, why]) => {
    const { code, out } = await post(given);
    expect(code).toBe(0);
    expect(out).toMatch(/^::notice /);
    expect(out).toContain(why);
    expect(comments).toEqual([]);
  });
});
