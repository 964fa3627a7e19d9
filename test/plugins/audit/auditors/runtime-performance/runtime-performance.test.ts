/** Findings of the auditor of runtime performance, beyond the lines that its fixtures mark. */
import { expect, test } from 'vitest';
import { RUNTIME_PERFORMANCE } from '../../../../../plugins/audit/auditors/auditor-registry.ts';
import { auditFiles } from '../../../../support/audit-fixture-files.ts';

const HANDLER = `from fastapi import FastAPI
import asyncio, subprocess, requests, bcrypt
app = FastAPI()

@app.get("/a")
async def a(path, url, password, salt):
`;

async function findingsIn(body: string, files: Readonly<Record<string, string>> = {}) {
  const lines = body.split('\n').map((line) => `    ${line}\n`);
  const all = { 'app/main.py': `${HANDLER}${lines.join('')}`, ...files };
  return (await auditFiles(RUNTIME_PERFORMANCE, all)).findings;
}

test('R653-01: detects Tokio, and skips what no rule reads, with the reason', async () => {
  const { checks } = await auditFiles(RUNTIME_PERFORMANCE, {
    'Cargo.toml': '[dependencies]\ntokio = { version = "1", features = ["full"] }\n',
    'tools/build.py': 'def build():\n    return 1\n',
  });
  const check = checks.find(({ id }) => id === 'blocking_io_in_async');
  expect(check?.status).toBe('skipped');
  expect(check?.details).toContain('Tokio');
});

test('R653-02: judges a function inside an async function separately', async () => {
  const own = 'def inner():\n    return requests.get(url)\nreturn await asyncio.to_thread(inner)';
  expect(await findingsIn(own)).toEqual([]);
});

test.each([
  ['open(path).read()', 'aiofiles.open(path)'],
  ['path.read_text()', 'await asyncio.to_thread(path.read_text)'],
  ['requests.get(url)', 'httpx.AsyncClient()'],
  ['requests.get(url)', 'await asyncio.to_thread(requests.get, url)'],
  ['subprocess.run(["ls"])', 'asyncio.create_subprocess_exec'],
])('R653-10: recommends replacing %s by %s, in less than an hour', async (call, instead) => {
  const [found] = await findingsIn(call);
  expect(found?.recommendation).toContain(instead);
  expect(found?.effort).toBe('S');
});

test('R653-12: names memory as the benefit of avoiding a list', async () => {
  const [found] = await findingsIn('return set([one.name for one in path])');
  expect(found).toMatchObject({ severity: 'MEDIUM', effort: 'S', needs_context: null });
  expect(found?.issue).toContain('benefit: memory');
  expect(found?.recommendation).toBe('{one.name for one in path}');
});

test('R653-12: ignores a list passed to join, which builds a list itself anyway', async () => {
  expect(await findingsIn('return ",".join([one.name for one in path])')).toEqual([]);
});

test('R653-13: recommends an asynchronous sleep instead of a blocking sleep', async () => {
  const [found] = await findingsIn('import time\ntime.sleep(3)');
  expect(found).toMatchObject({
    severity: 'HIGH',
    recommendation: 'await asyncio.sleep(3)',
    effort: 'S',
  });
});

test('R653-15: assumes many iterations when their number is unknown, and says so', async () => {
  const [found] = await findingsIn('text = ""\nfor one in path:\n    text += one\nreturn text');
  expect(found).toMatchObject({ severity: 'MEDIUM', effort: 'S' });
  expect(found?.issue).toContain('assumed: more than 100');
  expect(found?.recommendation).toMatch(/text = ""\.join\(parts\).*io\.StringIO/u);
});

test.each([
  ['>=3.9', 'await asyncio.to_thread(bcrypt.hashpw, password, salt)'],
  ['>=3.8', 'run_in_executor(None, lambda: bcrypt.hashpw(password, salt))'],
])('R653-18: recommends to Python %s the call %s', async (version, instead) => {
  const pyproject = `[project]\nname = "a"\nrequires-python = "${version}"\n`;
  const [found] = await findingsIn('bcrypt.hashpw(password, salt)', {
    'pyproject.toml': pyproject,
  });
  expect(found).toMatchObject({ severity: 'MEDIUM', effort: 'S' });
  expect(found?.recommendation).toContain(instead);
});

test('R653-21: ignores tests and their set-up', async () => {
  const call = 'import requests\nasync def get(url):\n    return requests.get(url)\n';
  const found = await auditFiles(RUNTIME_PERFORMANCE, {
    'tests/helpers.py': call,
    'app/conftest.py': call,
    'app/client.py': call,
  });
  expect(found.findings.map(({ file }) => file)).toEqual(['app/client.py']);
});

test('R653-18: says for deeper work in Node.js what each function in between has to do', async () => {
  const found = await auditFiles(RUNTIME_PERFORMANCE, {
    'flow.ts': [
      "import { scryptSync } from 'node:crypto';",
      "const hashOf = (secret: string) => scryptSync(secret, 'salt', 32);",
      'export async function same(secret: string) {',
      '  return hashOf(secret);',
      '}',
    ].join('\n'),
  });
  expect(found.findings.map(({ recommendation }) => recommendation)).toEqual([
    "Make every function in the call chain async, and await promisify(scrypt)(secret, 'salt', 32), which runs in the Node.js thread pool",
  ]);
});
