import type { CallSite, Loop } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Lists the other calls of the same function in an iteration of the loop. */
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
