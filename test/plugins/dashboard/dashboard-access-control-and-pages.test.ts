/** The dashboard on a real server: access control, and the content of its pages. */
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarioLink } from '../../../plugins/dashboard/page-links.ts';
import { runCommitHash } from '../../support/history-entries.ts';
import {
  ACCESS_TOKEN,
  COMPARISON_ID,
  DOCUMENT_PATHS,
  fetchPage,
  HOSTILE_NAME,
  LIST_PATHS,
  RUN_ID,
  type RunningDashboard,
  sendRequest,
  startDashboard,
} from './dashboard-test-server-with-sample-documents.ts';

let shown: RunningDashboard;
beforeAll(async () => {
  shown = await startDashboard();
});
afterAll(() => shown.close());

describe('access to the dashboard', () => {
  it('refuses a client without the token, says what to do, and reveals nothing of the project', async () => {
    for (const path of ['/', '/scenarios/sort', '/?token=wrong', '/?token=', '/nothing']) {
      const { status, body, headers } = await sendRequest(shown, path);
      expect(status, path).toBe(403);
      expect(body).toContain('perf-harness serve');
      expect(body).not.toContain('sort');
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  it('admits a browser with the token, then by a cookie and without the token in its address', async () => {
    const headers = { 'sec-fetch-site': 'none' };
    const first = await sendRequest(shown, `/scenarios/sort?token=${ACCESS_TOKEN}&q=1`, {
      headers,
    });
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/scenarios/sort?q=1');
    const [cookie = ''] = [first.headers['set-cookie'] ?? ''].flat();
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const sent = { cookie: `other=1; ${cookie.split(';')[0]}` };
    expect((await sendRequest(shown, '/', { headers: sent })).status).toBe(200);
    const wrong = { cookie: `${cookie.split(';')[0]}x` };
    expect((await sendRequest(shown, '/', { headers: wrong })).status).toBe(403);
  });

  it('shows the page at once to a client from a link of another site, or without a browser', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await sendRequest(shown, `/?token=${ACCESS_TOKEN}`, { headers })).status).toBe(200);
    expect((await sendRequest(shown, `/?token=${ACCESS_TOKEN}`)).status).toBe(200);
  });

  it('redirects to no other server', async () => {
    const headers = { 'sec-fetch-site': 'none' };
    for (const path of ['//evil.example/', '///evil.example', '/\\evil.example']) {
      const { headers: sent } = await sendRequest(shown, `${path}?token=${ACCESS_TOKEN}`, {
        headers,
      });
      expect(sent.location, path).toMatch(/^\/[^/\\]/);
    }
    const { status } = await sendRequest(shown, `http://evil.example/?token=${ACCESS_TOKEN}`, {
      headers,
    });
    expect(status).toBe(400);
  });

  it.each([
    ['another name', { host: 'evil.example' }],
    ['another name with the port', { host: 'evil.example:PORT' }],
    ['our name as the name of a user', { host: '127.0.0.1:PORT@evil.example' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a page of no origin', { origin: 'null' }],
  ])('refuses %s even with the token', async (_what, changes) => {
    const headers = Object.fromEntries(
      Object.entries(changes).map(([name, value]) => [
        name,
        value.replace('PORT', `${shown.port}`),
      ]),
    );
    const { status, body } = await sendRequest(shown, `/?token=${ACCESS_TOKEN}`, { headers });
    expect(status).toBe(403);
    expect(body).not.toContain('sort');
  });

  it('accepts its own names, and the name of a configured proxy', async () => {
    for (const host of [`localhost:${shown.port}`, `[::1]:${shown.port}`]) {
      expect(
        (await sendRequest(shown, `/?token=${ACCESS_TOKEN}`, { headers: { host } })).status,
      ).toBe(200);
    }
    const behind = await startDashboard({}, { origins: ['https://perf.example'] });
    const headers = { host: 'perf.example', origin: 'https://perf.example' };
    expect((await sendRequest(behind, `/?token=${ACCESS_TOKEN}`, { headers })).status).toBe(200);
    await behind.close();
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('changes nothing by %s', async (method) => {
    const { status, headers } = await sendRequest(shown, `/?token=${ACCESS_TOKEN}`, { method });
    expect(status).toBe(405);
    expect(headers.allow).toBe('GET, HEAD');
  });

  it('answers HEAD as it would GET, without the page', async () => {
    const { status, body, headers } = await sendRequest(shown, `/?token=${ACCESS_TOKEN}`, {
      method: 'HEAD',
    });
    expect([status, body]).toEqual([200, '']);
    expect(Number(headers['content-length'])).toBeGreaterThan(1_000);
  });

  it('ends only the connection on a header that is too long or on invalid HTTP', async () => {
    for (const text of [
      `GET / HTTP/1.1\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
      '\0\x16\x03\x01 no\r\n',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(shown.port, '127.0.0.1', () => socket.write(text));
        socket.on('error', () => undefined).on('close', () => resolve());
      });
    }
    expect((await fetchPage(shown, '/')).status).toBe(200);
  });
});

describe('every page', () => {
  const paths = [
    '/',
    '/compare',
    '/?q=sort',
    '/scenarios/sort',
    `/runs/${RUN_ID}`,
    `/comparisons/${COMPARISON_ID}`,
    '/none',
    ...LIST_PATHS,
    ...DOCUMENT_PATHS,
  ];

  it.each(paths)(
    'allows style and script of %s by their hashes, and fetches nothing',
    async (path) => {
      const { body, headers } = await fetchPage(shown, path);
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
      expect(`${policy}${body}`).not.toContain('unsafe-inline');
      for (const [, text = ''] of body.matchAll(/<(?:style|script)>(.*?)<\/(?:style|script)>/gsu)) {
        expect(policy).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
      }
      expect(body).not.toMatch(/\sstyle=|\son[a-z]+="|(?:src|href)="(?:https?:)?\/\//u);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      });
      expect(body).not.toContain(ACCESS_TOKEN);
    },
  );

  it('links only to pages that exist', async () => {
    const seen = new Set<string>();
    const waiting = ['/'];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { status, body } = await fetchPage(shown, path);
      expect(status, path).toBe(200);
      const links = body.matchAll(/<a href="(\/[^"]*)"/gu);
      waiting.push(...[...links].map(([, link = '']) => link.replaceAll('&#39;', "'")));
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([
        '/scenarios/sort',
        '/scenarios/a%2Fb',
        '/scenarios?name=..',
        scenarioLink(HOSTILE_NAME),
        `/runs/${RUN_ID}`,
        `/comparisons/${COMPARISON_ID}`,
        ...LIST_PATHS,
        ...DOCUMENT_PATHS,
      ]),
    );
    expect(shown.troubles).toEqual([]);
  });
});

describe('contents of the pages', () => {
  it('shows in the overview what changed, every scenario, and the newest runs and comparisons', async () => {
    const { body } = await fetchPage(shown, '/');
    expect(body).toContain('sort is slower: wall_time +');
    expect(body).toContain('Changed in the last 7 days, or still open');
    expect(body).toContain('<a href="/scenarios/sort">sort</a>');
    expect(body).toContain(`<a href="/runs/${RUN_ID}">`);
    expect(body).toContain(`<a href="/comparisons/${COMPARISON_ID}">`);
    for (const path of DOCUMENT_PATHS) expect(body).toContain(`<a href="${path}">`);
    expect(body).toContain('&lt;script&gt;');
    expect(body).not.toContain('<script>');
  });

  it('shows for a trend its chart, its change and the runs behind it', async () => {
    const { body } = await fetchPage(shown, '/scenarios/sort');
    expect(body).toContain('data-mark="change"');
    expect(body).toContain('100 runs as a table');
  });

  it('shows a card of each scenario with its chart, last change and budget, slower ones first', async () => {
    const { body } = await fetchPage(shown, '/');
    const [, ...cards] = body.split('<li class="card">');
    expect(cards[0]).toContain('<a href="/scenarios/sort">sort</a>');
    expect(cards[0]).toContain('data-mark="change"');
    expect(cards[0]).toMatch(/▲ \+\d+\.\d+ %/u);
    expect(cards.find((card) => card.includes('>a/b<'))).toContain('no change in 100 runs');
    expect(cards.find((card) => card.includes('✗'))).toMatch(/missed<\/span> \w+ &lt; /u);
  });

  it('limits trends to the days and the machine in the address, and keeps both in links', async () => {
    const days = 'since=2026-01-02&until=2026-01-02';
    expect((await fetchPage(shown, `/scenarios/sort?${days}`)).body).toContain(
      '24 runs as a table',
    );
    const { body } = await fetchPage(shown, `/?machine=one&${days}`);
    expect(body).toContain('/scenarios/sort?machine=one&amp;since=2026-01-02&amp;until=2026-01-02');
    expect(body).toContain('<option value="one" selected>2 × test, linux x64</option>');
    expect((await fetchPage(shown, '/scenarios/sort?machine=two')).body).not.toContain(
      'class="plot',
    );
    const unread = await fetchPage(shown, '/scenarios/sort?since=%22%3E&until=2026');
    expect(unread.body).toContain('100 runs as a table');
  });

  it('sets two commits side by side, as history and not as a verdict', async () => {
    const [base, head] = [runCommitHash(59), runCommitHash(60)];
    const { body } = await fetchPage(shown, `/compare?base=${base}&head=${head}`);
    expect(body).toContain('4 metrics were measured at both');
    expect(body).toMatch(/tone-bad"?[^>]*>\+\d+\.?\d* %/u);
    expect(body).toContain('history, no verdict');
    expect(body).toContain(`perf-harness compare ${base.slice(0, 8)} ${head.slice(0, 8)}`);
    const none = await fetchPage(shown, '/compare?base=%3Cb%3E&head=');
    expect(none.body).toContain('0 metrics were measured at both &lt;b&gt;');
  });

  it('shows a run and a comparison as the html reports do', async () => {
    expect((await fetchPage(shown, `/runs/${RUN_ID}`)).body).toContain('Variation');
    expect((await fetchPage(shown, `/comparisons/${COMPARISON_ID}`)).body).toContain(
      'against the margin',
    );
  });

  it('finds parts of names, identifiers and commits, and nothing where nothing matches', async () => {
    expect((await fetchPage(shown, '/?q=SOR')).body).toContain('<a href="/scenarios/sort">');
    expect((await fetchPage(shown, '/?q=c0de')).body).toContain(`/comparisons/${COMPARISON_ID}`);
    const none = await fetchPage(shown, '/?q=%3Cb%3Enothing%00');
    expect(none.status).toBe(200);
    expect(none.body).toContain('&lt;b&gt;nothing');
    expect(none.body).toContain('0 runs');
  });

  it.each([
    '/runs/..%2F..%2Fpackage',
    '/runs/../../etc/passwd',
    '/comparisons/..%5C..%5Cx',
    '/runs/%00',
    '/runs/%',
    '/scenarios/none',
    '/runs/latest',
    '/runs/a/b',
    '/favicon.ico',
    '/maps/1',
    '/audits/%2e%2e%2fruns',
    '/loops/broken',
    '/?branch=deleted',
    '/scenarios/sort?branch=deleted',
    '/gates/',
  ])('answers %s with a page that says not found', async (path) => {
    const { status, body } = await fetchPage(shown, path);
    expect(status).toBe(404);
    expect(body).toContain('Not found');
    expect(body).toContain('<a href="/">Overview</a>');
  });

  it('reports a damaged record, without harming other pages', async () => {
    const { status, body } = await fetchPage(shown, '/runs/20260107T030405678Z-broken-dead');
    expect(status).toBe(500);
    expect(body).toContain('Trouble');
    expect((await fetchPage(shown, '/')).body).toContain('broken-dead');
  });

  it('shows what is available while the history is being read, and refreshes soon', async () => {
    const early = await startDashboard(undefined, { patienceMs: 0 });
    const { status, headers, body } = await fetchPage(early, '/');
    expect([status, headers.refresh]).toEqual([200, '1']);
    expect(body).toContain('Loading the history: 3 runs');
    expect(body).toContain(`<a href="/runs/${RUN_ID}">`);
    expect((await fetchPage(early, '/scenarios/sort')).body).toContain('Loading the history');
    // Plain text and no link, since its trends may not be there yet.
    expect((await fetchPage(early, `/runs/${RUN_ID}`)).body).toContain('Variation');
    await early.close();
  });

  it('says what to do in a project without runs', async () => {
    const empty = await startDashboard({});
    const { status, body } = await fetchPage(empty, '/');
    expect(status).toBe(200);
    expect(body).toContain('perf-harness run');
    expect((await fetchPage(empty, '/?q=x')).status).toBe(200);
    await empty.close();
  });
});
