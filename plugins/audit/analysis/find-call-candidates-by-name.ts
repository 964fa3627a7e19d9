import type { CallSite } from '../../analysis/index.ts';
import type { AuditedCode, CallCandidate } from '../rule.ts';

export interface CallNamePatterns {
  /** Full names in packages. */
  readonly packaged: RegExp;
  /** Names as written, for calls that resolve to no package or project function. */
  readonly written: RegExp;
}

/** Yields package calls matched by full name, and builtin and method calls matched as written. */
export function* findCallsByPattern(
  audited: AuditedCode,
  { packaged, written }: CallNamePatterns,
  isMeant: (index: number) => boolean,
): Generator<CallCandidate> {
  for (const index of audited.code.facts.functions.keys()) {
    if (!isMeant(index)) continue;
    for (const site of audited.code.callsOf(index)) {
      const name = audited.code.qualifiedNameOf(index, site.call.callee);
      const isOwn = !site.call.isGuess && site.call.targets.length > 0;
      const isFound =
        (name !== null && packaged.test(name)) ||
        (!isOwn && written.test(name ?? site.call.callee));
      if (isFound) yield createCallCandidate(audited, site, name ?? site.call.callee);
    }
  }
}

export function createCallCandidate(
  { code }: AuditedCode,
  site: CallSite,
  name = site.call.callee,
): CallCandidate {
  const { line, endLine } = site.call;
  return { file: code.fileOf(site.function), line, endLine, site, name };
}

export function isPythonFunction({ code }: AuditedCode, index: number): boolean {
  return code.fileOf(index).endsWith('.py');
}

export function isAsyncFunction({ code }: AuditedCode, index: number): boolean {
  return code.facts.functions[index]?.isAsync === true;
}

export function formatFunctionName({ code }: AuditedCode, index: number): string {
  return code.facts.functions[index]?.name ?? '(anonymous)';
}
