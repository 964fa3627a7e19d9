/** Findings of the rules on sessions, connections and pools, beyond their locations. */
import { expect, test } from 'vitest';
import {
  ALL_AUDITORS,
  DEFAULT_AUDITORS,
  RESOURCE_LIFECYCLE,
  selectAuditors,
} from '../../../../../plugins/audit/auditors/auditor-registry.ts';
import { auditFiles } from '../../../../support/audit-fixture-files.ts';
import { createAuditedProject } from '../../../../support/create-audited-project.ts';

const HEAD = `import httpx
from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker()

def get_db():
    with SessionLocal() as db:
        yield db

`;
const findingsOf = async (text: string) =>
  (await auditFiles(RESOURCE_LIFECYCLE, { 'app/main.py': HEAD + text })).findings;
const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => `    ${line(at)}\n`).join('');
const handler = (used: number, total: number, end = ''): string =>
  `@app.get("/")\ndef root(db: Session = Depends(get_db)):\n${lines(used, (at) => `db.get(int, ${at})`)}${lines(total - used - (end === '' ? 0 : 1), (at) => `value = ${at}`)}${end}`;

test('L654-01: selects the lifecycle auditor only on request', () => {
  expect(selectAuditors(ALL_AUDITORS, [])).toEqual(DEFAULT_AUDITORS);
  expect(selectAuditors(ALL_AUDITORS, ['lifecycle']).map(({ id }) => id)).toEqual([
    '651',
    '652',
    '653',
    '654',
  ]);
});

test('L654-01, AUD-18: scores the rounded mean of three auditors without it, and of four with it', async () => {
  const text = `${HEAD}@app.get("/")\ndef root():\n    db = SessionLocal()\n    return db.query(1).all()\n`;
  const { audit } = createAuditedProject({ 'app/main.py': text });
  const without = await audit();
  expect(without.report.categories).toHaveLength(3);
  expect(without.report.overall_score).toBe(10);
  const asked = selectAuditors(ALL_AUDITORS, ['lifecycle']);
  const { report, said } = await audit({ workers: { auditors: asked } });
  expect(said).toEqual(['acquire-without-release app/main.py:15 HIGH']);
  expect(report.overall_score).toBe(9.8);
});

test.each([
  { used: 19, total: 100, found: ['MEDIUM'] },
  { used: 20, total: 100, found: [] },
  { used: 1, total: 51, found: [] },
  { used: 1, total: 52, found: ['MEDIUM'] },
])(
  'L654-02: judges a session that is used in $used of $total lines',
  async ({ used, total, found }) => {
    const findings = await findingsOf(handler(used, total));
    expect(findings.map(({ severity }) => severity)).toEqual(found);
  },
);

test('L654-02: rates a call to another service HIGH, with its line and an effort of hours', async () => {
  const findings = await findingsOf(handler(1, 12, '    httpx.get("https://pay.example")\n'));
  expect(findings).toMatchObject([{ rule: 'scope-mismatch', severity: 'HIGH', effort: 'M' }]);
  expect(findings[0]?.issue).toContain('root uses db in 1 of its 12 lines');
  expect(findings[0]?.issue).toContain('httpx.get at line 26');
});

test('L654-03: names the session that a stream holds, and the line since which it is held', async () => {
  const findings = await findingsOf(`from sse_starlette.sse import EventSourceResponse

@app.get("/")
def root(db: Session = Depends(get_db)):
    user = db.get(int, 1)
    return EventSourceResponse(ticks(user))
`);
  expect(findings).toMatchObject([{ rule: 'streaming-holds-session', severity: 'CRITICAL' }]);
  expect(findings[0]?.issue).toContain('root uses db at line 17');
});

test('L654-04: recommends how to release a resource, using the names in the code', async () => {
  const [python] = await findingsOf('def a():\n    db = SessionLocal()\n    db.query(1)\n');
  expect(python).toMatchObject({ severity: 'HIGH', effort: 'S' });
  expect(python?.recommendation).toBe('with SessionLocal() as db:');
  const node = await auditFiles(RESOURCE_LIFECYCLE, {
    'src/a.ts': `import { Pool } from 'pg';
const pool = new Pool({ max: 5, connectionTimeoutMillis: 1000 });
export async function all() {
  const client = await pool.connect();
  return (await client.query('select 1')).rows;
}
`,
  });
  expect(node.findings[0]?.recommendation).toBe(
    'Call client.release() in a finally block that begins right after pool.connect',
  );
});

test('L654-05, LEAD-21: recommends the pattern for a pool without pre-ping and recycle', async () => {
  const [found, ...others] = await findingsOf(
    'engine = create_engine("postgresql://db/app")\n@app.get("/")\ndef root():\n    return 1\n',
  );
  expect(others).toEqual([]);
  expect(found).toMatchObject({ rule: 'pool-configuration-gaps', severity: 'HIGH' });
  expect(found?.issue).toContain('neither pool_pre_ping nor pool_recycle is set');
  expect(found?.recommendation).toContain(
    'pool_size=20, max_overflow=10, pool_recycle=3600, pool_pre_ping=True',
  );
});

test('L654-06: names the line where the function exits, and what it acquired where', async () => {
  const [found] = await findingsOf(
    'def a(key):\n    db = SessionLocal()\n    if key == 0:\n        return None\n    if key == 1:\n        raise KeyError\n    db.close()\n',
  );
  expect(found).toMatchObject({ rule: 'error-path-without-cleanup', line: 16 });
  expect(found?.issue).toContain('which SessionLocal acquired at line 14');
  expect(found?.evidence).toMatchObject([{ line: 18 }]);
});

test('L654-07: recommends a session of its own for a task', async () => {
  const [found] = await findingsOf(`import asyncio

@app.get("/")
async def root(db: Session = Depends(get_db)):
    asyncio.create_task(mail(db))

async def mail(db):
    db.get(int, 1)
`);
  expect(found).toMatchObject({
    rule: 'injected-session-in-long-lived-context',
    severity: 'HIGH',
  });
  expect(found?.recommendation).toContain('get a session from the factory');
});
