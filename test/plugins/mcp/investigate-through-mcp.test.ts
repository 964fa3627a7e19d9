import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createAccessLog,
  createResourceLog,
  INCIDENT_DAY,
  incidentTime,
} from '../../support/planted-incident-repository-and-logs.ts';
import {
  callTool,
  connectMcpClient,
  createMcpProject,
} from './mcp-test-project-server-and-client.ts';

const TIME = { since: `${INCIDENT_DAY}T12:00Z`, until: `${INCIDENT_DAY}T16:00Z` };
const BEGAN = incidentTime('14:15');

describe('the investigate tool', () => {
  const project = createMcpProject();
  const outside = mkdtempSync(join(tmpdir(), 'perf-harness-outside-'));
  let client: Client;

  beforeAll(async () => {
    const log = createAccessLog({
      from: '12:00',
      until: '16:00',
      rate: () => ({ '/checkout': 40, '/login': 40 }),
      p95: (at, endpoint) => (at >= BEGAN && endpoint === '/checkout' ? 800 : 200),
    });
    writeFileSync(join(project, 'access.log'), log);
    writeFileSync(join(outside, 'access.log'), log);
    symlinkSync(join(outside, 'access.log'), join(project, 'link.log'));
    const pool = (at: number): number => (at >= BEGAN ? 95 : 60);
    writeFileSync(
      join(project, 'system.log'),
      createResourceLog('12:00', '16:00', { pool_utilization: pool }),
    );
    writeFileSync(join(project, 'old.yml'), 'db:\n  pool:\n    max: 50\n');
    writeFileSync(join(project, 'new.yml'), 'db:\n  pool:\n    max: 20\n');
    ({ client } = await connectMcpClient(project, '--allow', 'investigate'));
  });
  afterAll(() => client.close());

  test('reports the onset and what supports the cause, and stores the investigation', async () => {
    const answer = await callTool(client, 'investigate', {
      ...TIME,
      service: 'shop',
      logs: ['access.log'],
      metrics: ['system.log'],
      settings: ['old.yml..new.yml'],
    });
    expect(answer.refused, answer.text).toBe(false);
    const { id, conclusion, onset, causes } = answer.structured as {
      readonly id: string;
      readonly conclusion: string;
      readonly onset: { readonly at: string };
      readonly causes: readonly { readonly title: string; readonly sources: readonly string[] }[];
    };
    expect(conclusion).toBe('established');
    expect(Math.abs(Date.parse(onset.at) - BEGAN)).toBeLessThanOrEqual(120_000);
    expect(causes[0]?.title).toMatch(/^db\.pool\.max: 50 → 20/u);
    const kept = join(project, '.perf-harness/investigations', id, 'report.json');
    expect(JSON.parse(readFileSync(kept, 'utf8')).conclusion).toBe('established');
  });

  test('reads nothing outside the project, by any route', async () => {
    for (const words of [
      { logs: [join(outside, 'access.log')] },
      { logs: ['link.log'] },
      { logs: ['../*/access.log'] },
      { logs: ['access.log'], metrics: [join(outside, 'access.log')] },
      { logs: ['access.log'], settings: [`old.yml..${join(outside, 'access.log')}`] },
      { logs: ['access.log'], repo: outside },
      { logs: ['access.log'], deploys: join(outside, 'access.log') },
      { logs: ['access.log'], log_format: join(outside, 'access.log') },
    ]) {
      const answer = await callTool(client, 'investigate', { ...TIME, ...words });
      expect(answer.refused, JSON.stringify(words)).toBe(true);
      expect(answer.text).toContain('outside the project');
    }
  });

  test('measures nothing where measuring is not allowed, and names the permission', async () => {
    const words = { ...TIME, logs: ['access.log'], reproduce: 'short' };
    const answer = await callTool(client, 'investigate', words);
    expect(answer.refused).toBe(true);
    expect(answer.text).toContain('by the name compare');
  });
});
