import { type Host, UserError } from 'perf-harness/plugin';
import type { TriedChange } from '../document/optimization-hypothesis.ts';
import type { Proof } from '../document/proof-document.ts';
import { openProofStore } from '../document/stored-proofs.ts';
import { describeChange } from '../prove/describe-change.ts';
import { proofView } from '../view/proof-view.ts';

/** Proofs that are looked at, newest first; a brief has room for a few. */
const MOST = 20;

/** Code that a brief is about. */
export interface BriefSubject {
  readonly scenario: string;
  /** From the root of the project. */
  readonly files: readonly string[];
}

/** Returns the changes of this code that a proof did not find faster, oldest first. */
export function listRefutedProofs(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
  subject: BriefSubject,
): readonly TriedChange[] {
  const store = openProofStore(host, stateFolder);
  return store
    .list()
    .slice(-MOST)
    .flatMap((id) => {
      // The folder may hold proofs of another version of perf-harness, which prove nothing here.
      const proof = readOrNull(() => store.load(id));
      return proof === null || !isRefuted(proof) || !isAbout(proof, subject)
        ? []
        : [
            {
              key: id,
              description: `${describeChange(proof.change)} in ${proof.files.join(', ')}`,
              outcome: 'refused' as const,
              reason: proofView(proof).headline.sentence,
            },
          ];
    });
}

function readOrNull(read: () => Proof | null): Proof | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return null;
  }
}

function isRefuted({ outcome }: Proof): boolean {
  return outcome !== 'proven-faster' && outcome !== 'not-decided';
}

function isAbout({ files, gains }: Proof, subject: BriefSubject): boolean {
  return (
    files.some((file) => subject.files.includes(file)) ||
    gains.some(({ scenario }) => scenario === subject.scenario)
  );
}
