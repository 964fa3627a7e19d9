import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FixVerification } from '../../../../plugins/investigate/document/investigation-document.ts';
import {
  createAccessLog,
  INCIDENT_DAY,
  incidentTime,
} from '../../../support/planted-incident-repository-and-logs.ts';
import {
  createStoredIncident,
  type StoredIncident,
  writeIncidentLogs,
  writeLogsWithFix,
} from '../../../support/stored-incident-investigation.ts';

describe('investigate verify', () => {
  let incident: StoredIncident;
  let repo: string;

  beforeAll(async () => {
    incident = await createStoredIncident();
    repo = readFileSync(join(incident.folder, 'repo.txt'), 'utf8');
    const { folder } = incident;
    const late = incidentTime('19:30');
    writeIncidentLogs(folder, 'late', '16:00', '24:00', {
      p95: (at) => (at >= incidentTime('16:30') && at < late ? 250 : 890),
      pool: (at) => (at >= incidentTime('16:30') && at < late ? 60 : 95),
    });
    writeLogsWithFix(folder, '17:00', 'short');
  });

  const verify = (after: string, name: string, ...words: readonly string[]) =>
    incident.investigate(
      ...['verify', '--after', after, '--logs', `${name}.log`, '--repo', repo],
      ...['--metrics', `${name}-system.log`, ...words],
    );
  const outcomes = ({ windows }: FixVerification) => windows.map(({ outcome }) => outcome);
  const newest = (): readonly FixVerification[] => incident.report().verifications ?? [];

  test('INV-35: fails only the last window for a late regression', async () => {
    const { code, out } = await verify('v3', 'late');
    expect(code, out).toBe(1);
    const [verification] = newest();
    expect(verification?.after).toBe(`${INCIDENT_DAY}T16:30:00.000Z`);
    expect(verification && outcomes(verification), out).toEqual(['pass', 'pass', 'fail']);
    expect(out.replaceAll(/\s+/gu, ' ')).toMatch(/rose again at 2026-11-24T19:[23]\dZ/u);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(verification?.fix).toBe('release (v3)');
  });

  test('INV-35: leaves a window without data pending, and keeps what was seen before', async () => {
    const { code } = await verify(`${INCIDENT_DAY}T16:35Z`, 'short', '--fix', 'PERF_FIX_001');
    expect(code).toBe(0);
    const short = newest().find(({ after }) => after === `${INCIDENT_DAY}T16:35:00.000Z`);
    expect(short && outcomes(short)).toEqual(['pass', 'pending', 'pending']);
    expect(short?.fix).toMatch(/^PERF_FIX_001: Set db\.pool\.max back to 50/u);
  });

  test('exits with 3 when there is nothing to see yet', async () => {
    const { code, out } = await verify(`${INCIDENT_DAY}T17:00Z`, 'short');
    expect(code).toBe(3);
    expect(out).toContain('… PENDING');
  });

  test('INV-35: fails the last window when only the busiest hour is slow', async () => {
    const isPeak = (at: number): boolean =>
      at >= incidentTime('20:00') && at < incidentTime('21:00');
    const log = createAccessLog({
      from: '16:30',
      until: '24:00',
      rate: (at) => ({ '/checkout': isPeak(at) ? 80 : 50, '/products/17': 40 }),
      p95: (at) => (isPeak(at) ? 330 : 240),
    });
    writeFileSync(join(incident.folder, 'peak.log'), log);
    const { code, out } = await incident.investigate(
      ...['verify', '--after', `${INCIDENT_DAY}T17:05Z`, '--logs', 'peak.log'],
    );
    expect(code, out).toBe(1);
    const peak = newest().at(-1);
    expect(peak && outcomes(peak)).toEqual(['pass', 'pass', 'fail']);
    const failed = peak?.windows[2]?.checks.filter(({ outcome }) => outcome === 'fail');
    expect(failed?.map(({ note }) => note).join()).toMatch(
      /busiest hour, from .*T(?:19:5|20:0)\dZ/u,
    );
  });
});

describe('investigate verify, several fixes', () => {
  let incident: StoredIncident;

  beforeAll(async () => {
    incident = await createStoredIncident();
    const [first, second] = [incidentTime('16:30'), incidentTime('18:30')];
    writeIncidentLogs(incident.folder, 'after', '16:00', '21:00', {
      p95: (at) => (at >= second ? 250 : at >= first ? 500 : 890),
      pool: (at) => (at >= second ? 60 : 95),
    });
  });

  const verify = (after: string, ...words: readonly string[]) =>
    incident.investigate(
      ...['verify', incident.id, '--after', after, '--logs', 'after.log'],
      ...['--metrics', 'after-system.log', ...words],
    );

  test('INV-34: reports the effect of each fix, in chronological order', async () => {
    const second = await verify(`${INCIDENT_DAY}T18:30Z`, '--fix', 'the pool');
    expect(second.code, second.out).toBe(0);
    const first = await verify(`${INCIDENT_DAY}T16:30Z`, '--fix', 'the cache');
    expect(first.code, first.out).toBe(1);
    const again = await verify(`${INCIDENT_DAY}T18:30Z`, '--fix', 'the pool');
    expect(again.code).toBe(0);
    const { verifications = [] } = incident.report();
    expect(verifications.map(({ fix }) => fix)).toEqual(['the cache', 'the pool']);
    const effects = verifications.map(({ effects }) =>
      effects.find(({ name, measure }) => name === 'GET /checkout' && measure === 'p95'),
    );
    const [cache, pool] = effects;
    expect(Math.abs((cache?.from ?? 0) / 890 - 1)).toBeLessThan(0.15);
    expect(Math.abs((cache?.to ?? 0) / 500 - 1)).toBeLessThan(0.15);
    expect(Math.abs((pool?.from ?? 0) / 500 - 1)).toBeLessThan(0.15);
    expect(Math.abs((pool?.to ?? 0) / 250 - 1)).toBeLessThan(0.15);
    expect((cache?.recovered ?? 0) + (pool?.recovered ?? 0)).toBeGreaterThan(0.9);
    expect(first.out).toContain('took effect are attributed to that fix');
    expect(incident.kept('report.md')).toContain('the cache');
    const shown = await incident.investigate('show', '--reporter', 'markdown');
    expect(shown.out).toMatch(/the cache[\s\S]*the pool/u);
  });

  test('INV-36: adds the limits of a preset, the pool and what people have to judge', async () => {
    const { out, code } = await verify(`${INCIDENT_DAY}T18:30Z`, '--preset', 'incident-exit');
    expect(code, out).toBe(0);
    expect(out).toContain('by incident-exit');
    expect(out).toMatch(/connections in use \d\d(?:\.\d+)? %; limit 70 %/u);
    expect(out).toMatch(/user satisfaction.*manual/u);
  });

  test('INV-07: shows the actual duration of the validation next to the planned duration', () => {
    expect(incident.kept('report.md')).toMatch(/\| validation \| 2 h to 4 h \| \d/u);
    expect(incident.kept('report.md')).toMatch(/\| set-up \| 30 min to 1 h \| \d/u);
  });

  test.each([
    [[], /--after is\s+missing/u, 2],
    [['--after', 'yesterday-or-so', '--logs', 'after.log', '--repo', '/'], /no git repository/u, 2],
    [['--after', `${INCIDENT_DAY}T13:00Z`, '--logs', 'after.log'], /before .* began/u, 2],
    [['--after', '2999-01-01', '--logs', 'after.log'], /in the future/u, 2],
    [['--after', `${INCIDENT_DAY}T18:30Z`], /no logs were given/u, 2],
    [['--after', `${INCIDENT_DAY}T18:30Z`, '--logs', 'none.log'], /no file at none\.log/u, 2],
    [
      ['--after', `${INCIDENT_DAY}T18:30Z`, '--logs', 'after.log', '--preset', 'mine'],
      /Allowed choices are\s+incident-exit/u,
      2,
    ],
    [
      ['no-such', '--after', `${INCIDENT_DAY}T18:30Z`, '--logs', 'after.log'],
      /no investigation "no-such"/u,
      6,
    ],
  ] as const)('reports bad input in a paragraph: verify %j', async (words, message, code) => {
    const done = await incident.investigate('verify', ...words);
    expect(done.code).toBe(code);
    expect(done.err).toMatch(message);
    expect(done.err).not.toMatch(/\n\s+at /u);
  });
});
