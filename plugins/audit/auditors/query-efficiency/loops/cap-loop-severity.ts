import type { SgNode } from '@ast-grep/napi';
import { boundOf, type Loop, languageIn, valueAt } from '../../../../analysis/index.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import type { AuditSeverity } from '../../../document/audit-document.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { listSiblingCalls } from '../statements/calls-in-same-iteration.ts';
import { isFlaggedElementOnly } from '../statements/explain-statement-reached-in-single-iteration.ts';
import { isExternalServiceCall } from '../statements/external-service-call.ts';
import { findPassedArguments } from './arguments-passed-by-all-callers.ts';
import { findListOrigin } from './origin-of-iterated-list.ts';

/** Data sent with a request, whose length only the client decides. */
const OF_REQUEST =
  /\b(?:req|request|ctx|event)\.(?:body|data|json|POST|form|get_json|request\.body|validated_data)\b|\b(?:await\s+)?parse(?:Request)?Body\(|\bserializer\.validated_data\b/u;

/** Place in a loop whose severity is to be adjusted. */
interface Place {
  readonly site: CallCandidate['site'];
  readonly file: string;
  readonly node: SgNode;
  readonly loop: Loop;
}

/** Caps the severity at LOW for code that runs only for the one element with a flag. */
export function capSeverityByFlag(severity: AuditSeverity, { node, loop }: Place): AuditSeverity {
  return isFlaggedElementOnly(node, loop) ? 'LOW' : severity;
}

/** Lowers HIGH to MEDIUM if the iteration also does other work that takes as long. */
export function capSeverityByOtherWork(
  severity: AuditSeverity,
  audited: AuditedCode,
  place: Place,
): AuditSeverity {
  const flagged = capSeverityByFlag(severity, place);
  return flagged === 'HIGH' && sendsBesides(audited, place) ? 'MEDIUM' : flagged;
}

/** True if the same iteration also waits for a service, a storage or a mail. */
function sendsBesides(audited: AuditedCode, { site, loop }: Place): boolean {
  return listSiblingCalls(audited, site, loop).some(
    (callSite) => isExternalServiceCall(audited, callSite) || leadsToSending(audited, callSite),
  );
}

function leadsToSending(audited: AuditedCode, { call }: CallCandidate['site']): boolean {
  const [target] = call.isGuess ? [] : call.targets;
  return (
    target !== undefined &&
    audited.code.callsOf(target).some((inner) => isExternalServiceCall(audited, inner))
  );
}

/**
 * True if a list may certainly have any length: it is known to be long, comes from a query without
 * a limit or from a request, or is a parameter without known callers.
 */
export function isUnboundedLoop(audited: AuditedCode, file: string, loop: Loop): boolean {
  if (boundOf(loop).most !== null) return true;
  const { over } = loop;
  const index = findEnclosingFunction(audited, file, over.range().start.index);
  if (findListOrigin(audited, index, over) === 'rows' || isOfRequest(over, file)) return true;
  const isParameter =
    over.kind() === 'identifier' && audited.code.rawOf(index).parameters.includes(over.text());
  if (!isParameter || valueAt(over, over.text(), languageIn(file)) !== null) return false;
  const callers = findPassedArguments(audited, index, over.text());
  return callers === null
    ? audited.code.callersOf(index).length === 0
    : callers.some((caller) => isOfRequest(caller.value, fileOf(audited, caller.index)));
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
