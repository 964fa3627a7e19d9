/** AUD-21: the task in issue trackers, against local stubs of them. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type AuditTask, createAuditTask } from '../../../../plugins/audit/outputs/audit-task.ts';
import {
  createConfiguredTracker,
  createGithubTracker,
  createLinearTracker,
} from '../../../../plugins/audit/outputs/task-trackers.ts';
import { auditFinding, completedCategory } from '../../../support/audit-category-results.ts';
import { createAuditedProject, SLEEPING_HANDLER } from '../../../support/create-audited-project.ts';

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what the stub was sent, looked at by the test
  readonly body: any;
}

/** Starts a server that answers with JSON, or with a status, and records its requests. */
async function stub(answer: (asked: Asked) => unknown) {
  const asked: Asked[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let text = '';
    for await (const part of request) text += part;
    const { authorization } = request.headers;
    const receivedRequest = { path: request.url ?? '', authorization, body: JSON.parse(text) };
    asked.push(receivedRequest);
    const said = answer(receivedRequest);
    response.statusCode = typeof said === 'number' ? said : 200;
    response.end(typeof said === 'number' ? 'no' : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const TASK: AuditTask = createAuditTask([completedCategory([auditFinding()])], {
  date: '2026-11-26',
  team: 'team-1',
  description: '# Report',
});
const { signal } = new AbortController();
const ISSUE = 'https://linear.example/ENG-1';

function linearAnswer({ body }: Asked): unknown {
  if (body.query.startsWith('query')) {
    const nodes = [
      { id: 'l1', name: 'audit', team: null },
      { id: 'l2', name: 'performance', team: { id: 'team-2' } },
      { id: 'l3', name: 'refactoring', team: { id: 'team-1' } },
    ];
    return { data: { issueLabels: { nodes } } };
  }
  return { data: { issueCreate: { success: true, issue: { url: ISSUE } } } };
}

test('AUD-21: creates one issue in Linear, with the labels that the team has', async () => {
  const { url, asked } = await stub(linearAnswer);
  expect(await createLinearTracker('key', url).create(TASK, signal)).toEqual({ url: ISSUE });
  expect(asked.map(({ authorization }) => authorization)).toEqual(['key', 'key']);
  expect(asked[1]?.body.variables.input).toEqual({
    teamId: 'team-1',
    title: 'Persistence & Performance Audit: 2026-11-26',
    description: '# Report',
    priority: 2,
    labelIds: ['l3', 'l1'],
  });
});

test('AUD-21: does not call Linear without a team, and reports its errors', async () => {
  const { url, asked } = await stub(() => ({ errors: [{ message: 'no access' }] }));
  const linear = createLinearTracker('key', url);
  await expect(linear.create({ ...TASK, team: null }, signal)).rejects.toThrow('needs a team');
  expect(asked).toEqual([]);
  await expect(linear.create(TASK, signal)).rejects.toThrow('no access');
});

test('AUD-21: creates one issue in GitHub, no longer than it accepts', async () => {
  const { url, asked } = await stub(() => ({ html_url: 'https://github.example/1' }));
  const github = createGithubTracker('key', 'owner/name', url);
  const created = await github.create({ ...TASK, description: 'x'.repeat(70_000) }, signal);
  expect(created).toEqual({ url: 'https://github.example/1' });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    path: '/repos/owner/name/issues',
    authorization: 'Bearer key',
    body: { title: TASK.title, labels: [...TASK.labels, 'priority: high'] },
  });
  expect(asked[0]?.body.body).toHaveLength(65_536);
});

test('AUD-21: keeps the file when a tracker refuses, reports it without the token, and fails nothing', async () => {
  const { url } = await stub(() => 403);
  const { report, kept } = await createAuditedProject({ 'app/main.py': SLEEPING_HANDLER }).audit({
    workers: { tracker: createGithubTracker('secret-key', 'owner/name', url) },
  });
  expect(JSON.parse(kept('task.json')).title).toContain('Persistence & Performance Audit: ');
  expect(report.verdict).toBe('pass');
  expect(report.findings).toMatchObject([
    {
      id: 'audit-tracker-failed',
      message: 'GitHub did not create the task: the server returned status 403.',
    },
  ]);
  expect(JSON.stringify(report)).not.toContain('secret-key');
});

test('AUD-21: sends nothing without a token, and reports nothing without a configuration', () => {
  const wanted = { type: 'linear', token: 'LINEAR_API_KEY' } as const;
  expect(createConfiguredTracker(wanted, {})).toMatchObject({
    tracker: null,
    findings: [{ id: 'audit-tracker-without-token', level: 'info' }],
  });
  expect(createConfiguredTracker(wanted, { LINEAR_API_KEY: 'key' }).tracker?.name).toBe('Linear');
  expect(createConfiguredTracker(null, { LINEAR_API_KEY: 'key' })).toEqual({
    tracker: null,
    findings: [],
  });
});

test('AUD-21: creates exactly one task holding the report, even without findings', async () => {
  const made: AuditTask[] = [];
  const tracker = {
    name: 'stub',
    create: async (task: AuditTask) => {
      made.push(task);
      return { url: 'here' };
    },
  };
  const { kept } = await createAuditedProject({ 'app/main.py': 'x = 1\n' }).audit({
    workers: { tracker },
  });
  expect(made).toHaveLength(1);
  expect(JSON.parse(kept('task.json'))).toEqual(made[0]);
  expect(made[0]?.description).toBe(kept('report.md'));
  expect(made[0]?.priority).toBe('none');
});
