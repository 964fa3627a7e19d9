import type { SgNode } from '@ast-grep/napi';
import { around } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import {
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { isDatabaseWrite } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import type { EntityRead } from '../reads/entity-loading-query.ts';
import { listEntityReads } from '../reads/list-entity-reads-in-function.ts';

/** Row that is always read but used only in one branch, whose condition does not need it. */
export interface SingleBranchRead extends CallCandidate {
  readonly read: EntityRead;
  readonly variable: string;
  /** The condition, as it is written, and its line. */
  readonly condition: string;
  readonly branchLine: number;
}

/** Reads that raise if there is no row, so they also check for its existence. */
const RAISES = /OrThrow|OrFail|or_404|_or_none|rejectOnEmpty|\.(?:get|one|scalar_one)$/u;
/** Code that runs several times, or at another time. */
const ELSEWHERE = /^(?:for|while|do)_|comprehension$|function|lambda/u;
const BLOCK = /(?:^|_)block$/u;
const LONGEST = 60;

/** Yields reads whose rows are used only in a later branch. */
export function* findSingleBranchReads(audited: AuditedCode): Generator<SingleBranchRead> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    for (const read of listEntityReads(audited, index)) {
      const { variable, site } = read;
      if (variable === null || read.special?.includes('locks') || !isPlain(audited, read)) continue;
      const branch = branchOf(read, variable);
      if (branch === null || hasOthersBetween(audited, read, branch.whole)) continue;
      const { start, end } = read.node.range();
      yield {
        file,
        line: start.line + 1,
        endLine: end.line + 1,
        site,
        name: read.model,
        read,
        variable,
        condition: branch.condition,
        branchLine: branch.whole.range().start.line + 1,
      };
    }
  }
}

export function judgeSingleBranchRead(found: SingleBranchRead, audited: AuditedCode): Ruling {
  const { site, variable, condition, branchLine, file, read } = found;
  const isServed = audited.reachedBy(site.function) === 'request';
  return {
    outcome: 'confirmed',
    severity: adjustSeverity(isServed ? 'MEDIUM' : 'LOW', audited, site.function),
    issue: `${formatFunctionName(audited, site.function)} always reads ${read.model} into ${variable} but uses it only if ${condition}`,
    recommendation: `Read ${variable} inside the branch on line ${branchLine}; the condition of that branch does not need the value`,
    effort: 'S',
    evidence: [{ file, line: branchLine, text: `${variable} is used only in this branch` }],
  };
}

/** True for a read that executes where it is written and serves no purpose but its rows. */
function isPlain(audited: AuditedCode, { site, node }: EntityRead): boolean {
  const { callee, isAwaited } = site.call;
  if (RAISES.test(callee) || /rejectOnEmpty|OrThrow|OrFail/u.test(node.text())) return false;
  if (!isPythonFunction(audited, site.function)) return isAwaited;
  return /\.(?:first|last)\(\)$|\.(?:scalar|scalar_one_or_none|one_or_none)\(.*\)$/su.test(
    node.text(),
  );
}

/** Returns the branch containing all uses, in or nested in the read's block, but not in a loop. */
function branchOf(read: EntityRead, variable: string) {
  const block = [...around(read.node)].find((ancestor) => BLOCK.test(String(ancestor.kind())));
  if (block === undefined || block.parent() === null) return null;
  const end = read.node.range().end.index;
  const scope = [...around(read.node)].at(-1)?.parent() ?? block;
  const kinds = scope.getRoot().root().kind() === 'module' ? PYTHON_NAMES : SCRIPT_NAMES;
  const named = scope.findAll({
    rule: { any: kinds.map((kind) => ({ kind, regex: `^${variable.replaceAll('$', '\\$')}$` })) },
  });
  const holder = read.node.parent();
  const uses = named.filter((identifier) => holder === null || !isIn(identifier, holder));
  const [first] = uses;
  if (first === undefined || uses.some((use) => use.range().start.index < end)) return null;
  let inside = first;
  let found: { readonly whole: SgNode; readonly condition: string } | null = null;
  for (let at = first.parent(); at !== null && at.id() !== block.id(); at = at.parent()) {
    if (ELSEWHERE.test(String(at.kind()))) return null;
    const condition = conditionFor(at, inside);
    const part = inside;
    if (found === null && condition !== null && uses.every((use) => isIn(use, part))) {
      found = { whole: at, condition: shortened(condition) };
    }
    inside = at;
  }
  return found;
}

function shortened(condition: SgNode): string {
  const text = condition
    .text()
    .replace(/^\(|\)$/gu, '')
    .replace(/\s+/gu, ' ');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

const PYTHON_NAMES = ['identifier'];
const SCRIPT_NAMES = ['identifier', 'shorthand_property_identifier'];

/** Returns the condition of the branch that a node is the body of; null if it is no such body. */
function conditionFor(node: SgNode, part: SgNode): SgNode | null {
  const kind = String(node.kind());
  if (kind === 'if_statement' || kind === 'ternary_expression') {
    return node.field('consequence')?.id() === part.id() ? node.field('condition') : null;
  }
  return null;
}

function isIn(node: SgNode, outer: SgNode): boolean {
  const [nodeRange, other] = [node.range(), outer.range()];
  return other.start.index <= nodeRange.start.index && nodeRange.end.index <= other.end.index;
}

/** True if calls between may change the row or other data, so the early read may be intended. */
function hasOthersBetween(audited: AuditedCode, read: EntityRead, branch: SgNode): boolean {
  const index = read.site.function;
  const from = read.node.range().end.index;
  const to = (branch.field('condition') ?? branch).range().end.index;
  const reads = listEntityReads(audited, index);
  const inPython = isPythonFunction(audited, index);
  return audited.code.callsOf(index).some((site) => {
    const { start, end } = site.raw;
    if (start < from || start >= to) return false;
    const isOfRead = reads.some(({ node }) => {
      const span = node.range();
      return span.start.index <= start && end <= span.end.index;
    });
    if (isOfRead) return false;
    return isDatabaseWrite(site) || site.call.isAwaited || inPython;
  });
}
