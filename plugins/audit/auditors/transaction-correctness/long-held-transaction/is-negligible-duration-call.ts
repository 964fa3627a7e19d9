import { type CallSite, languageIn } from '../../../../analysis/index.ts';
import { countCodeLines } from '../../../analysis/count-code-lines.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { listProjectTargets } from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Checks of one value, and searches in a short list. */
const INSTANT =
  /(?:^|\.)(?:parse|safeParse|find|findIndex|filter|map|flatMap|sort|toSorted|match|test|some|every|reduce|with|isNaN|from[A-Z]\w*|to[A-Z]\w*|format|Number|nanoid|uuid4?|v4|randomUUID)$/u;
/** Lines of a function that is done in no time, if it has no loop. */
const SHORT = 40;
const LOOPS = {
  python: ['for_statement', 'while_statement'],
  script: ['for_statement', 'for_in_statement', 'while_statement', 'do_statement'],
} as const;

/** True if a call that could precede a transaction is instant, so moving it gains nothing. */
export function isInstantCall(audited: AuditedCode, site: CallSite): boolean {
  if (INSTANT.test(site.call.callee)) return true;
  const targets = listProjectTargets(site);
  return targets.length > 0 && targets.every((target) => isShort(audited, target));
}

function isShort(audited: AuditedCode, index: number): boolean {
  const { file } = audited.code.facts.functions[index] ?? { file: '' };
  const { line, endLine, isAsync } = audited.code.rawOf(index);
  if (isAsync || countCodeLines(audited, file, line, endLine) > SHORT) return false;
  const node = findFunctionNode(audited, index);
  const loops =
    node?.findAll({ rule: { any: LOOPS[languageIn(file)].map((kind) => ({ kind })) } }) ?? [];
  return loops.length === 0;
}
