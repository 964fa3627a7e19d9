import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { INCIDENT_DAY } from '../../../support/planted-incident-repository-and-logs.ts';
import {
  createStoredIncident,
  type StoredIncident,
  writeLogsWithFix,
} from '../../../support/stored-incident-investigation.ts';

describe('investigate close', () => {
  let incident: StoredIncident;
  let out: string;
  let archive: string;

  beforeAll(async () => {
    incident = await createStoredIncident();
    writeLogsWithFix(incident.folder);
    archive = join(incident.folder, '.perf-harness/investigations/performance-investigations.md');
    const verified = await incident.investigate(
      ...[
        'verify',
        '--after',
        `${INCIDENT_DAY}T16:30Z`,
        '--fix',
        'the pool',
        '--logs',
        'after.log',
      ],
    );
    expect(verified.code, verified.out).toBe(0);
    const refused = await incident.investigate('close', '--cause', '9');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('cause 9 does not exist');
    const early = await incident.investigate(
      ...['close', '--cause', '1', '--resolved', `${INCIDENT_DAY}T13:00Z`],
    );
    expect(early.code).toBe(2);
    expect(early.err).toMatch(/which is after\s--resolved/u);
    const done = await incident.investigate(
      ...['close', '--cause', '1', '--learned', 'pools follow the load'],
    );
    expect(done.code, done.err).toBe(0);
    out = done.out;
  });

  test('INV-37: writes what is on record to the retrospective, and lists what people have to add', () => {
    const text = incident.kept('retrospective.md');
    const { verifications = [], data } = incident.report();
    const [fix] = verifications;
    expect(text).toContain('2026-11-24 16:30 UTC: the pool took effect: pass');
    expect(fix?.after).toBe(`${INCIDENT_DAY}T16:30:00.000Z`);
    const onset = data.state === 'completed' ? data.part.onset : null;
    const began = (onset?.at ?? '').slice(0, 16).replace('T', ' ');
    expect(text).toContain(`${began} UTC: the incident began`);
    expect(text).toContain(`2026-11-24 14:10 UTC: v2 was deployed`);
    for (const title of ['What worked', 'What to improve', 'Process changes'])
      expect(text).toMatch(new RegExp(`## ${title}\\n\\n> \\*\\*Empty\\.\\*\\*`, 'u'));
    expect(text).toMatch(/## Knowledge transfer\n\n- pools follow the load\n\n> \*\*Empty/u);
    expect(text).toContain('p95 of GET /checkout');
    expect(text).toMatch(/\| validation \| 2 h to 4 h \| 1 h 30 min \|/u);
  });

  test('INV-38: archives duration, impact, cause, learnings, prevention and playbook', () => {
    const entry = readFileSync(archive, 'utf8');
    expect(entry).toMatch(/^# Performance investigations\n\n## 2026-11-24-shop\n/u);
    // Closed days later, so the duration is counted from the onset at 14:15.
    expect(entry).toMatch(/\*\*Duration\*\*: 2 h 1[456] min, from start/u);
    expect(entry).toMatch(/\*\*Impact\*\*: p95 2\d\d(\.\d)? ms → 5\d\d(\.\d)? ms/u);
    expect(entry).toContain('**Root Cause**: db.pool.max: 50 → 20');
    expect(entry).toContain('**Key Learnings**: pools follow the load');
    expect(entry).toContain('when more than 70 % of its connections are in use');
    expect(entry).toContain('(2026-11-24-shop/playbook.md)');
  });

  test('describes in the playbook the symptoms, the fix and the rollback', () => {
    const text = incident.kept('playbook.md');
    expect(text).toMatch(/GET \/checkout: p95 from 2\d\d/u);
    expect(text).toContain('Set db.pool.max back to 50');
    expect(text).toContain('back: set the value back to 20');
  });

  test('names the files written, and lists the investigation as closed', async () => {
    expect(out).toContain('retrospective.md');
    const list = await incident.investigate('list');
    expect(list.out).toMatch(
      /^2026-11-24-shop {2}closed {2}shop {2}established\n {4}db\.pool\.max/u,
    );
  });

  test('does not close a closed investigation again, and keeps what people wrote', async () => {
    const path = join(incident.folder, '.perf-harness/investigations', incident.id);
    const again = await incident.investigate('close', '--cause', 'another');
    expect(again.code).toBe(2);
    expect(again.err).toContain('was closed');
    // As if it had been cut off before the report was written.
    const { closed, ...open } = incident.report();
    writeFileSync(join(path, 'report.json'), JSON.stringify(open));
    writeFileSync(join(path, 'retrospective.md'), 'ours\n');
    rmSync(join(path, 'playbook.md'));
    const done = await incident.investigate('close', incident.id, '--cause', 'the pool\u001b[31m');
    expect(done.code, done.err).toBe(0);
    expect(incident.kept('retrospective.md')).toBe('ours\n');
    expect(incident.kept('playbook.md')).toContain('# Playbook: the pool');
    expect(readFileSync(archive, 'utf8').match(/^## 2026/gmu)).toHaveLength(1);
    expect(`${done.out}${incident.kept('playbook.md')}`).not.toContain('\u001b');
    expect(closed?.place).toBe(1);
  });

  test('rejects an option that only the investigation takes', async () => {
    const done = await incident.investigate('close', '--cause', '1', '--since', '4h');
    expect(done.code).toBe(2);
    expect(done.err).toContain('takes no --since');
  });
});
