/** `serve --write`: who may write, what is stored, and protection from forged requests. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCESS_TOKEN,
  dashboardFiles,
  fetchPage,
  HOSTILE_NAME,
  type RunningDashboard,
  sendRequest,
  startDashboard,
} from './dashboard-test-server-with-sample-documents.ts';

let shown: RunningDashboard;
let readOnly: RunningDashboard;
beforeAll(async () => {
  [shown, readOnly] = await Promise.all([
    startDashboard(dashboardFiles(['sort', 'a/b', HOSTILE_NAME]), { isWritable: true }),
    startDashboard(dashboardFiles(['sort'])),
  ]);
});
afterAll(() => Promise.all([shown.close(), readOnly.close()]));

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function send(
  to: RunningDashboard,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
) {
  return sendRequest(to, path, {
    method: 'POST',
    headers: {
      cookie: `perf-harness-${to.port}=${ACCESS_TOKEN}`,
      origin: to.url,
      ...FORM,
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
}

async function pageOfSort(): Promise<string> {
  return (await fetchPage(shown, '/scenarios/sort')).body;
}

/** Fields in the form of a scenario, as its own page fills them in. */
let own: Promise<{ token: string; change: string; scenario: string }> | null = null;
function formOf() {
  own ??= readForm();
  return own;
}

async function readForm() {
  const body = await pageOfSort();
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`, 'u').exec(body)?.[1];
  return { token: field('token') ?? '', change: field('change') ?? '', scenario: 'sort' };
}

describe('writes to the history', () => {
  it('acknowledges, ignores and reopens a change, under the name that git has', async () => {
    for (const [decision, said] of [
      ['acknowledged', 'acknowledged by Ada Tester: it was &lt;b&gt;planned&lt;/b&gt;'],
      ['ignored', 'ignored by Ada Tester'],
      ['reopened', 'data-title="Status">open</td>'],
    ] as const) {
      const form = await formOf();
      const reason = 'it was <b>planned</b>';
      const { status, headers } = await send(shown, '/decisions', { ...form, decision, reason });
      expect([status, headers.location]).toEqual([303, '/scenarios/sort']);
      expect(await pageOfSort()).toContain(said);
    }
  });

  it.each([
    ['a day', '2026-01-02', 'sort'],
    ['a commit', '0000000000000000000000000000000000000005', HOSTILE_NAME],
  ])('shows a note since %s next to the trends', async (_what, when, scenario) => {
    const { token } = await formOf();
    const note = { token, scenario, when, text: 'a new disk <i>' };
    const { status, headers } = await send(shown, '/notes', note);
    expect(status).toBe(303);
    const { body } = await fetchPage(shown, String(headers.location));
    expect(body).toContain('a new disk &lt;i&gt; (Ada Tester)');
    expect(body).toContain('data-mark="note"');
    expect((await fetchPage(shown, '/scenarios/a%2Fb')).body).not.toContain('a new disk');
  });

  it('shows a note for all scenarios next to each, and attributes no change to the machine', async () => {
    const { token } = await formOf();
    const note = { token, scenario: 'sort', when: '2026-01-03', text: 'for all', all: '1' };
    expect((await send(shown, '/notes', note)).status).toBe(303);
    expect((await fetchPage(shown, '/scenarios/a%2Fb')).body).toContain('for all');
    expect((await fetchPage(shown, '/')).body).toContain('sort is slower');
  });

  it.each([
    ['/decisions', { decision: 'removed', reason: 'x' }, 'Choose to acknowledge, ignore or reopen'],
    [
      '/decisions',
      { decision: 'constructor', reason: 'x' },
      'Choose to acknowledge, ignore or reopen',
    ],
    ['/decisions', { decision: 'ignored', reason: ' \n ' }, 'Enter a reason'],
    ['/decisions', { decision: 'ignored', reason: 'x', change: '../..' }, 'There is no change'],
    ['/notes', { when: '2026-99-99', text: 'x' }, 'neither a date'],
    ['/notes', { when: '--upload-pack', text: 'x' }, 'neither a date'],
    ['/notes', { when: '2026-01-01', text: '' }, '1 to 300 characters'],
    ['/notes', { when: '2026-01-01', text: 'x'.repeat(301) }, '1 to 300 characters'],
  ])('reports what cannot be done: %s %o', async (path, fields, sentence) => {
    const { status, body } = await send(shown, path, { ...(await formOf()), ...fields });
    expect(status).toBe(400);
    expect(body).toContain(sentence);
  });
});

describe('permission to write', () => {
  it('refuses everyone with 403 without --write, and shows no form', async () => {
    const form = { ...(await formOf()), decision: 'ignored', reason: 'x' };
    const { status, body } = await send(readOnly, '/decisions', form);
    expect(status).toBe(403);
    expect(body).toContain('perf-harness serve --write');
    expect((await fetchPage(readOnly, '/scenarios/sort')).body).not.toContain('method="post"');
  });

  it.each([
    ['no origin', { origin: '' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin that is hidden', { origin: 'null' }],
    ['a page of another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['no cookie', { cookie: '' }],
    ['another cookie', { cookie: 'perf-harness=x' }],
  ])('refuses %s with 403', async (_what, changes) => {
    const form = { ...(await formOf()), decision: 'ignored', reason: 'x' };
    const headers = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== ''));
    const missing = Object.keys(changes).filter((name) => !(name in headers));
    const sent = {
      cookie: `perf-harness-${shown.port}=${ACCESS_TOKEN}`,
      origin: shown.url,
      ...FORM,
      ...headers,
    };
    const { status } = await sendRequest(shown, '/decisions', {
      method: 'POST',
      headers: Object.fromEntries(Object.entries(sent).filter(([name]) => !missing.includes(name))),
      body: new URLSearchParams(form).toString(),
    });
    expect(status).toBe(403);
  });

  it('accepts neither the token of the address nor a wrong token in a form', async () => {
    const form = { ...(await formOf()), decision: 'ignored', reason: 'x' };
    for (const token of ['', ACCESS_TOKEN, `${form.token}x`]) {
      expect((await send(shown, '/decisions', { ...form, token })).status).toBe(403);
    }
    const { status } = await sendRequest(shown, `/decisions?token=${ACCESS_TOKEN}`, {
      method: 'POST',
      headers: { origin: shown.url, ...FORM },
      body: new URLSearchParams(form).toString(),
    });
    expect(status).toBe(403);
    // The refused request had no effect.
    expect(await pageOfSort()).toContain('data-title="Status">open</td>');
  });

  it('refuses other content types, other paths and other methods', async () => {
    const form = { ...(await formOf()), decision: 'ignored', reason: 'x' };
    const json = { 'content-type': 'application/json' };
    expect((await send(shown, '/decisions', form, json)).status).toBe(415);
    expect((await send(shown, '/scenarios/sort', form)).status).toBe(404);
    expect((await fetchPage(shown, '/decisions')).status).toBe(404);
    const put = await sendRequest(shown, `/?token=${ACCESS_TOKEN}`, { method: 'PUT' });
    expect([put.status, put.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('refuses a form that is too large, with an answer or cut off, and keeps serving', async () => {
    const huge = { ...(await formOf()), decision: 'ignored', reason: 'x'.repeat(10_000_000) };
    const sent = await send(shown, '/decisions', huge).catch(() => null);
    expect([413, undefined]).toContain(sent?.status);
    expect((await fetchPage(shown, '/')).status).toBe(200);
    expect(shown.troubles).toEqual([]);
  });
});
