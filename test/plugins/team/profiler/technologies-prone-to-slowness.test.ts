import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { openProjectCode } from '../../../../plugins/analysis/index.ts';
import { detectTechnologySignals } from '../../../../plugins/team/profiler/detect-project-type-and-tools.ts';
import { writeFiles } from '../../../support/run-cli.ts';

async function signalsIn(sources: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-signals-'));
  writeFiles(root, sources);
  return detectTechnologySignals(await openProjectCode(createHost(), root));
}

test('TPP-08: finds SQL and a WebSocket in a project with these two, and nothing else', async () => {
  const found = await signalsIn({
    'package.json': '{"dependencies":{"bullmq":"5.0.0"}}',
    'a.js': "import pg from 'pg';\nexport const pool = new pg.Pool();\n",
    'b.js': "import { WebSocketServer } from 'ws';\nexport const server = new WebSocketServer();\n",
  });
  expect(found).toEqual(['sql_detected', 'realtime_detected']);
});

test('TPP-08: counts a part of a package as the package, and finds nothing without imports', async () => {
  const sources = { 'a.ts': "import { drizzle } from 'drizzle-orm/node-postgres';\ndrizzle();\n" };
  expect(await signalsIn(sources)).toEqual(['sql_detected']);
  expect(await signalsIn({ 'a.ts': 'export const ws = 1;\n' })).toEqual([]);
});
