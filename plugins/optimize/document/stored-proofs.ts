import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Host, type Plugin, storage } from 'perf-harness/plugin';
import { describeChange } from '../prove/describe-change.ts';
import { PROOF_SCHEMA, type Proof, proofSchema } from './proof-document.ts';

type StoredDocuments = Awaited<ReturnType<NonNullable<Plugin['collections']>[number]['open']>>;

/** Newest proofs that are kept; each has the outcome of a few calls, not of all. */
const KEEP = 50;

/** Opens the store of a project's proofs, one file each under `.perf-harness/proofs/`. */
export function openProofStore(host: Pick<Host, 'files' | 'clock'>, stateFolder: string) {
  return storage.createReportDocumentStore<Proof>(host, {
    stateFolder,
    folder: join(stateFolder, 'proofs'),
    keep: KEEP,
    expected: [{ noun: 'proof', identifier: PROOF_SCHEMA, schema: proofSchema }],
    idSuffix: () => randomBytes(2).toString('hex'),
    listLine: ({ change }) => describeChange(change),
  });
}

/** Opens the proofs for the dashboard. */
export function openStoredProofs(host: Host, stateFolder: string): StoredDocuments {
  const { list, head, load } = openProofStore(host, stateFolder);
  return {
    list: () => list().toReversed(),
    row: (id) => {
      const { listed, outcome } = head(id);
      return {
        at: null,
        scenario: null,
        about: typeof listed === 'string' ? listed : '',
        verdict: typeof outcome === 'string' ? outcome : null,
        isReadable: true,
      };
    },
    document: load,
  };
}
