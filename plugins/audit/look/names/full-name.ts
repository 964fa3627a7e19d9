import type { AuditedCode, CallCandidate } from '../../rule.ts';
import { candidateOf } from '../calls.ts';
import { packageName } from './package-name.ts';

/** What a call may be looked for by. */
export interface CallNames {
  /** Full names in packages. */
  readonly packaged: RegExp;
  /** As they are written, where no package or function of the project has the name. */
  readonly written: RegExp;
}

/** Calls of packages by their full names, and of builtins and methods by what is written. */
export function* callsOfNames(
  audited: AuditedCode,
  { packaged, written }: CallNames,
  isMeant: (index: number) => boolean,
): Generator<CallCandidate> {
  const { functions } = audited.code.facts;
  for (const [index, { file }] of functions.entries()) {
    if (!isMeant(index)) continue;
    for (const site of audited.code.callsOf(index)) {
      const name = packageName(audited, site);
      const isOwn = !site.call.isGuess && site.call.targets.length > 0;
      const isFound =
        (name !== null && packaged.test(name)) ||
        (!isOwn && written.test(name ?? site.call.callee));
      if (isFound) yield candidateOf(site, name ?? site.call.callee, file);
    }
  }
}
