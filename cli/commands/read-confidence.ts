import { CONFIDENCES } from '../../api/gate/gate-request.ts';
import { parseQuantity } from '../../harness/model/scenario/quantity.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** A confidence in per cent, or as a share below 1. @throws UserError for anything else. */
export function readConfidence(text: string): number {
  const isShare = /^0?\.\d+$/u.test(text.trim());
  const quantity = isShare || text.trim().endsWith('%') ? text : `${text} %`;
  const confidence = parseQuantity(quantity, 'ratio');
  const [lowest, highest] = CONFIDENCES;
  if (typeof confidence === 'number' && confidence >= lowest && confidence <= highest) {
    return confidence;
  }
  throw new UserError({
    code: 'bad-option',
    message: `--confidence takes a percentage from 50 to 99.9, such as 99%; found "${text}".`,
  });
}
