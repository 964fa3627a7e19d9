/** Measuring of suspected commits through the door, by the protocol's own client: real pairs take a minute. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { INCIDENT_DAY } from '../../support/planted-incident-repository-and-logs.ts';
import {
  createReleaseRepository,
  createSlowOrdersLog,
  SLOW_ORDERS,
} from '../../support/release-with-planted-slowdown.ts';
import { connectMcpClient } from './mcp-test-project-server-and-client.ts';

test('measures a suspected commit when a scenario is named, and reports progress to the client', async () => {
  const folder = createReleaseRepository({ 'src/orders.js': SLOW_ORDERS });
  writeFileSync(join(folder, 'access.log'), createSlowOrdersLog());
  const { client } = await connectMcpClient(folder, '--allow', 'investigate,compare');
  const told: string[] = [];
  try {
    const { structuredContent, isError } = await client.callTool(
      {
        name: 'investigate',
        arguments: {
          since: `${INCIDENT_DAY}T12:00Z`,
          until: `${INCIDENT_DAY}T16:00Z`,
          service: 'shop',
          logs: ['access.log'],
          reproduce: 'orders',
        },
      },
      undefined,
      {
        timeout: 500_000,
        resetTimeoutOnProgress: true,
        onprogress: ({ message }) => told.push(message ?? ''),
      },
    );
    expect(isError ?? false).toBe(false);
    expect(structuredContent).toMatchObject({ conclusion: 'established' });
    const { causes } = structuredContent as { causes: readonly { sources: readonly string[] }[] };
    expect(causes[0]?.sources).toContain('measured');
    expect(told.join('\n')).toMatch(/orders: pair \d+ of the/u);
  } finally {
    await client.close();
  }
}, 600_000);
