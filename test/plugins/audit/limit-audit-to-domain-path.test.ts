import { expect, test } from 'vitest';
import { RUNTIME_PERFORMANCE } from '../../../plugins/audit/auditors/auditor-registry.ts';
import { auditFiles } from '../../support/audit-fixture-files.ts';

const SLEEPS = `import time
from fastapi import FastAPI

app = FastAPI()


@app.get("/slow")
async def slow():
    time.sleep(1)
`;
const FILES = {
  'services/orders/app.py': SLEEPS,
  'services/orders-old/app.py': SLEEPS,
  'services/users/app.py': SLEEPS,
};

test('SH6-06: reports no finding outside the path of the domain', async () => {
  const domain = { name: 'orders', path: 'services/orders' };
  const { findings } = await auditFiles(RUNTIME_PERFORMANCE, FILES, { domain });
  expect(findings.map((finding) => [finding.file, finding.domain])).toEqual([
    ['services/orders/app.py', 'orders'],
  ]);
});

test('SH6-06: inspects the whole project without a domain, and sets none on its findings', async () => {
  const { findings } = await auditFiles(RUNTIME_PERFORMANCE, FILES);
  expect(findings.map((finding) => finding.domain)).toEqual([null, null, null]);
});
