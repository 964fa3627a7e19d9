import type { CallSite } from '../../../../analysis/index.ts';
import { explainDeferral } from '../../../analysis/deferred-or-unawaited-calls.ts';
import { createCallCandidate } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import {
  listTransactions,
  type Transaction,
} from '../../../analysis/transactions/list-transactions.ts';
import { isDatabaseWrite } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import type { PrematureSend } from './job-or-event-sent-before-commit.ts';
import {
  findOnCommitSends,
  formatCalleeKey,
  type OnCommitSends,
} from './messages-sent-on-commit.ts';

/** Multi-word names describe an event: `order_updated`; `send` and `delete` may be anything. */
const TELLING = /[a-z]_[a-z]|[a-z][A-Z]/u;
/** Number of places that must wait for the commit before a place that does not is reported. */
const FEWEST_SIBLINGS = 2;
const SAVES = /\.(?:save|bulk_create|bulk_update)$/u;

/** Yields events sent right after the write they announce, but on commit elsewhere. */
export function* findPrematureEvents(audited: AuditedCode): Generator<PrematureSend> {
  const { code } = audited;
  const sent = findOnCommitSends(audited);
  if (sent.places.size === 0) return;
  for (const [index, { file, name }] of code.facts.functions.entries()) {
    if (isExcludedFile(file) || isSentItself(name, sent)) continue;
    const sites = code.callsOf(index);
    for (const site of sites) {
      const key = formatCalleeKey(site.call.callee);
      const siblings = sent.places.get(key) ?? [];
      if (siblings.length < FEWEST_SIBLINGS || !TELLING.test(key)) continue;
      // A method that delegates to methods of the same name sends nothing new.
      if (key.replace('.', '') === name.split('.').at(-1)) continue;
      const around = transactionAt(audited, file, site);
      const write =
        sites.find((callSite) => callSite.raw.end < site.raw.start && writes(callSite)) ?? null;
      const node = around === null && write === null ? null : findCallNode(audited, { file, site });
      if (node === null || explainDeferral(node) !== null || isInPutOff(sites, site, sent))
        continue;
      const begun = around === null ? null : { text: around.begun, line: around.beginLine };
      const found = createCallCandidate(site, site.call.callee, file);
      yield {
        ...found,
        by: 'early',
        kind: 'event',
        begun,
        write,
        written: null,
        way: [],
        siblings,
      };
    }
  }
}

/** True for a function itself run on commit, so all its calls run after the commit. */
function isSentItself(name: string, { places }: OnCommitSends): boolean {
  const own = name.split('.').at(-1) ?? name;
  return places.has(own) || places.has(`.${own}`);
}

function isInPutOff(
  sites: readonly CallSite[],
  site: CallSite,
  { putsOff }: OnCommitSends,
): boolean {
  return sites.some(
    (callSite) =>
      callSite !== site &&
      callSite.raw.start <= site.raw.start &&
      site.raw.end <= callSite.raw.end &&
      putsOff(callSite),
  );
}

function writes(site: CallSite): boolean {
  return isDatabaseWrite(site) || SAVES.test(site.call.callee);
}

function transactionAt(audited: AuditedCode, file: string, site: CallSite): Transaction | null {
  return (
    listTransactions(audited).find(
      (transaction) =>
        transaction.file === file &&
        transaction.start <= site.raw.start &&
        site.raw.start < transaction.end,
    ) ?? null
  );
}
