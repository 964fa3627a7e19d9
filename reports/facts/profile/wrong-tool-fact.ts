import type { WrongToolJudgement } from '../../../harness/model/program/wrong-tool.ts';
import { printable } from '../../text/printable.ts';

/** What the Wrong Tool Gate says, as every reporter shows it. */
export interface GateLineFact {
  /** null: nothing could be said. */
  readonly verdict: WrongToolJudgement['verdict'] | null;
  /** `Wrong Tool Gate: PROCEED`, with why. */
  readonly line: string;
  /** What is behind it, a sentence each: what was measured, who waived. */
  readonly details: readonly string[];
}

const VOID =
  'no verdict, since the load generator was at the limit of the machine; measure again with less load, or from another machine.';

export function gateLineFact(judgement: WrongToolJudgement | null): GateLineFact {
  if (judgement === null) return { verdict: null, line: `Wrong Tool Gate: ${VOID}`, details: [] };
  const { verdict, indicators, concerns, waiver } = judgement;
  const messages = [...indicators, ...concerns].map(({ message }) => printable(message));
  const why = messages.length === 0 ? '' : `. ${messages.join(' ')}`;
  return {
    verdict,
    line: `Wrong Tool Gate: ${verdict}${why}`,
    details: [
      ...indicators.map(({ id, evidence }) => `${id}: ${printable(evidence)}`),
      ...(waiver === null
        ? []
        : [
            `waived by ${printable(waiver.by)} at ${waiver.at}, because: ${printable(waiver.reason)}`,
          ]),
    ],
  };
}
