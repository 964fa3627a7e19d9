/** Findings of the rules on transactions, beyond their locations. */
import { expect, test } from 'vitest';
import { TRANSACTION_CORRECTNESS } from '../../../../../plugins/audit/auditors/auditor-registry.ts';
import {
  type ChannelUse,
  compareChannels,
} from '../../../../../plugins/audit/auditors/transaction-correctness/event-channel-uses.ts';
import { auditFiles, EMPTY_AUDIT_CONTEXT } from '../../../../support/audit-fixture-files.ts';

const audit = (text: string, context = {}) =>
  auditFiles(TRANSACTION_CORRECTNESS, { 'app/service.py': text }, context);

const TRIGGER = {
  table: 'jobs',
  event: 'UPDATE',
  function: 'notify_job',
  channels: ['job_events'],
  file: 'migrations/1.py',
  line: 1,
} as const;
const LOOP = `async def run(session, job, items):
    for item in items:
        job.progress += 1
    await session.commit()
`;
const db_config = { ...EMPTY_AUDIT_CONTEXT.db_config, triggers: [TRIGGER] };

test('T652-01: skips the rule on notifications without migrations, rather than passing it', async () => {
  const { checks } = await audit(LOOP, { db_config });
  const check = checks.find(({ id }) => id === 'missing_intermediate_commits');
  expect(check?.status).toBe('skipped');
  expect(check?.details).toContain('no migrations');
});

test('T652-06, T652-08: rates a NOTIFY that stays unheard HIGH, and recommends commits at milestones', async () => {
  const { findings } = await audit(LOOP, { db_config, migrations: ['migrations'] });
  const found = findings.find(({ rule }) => rule === 'missing-intermediate-commits');
  expect(found).toMatchObject({ severity: 'HIGH', effort: 'S' });
  expect(found?.recommendation).toContain('5 %');
});

test('T652-25: skips the rule on notifications on MySQL', async () => {
  const db = [{ name: 'mysql', version: '8', from: 'docker-compose.yml' }];
  const { checks } = await audit(LOOP, {
    db_config,
    migrations: ['migrations'],
    tech_stack: { db, orm: [], async: [] },
  });
  expect(checks.find(({ id }) => id === 'missing_intermediate_commits')?.status).toBe('skipped');
});

test('T652-11, T652-12: shows the three lines of a call between two writes, with effort L', async () => {
  const { findings } = await audit(`import httpx

async def pay(session, order):
    async with session.begin():
        session.add(order)
        await httpx.post("https://pay.example")
        session.add(order)
`);
  const found = findings.find(({ rule }) => rule === 'scope-too-wide');
  expect(found).toMatchObject({ severity: 'HIGH', effort: 'L' });
  expect(found?.recommendation).toMatch(/Saga.*Outbox/u);
  expect(found?.evidence.map(({ line }) => line)).toEqual([4, 5, 6, 7]);
});

test('T652-24: counts an external call once, with a reference to the other rule', async () => {
  const found = await audit(`import httpx

async def pay(session):
    async with session.begin():
        await httpx.post("https://pay.example")
`);
  expect(found.findings).toHaveLength(1);
  expect(found.findings[0]?.issue).toContain('long_held_transaction');
  expect(found.findings[0]?.effort).toBe('M');
  expect(found.score).toBe(9);
});

test('T652-26: reports nothing for tests that commit and roll back manually', async () => {
  const found = await auditFiles(TRANSACTION_CORRECTNESS, {
    'tests/helpers.py': 'def make(session):\n    session.commit()\n',
  });
  expect(found.findings).toEqual([]);
});

const use = (
  channel_name: string,
  technology: ChannelUse['technology'] = 'postgres',
): ChannelUse => ({
  channel_name,
  technology,
  source_file: 'app/a.py',
  source_line: 1,
});
const verdictsOf = (sent: readonly ChannelUse[], heard: readonly ChannelUse[]) =>
  compareChannels(sent, heard).map(({ verdict, severity }) => [verdict, severity]);

test('T652-29: compares equal, similar, contained and unrelated channel names', () => {
  expect(verdictsOf([use('job')], [use('job')])).toEqual([['OK', null]]);
  expect(verdictsOf([use('job_events')], [use('job_event')])).toEqual([['MISMATCH', 'CRITICAL']]);
  expect(verdictsOf([use('job_events')], [use('events')])).toEqual([['MISMATCH', 'CRITICAL']]);
  expect(verdictsOf([use('abcdef')], [use('abcxyz')])).toEqual([
    ['ORPHAN', 'HIGH'],
    ['ORPHAN', 'MEDIUM'],
  ]);
  expect(verdictsOf([use('job')], [use('job', 'redis')])).toEqual([
    ['ORPHAN', 'HIGH'],
    ['ORPHAN', 'MEDIUM'],
  ]);
});
