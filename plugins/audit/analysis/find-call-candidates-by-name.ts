import type { CallSite } from '../../analysis/index.ts';
import type { AuditedCode, CallCandidate } from '../rule.ts';

/** Names by which calls are searched for. */
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
  const { functions } = audited.code.facts;
  for (const [index, { file }] of functions.entries()) {
    if (!isMeant(index)) continue;
    for (const site of audited.code.callsOf(index)) {
      const name = audited.code.nameOf(index, site.call.callee);
      const isOwn = !site.call.isGuess && site.call.targets.length > 0;
      const isFound =
        (name !== null && packaged.test(name)) ||
        (!isOwn && written.test(name ?? site.call.callee));
      if (isFound) yield createCallCandidate(site, name ?? site.call.callee, file);
    }
  }
}

export function createCallCandidate(site: CallSite, name: string, file: string): CallCandidate {
  return { file, line: site.call.line, endLine: site.call.endLine, site, name };
}

export function isPythonFunction({ code }: AuditedCode, index: number): boolean {
  return code.facts.functions[index]?.file.endsWith('.py') === true;
}

export function isAsyncFunction({ code }: AuditedCode, index: number): boolean {
  return code.facts.functions[index]?.isAsync === true;
}

/** Returns the display name of a function. */
export function formatFunctionName({ code }: AuditedCode, index: number): string {
  return code.facts.functions[index]?.name ?? '(anonymous)';
}
