import type { SgNode } from '@ast-grep/napi';
import { boundOf, type Loop, languageIn, valueAt } from '../../../../analysis/index.ts';
import type { AuditSeverity } from '../../../document/audit-document.ts';
import { functionAt } from '../../../look/function-at.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { callsBesides } from '../statements/calls-besides.ts';
import { isSent } from '../statements/sends.ts';
import { isOfFlagged } from '../statements/single-turn.ts';
import { handedIn } from './handed-in.ts';
import { whereFrom } from './where-from.ts';

/** What a request sends, by which nothing but the client decides how long it is. */
const OF_REQUEST =
  /\b(?:req|request|ctx|event)\.(?:body|data|json|POST|form|get_json|request\.body|validated_data)\b|\b(?:await\s+)?parse(?:Request)?Body\(|\bserializer\.validated_data\b/u;

/** A place in a loop that is to be weighed. */
interface Place {
  readonly site: CallCandidate['site'];
  readonly file: string;
  readonly node: SgNode;
  readonly loop: Loop;
}

/** What is for the one element that has a flag is LOW at the most. */
export function weighedByFlag(severity: AuditSeverity, { node, loop }: Place): AuditSeverity {
  return isOfFlagged(node, loop) ? 'LOW' : severity;
}

/** HIGH is left only where a turn does nothing besides that takes as long. */
export function weighedByTurn(
  severity: AuditSeverity,
  audited: AuditedCode,
  place: Place,
): AuditSeverity {
  const flagged = weighedByFlag(severity, place);
  return flagged === 'HIGH' && sendsBesides(audited, place) ? 'MEDIUM' : flagged;
}

/** A service, a storage or a mail is waited for in the same turn. */
function sendsBesides(audited: AuditedCode, { site, loop }: Place): boolean {
  return callsBesides(audited, site, loop).some(
    (one) => isSent(audited, one) || leadsToSending(audited, one),
  );
}

function leadsToSending(audited: AuditedCode, { call }: CallCandidate['site']): boolean {
  const [target] = call.isGuess ? [] : call.targets;
  return (
    target !== undefined && audited.code.callsOf(target).some((inner) => isSent(audited, inner))
  );
}

/**
 * Whether a list may be of any length for certain: it is known to be long, or is what a query without a limit or a
 * request gives, or nobody is known who hands it over.
 */
export function mayBeLong(audited: AuditedCode, file: string, loop: Loop): boolean {
  if (boundOf(loop).most !== null) return true;
  const { over } = loop;
  const index = functionAt(audited, file, over.range().start.index);
  if (whereFrom(audited, index, over) === 'rows' || isOfRequest(over, file)) return true;
  const isParameter =
    over.kind() === 'identifier' && audited.code.rawOf(index).parameters.includes(over.text());
  if (!isParameter || valueAt(over, over.text(), languageIn(file)) !== null) return false;
  const callers = handedIn(audited, index, over.text());
  return callers === null
    ? audited.code.callersOf(index).length === 0
    : callers.some((one) => isOfRequest(one.value, fileOf(audited, one.index)));
}

function isOfRequest(node: SgNode, file: string): boolean {
  const text = node.text();
  if (OF_REQUEST.test(text)) return true;
  const value = node.kind() === 'identifier' ? valueAt(node, text, languageIn(file)) : null;
  return value !== null && OF_REQUEST.test(value.text());
}

function fileOf({ code }: AuditedCode, index: number): string {
  return code.facts.functions[index]?.file ?? '';
}
