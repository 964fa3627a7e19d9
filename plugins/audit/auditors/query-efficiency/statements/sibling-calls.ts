import type { CallSite, Loop } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';

/** The other calls that a turn of the loop around a call makes in the same function. */
export function listSiblingCalls(
  { code }: AuditedCode,
  site: CallSite,
  loop: Loop,
): readonly CallSite[] {
  const { start, end } = loop.body.range();
  return code
    .callsOf(site.function)
    .filter(
      ({ raw }) => raw.start !== site.raw.start && raw.start >= start.index && raw.end <= end.index,
    );
}
