import type { WrongToolJudgement } from '../../../harness/model/program/wrong-tool.ts';
import { joined } from '../../text/joined.ts';
import { printable } from '../../text/printable.ts';

const VOID =
  'no verdict, since the load generator was at the limit of the machine; measure again with less load, or from another machine.';

/** What the Wrong Tool Gate says, as every reporter shows it. @param judgement - null: nothing could be said. */
export function gateLineFact(judgement: WrongToolJudgement | null) {
  if (judgement === null) return { verdict: null, line: `Wrong Tool Gate: ${VOID}`, details: [] };
  const { verdict, indicators, concerns, waiver } = judgement;
  const messages = [...indicators, ...concerns].map(({ message }) => printable(message));
  const waived =
    waiver === null
      ? []
      : `waived by ${printable(waiver.by)} at ${waiver.at}, because: ${printable(waiver.reason)}`;
  return {
    verdict,
    /** `Wrong Tool Gate: PROCEED`, with why. */
    line: joined([`Wrong Tool Gate: ${verdict}`, messages.join(' ')], '. '),
    /** What is behind it, a sentence each: what was measured, who waived. */
    details: [
      ...indicators.map(({ id, evidence }) => `${id}: ${printable(evidence)}`),
      waived,
    ].flat(),
  };
}
