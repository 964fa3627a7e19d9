import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { listRefutedProofs } from '../../../../plugins/optimize/brief/list-refuted-proofs.ts';
import type { Proof } from '../../../../plugins/optimize/document/proof-document.ts';
import {
  openProofStore,
  openStoredProofs,
} from '../../../../plugins/optimize/document/stored-proofs.ts';
import { proofDocuments } from '../../../../tools/golden/proof-documents.ts';

const host = createHost();
const SUBJECT = { scenario: 'work', files: ['src/orders.js'] };

function savedProofs(...proofs: readonly Partial<Proof>[]) {
  const folder = mkdtempSync(join(tmpdir(), 'proofs-'));
  const sample = proofDocuments()['proof-faster'];
  const change = (name: string) => ({ type: 'branch', name }) as const;
  const store = openProofStore(host, folder);
  proofs.forEach((proof, at) => {
    store.save({ ...sample, change: change(`b${at}`), gains: [], files: [], ...proof });
  });
  return folder;
}

test('a brief lists proofs of its files or its scenario that found no gain', () => {
  const [gain] = proofDocuments()['proof-faster'].gains;
  if (gain === undefined) throw new Error('no gain');
  const folder = savedProofs(
    { outcome: 'no-difference', files: ['src/orders.js', 'src/other.js'] },
    { outcome: 'slower', gains: [{ ...gain, scenario: 'work' }] },
    { outcome: 'proven-faster', files: ['src/orders.js'] },
    { outcome: 'not-decided', files: ['src/orders.js'] },
    { outcome: 'differs', files: ['src/elsewhere.js'] },
  );
  const refuted = listRefutedProofs(host, folder, SUBJECT);
  expect(refuted.map(({ description }) => description)).toEqual([
    'Branch b0 in src/orders.js, src/other.js',
    'Branch b1 in ',
  ]);
  expect(refuted[0]).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/\S/u) });
});

test('a proof that cannot be read is left out, and the dashboard lists the rest', () => {
  const folder = savedProofs({ outcome: 'differs', files: ['src/orders.js'] });
  writeFileSync(join(folder, 'proofs', '20260101T000000000Z-abcd.json'), '{');
  expect(listRefutedProofs(host, folder, SUBJECT)).toHaveLength(1);
  const { list, row, document } = openStoredProofs(host, folder);
  const [newest = ''] = list();
  expect(row(newest)).toMatchObject({ about: 'Branch b0', verdict: 'differs' });
  expect(document(newest)).toMatchObject({ outcome: 'differs' });
});
