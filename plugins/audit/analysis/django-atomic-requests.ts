import { once } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';

const SET = /ATOMIC_REQUESTS['"]?\s*[\]:=]+\s*True/u;

/** True if the settings of Django open a transaction around each request. */
export const hasAtomicRequests = once(({ code }: AuditedCode): boolean =>
  code.files.some((file) => /settings[\w/]*\.py$/u.test(file) && SET.test(code.textOf(file) ?? '')),
);
