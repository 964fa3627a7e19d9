import type { SgNode } from '@ast-grep/napi';
import { around, scopeOf, type Use, useOf, usesOf } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { truncateNodeText } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { explainStandaloneScript } from '../../../analysis/standalone-script.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { explainHotPath } from '../explain-hot-path.ts';
import { type CopySource, findCopySource, hasCopiedType } from './copied-value-source.ts';
import { COPY_SEARCHES, type DataCopy, findCopies } from './find-collection-and-object-copies.ts';
import { findWastefulCopies, WASTEFUL_COPY_SEARCHES } from './find-wasteful-copies.ts';
import type { WastefulCopy } from './wasteful-copy.ts';

/** R653-19 and R653-20: copies of data where neither the copy nor the original is changed. */
export const REDUNDANT_DATA_COPIES = defineRule({
  id: 'redundant-data-copies',
  check: 'redundant_data_copies',
  principle: 'Runtime Performance / Copy that is never changed',
  sources: [
    {
      name: 'Python: copy, shallow and deep copy operations',
      url: 'https://docs.python.org/3/library/copy.html',
      retrieved: '2026-11-26',
    },
    {
      name: 'MDN: Shallow copy',
      url: 'https://developer.mozilla.org/en-US/docs/Glossary/Shallow_copy',
      retrieved: '2026-11-26',
    },
  ],
  searches: [...COPY_SEARCHES, ...WASTEFUL_COPY_SEARCHES],
  skip: () => null,
  match: function* (audited) {
    yield* findCopies(audited);
    yield* findWastefulCopies(audited);
  },
  verify: (found, audited) => ('type' in found ? ofWaste(found, audited) : ofCopy(found, audited)),
});

/** Iterations up to which a full copy costs nothing, and above which severity is higher. */
const [FEW, MANY] = [20, 100];
/** Name of the code that a file runs when it is loaded. */
const MODULE = '(module)';

function ofWaste(
  { file, node, index, does, instead, most, grows, exemption }: WastefulCopy,
  audited: AuditedCode,
): Ruling {
  if (exemption !== null) return { outcome: 'dismissed', reason: exemption };
  if (formatFunctionName(audited, index) === MODULE) {
    return { outcome: 'dismissed', reason: 'the code runs once, when the file is loaded' };
  }
  const script = explainStandaloneScript(audited, file);
  if (script !== null || adjustSeverity('HIGH', audited, index) === 'LOW') {
    return { outcome: 'dismissed', reason: script ?? `${file} runs once` };
  }
  if (grows && most !== null && most <= FEW) {
    return { outcome: 'dismissed', reason: `the loop has at most ${most} iterations` };
  }
  // A list of unknown length is no reason for a severe finding about its copies.
  const isLong = !grows || (most !== null && most > MANY);
  const isHot = grows
    ? audited.reachedBy(index) !== null
    : explainHotPath(audited, index, node) !== null;
  return {
    outcome: 'confirmed',
    severity: isLong && isHot ? 'MEDIUM' : 'LOW',
    issue: `${formatFunctionName(audited, index)} ${does}`,
    recommendation: instead,
    effort: 'S',
  };
}

function ofCopy(copy: DataCopy, audited: AuditedCode): Ruling {
  const { node, source, language, index } = copy;
  const name = source.text();
  const origin = findCopySource(name, node, language);
  const exemption = whyNeeded(copy, origin);
  if (exemption !== null) return { outcome: 'dismissed', reason: exemption };
  const hot = explainHotPath(audited, index, node);
  const isLarge = hot !== null && origin.isLarge;
  const often = isLarge
    ? ` ${hot} (the copy is as large as the source of ${name}, which is assumed to be large)`
    : '';
  return {
    outcome: 'confirmed',
    severity: isLarge ? 'MEDIUM' : 'LOW',
    issue: `${formatFunctionName(audited, index)} copies ${name} with ${truncateNodeText(node)}${often}, but neither the original nor the copy is changed afterwards`,
    recommendation: `Use ${name} itself`,
    effort: 'S',
  };
}

/** Returns why a copy is needed, or null if nothing needs it. */
function whyNeeded(copy: DataCopy, origin: CopySource): string | null {
  const { node, source, of } = copy;
  const name = source.text();
  if (source.kind() !== 'identifier') return `other code with a reference to ${name} may change it`;
  if (origin.parameter === null && origin.values.length === 0) {
    return `${name} is not local to this function, so other code may change it`;
  }
  if (!hasCopiedType(origin, of))
    return `${name} may be of a different type, which ${truncateNodeText(node)} converts`;
  const scope = scopeOf(node);
  if (!origin.isOwn && /\bawait\b|\byield\b/u.test(scope.text())) {
    return `others may change ${name} while the function waits`;
  }
  const fate = fateOf(copy, scope);
  if (fate === 'changed') return 'the copy is changed';
  if (fate === 'escapes') return 'the copy is passed on and may be changed by the receiving code';
  if (fate === 'returned' && !origin.isOwn) return 'the caller gets its own copy';
  return whyUnstable(copy, scope);
}

/** Returns the use of a copy, in place or under the name that it is assigned to. */
function fateOf({ node, language }: DataCopy, scope: SgNode): Use {
  const named = nameFor(node);
  if (named === null) return useOf(node, language) ?? 'escapes';
  const uses = usesOf(named.text(), scope, language).filter(
    (occurrence) => occurrence.node.id() !== named.id(),
  );
  if (uses.length === 0) return 'escapes';
  const worst = (['changed', 'assigned', 'escapes', 'returned'] as const).find((use) =>
    uses.some((occurrence) => occurrence.use === use),
  );
  return worst === 'assigned' ? 'changed' : (worst ?? 'read');
}

const BINDINGS: ReadonlySet<unknown> = new Set([
  'assignment',
  'variable_declarator',
  'assignment_expression',
]);

function nameFor(node: SgNode): SgNode | null {
  const parent = node.parent();
  const isBinding = BINDINGS.has(parent?.kind());
  const isValue =
    parent?.field('right')?.id() === node.id() || parent?.field('value')?.id() === node.id();
  const target = isBinding && isValue ? (parent?.field('left') ?? parent?.field('name')) : null;
  return target?.kind() === 'identifier' ? target : null;
}

const LOOPS = /^(?:for|while|do)_/u;

/** Returns why a source may later differ from its copy (changed, passed on); null: it does not. */
function whyUnstable({ node, source, language }: DataCopy, scope: SgNode): string | null {
  const name = source.text();
  const at = node.range().start.index;
  const repeated = [...around(node)].flatMap((outer) => {
    const body = LOOPS.test(String(outer.kind())) ? outer.field('body') : null;
    return body === null ? [] : [body];
  });
  for (const { use, node: place } of usesOf(name, scope, language)) {
    const span = place.range();
    const isIn = at <= span.start.index && span.end.index <= node.range().end.index;
    if (isIn) continue;
    if (use === 'escapes') return `${name} is passed on and may be changed by the receiving code`;
    const isLater =
      span.start.index > at || repeated.some((body) => holds(body, node) && holds(body, place));
    if (isLater && (use === 'changed' || use === 'assigned')) return `${name} is changed later`;
  }
  return null;
}

function holds(outer: SgNode, inner: SgNode): boolean {
  const { start, end } = outer.range();
  const at = inner.range();
  return start.index <= at.start.index && at.end.index <= end.index;
}
