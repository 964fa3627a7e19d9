import { type CallSite, once } from '../../../../analysis/index.ts';
import { hasAtomicRequests } from '../../../analysis/django-atomic-requests.ts';
import { createCallCandidate } from '../../../analysis/find-call-candidates-by-name.ts';
import { isMigrationFile } from '../../../analysis/is-migration-file.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import { findEnclosingTransaction } from '../../../analysis/transactions/list-transactions.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { createJobCallMatcher } from './find-jobs-enqueued-before-commit.ts';
import type { PrematureSend } from './job-or-event-sent-before-commit.ts';

const SAVES = /^(\w+)\.a?save$/u;
const MAKES = /\.objects\.a?create$/u;

/** Yields jobs that are enqueued right after their row was stored, with no transaction in sight. */
export function* findJobsAfterSave(audited: AuditedCode): Generator<PrematureSend> {
  const { code } = audited;
  const sends = createJobCallMatcher(audited);
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (!file.endsWith('.py') || isExcludedFile(file) || isMigrationFile(file)) continue;
    // Views are called by Django itself; the caller of a model may be in a transaction.
    if (!isOfModel(audited, index) && !isInAtomicRequest(audited, index)) continue;
    for (const site of code.callsOf(index).filter(sends)) {
      if (findEnclosingTransaction(audited, file, site.raw.start) !== null) continue;
      const write = writeOf(audited, index, site);
      if (write === null || findEnclosingTransaction(audited, file, write.raw.start) !== null)
        continue;
      const found = createCallCandidate(site, site.call.callee, file);
      yield {
        ...found,
        by: 'early',
        kind: 'job',
        begun: null,
        write,
        written: null,
        way: [],
        siblings: [],
      };
    }
  }
}

function isOfModel(audited: AuditedCode, index: number): boolean {
  const { owner } = audited.code.rawOf(index);
  return owner !== null && findModels(audited).has(owner);
}

/** True if Django keeps a transaction open around the request until the response is ready. */
export function isInAtomicRequest(audited: AuditedCode, index: number): boolean {
  if (!hasAtomicRequests(audited)) return false;
  const isView = audited.code.rawOf(index).parameters.slice(0, 2).includes('request');
  return isView || audited.reachedBy(index) === 'request';
}

/** Returns the last earlier call that stores a row passed to the job. */
function writeOf({ code }: AuditedCode, index: number, site: CallSite): CallSite | null {
  const told = new Set(site.raw.argumentText.match(/[A-Za-z_]\w*/gu));
  const file = code.facts.functions[index]?.file ?? '';
  const given = ({ callee, line }: CallSite['call']): string | undefined =>
    code.variablesOf(file).find((variable) => variable.of === callee && variable.line === line)
      ?.name;
  const stores = (callSite: CallSite): boolean => {
    const { callee } = callSite.call;
    const name = SAVES.exec(callee)?.[1] ?? (MAKES.test(callee) ? given(callSite.call) : undefined);
    return name !== undefined && told.has(name);
  };
  return (
    code
      .callsOf(index)
      .findLast((callSite) => callSite.raw.end < site.raw.start && stores(callSite)) ?? null
  );
}

/** True if a Django project opens transactions of its own, or waits for their end. */
export const opensTransactions = once(({ code }: AuditedCode): boolean =>
  code.facts.functions.some(({ file }, index) =>
    file.endsWith('.py') && !isExcludedFile(file)
      ? code.callsOf(index).some(({ call }) => /(?:^|\.)(?:atomic|on_commit)$/u.test(call.callee))
      : false,
  ),
);
