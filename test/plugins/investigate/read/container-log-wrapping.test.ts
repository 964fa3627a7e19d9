import { expect, test } from 'vitest';
import { readLogObservations } from '../../../support/read-log-observations.ts';

const POSTGRES = [
  '2026-11-24 12:00:05.123 UTC [9] LOG:  duration: 1500.5 ms  statement: SELECT *',
  '\tFROM "Orders"',
  '2026-11-24 12:00:06.123 UTC [9] ERROR:  deadlock detected',
];
const PINO = [1, 2, 3].map((second) =>
  JSON.stringify({
    level: 30,
    time: Date.UTC(2026, 10, 24, 12, 0, second),
    responseTime: 50,
    req: { method: 'GET', url: '/a' },
    res: { statusCode: 200 },
  }),
);

const WRAPPED: readonly (readonly [name: string, wrap: (line: string) => string])[] = [
  [
    'Docker',
    (line) =>
      JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-24T12:00:09.5Z' }),
  ],
  ['Kubernetes', (line) => `2026-11-24T12:00:09.123456789Z stdout F ${line}`],
  ['docker compose', (line) => `db-1  | ${line}`],
  ['kubectl', (line) => `[pod/db-5d9c7b/postgres] ${line}`],
];

test.each(WRAPPED)('reads lines wrapped by %s as without wrapping', async (_, wrap) => {
  const database = await readLogObservations(POSTGRES.map(wrap).join('\n'));
  expect(database.source).toMatchObject({ format: 'PostgreSQL', lines: 3, unread: 0 });
  expect(database.statements).toEqual(['SELECT * FROM "Orders": 1, max 1500.5']);
  const application = await readLogObservations(PINO.map(wrap).join('\n'));
  expect(application.source).toMatchObject({ format: 'JSON lines', unread: 0 });
  expect(application.endpoints).toEqual(['GET /a: 3, 0 failed, p50 50']);
});

test('counts an unwrapped line among wrapped lines as unread', async () => {
  const lines = Array.from({ length: 20 }, (_, index) => `db-1  | ${PINO[index % 3]}`);
  const { source } = await readLogObservations([...lines, PINO[0], 'x'].join('\n'));
  expect(source).toMatchObject({ lines: 22, unread: 2 });
});

test('reads a log that only resembles a wrapping as it is', async () => {
  const line = '{"log":"paid","time":"2026-11-24T12:00:01Z","duration_ms":5,"path":"/a"}';
  const { source, endpoints } = await readLogObservations(`${line}\n`);
  expect(source.format).toBe('JSON lines');
  expect(endpoints).toEqual(['/a: 1, 0 failed, p50 5']);
});
